"""A file at an address, such as the CSV link of a Google Sheet."""

import json
from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import Field, field_validator

from sources.addresses import shown, split_url
from sources.errors import SourceError
from sources.http import HttpAnswer, HttpClient, http_date, is_html
from sources.model import FetchContext, Fetched
from sources.readers.files import FileSource, temporary_file
from sources.secrets import is_reference

AT_ONCE: Final = timedelta(minutes=5)  # after its time a run has begun, where nothing holds it up


class HttpsSource(FileSource):
    """Reads one file at an address, when it changed."""

    examples: ClassVar[dict[str, Any]] = {
        "url": "https://docs.google.com/spreadsheets/d/e/2PACX-example/pub?output=csv",
        "headers": {"Authorization": "env:EXPORT_TOKEN"},
    }
    lists_all: ClassVar[bool] = True

    url: str = Field(description="The address of the file, or where it is kept: env:EXPORT_URL")
    headers: dict[str, str] = Field(default_factory=dict, description="Headers to ask with; their values are secrets")

    @field_validator("headers")
    @classmethod
    def _are_references(cls, headers: dict[str, str]) -> dict[str, str]:
        if any(not is_reference(value) for value in headers.values()):
            raise ValueError("has a value that isn't the name of a secret")
        return headers

    @property
    def place(self) -> str:
        return f"a file, {self.url if self._is_secret else shown(self.url)}"

    def newer_by(self, as_of: datetime) -> datetime | None:
        """The next run where the age is that of one, as of what has no date of its own; else as of any file."""
        ran = self.timing.after(as_of - AT_ONCE)
        return self.timing.after(as_of) if ran is not None and ran <= as_of else super().newer_by(as_of)

    @property
    def _is_secret(self) -> bool:
        """Whether the address is kept as a secret, which its path may be: whoever has a sheet's link can read it."""
        return is_reference(self.url)

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        url = context.secrets.resolve(self.url, self.name)
        headers = {name: context.secrets.get(value, self.name) for name, value in self.headers.items()}
        with (
            HttpClient(
                source=self.name,
                headers=headers,
                sleep=context.sleep,
                jitter=context.jitter,
                secret_url=self._is_secret,
            ) as client,
            temporary_file(found.path if (found := split_url(url)) else "") as path,
        ):
            with path.open("wb") as file:
                answer = client.download(url, file, _conditions(context.cursor))
            if answer.status == 304:
                yield Fetched(table=None, as_of=self._as_of(answer, context), full=self.is_full, cursor=context.cursor)
                return
            yield self._fetched(answer, client.shown(url), path, context)

    def _fetched(self, answer: HttpAnswer, called: str, path: Path, context: FetchContext) -> Fetched:
        """The table that came. Raises `SourceError` where a page came in its place."""
        if answer.status != 200:
            raise SourceError(f"{self.name}: {called} answered {answer.status}, and no file.")
        if is_html(answer):
            raise SourceError(
                f"{self.name}: {called} is a page of HTML and no file, such as one to sign in. A Google Sheet is "
                "published as CSV by File → Share → Publish to web."
            )
        table = self.open(path, called)
        return Fetched(
            table=table, as_of=self._as_of(answer, context), full=self.is_full, cursor=_validators(answer.headers)
        )

    def _as_of(self, answer: HttpAnswer, context: FetchContext) -> datetime:
        """When the file was last changed, as its server says, or said when it gave what is still so; else now."""
        known = _known(context.cursor) if answer.status == 304 else {}
        try:
            return http_date(answer.headers.get("last-modified") or known["last-modified"])
        except (KeyError, ValueError):
            return context.now


def _conditions(cursor: str) -> dict[str, str]:
    """The headers that ask only for another content than the last one."""
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[name]: value for name, value in _known(cursor).items() if name in names}


def _known(cursor: str) -> dict[str, str]:
    """What the server said of the file that is known, by header."""
    return dict(json.loads(cursor)) if cursor else {}


def _validators(headers: Mapping[str, str]) -> str:
    """What the server says of the file that came; of one without a mark nothing, so that no older one's counts."""
    return json.dumps({name: headers[name] for name in ("etag", "last-modified") if name in headers})
