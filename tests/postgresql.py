"""A real PostgreSQL server of our own for as long as a test run needs it, which can be crashed and cut off."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

PASSWORD = "s3cret/p@ss w%rd"
USER = "reader"
_FAST: Final = " -c fsync=off -c full_page_writes=off -c autovacuum=off"
"""What is written outlives the server, and not the machine; nothing is tidied up beside the tests."""


@dataclass(frozen=True)
class Server:
    """A server on the loopback interface whose only user has a password."""

    programs: Path
    folder: Path
    port: int
    account: str | None
    settings: str

    def url(self, database: str, port: int = 0) -> str:
        """Returns the URL of a database; with another port, that of a proxy before the server."""
        return f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port or self.port}/{database}"

    def start(self) -> None:
        """Starts it, and returns once it takes connections: after a crash that is when it has recovered."""
        self._control("-o", self.settings, "-l", self.folder / "log", "-w", "start")

    def crash(self) -> None:
        """Ends it at once: nothing is finished, and all connections are lost."""
        self._control("-m", "immediate", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stands still while the context lasts: it takes connections and questions, and answers none."""
        main = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", main], capture_output=True, text=True, check=True)
        processes = [int(main), *map(int, children.stdout.split())]
        for each in processes:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                os.kill(each, signal.SIGCONT)

    def is_up(self) -> bool:
        """Whether it runs."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def cut(self, database: str) -> int:
        """Ends the connections of all others to a database, and returns how many those were."""
        import psycopg  # takes a while, and is needed by few runs

        ending = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute(ending, (database, connection.info.backend_pid)).fetchone()
        return int(found[0]) if found else 0

    def make(self, database: str, template: str = "template0") -> str:
        """Makes an empty database, or a copy of one that nobody is connected to, and returns its URL."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}".encode())
        return self.url(database)

    def run(self, program: str, *arguments: str | Path) -> None:
        """Runs one of PostgreSQL's programs as whoever owns the server."""
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self.account,
            group=self.account,
            extra_groups=[] if self.account else None,
            timeout=60,
        )

    def _control(self, *arguments: str | Path) -> None:
        self.run("pg_ctl", "-D", self.folder / "data", *arguments)


def binaries() -> Path | None:
    """Where the server's programs are, None where it isn't installed: Debian keeps them off the PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    return max(found, key=lambda path: path.parts[-2].zfill(3), default=None)


@contextmanager
def server(programs: Path) -> Iterator[int]:
    """A server on the loopback interface whose only user has a password, and the port it listens on."""
    with running(programs) as started:
        yield started.port


@contextmanager
def running(programs: Path, *, durable: bool = False) -> Iterator[Server]:
    """The same, to be crashed and started again; a `durable` one waits for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="cs-postgresql-"))
    account, port = _account(), _free_port()
    if account:
        shutil.chown(folder, account, account)
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=200 -c shared_buffers=64MB"
    made = Server(programs, folder, port, account, settings + _FAST * (not durable))
    try:
        _initialise(made)
        made.start()
        try:
            yield made
        finally:
            with suppress(subprocess.CalledProcessError):  # it is down already
                made.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(made: Server) -> None:
    password = made.folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    asked = ("--auth-host=scram-sha-256", "--auth-local=trust")  # the socket is in a folder that nobody else can enter
    ways = (*asked, f"--pwfile={password}", "-E", "UTF8", "--no-locale")
    made.run("initdb", "-D", made.folder / "data", "-U", USER, *ways)


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
