"""Zendesk as far as it is asked, from its published shapes: the incremental export of tickets by cursor."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.sources.vendors.fake import SECRET, Fake, Json, says
from tests.sources.web_server import Asked, Says

SIGNED_IN = "Basic " + b64encode(f"reports@vendor.example/token:{SECRET}".encode()).decode()


@dataclass
class FakeZendesk(Fake):
    """Tickets in the order in which they changed; a cursor is the number of those that were given."""

    tickets: list[Json] = field(default_factory=list)
    organizations: list[Json] = field(default_factory=list)
    page: int = 2
    authorization: str = SIGNED_IN
    client_id: str = ""

    def answer(self, asked: Asked) -> Says:
        if asked.path == "/oauth/tokens":
            return self._token(asked)
        if asked.headers.get("authorization") != self.authorization:
            return says({"error": "Couldn't authenticate you"}, 401)
        if asked.path != "/api/v2/incremental/tickets/cursor.json":
            return says({"error": "RecordNotFound", "description": "Not found"}, 404)
        begin = int(asked.query["cursor"]) if "cursor" in asked.query else self._since(asked)
        shown = self.tickets[begin : begin + self.page]
        end = begin + len(shown)
        numbers = {each["organization_id"] for each in shown}
        return says({
            "tickets": shown,
            "organizations": [each for each in self.organizations if each["id"] in numbers],
            "after_cursor": str(end),
            "after_url": f"{self.url}{asked.path}?cursor={end}",
            "before_cursor": None,
            "end_of_stream": end >= len(self.tickets),
        })  # fmt: skip

    def _token(self, asked: Asked) -> Says:
        app = {"client_id": self.client_id, "client_secret": SECRET, "scope": "read"}
        if not self.client_id or asked.json != {"grant_type": "client_credentials", **app}:
            return says({"error": "invalid_client", "error_description": f"No client {SECRET} is known."}, 401)
        return says({"access_token": "made-up-token", "token_type": "bearer", "scope": "read", "expires_in": 1800})

    def _since(self, asked: Asked) -> int:
        start = int(asked.query["start_time"])
        return sum(1 for each in self.tickets if datetime.fromisoformat(each["updated_at"]).timestamp() < start)


def ticket(number: int, organization: int | None, **more: Any) -> Json:
    """An open ticket."""
    given = {"id": number, "organization_id": organization, "status": "open", "priority": "high",
             "subject": f"Question {number} (sample)", "raw_subject": "", "created_at": "2026-06-01T23:30:00Z",
             "updated_at": "2026-06-02T08:00:00Z", "metric_set": {"ticket_id": number, "solved_at": None}}  # fmt: skip
    return {**given, **more}


def organization(number: int, name: str, *domains: str) -> Json:
    """An organization."""
    return {"id": number, "name": name, "domain_names": list(domains), "external_id": f"x-{number}"}
