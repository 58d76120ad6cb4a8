"""What the fakes of services have in common: answers as JSON, failures at a chosen request, and what was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.sources.web_server import Asked, Says, WebServer, web_server

Json = dict[str, Any]
JSON = {"Content-Type": "application/json; charset=utf-8"}
SECRET = "made-up-secret"  # of a service that isn't there


def says(found: object, status: int = 200, **headers: str) -> Says:
    """An answer of JSON."""
    return Says(
        status, json.dumps(found), {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    )


@dataclass
class Fake:
    """A service that isn't there. `fail_at` says what comes in place of an answer, by the number of the request from
    1; `always` what comes in place of all of them.
    """

    url: str = ""
    fail_at: dict[int, Says] = field(default_factory=dict)
    always: Says | None = None
    asked: list[Asked] = field(default_factory=list)

    def reply(self, asked: Asked) -> Says:
        """What comes for a request."""
        self.asked.append(asked)
        if self.always is not None:
            return self.always
        return self.fail_at.pop(len(self.asked), None) or self.answer(asked)

    def answer(self, asked: Asked) -> Says:
        """What comes when nothing fails."""
        raise NotImplementedError

    @property
    def paths(self) -> list[str]:
        """What was asked for, in its order."""
        return [each.path for each in self.asked]


@contextmanager
def serving(fake: Fake) -> Iterator[WebServer]:
    """The service, on the loopback interface while the context lasts."""
    with web_server() as server:
        server.answer = fake.reply
        fake.url = server.url
        yield server


LIMITED = Says(429, "{}", {**JSON, "Retry-After": "0"})
HTML = Says(200, "<!doctype html><title>Sign in</title>", {"Content-Type": "text/html"})
BROKEN = Says(503, "upstream connect error")
