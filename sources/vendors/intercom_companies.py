"""The companies that people in Intercom belong to: conversations say only who took part."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sources.errors import SourceError
from sources.http import HttpClient
from sources.paging import Page, pages
from sources.vendors.model import Json, value_at

AT_ONCE: Final = 50  # people whose companies are asked for in one search


class CompanyBook:
    """What names the account of each company, looked up once for each person and company: nothing of a deleted one."""

    def __init__(self, client: HttpClient, base: str, by: str) -> None:
        self._client, self._base, self._by = client, base, by
        self._companies_of: dict[str, list[str]] = {}
        self._named: dict[str, str | None] = {}

    def look_up(self, contacts: Iterable[str]) -> None:
        """Finds the companies of people who aren't known yet. Those who were deleted have none."""
        unknown = [each for each in dict.fromkeys(contacts) if each not in self._companies_of]
        for at in range(0, len(unknown), AT_ONCE):
            some = unknown[at : at + AT_ONCE]
            self._companies_of |= {each: [] for each in some}
            for contact in self._search(some):
                listed = value_at(contact, "companies", "data") or ()
                self._companies_of[str(contact.get("id"))] = [str(each["id"]) for each in listed if each.get("id")]

    def of(self, contacts: Sequence[str]) -> list[str]:
        """What names the accounts of people, in their order, each once."""
        companies = dict.fromkeys(company for each in contacts for company in self._companies_of.get(each, ()))
        return list(dict.fromkeys(name for each in companies if (name := self._name(each))))

    def _search(self, contacts: Sequence[str]) -> Iterator[Json]:
        asked = {
            "query": {"field": "id", "operator": "IN", "value": list(contacts)},
            "pagination": {"per_page": AT_ONCE},
        }
        for page in pages(self._client, f"{self._base}/contacts/search", asked, _next, search=True):
            found = page.get("data")
            if not isinstance(found, list):
                raise SourceError(f"{self._client.source}: a search for people answered with no list “data”.")
            yield from found

    def _name(self, company: str) -> str | None:
        if company not in self._named:
            found = self._client.find_json(f"{self._base}/companies/{company}")
            if found is not None and (not isinstance(found, dict) or found.get("type") != "company"):
                raise SourceError(f"{self._client.source}: what Intercom says of company {company} isn't one.")
            value = found.get(self._by) if found else None
            self._named[company] = str(value) if value else None
        return self._named[company]


def _next(page: Page) -> dict[str, Json] | None:
    after = value_at(page, "pages", "next", "starting_after")
    return {"pagination": {"per_page": AT_ONCE, "starting_after": after}} if after else None
