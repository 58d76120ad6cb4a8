"""Intercom as far as it is asked, from its published shapes: searches for conversations and people, and companies."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from tests.sources.vendors.fake import SECRET, Fake, Json, says
from tests.sources.web_server import Asked, Says


@dataclass
class FakeIntercom(Fake):
    """A workspace, whose search for what is newer than a moment begins with the next day."""

    conversations: list[Json] = field(default_factory=list)
    contacts: list[Json] = field(default_factory=list)
    companies: list[Json] = field(default_factory=list)
    page: int = 2

    def answer(self, asked: Asked) -> Says:
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return error(401, "token_not_found", "Access Token Invalid")
        if asked.headers.get("intercom-version") != "2.14":
            return error(400, "intercom_version_invalid", "The requested version could not be found")
        match asked.path.split("/"):
            case ["", "conversations", "search"]:
                day = _next_day(asked.json["query"]["value"])
                newer = [each for each in self.conversations if each["updated_at"] >= day]
                return self._page(asked, newer, "conversation.list", "conversations")
            case ["", "contacts", "search"]:
                wanted = asked.json["query"]["value"]
                return self._page(asked, [each for each in self.contacts if each["id"] in wanted], "list", "data")
            case ["", "companies", number]:
                found = next((each for each in self.companies if each["id"] == number), None)
                return says(found) if found else error(404, "company_not_found", "Company Not Found")
        return error(404, "not_found", "Resource Not Found")

    def _page(self, asked: Asked, found: list[Json], kind: str, name: str) -> Says:
        paging = asked.json["pagination"]
        begin, size = int(paging.get("starting_after") or 0), min(paging["per_page"], self.page)
        more = {"next": {"per_page": size, "starting_after": str(begin + size)}} if begin + size < len(found) else {}
        pages = {"type": "pages", "page": begin // size + 1, "per_page": size, **more}
        return says({"type": kind, "pages": pages, "total_count": len(found), name: found[begin : begin + size]})


def _next_day(seconds: int) -> int:
    day = datetime.fromtimestamp(seconds, UTC).date() + timedelta(days=1)
    return int(datetime.combine(day, time(), UTC).timestamp())


def error(status: int, code: str, message: str) -> Says:
    """An error as Intercom says it."""
    found = {"type": "error.list", "request_id": "made-up", "errors": [{"code": code, "message": message}]}
    return says(found, status)


def seconds(text: str) -> int:
    """An instant in UTC, in seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def conversation(number: str, *contacts: str, **more: Any) -> Json:
    """An open conversation with people."""
    listed = [{"type": "contact", "id": each, "external_id": None} for each in contacts]
    given = {"type": "conversation", "id": number, "title": None, "state": "open", "open": True,
             "created_at": seconds("2026-06-10T23:30:00"), "updated_at": seconds("2026-06-11T08:00:00"),
             "priority": "not_priority", "source": {"type": "conversation", "subject": f"Question {number} (sample)"},
             "contacts": {"type": "contact.list", "contacts": listed}, "statistics": None,
             "conversation_rating": None}  # fmt: skip
    return {**given, **more}


def contact(name: str, *companies: str) -> Json:
    """A person of companies."""
    listed = [{"type": "company", "id": each, "url": f"/companies/{each}"} for each in companies]
    return {"type": "contact", "id": name, "companies": {"type": "list", "data": listed, "has_more": False}}


def intercom_company(number: str, company_id: str, name: str) -> Json:
    """A company: its own id, and the one that whoever uses Intercom gave it."""
    return {"type": "company", "id": number, "company_id": company_id, "name": name, "website": None}
