"""A file at an address, such as the CSV link of a Google Sheet."""

import json
from collections.abc import Generator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from sources.errors import SourceError
from sources.http import HttpAnswer, HttpClient, is_html
from sources.model import FetchContext, Fetched
from sources.readers.files import FileSource, temporary_file
from sources.secrets import is_reference


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
        return f"a file, {_shown(self.url)}"

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        url = context.secrets.resolve(self.url, self.name)
        headers = {name: context.secrets.get(value, self.name) for name, value in self.headers.items()}
        with (
            HttpClient(source=self.name, headers=headers, sleep=context.sleep, jitter=context.jitter) as client,
            temporary_file(urlsplit(url).path) as path,
        ):
            with path.open("wb") as file:
                answer = client.download(url, file, _conditions(context.cursor))
            if answer.status == 304:
                yield Fetched(table=None, as_of=self._as_of(answer, context), full=self.is_full, cursor=context.cursor)
                return
            yield self._fetched(answer, path, context)

    def _fetched(self, answer: HttpAnswer, path: Path, context: FetchContext) -> Fetched:
        """The table that came. Raises `SourceError` where a page came in its place."""
        called = _shown(answer.url)
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
        """When the file was last changed, as its server says; else now."""
        try:
            return parsedate_to_datetime(answer.headers["last-modified"])
        except (KeyError, ValueError):
            return context.now


def _conditions(cursor: str) -> dict[str, str]:
    """The headers that ask only for another content than the last one."""
    known = json.loads(cursor) if cursor else {}
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[name]: value for name, value in known.items() if name in names}


def _validators(headers: Mapping[str, str]) -> str:
    found = {name: headers[name] for name in ("etag", "last-modified") if name in headers}
    return json.dumps(found) if found else ""


def _shown(url: str) -> str:
    return url if is_reference(url) else url.partition("?")[0]
