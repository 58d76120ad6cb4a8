"""A real PostgreSQL server of our own for as long as a test run needs it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "s3cret/p@ss w%rd"
USER = "reader"


def binaries() -> Path | None:
    """Where the server's programs are, None where it isn't installed: Debian keeps them off the PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    return max(found, key=lambda path: path.parts[-2].zfill(3), default=None)


@contextmanager
def server(programs: Path) -> Iterator[int]:
    """A server on the loopback interface whose only user has a password, and the port it listens on."""
    folder = Path(tempfile.mkdtemp(prefix="cs-postgresql-"))
    account = _account()
    if account:
        shutil.chown(folder, account, account)

    def run(program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            capture_output=True,
            cwd=folder,
            user=account,
            group=account,
            extra_groups=[] if account else None,
            timeout=60,
        )

    data, port = folder / "data", _free_port()
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    settings = (
        f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=200"
        " -c fsync=off -c full_page_writes=off -c shared_buffers=64MB"
    )
    try:
        run(
            "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            f"--pwfile={folder / 'password'}",
            "-E",
            "UTF8",
            "--no-locale",
        )
        run("pg_ctl", "-D", data, "-o", settings, "-l", folder / "log", "-w", "start")
        try:
            yield port
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> str | None:
    """Who runs the server: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
