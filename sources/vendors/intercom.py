"""Intercom as a source: its conversations as tickets of the companies that people in them belong to."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, Literal

from pydantic import Field, model_validator

from sources.errors import SourceError
from sources.http import HttpClient
from sources.model import FetchContext, Fetched
from sources.paging import Page, pages
from sources.timing import Duration
from sources.vendors.intercom_companies import CompanyBook
from sources.vendors.model import Json, Listing, Newest, Noted, Row, VendorSource, value_at

VERSION: Final = "2.14"
OVERLAP: Final = timedelta(days=1)  # a search for what is newer than a moment may begin with the next day
_PAGE: Final = 150


class IntercomSource(VendorSource):
    """Reads conversations that were opened or changed."""

    title: ClassVar[str] = "Intercom"
    address: ClassVar[str] = "https://api.intercom.io"
    examples: ClassVar[dict[str, Any]] = {
        "key": "env:INTERCOM_TOKEN",
        "url": "https://api.eu.intercom.io",
        "account": "company_id",
        "history": "365d",
    }
    listings: ClassVar[Mapping[str, Listing]] = {
        "tickets": Listing(
            taken="conversations",
            rights="an access token with Read conversations and Read and list users and companies",
            columns=("key", "account", "opened_on", "closed_on", "status", "priority", "satisfaction", "subject"),
        )
    }
    lists_all: ClassVar[bool] = False

    account: Literal["company_id", "name", "website", "id"] = Field(
        default="company_id", description="What of a company names the account"
    )
    history: Duration = Field(default=timedelta(days=365), description="How far back the first run reads")

    @model_validator(mode="after")
    def _never_lists_all(self) -> "IntercomSource":
        if self.full:
            raise ValueError("of conversations those that changed are read: leave full = true out")
        return self

    def headers(self, secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}", "Intercom-Version": VERSION}

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        """One table: pages come in no order that a cursor could be moved by before the last."""
        noted, newest = Noted(), Newest(context.cursor)
        with self.client(context) as client, closing(self._rows(client, context, noted, newest)) as rows:
            table = self.table(rows, noted)
        yield Fetched(table=table, as_of=context.now, cursor=newest.text)

    def _rows(self, client: HttpClient, context: FetchContext, noted: Noted, newest: Newest) -> Generator[Row]:
        companies = CompanyBook(client, self.base, self.account)
        for page in self._pages(client, context):
            for each in page:
                newest.note(_instant(each.get("updated_at")))
            companies.look_up(contact for each in page for contact in _contacts(each))
            yield from self._with_accounts(page, companies, noted)

    def _pages(self, client: HttpClient, context: FetchContext) -> Iterator[list[Json]]:
        """Conversations by page, each once."""
        since = datetime.fromisoformat(context.cursor) - OVERLAP if context.cursor else context.now - self.history
        asked = {
            "query": {"field": "updated_at", "operator": ">", "value": int(since.timestamp())},
            "pagination": {"per_page": _PAGE},
        }
        seen: set[str] = set()
        came, page = 0, Page()
        listed = pages(client, f"{self.base}/conversations/search", asked, _next, search=True)
        for page in self.taken(listed, context):
            records = self.records(page, "conversations")
            found = [each for each in records if str(each.get("id")) not in seen]
            seen.update(str(each.get("id")) for each in found)
            came += len(records)
            yield found
        if not context.sample and isinstance(total := page.get("total_count"), int) and came < total:
            raise SourceError(f"{self.name}: Intercom gave {came:,} of {total:,} conversations.")

    def _with_accounts(self, found: Iterable[Json], companies: CompanyBook, noted: Noted) -> Generator[Row]:
        for conversation in found:
            accounts = companies.of(_contacts(conversation))
            if not accounts:
                noted.add("Conversations of people without a company that names an account were passed over")
                continue
            if len(accounts) > 1:
                noted.add("Conversations of people in several companies count for the first one")
            yield _conversation_row(conversation, accounts[0])


def _conversation_row(conversation: Json, account: str) -> Row:
    is_closed = conversation.get("state") == "closed"
    closed = value_at(conversation, "statistics", "last_close_at") or conversation.get("updated_at")
    return {
        "key": str(conversation["id"]),
        "account": account,
        "opened_on": _day(conversation.get("created_at")),
        "closed_on": _day(closed) if is_closed else None,
        "status": "closed" if is_closed else "open",
        "priority": conversation.get("priority"),
        "satisfaction": value_at(conversation, "conversation_rating", "rating"),
        "subject": conversation.get("title") or value_at(conversation, "source", "subject") or None,
    }


def _contacts(conversation: Json) -> list[str]:
    listed = value_at(conversation, "contacts", "contacts") or ()
    return [str(each["id"]) for each in listed if each.get("id")]


def _instant(seconds: object) -> str | None:
    return None if not seconds else datetime.fromtimestamp(int(str(seconds)), UTC).isoformat()


def _day(seconds: object) -> str | None:
    return (_instant(seconds) or "")[:10] or None


def _next(page: Page) -> dict[str, Json] | None:
    after = value_at(page, "pages", "next", "starting_after")
    return {"pagination": {"per_page": _PAGE, "starting_after": after}} if after else None
