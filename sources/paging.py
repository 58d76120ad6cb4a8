"""Going through the pages of a web service: by a cursor, by the link to the next one, or by a search."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from sources.errors import SourceError
from sources.http import HttpClient

MOST_PAGES: Final = 10_000
Page = dict[str, Any]
Following = Callable[[Page], Mapping[str, Any] | str | None]


def pages(  # noqa: PLR0913 - what is asked for, and how far
    client: HttpClient,
    url: str,
    params: Mapping[str, Any],
    following: Following,
    most: int = MOST_PAGES,
    *,
    search: bool = False,
) -> Iterator[Page]:
    """The JSON objects of all pages. `following` says of a page how to ask for the next: by parameters that replace
    those of before, by a link, or None at the end. Of a `search` the parameters are sent as JSON.

    Raises `SourceError` where a page is no object, leads to one that was there, to another server, or to too many.
    """
    asked, seen = dict(params), set[str]()
    for _ in range(most):
        page = client.post_json(url, asked) if search else client.get_json(url, asked)
        if not isinstance(page, dict):
            raise SourceError(f"{client.source}: a page isn't the object that it should be.")
        yield page
        further = following(page)
        if further is None:
            return
        mark = further if isinstance(further, str) else repr(sorted(further.items()))
        if mark in seen:
            raise SourceError(f"{client.source}: its pages lead in a circle. Nothing of it was written.")
        seen.add(mark)
        if isinstance(further, str):
            url, asked = _same_server(client, url, further), {}
        else:
            asked.update(further)
    raise SourceError(f"{client.source}: it has more than {most:,} pages, the most that are read. Limit what is read.")


def _same_server(client: HttpClient, url: str, link: str) -> str:
    """The link to the next page; a token isn't sent elsewhere."""
    found = urljoin(url, link)
    if urlsplit(found)[:2] != urlsplit(url)[:2]:
        raise SourceError(f"{client.source}: its next page is on another server, which isn't asked.")
    return found
