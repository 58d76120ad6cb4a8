"""Companies of HubSpot that changed since a moment, past the 10,000 that one search gives."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sources.errors import SourceError
from sources.http import HttpClient
from sources.paging import Page, pages
from sources.vendors.model import Json, value_at

MODIFIED: Final = "hs_lastmodifieddate"
MOST: Final = 10_000  # results that a search gives; what is beyond is refused
OVERLAP: Final = timedelta(minutes=10)  # until what was written is found by a search
_PAGE: Final = 200


def changed_companies(client: HttpClient, base: str, properties: Sequence[str], cursor: str) -> Iterator[Json]:
    """Companies from a moment on, the oldest change first; some may come twice.

    After so many that a search ends, the next one begins with the last change that was read.
    """
    url = f"{base}/crm/v3/objects/companies/search"
    since = _milliseconds(cursor) - int(OVERLAP.total_seconds() * 1000)
    while True:
        last, full, came = since, False, 0
        for page in pages(client, url, _search(since, properties), _after, search=True):
            found = page.get("results")
            if not isinstance(found, list):
                raise SourceError(f"{client.source}: a search in HubSpot answered with no list “results”.")
            came += len(found)
            yield from found
            if found:
                last = _milliseconds(str(value_at(found[-1], "properties", MODIFIED)))
            full = _place(page) >= MOST
        if not full:
            if isinstance(total := page.get("total"), int) and came < total:
                raise SourceError(f"{client.source}: a search in HubSpot gave {came:,} of {total:,} companies.")
            return
        if last <= since:
            raise SourceError(
                f"{client.source}: more than {MOST:,} companies were changed in one moment: a search gives no more. "
                "Read all of them: take full = false away."
            )
        since = last


def _search(since: int, properties: Sequence[str]) -> dict[str, Any]:
    newer = {"propertyName": MODIFIED, "operator": "GTE", "value": str(since)}
    return {
        "filterGroups": [{"filters": [newer]}],
        "sorts": [{"propertyName": MODIFIED, "direction": "ASCENDING"}],
        "properties": list(properties),
        "limit": _PAGE,
    }


def _after(page: Page) -> dict[str, str] | None:
    return {"after": str(_place(page))} if 0 < _place(page) < MOST else None


def _place(page: Page) -> int:
    return int(value_at(page, "paging", "next", "after") or 0)


def _milliseconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp() * 1000)
