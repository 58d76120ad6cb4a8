#!/usr/bin/env bash
# Guess: `await sftp.get("latest.csv", …)` of asyncssh brings what the file says, also where `latest.csv` is a link on the
#   server, as `get` of the program sftp and of paramiko do.
# Behaviour (asyncssh 2.24.1): into a folder it makes a link with the name that the server's link leads to, which leads
#   nowhere here, and says nothing. Under a name of one's own it raises SFTPBadMessage, “Symlink target is outside
#   download directory”. With `follow_symlinks=True` the file comes.
# Who meets it: whoever fetches the newest export by the name that a server keeps for it, such as `latest.csv`.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet asyncssh==2.24.1 paramiko==4.0.0
mkdir "$folder/server" "$folder/here"
echo "id,name" > "$folder/server/accounts-2026-11-30.csv"
ln -s accounts-2026-11-30.csv "$folder/server/latest.csv"
"$folder/venv/bin/python" - "$folder" <<'PY'
import asyncio
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import asyncssh
import paramiko

HERE, LATEST = Path(sys.argv[1], "here"), f"{sys.argv[1]}/server/latest.csv"


class Open(asyncssh.SSHServer):
    """Lets in whoever comes, on the loopback interface."""

    def begin_auth(self, username):
        return False


def with_paramiko(port, to):
    transport = paramiko.Transport(("127.0.0.1", port))
    transport.start_client()
    transport.auth_none("somebody")
    paramiko.SFTPClient.from_transport(transport).get(LATEST, str(to))
    transport.close()


def said(path):
    if not path.exists() and not path.is_symlink():
        return "nothing, after SFTPBadMessage"
    return "a link to nothing here" if path.is_symlink() and not path.exists() else path.read_text().strip()


async def main():
    key = asyncssh.generate_private_key("ssh-ed25519")
    listening = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Open,
        server_host_keys=[key],
        sftp_factory=True,
    )
    port = listening.get_port()
    async with asyncssh.connect("127.0.0.1", port, username="somebody", known_hosts=None, config=None) as connection:
        async with connection.start_sftp_client() as sftp:
            await sftp.get(LATEST, HERE)
            with suppress(asyncssh.SFTPBadMessage):
                await sftp.get(LATEST, HERE / "named.csv")
            await sftp.get(LATEST, HERE / "followed.csv", follow_symlinks=True)
    await asyncio.to_thread(with_paramiko, port, HERE / "paramiko.csv")
    listening.close()
    return {name: said(HERE / f"{name}.csv") for name in ("latest", "named", "followed", "paramiko")}


found = asyncio.run(main())
print("asyncssh", version("asyncssh"), "paramiko", version("paramiko"))
for name, text in found.items():
    print(f"{name}: {text}")
expected = {
    "latest": "a link to nothing here",
    "named": "nothing, after SFTPBadMessage",
    "followed": "id,name",
    "paramiko": "id,name",
}
sys.exit(found != expected and "the behaviour has changed")
PY
