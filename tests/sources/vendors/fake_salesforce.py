"""Salesforce as far as it is asked, from its published shapes: signing in, and queries page by page."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from tests.sources.vendors.fake import SECRET, Fake, Json, says
from tests.sources.web_server import Asked, Says

_QUERY = re.compile(r"SELECT (.+?) FROM (\w+)(?: WHERE (.+))? ORDER BY Id")
_SINCE = re.compile(r"SystemModstamp >= (\S+)")


@dataclass
class FakeSalesforce(Fake):
    """Records by their objects, and what it was asked. Of conditions it knows only that on the time of a change."""

    objects: dict[str, list[Json]] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    page: int = 2
    lost: int = 0

    def answer(self, asked: Asked) -> Says:
        if asked.path == "/services/oauth2/token":
            return self._token(asked)
        if asked.headers.get("authorization") != "Bearer made-up-token":
            return says([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], 401)
        if asked.path.rstrip("/") == "/services/data/v62.0/query":
            self.queries.append(asked.query["q"])
            return self._page(0)
        return self._page(int(asked.path.rpartition("-")[2]))

    def _token(self, asked: Asked) -> Says:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if form != {"grant_type": "client_credentials", "client_id": "app", "client_secret": SECRET}:
            return says({"error": "invalid_client", "error_description": "invalid client credentials"}, 400)
        return says({"access_token": "made-up-token", "instance_url": self.url, "token_type": "Bearer"})

    def _page(self, begin: int) -> Says:
        match = _QUERY.fullmatch(self.queries[-1])
        if match is None or match[2] not in self.objects:
            return says([{"message": "unexpected token", "errorCode": "MALFORMED_QUERY"}], 400)
        names, found = match[1].split(", "), self.objects[match[2]]
        if since := _SINCE.search(match[3] or ""):
            found = [each for each in found if datetime.fromisoformat(each["SystemModstamp"]) >= _instant(since[1])]
        end = begin + self.page
        done = end >= len(found)
        more = {} if done else {"nextRecordsUrl": f"/services/data/v62.0/query/01gMADEUP-{end}"}
        shown = [_shown(each, names) for each in found[begin:end]]
        return says({"totalSize": len(found) + self.lost, "done": done, "records": shown, **more})


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _shown(record: Json, names: list[str]) -> Json:
    """A record with the fields that are asked for, those of its owner inside it."""
    shown: Json = {"attributes": {"type": "Account", "url": f"/services/data/v62.0/sobjects/x/{record['Id']}"}}
    for name in names:
        outer, _, inner = name.partition(".")
        value = record.get(outer)
        shown[outer] = {**(shown.get(outer) or {}), inner: value.get(inner)} if inner and value else value
    return shown


def record(number: str, **fields: Any) -> Json:
    """A record, changed on 1 June 2026 unless it says otherwise."""
    return {"Id": f"001{number:>015}", "SystemModstamp": "2026-06-01T08:00:00.000+0000", **fields}
