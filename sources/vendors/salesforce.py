"""Salesforce as a source: its accounts with their owners, and contracts, opportunities or an object of one's own."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from pydantic import Field, field_validator, model_validator

from sources.errors import SourceError
from sources.http import HttpAnswer, HttpClient
from sources.model import FetchContext, Fetched
from sources.paging import Page, pages
from sources.vendors.client_credentials import signed_in
from sources.vendors.fields import check_fields, check_term
from sources.vendors.model import Json, Listing, Newest, Noted, Row, VendorSource, each_once, value_at

VERSION: Final = "v62.0"
MODIFIED: Final = "SystemModstamp"
OVERLAP: Final = timedelta(minutes=10)  # a long transaction is seen after it has the time at which it began
_DAILY_WAIT: Final = timedelta(hours=12)
_OBJECT: Final = r"^[A-Za-z][A-Za-z0-9_]*$"
_ACCOUNT: Final = {"name": "Name", "domain": "Website", "industry": "Industry", "country": "BillingCountry",
                   "status": "Type", "owner": "Owner.Name", "owner_email": "Owner.Email"}  # fmt: skip
_CONTRACT: Final = {"account": "AccountId", "starts_on": "StartDate", "ends_on": "EndDate", "status": "StatusCode"}
_OPPORTUNITY: Final = {"account": "AccountId", "starts_on": "CloseDate"}
_WHERE: Final = {
    "Contract": "StatusCode IN ('Activated', 'Signed', 'Expired', 'Terminated', 'Cancelled')",
    "Opportunity": "IsWon = true",
}


class SalesforceSource(VendorSource):
    """Reads all accounts, or contracts, of a Salesforce organization, or those that changed."""

    title: ClassVar[str] = "Salesforce"
    examples: ClassVar[dict[str, Any]] = {
        "url": "https://acme.my.salesforce.com",
        "client_id": "env:SALESFORCE_ID",
        "key": "env:SALESFORCE_SECRET",
        "object": "Opportunity",
        "fields": {"arr": "ARR__c", "ends_on": "Contract_End__c"},
        "where": "Type = 'Customer'",
    }
    listings: ClassVar[Mapping[str, Listing]] = {
        "accounts": Listing(
            taken="accounts",
            rights="an external client app with the client credentials flow and the scope api, whose user may read "
            "Account and User",
            columns=("key",),
        ),
        "subscriptions": Listing(
            taken="contracts",
            rights="an external client app with the client credentials flow and the scope api, whose user may read the "
            "object",
            columns=("key",),
        ),
    }

    url: str = Field(description="The address of My Domain, such as https://acme.my.salesforce.com")
    client_id: str = Field(description="The app's consumer key, or where it is kept; its secret is the key")
    object: str = Field(default="", pattern=rf"^$|{_OBJECT}", description="What contracts are: Contract, Opportunity …")
    fields: dict[str, str] = Field(default_factory=dict, description="Which field of Salesforce fills a field")
    where: str = Field(default="", description="Which are read, as SOQL says it after WHERE")

    @field_validator("url")
    @classmethod
    def _is_my_domain(cls, url: str) -> str:
        if ".lightning.force.com" in url:
            raise ValueError("is a page of Salesforce: its API is at My Domain (Setup → My Domain)")
        return url

    @field_validator("where")
    @classmethod
    def _is_a_condition(cls, where: str) -> str:
        if ";" in where or "\n" in where:
            raise ValueError("is a condition on one line, such as Type = 'Customer'")
        return where

    @model_validator(mode="after")
    def _can_be_told(self) -> "SalesforceSource":
        check_fields(self.fields, self.kind)
        if self.kind == "subscriptions":
            check_term(self.columns_by_field, self.read_from, ends=True)
            if not {"account", "starts_on"} <= self.columns_by_field.keys():
                raise ValueError(f"don't say which fields of {self.read_from} have account and starts_on")
        return self

    @property
    def read_from(self) -> str:
        """The object that is read."""
        return self.object or ("Account" if self.kind == "accounts" else "Contract")

    @property
    def columns_by_field(self) -> dict[str, str]:
        """The field of Salesforce that fills each field."""
        usual = {"Account": _ACCOUNT, "Contract": _CONTRACT, "Opportunity": _OPPORTUNITY}
        return {**usual.get(self.read_from, {}), **self.fields}

    @property
    def columns_read(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(("key", *self.columns_by_field)))

    def headers(self, secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    def refused(self, answer: HttpAnswer) -> SourceError | None:
        if answer.status == 403 and b"REQUEST_LIMIT_EXCEEDED" in answer.body:
            return SourceError(f"{self.name}: no requests to Salesforce are left today.", _DAILY_WAIT)
        if answer.status == 401 and b"INVALID_SESSION_ID" in answer.body:
            return SourceError(f"{self.name}: Salesforce ended the session. The next run signs in anew.")
        return None

    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        newest = Newest(context.cursor)
        token, instance = self._sign_in(context)
        with (
            self.connect(context, self.headers(token), token) as client,
            closing(self._rows(client, instance, context, newest)) as rows,
        ):
            table = self.table(rows, Noted())
        yield Fetched(table=table, as_of=context.now, full=self.is_full, cursor=newest.text)

    def _sign_in(self, context: FetchContext) -> tuple[str, str]:
        """A token, and the address of the server that it is for, by the client credentials flow."""
        secret = context.secrets.get(self.key, self.name)
        number = context.secrets.resolve(self.client_id, self.name)
        app, url = {"client_id": number, "client_secret": secret}, f"{self.base}/services/oauth2/token"
        with self.connect(context, {}, secret, number) as client:
            found = signed_in(client, url, app, title=self.title, as_form=True)
        return found["access_token"], str(found.get("instance_url") or self.base).rstrip("/")

    def _rows(self, client: HttpClient, instance: str, context: FetchContext, newest: Newest) -> Generator[Row]:
        for record in each_once(self._records(client, instance, context), "Id"):
            newest.note(record.get(MODIFIED))
            filled = {field: value_at(record, *name.split(".")) for field, name in self.columns_by_field.items()}
            yield {**filled, "key": record.get("Id")}

    def query(self, cursor: str = "") -> str:
        """What is asked for, in SOQL."""
        fields = dict.fromkeys(("Id", MODIFIED, *self.columns_by_field.values()))
        conditions = [f"({each})" for each in (_WHERE.get(self.read_from, ""), self.where) if each]
        if self.full is False and cursor:
            since = datetime.fromisoformat(cursor).astimezone(UTC) - OVERLAP
            conditions.append(f"{MODIFIED} >= {since:%Y-%m-%dT%H:%M:%SZ}")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT {', '.join(fields)} FROM {self.read_from}{where} ORDER BY Id"

    def _records(self, client: HttpClient, instance: str, context: FetchContext) -> Iterator[Json]:
        """All records of a query. Raises `SourceError` when they are fewer than there are said to be."""
        total = count = 0
        asked = {"q": self.query(context.cursor)}
        listed = pages(client, f"{instance}/services/data/{VERSION}/query", asked, _next)
        for page in self.taken(listed, context):
            found = self.records(page, "records")
            total, count = total or int(page.get("totalSize") or 0), count + len(found)
            yield from found
        if count != total and not context.sample:
            raise SourceError(f"{self.name}: Salesforce gave {count:,} of {total:,} records. Nothing is taken as gone.")


def _next(page: Page) -> str | None:
    return None if page.get("done") else page.get("nextRecordsUrl") or None
