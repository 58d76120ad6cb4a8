"""HubSpot as a source: its companies as accounts with their owners, and its won deals as contracts."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any, ClassVar, Final

from pydantic import Field, model_validator

from sources.errors import SourceError
from sources.http import HttpAnswer, HttpClient
from sources.model import FetchContext, Fetched
from sources.paging import Page, pages
from sources.vendors.fields import check_fields, check_term
from sources.vendors.hubspot_changes import MODIFIED, changed_companies
from sources.vendors.hubspot_merged import MERGED, MergedRecords
from sources.vendors.hubspot_properties import NamedProperties
from sources.vendors.model import Json, Listing, Newest, Noted, Row, VendorSource, each_once, value_at

_PAGE: Final = 100
_COMPANY: Final = {"name": "name", "domain": "domain", "industry": "industry", "country": "country",
                   "status": "lifecyclestage", "owner": "hubspot_owner_id"}  # fmt: skip
_DEAL: Final = {"arr": "hs_arr", "currency": "deal_currency_code", "starts_on": "closedate"}
_WON: Final = "hs_is_closed_won"
_STAGES: Final = {
    "marketingqualifiedlead": "marketing qualified lead",
    "salesqualifiedlead": "sales qualified lead",
}
_DAILY_WAIT: Final = timedelta(hours=1)  # the day's requests are given anew at midnight of a zone that isn't told


class HubspotSource(VendorSource):
    """Reads all companies or won deals of a HubSpot portal, or only the companies that changed."""

    title: ClassVar[str] = "HubSpot"
    address: ClassVar[str] = "https://api.hubapi.com"
    examples: ClassVar[dict[str, Any]] = {
        "key": "env:HUBSPOT_TOKEN",
        "fields": {"segment": "customer_tier"},
        "only": {"lifecyclestage": ["customer"]},
    }
    listings: ClassVar[Mapping[str, Listing]] = {
        "accounts": Listing(
            taken="companies",
            rights="a service key with crm.objects.companies.read and crm.objects.owners.read",
            columns=("key", *_COMPANY, "owner_email"),
        ),
        "subscriptions": Listing(
            taken="won deals",
            rights="a service key with crm.objects.deals.read and crm.objects.companies.read",
            columns=("key", "account", *_DEAL),
        ),
    }

    fields: dict[str, str] = Field(default_factory=dict, description="Which property fills a field")
    only: dict[str, list[str]] = Field(default_factory=dict, description="Values of properties that rows are read of")

    @model_validator(mode="after")
    def _can_be_told(self) -> "HubspotSource":
        check_fields(self.fields, self.kind)
        if self.kind == "subscriptions":
            check_term(self.properties, "deals", ends=True)
            if self.full is False:
                raise ValueError("of deals all are read: leave full = false out")
        return self

    @property
    def properties(self) -> dict[str, str]:
        """The property that fills each field."""
        return {**(_COMPANY if self.kind == "accounts" else _DEAL), **self.fields}

    @property
    def columns_read(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.listing.columns, *self.properties)))

    @property
    def asked(self) -> list[str]:
        """The properties that are asked for."""
        own = MODIFIED if self.kind == "accounts" else _WON
        return sorted({*self.properties.values(), *self.only, own, MERGED})

    def headers(self, secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    def refused(self, answer: HttpAnswer) -> SourceError | None:
        if answer.status == 429 and b'"DAILY"' in answer.body:
            return SourceError(f"{self.name}: no requests to HubSpot are left today.", _DAILY_WAIT)
        return None

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        reading = _Reading(self, context)
        with self.client(context) as client:
            of = self._companies if self.kind == "accounts" else self._deals
            with closing(of(client, reading)) as rows:
                table = self.table(rows, reading.noted)
        merged, newest = reading.merged, reading.newest
        table.notes = (*table.notes, *merged.notes, *reading.properties.notes)
        aliases = merged.kept if self.kind == "accounts" else {}
        yield Fetched(table=table, as_of=context.now, full=self.is_full, cursor=newest.text, aliases=aliases)

    def _companies(self, client: HttpClient, reading: "_Reading") -> Generator[Row]:
        """Companies, all or those that changed."""
        context = reading.context
        owners = self._owners(client, context)
        if self.full is False and context.cursor:
            found = changed_companies(client, self.base, self.asked, context.cursor)
        else:
            found = self._all(client, context, "objects/companies", properties=",".join(self.asked))
        for company in each_once(found):
            given = company.get("properties") or {}
            reading.newest.note(given.get(MODIFIED))
            if self._is_wanted(given, reading):
                yield {**self._company_row(company, owners), "key": reading.merged.key_of(company)}
        if self.is_full:
            reading.properties.check(self.name, self.only)

    def _company_row(self, company: Json, owners: Mapping[str, Json]) -> Row:
        row: dict[str, object] = self._filled(company)
        stage = row.get("status")
        owner = owners.get(str(row.get("owner")))
        if owner is not None:
            named = " ".join(part for part in (owner.get("firstName"), owner.get("lastName")) if part)
            row["owner"], row["owner_email"] = named or owner.get("email"), owner.get("email")
        elif str(row.get("owner")).isdigit():
            row["owner"] = None  # the id of somebody whom HubSpot lists no more: it names nobody
        industry = _in_words(row.get("industry"))
        return {**row, "status": _STAGES.get(str(stage), stage), "industry": industry}

    def _filled(self, record: Json) -> dict[str, object]:
        given = record.get("properties") or {}
        return {field: given.get(name) for field, name in self.properties.items()}

    def _is_wanted(self, given: Json, reading: "_Reading") -> bool:
        wanted = all(given.get(name) in values for name, values in self.only.items())
        reading.properties.note(given, wanted=wanted)
        return wanted

    def _deals(self, client: HttpClient, reading: "_Reading") -> Generator[Row]:
        noted, asked = reading.noted, ",".join(self.asked)
        found = self._all(client, reading.context, "objects/deals", properties=asked, associations="companies")
        amounts = [name for name in ("arr", "mrr", "amount", "term_amount") if name in self.properties]
        for deal in each_once(found):
            given = deal.get("properties") or {}
            row = self._filled(deal)
            if not self._is_wanted(given, reading) or given.get(_WON) != "true":
                continue
            if all(row[name] in {None, ""} for name in amounts):
                noted.add(f"Won deals without {self.properties[amounts[0]]} were passed over: nothing of them recurs")
                continue
            if row["ends_on"] in {None, ""}:
                noted.add(f"Won deals without {self.properties['ends_on']} have no end, and count on")
            account = _company_of(deal)
            if account is None:
                noted.add("Won deals without a company were passed over")
                continue
            yield {**row, "key": reading.merged.key_of(deal), "account": account}
        reading.properties.check(self.name, self.only)

    def _owners(self, client: HttpClient, context: FetchContext) -> dict[str, Json]:
        """People by the id that companies have of them, those who left among them."""
        found = (self._all(client, context, "owners", archived=archived) for archived in ("true", "false"))
        return {str(owner["id"]): owner for listed in found for owner in listed}

    def _all(self, client: HttpClient, context: FetchContext, name: str, **params: str) -> Iterator[Json]:
        url = f"{self.base}/crm/v3/{name}"
        listed = pages(client, url, {"limit": str(_PAGE), **params}, _after)
        for page in listed if name == "owners" else self.taken(listed, context):
            yield from self.records(page, "results")


class _Reading:
    """One run: the moment, and what is noted of the records that it reads."""

    def __init__(self, source: HubspotSource, context: FetchContext) -> None:
        self.context, self.noted, self.newest = context, Noted(), Newest(context.cursor)
        self.merged = MergedRecords(source, context)
        self.properties = NamedProperties(frozenset((*source.fields.values(), *source.only)))


def _in_words(value: object) -> object:
    """A value of a list as people see it: `COMPUTER_SOFTWARE` is Computer Software."""
    return value.replace("_", " ").title() if isinstance(value, str) and value.isupper() and "_" in value else value


def _after(page: Page) -> dict[str, str] | None:
    after = value_at(page, "paging", "next", "after")
    return {"after": str(after)} if after else None


def _company_of(deal: Json) -> str | None:
    """The company of a deal: its primary one, where it has several."""
    found = value_at(deal, "associations", "companies", "results") or []
    primary = [each for each in found if each.get("type") == "deal_to_company"]
    return next((str(each["id"]) for each in (*primary, *found)), None)
