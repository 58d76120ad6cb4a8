"""Files on an SFTP server, by a pattern."""

import asyncio
import fnmatch
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, field_validator

from sources.errors import SourceError
from sources.model import FetchContext, Fetched
from sources.readers.files import LOOK, SETTLED, FileSource, RemoteFile, fetch_new, is_temporary, no_files
from sources.secrets import is_reference
from store.extras import how_to_install

if TYPE_CHECKING:
    from asyncssh import SFTPAttrs, SFTPClient

CONNECT_TIMEOUT: Final = 20.0  # seconds
QUIET: Final = 60.0  # seconds without a word of the server until the link counts as dead
_FILE: Final = 1  # types of what is in a folder, as the protocol numbers them
_LINK: Final = 3


class SftpSource(FileSource):
    """Reads the files of a folder on an SFTP server, whose key has to be known."""

    examples: ClassVar[dict[str, Any]] = {
        "host": "files.example.com",
        "user": "reader",
        "password": "env:SFTP_PASSWORD",
        "files": "/exports/accounts*.csv",
        "known_hosts": "known_hosts",
    }
    needs_package: ClassVar[str] = "sftp"

    host: str = Field(description="The server's name")
    port: int = Field(default=22, ge=1, le=65535, description="The server's port")
    user: str = Field(description="Who signs in")
    files: str = Field(description="A file, or a pattern of files in one folder, such as /exports/accounts*.csv")
    password: str = Field(default="", description="The secret to sign in with: env:SFTP_PASSWORD")
    key: str = Field(default="", description="A file with the private key to sign in with")
    known_hosts: str = Field(default="", description="A file with the server's key; ~/.ssh/known_hosts without")

    @field_validator("password")
    @classmethod
    def _is_a_reference(cls, password: str) -> str:
        if password and not is_reference(password):
            raise ValueError("isn't the name of a secret")
        return password

    @property
    def place(self) -> str:
        return f"files, sftp://{self.user}@{self.host}:{self.port}{self.files}"

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        with asyncio.Runner() as runner, self._connected(runner, context) as client:
            found = [file for file in runner.run(self._listed(client)) if not is_temporary(file.path)]
            if any(context.now.timestamp() - file.changed.timestamp() < SETTLED for file in found):
                context.sleep(LOOK)
                again = {file.path: file.stamp for file in runner.run(self._listed(client))}
                found = [file for file in found if again.get(file.path) == file.stamp]

            def load(file: RemoteFile, path: Path) -> None:
                runner.run(self._load(client, file, path))

            yield from fetch_new(self, found, load, context)

    async def _listed(self, client: "SFTPClient") -> list[RemoteFile]:
        """The files that the pattern names. Raises `SourceError` where there is no folder, or no file."""
        whole = PurePosixPath(self.files)
        names = await self._guarded(client.readdir(str(whole.parent)))
        paths = [
            (str(whole.parent / str(each.filename)), each.attrs)
            for each in names
            if fnmatch.fnmatchcase(str(each.filename), whole.name) and each.attrs.type in {_FILE, _LINK}
        ]
        found = [
            RemoteFile(path, datetime.fromtimestamp(attrs.mtime or 0, UTC), _stamp(attrs))
            for path, named in paths
            if (attrs := await self._followed(client, path) if named.type == _LINK else named) and attrs.type == _FILE
        ]
        if not found:
            raise no_files(self, f"{self.files} on {self.host}")
        return found

    async def _followed(self, client: "SFTPClient", path: str) -> "SFTPAttrs | None":
        """What a link leads to, such as `latest.csv` to the newest file; None where that isn't there."""
        if not await self._guarded(client.exists(path)):
            return None
        return await self._guarded(client.stat(path))  # type: ignore[no-any-return]

    async def _load(self, client: "SFTPClient", file: RemoteFile, path: Path) -> None:
        """Loads a file. Raises `SourceError` for one that was changed meanwhile: half of it may have been there."""
        await self._guarded(client.get(file.path, path, follow_symlinks=True))
        after = await self._followed(client, file.path)
        if after is None or _stamp(after) != file.stamp:
            raise SourceError(f"{self.name}: {file.path} was changed while it was read: it is read again.")

    @contextmanager
    def _connected(self, runner: asyncio.Runner, context: FetchContext) -> Iterator["SFTPClient"]:
        try:
            import asyncssh
        except ImportError:
            raise SourceError(f"{self.name}: SFTP needs a package: {how_to_install('sftp')}") from None
        options: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "username": self.user,
            "connect_timeout": CONNECT_TIMEOUT,
            "login_timeout": CONNECT_TIMEOUT,
            "keepalive_interval": QUIET / 3,
            "config": None,
            "agent_path": None,
        }
        if self.password:
            options["password"] = context.secrets.get(self.password, self.name)
        options["client_keys"] = [str(self._beside(self.key, "key"))] if self.key else None
        if self.known_hosts:
            options["known_hosts"] = str(self._beside(self.known_hosts, "known_hosts"))
        connection = runner.run(self._guarded(asyncssh.connect(**options)))
        try:
            yield runner.run(self._guarded(connection.start_sftp_client()))
        finally:
            connection.close()
            runner.run(connection.wait_closed())

    def _beside(self, name: str, setting: str) -> Path:
        """A file that a setting names. Raises `SourceError` where there is none."""
        path = self.folder / Path(name).expanduser()
        if not path.is_file():
            raise SourceError(f"{self.name}: there is no file {path}, which {setting} names.")
        return path

    async def _guarded(self, asked: Any) -> Any:  # noqa: ANN401 - whatever is awaited
        """What is awaited. Raises `SourceError` for whatever goes wrong on the way, which is never an empty answer."""
        import asyncssh

        try:
            return await asked
        except asyncssh.HostKeyNotVerifiable:
            raise SourceError(
                f"{self.name}: the key of {self.host} isn't the one that is known. If it was changed: ssh-keyscan "
                f"-p {self.port} {self.host}, have it confirmed, and put it into the file of known_hosts."
            ) from None
        except asyncssh.PermissionDenied:
            raise SourceError(
                f"{self.name}: {self.host} doesn't let {self.user} in. Check the key or password."
            ) from None
        except asyncssh.SFTPNoSuchFile:
            raise SourceError(
                f"{self.name}: there is no {self.files} on {self.host}. Nothing is taken as gone; check the path."
            ) from None
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            raise SourceError(
                f"{self.name}: the key in {self.key} can't be read, or is locked with a password: give it one without."
            ) from None
        except (OSError, asyncssh.Error, ValueError) as error:
            raise SourceError(f"{self.name}: {self.host} can't be read ({type(error).__name__}).") from None


def _stamp(attrs: "SFTPAttrs") -> str:
    return f"{attrs.size} {attrs.mtime}"
