"""Zendesk as a source: its tickets, by the incremental export, each run from where the last one ended."""

import base64
from collections.abc import Generator, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar, Final, Literal

from pydantic import Field, model_validator

from sources.errors import InvalidRequestError, SourceError
from sources.http import HttpClient
from sources.model import FetchContext, Fetched
from sources.paging import Page, pages
from sources.timing import Duration
from sources.vendors.client_credentials import signed_in
from sources.vendors.model import Json, Listing, Noted, Row, VendorSource, value_at

TABLE_PAGES: Final = 20  # of a thousand tickets: what was read by then is written, and read no more
_PAGE: Final = {"per_page": "1000", "include": "organizations,metric_sets"}
_TOKENS_END: Final = "Zendesk takes API tokens until 30 April 2027: make an OAuth client, and name it by client_id."
_CLOSED: Final = frozenset(("solved", "closed", "deleted"))


class ZendeskSource(VendorSource):
    """Reads tickets that were opened or changed."""

    title: ClassVar[str] = "Zendesk"
    examples: ClassVar[dict[str, Any]] = {
        "key": "env:ZENDESK_SECRET",
        "url": "https://acme.zendesk.com",
        "client_id": "cs_bot",
        "user": "reports@acme.example",
        "account": "domain",
        "history": "365d",
    }
    listings: ClassVar[Mapping[str, Listing]] = {
        "tickets": Listing(
            taken="tickets",
            rights="an OAuth client of an admin with the scope read or, until 30 April 2027, an API token of an admin",
            columns=("key", "account", "opened_on", "closed_on", "status", "priority", "subject"),
        )
    }
    lists_all: ClassVar[bool] = False

    url: str = Field(description="The address of Zendesk, such as https://acme.zendesk.com")
    client_id: str = Field(default="", description="The identifier of an OAuth client, whose secret is the key")
    user: str = Field(default="", description="The address of the admin whose API token it is; none with OAuth")
    account: Literal["id", "name", "domain", "external_id"] = Field(
        default="name", description="What of a ticket's organization names the account"
    )
    history: Duration = Field(default=timedelta(days=365), description="How far back the first run reads")

    @model_validator(mode="after")
    def _never_lists_all(self) -> "ZendeskSource":
        if self.full:
            raise ValueError("of tickets those that changed are read: leave full = true out")
        if self.user and self.client_id:
            raise ValueError("has a user, whose API token the key is, and a client_id, whose secret it is: one of both")
        return self

    def headers(self, secret: str) -> dict[str, str]:
        if not self.user:
            return {"Authorization": f"Bearer {secret}"}
        pair = base64.b64encode(f"{self.user}/token:{secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        """A table of some pages each, so that a long first run goes on where it ended."""
        cursor, noted = context.cursor, Noted(told=[_TOKENS_END] if self.user else [])
        with self._connected(context) as client:
            found = self._checked(self.taken(self._pages(client, context, noted), context))
            fault: SourceError | None = None
            while fault is None:
                some, fault = _some(found)
                if not some:
                    break
                cursor = str(some[-1].get("after_cursor") or cursor)
                table = self.table(self._rows(some, noted), noted)
                yield Fetched(table=table, as_of=_told_until(some[-1], context), cursor=cursor)
                noted = Noted()
        if fault is not None:
            raise fault

    def _pages(self, client: HttpClient, context: FetchContext, noted: Noted) -> Iterator[Page]:
        """Pages from the cursor on; from the day before the last run on where Zendesk no longer takes that."""
        url, since = f"{self.base}/api/v2/incremental/tickets/cursor.json", context.now - self.history
        if context.cursor:
            found = pages(client, url, {**_PAGE, "cursor": context.cursor}, _next)
            try:
                yield next(found)
            except InvalidRequestError:
                since = max(since, (context.as_of or since) - timedelta(days=1))
                noted.told.append(
                    f"Zendesk no longer took the cursor: what changed since {since:%Y-%m-%d} is read again."
                )
            else:
                yield from found
                return
        yield from pages(client, url, {**_PAGE, "start_time": str(int(since.timestamp()))}, _next)

    def _connected(self, context: FetchContext) -> HttpClient:
        """A client with the API token, or a token that an OAuth client's id and secret are good for."""
        if not self.client_id:
            return self.client(context)
        secret = context.secrets.get(self.key, self.name)
        app = {"client_id": context.secrets.resolve(self.client_id, self.name), "client_secret": secret}
        with self.connect(context, {}, secret) as client:
            url = f"{self.base}/oauth/tokens"
            found = signed_in(client, url, {**app, "scope": "read"}, title=self.title, as_form=False)
        token = str(found["access_token"])
        return self.connect(context, self.headers(token), secret, token)

    def _checked(self, found: Iterator[Page]) -> Iterator[Page]:
        """Pages that say whether they are the last. Raises `SourceError`."""
        for page in found:
            last = page.get("end_of_stream")
            if not isinstance(last, bool) or not (last or page.get("after_cursor")):
                raise SourceError(f"{self.name}: an answer of Zendesk doesn't say whether it is the last one.")
            yield page

    def _rows(self, found: list[Page], noted: Noted) -> Iterator[Row]:
        """Tickets as they are now: of one that changed between two pages, the later state."""
        last: dict[object, Row] = {}
        for page in found:
            organizations = {each["id"]: each for each in page.get("organizations") or ()}
            metrics = {each["ticket_id"]: each for each in page.get("metric_sets") or ()}
            for ticket in self.records(page, "tickets"):
                account = self._account(ticket, organizations)
                if account is not None:
                    last[ticket["id"]] = _ticket_row(ticket, account, metrics.get(ticket["id"]))
                else:
                    noted.add("Tickets without an organization that names an account were passed over")
        yield from last.values()

    def _account(self, ticket: Json, organizations: Mapping[object, Json]) -> str | None:
        number = ticket.get("organization_id")
        found = organizations.get(number)
        if number is None or self.account == "id":
            return None if number is None else str(number)
        if found is None:
            return None
        if self.account == "domain":
            return next(iter(found.get("domain_names") or ()), None)
        value = found.get(self.account)
        return str(value) if value else None


def _told_until(page: Page, context: FetchContext) -> datetime:
    """The instant until which changes are known: now after the last page, before it that of the last change in it."""
    changed = [each["updated_at"] for each in page.get("tickets") or () if each.get("updated_at")]
    if page.get("end_of_stream") or not changed:
        return context.now
    return datetime.fromisoformat(changed[-1])


def _some(found: Iterator[Page]) -> tuple[list[Page], SourceError | None]:
    """Some pages for one table, and what went wrong after them: what was read until then needs not be read again, and a
    limit of requests that is met at the same page each time would keep the first run from ever getting past it.
    """
    some: list[Page] = []
    try:
        for page in islice(found, TABLE_PAGES):
            some.append(page)  # noqa: PERF402 - what came before a fault is kept
    except SourceError as error:
        return some, error
    return some, None


def _ticket_row(ticket: Json, account: str, metrics: Json | None) -> Row:
    status = ticket.get("status")
    solved = (ticket.get("metric_set") or metrics or {}).get("solved_at")
    closed = (solved or ticket.get("updated_at")) if status in _CLOSED else None
    return {
        "key": str(ticket["id"]),
        "account": account,
        "opened_on": _day(ticket.get("created_at")),
        "closed_on": _day(closed),
        "status": "closed" if status in _CLOSED else "open",
        "priority": ticket.get("priority"),
        "subject": ticket.get("subject") or ticket.get("raw_subject"),
    }


def _day(instant: object) -> str | None:
    """The day of an instant, in UTC, as Zendesk gives it."""
    return None if not instant else datetime.fromisoformat(str(instant)).date().isoformat()


def _next(page: Page) -> dict[str, str] | None:
    """The next page begins at the cursor of this one, which may go on at once, or was the last."""
    cursor = value_at(page, "after_cursor")
    return None if page.get("end_of_stream") is not False or not cursor else {"cursor": str(cursor)}
