#!/usr/bin/env bash
# Guess: over SFTP `glob("*.csv")` of asyncssh leaves out names that begin with a dot, as the shell and Python's `glob`
#   do, and `listdir` leaves out "." and "..", as `os.listdir` does.
# Behaviour (asyncssh 2.24.1): `glob("*.csv")` and `glob("*")` give hidden files too, and `listdir` gives "." and "..".
# Who meets it: whoever reads the newest export of a folder. A program that uploads writes into `.usage.csv` first, so
#   that nobody reads half a file: it is found, and read.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet asyncssh==2.24.1
mkdir "$folder/exports"
touch "$folder/exports/usage.csv" "$folder/exports/.usage.csv"
"$folder/venv/bin/python" - "$folder/exports" <<'PY'
import asyncio
import glob
import os
import sys

import asyncssh

EXPORTS = sys.argv[1]


class Open(asyncssh.SSHServer):
    """Lets in whoever comes, on the loopback interface."""

    def begin_auth(self, username):
        return False


async def main():
    key = asyncssh.generate_private_key("ssh-ed25519")
    listening = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Open,
        server_host_keys=[key],
        sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=EXPORTS),
    )
    async with listening:
        connecting = asyncssh.connect("127.0.0.1", listening.get_port(), known_hosts=None, username="reader")
        async with connecting as connection, connection.start_sftp_client() as client:
            return sorted(await client.glob("*.csv")), sorted(await client.listdir("."))


matched, listed = asyncio.run(main())
print("asyncssh", asyncssh.__version__)
print(f'glob("*.csv"): here {glob.glob("*.csv", root_dir=EXPORTS)}, over SFTP {matched}')
print(f'listdir("."): here {sorted(os.listdir(EXPORTS))}, over SFTP {listed}')
expected = ([".usage.csv", "usage.csv"], [".", "..", ".usage.csv", "usage.csv"])
sys.exit((matched, listed) != expected and "the behaviour has changed")
PY
