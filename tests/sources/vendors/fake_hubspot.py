"""HubSpot as far as it is asked, from its published shapes: lists, owners, and a search that ends at a number."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.sources.vendors.fake import SECRET, Fake, Json, says
from tests.sources.web_server import Asked, Says

PROPERTIES = {"industry", "country", "hubspot_owner_id", "hs_merged_object_ids", "contract_end", "deal_currency_code"}


@dataclass
class FakeHubspot(Fake):
    """A portal. `most` is how many results a search gives: beyond them it is refused."""

    companies: list[Json] = field(default_factory=list)
    deals: list[Json] = field(default_factory=list)
    owners: list[Json] = field(default_factory=list)
    page: int = 2
    most: int = 10_000

    def answer(self, asked: Asked) -> Says:
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return error(401, "Authentication credentials not found.", "INVALID_AUTHENTICATION")
        match asked.path.removeprefix("/crm/v3/").rstrip("/"):
            case "objects/companies":
                return self._list(asked, self.companies, self._shown(asked.query["properties"].split(",")))
            case "objects/deals":
                names = asked.query["properties"].split(",")
                return self._list(asked, self.deals, self._shown(names, asked.query.get("associations", "")))
            case "owners":
                archived = asked.query.get("archived") == "true"
                return self._list(asked, [each for each in self.owners if each["archived"] == archived], dict)
            case "objects/companies/search":
                return self._search(asked)
        return error(404, "resource not found", "OBJECT_NOT_FOUND")

    def _list(self, asked: Asked, found: list[Json], show: Callable[[Json], Json]) -> Says:
        begin = int(asked.query.get("after", "0"))
        size = min(int(asked.query.get("limit", "10")), self.page)
        return says(_page([show(each) for each in found[begin : begin + size]], begin + size, len(found)))

    def _search(self, asked: Asked) -> Says:
        body = asked.json
        (newer,) = body["filterGroups"][0]["filters"]
        begin, size = int(body.get("after", "0")), min(body["limit"], self.page)
        if begin + size > self.most:
            return error(400, "The total number of results cannot exceed 10000", "VALIDATION_ERROR")
        listed = [each for each in self.companies if _milliseconds(each) >= int(newer["value"])]
        found = sorted(listed, key=_milliseconds)
        shown = [self._shown(body["properties"])(each) for each in found[begin : begin + size]]
        return says({"total": len(found), **_page(shown, begin + size, len(found))})

    def _shown(self, names: list[str], associations: str = "") -> Callable[[Json], Json]:
        """What is sent of a record: of what is asked for the properties that there are, null where it has none."""
        there = {name for each in (*self.companies, *self.deals) for name in each["properties"]} | PROPERTIES

        def show(record: Json) -> Json:
            given = {name: record["properties"].get(name) for name in names if name in there}
            whole = record if associations else {key: value for key, value in record.items() if key != "associations"}
            return {**whole, "properties": given}

        return show


def _page(shown: list[Json], end: int, total: int) -> Json:
    paging = {"paging": {"next": {"after": str(end), "link": "?after=NTI1Cg%3D%3D"}}} if end < total else {}
    return {"results": shown, **paging}


def _milliseconds(record: Json) -> int:
    return int(datetime.fromisoformat(record["properties"]["hs_lastmodifieddate"]).timestamp() * 1000)


def error(status: int, message: str, category: str, **more: Any) -> Says:
    """An error as HubSpot says it."""
    found = {"status": "error", "message": message, "category": category, "correlationId": "made-up", **more}
    return says(found, status)


def crm_company(name: str, changed: str = "2026-06-01T08:00:00.000Z", **properties: str | None) -> Json:
    """A company, whose properties are text or null."""
    given = {"name": f"{name.title()} (sample)", "domain": f"{name}.example", "hs_lastmodifieddate": changed,
             "lifecyclestage": "customer", **properties}  # fmt: skip
    return {
        "id": f"9{len(name)}{name}",
        "properties": given,
        "createdAt": changed,
        "updatedAt": changed,
        "archived": False,
    }


def owner(number: str, email: str, *, archived: bool = False) -> Json:
    """A person who owns companies."""
    return {"id": number, "email": email, "firstName": email.partition("@")[0].title(), "lastName": "(sample)",
            "userId": None if archived else 1, "archived": archived, "type": "PERSON"}  # fmt: skip


def deal(name: str, *companies: tuple[str, str], **properties: str | None) -> Json:
    """A won deal of companies, each with the type of its association."""
    listed = {"companies": {"results": [{"id": number, "type": kind} for number, kind in companies]}}
    given = {"hs_is_closed_won": "true", "closedate": "2026-01-01T00:00:00Z", "hs_arr": "1200", **properties}
    return {"id": name, "properties": given, "associations": listed, "archived": False}
