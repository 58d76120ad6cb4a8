"""Every shape that the bot draws is inside Slack's limits, and `cs doctor --blocks` has Slack itself judge them."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest

from bot.configuration.slack_settings import web_api_settings
from bot.context import Context
from bot.render.features import NONE
from bot.settings import AccountSettings
from bot.slack.block_check import examine_blocks, judge, patient_client, report
from bot.slack.shapes import ALL, Shape, all_shapes, distinct
from bot.workspace import Workspace
from glossary import load
from tests.bot.blocks.checks import message_faults, view_faults
from tests.bot.company import NOW, filled
from tests.engines import Engine, Place

__all__ = ["filled"]

GOOD = Shape("a sentence", "message", {"text": "x", "blocks": [{"type": "divider"}]})
BAD = Shape("a bad one", "message", {"text": "x", "blocks": [{"type": "chart"}]})
NEWER = Shape("a table", "message", {"text": "x", "blocks": [{"type": "data_table"}]}, frozenset({"data_table"}))


@pytest.fixture(scope="module")
def shapes(engine: Engine, filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Shape]]:
    place = engine.copy(filled, tmp_path_factory.mktemp("shapes"))
    workspace = Workspace(AccountSettings(cs_database=place))
    yield list(all_shapes(Context(load(), workspace, now=NOW)))
    workspace.close()


def test_every_shape_is_inside_slacks_limits_and_built_as_its_types_are(shapes: list[Shape]) -> None:
    wrong = {}
    for each in shapes:
        check: Any = message_faults if each.kind == "message" else view_faults
        if found := check(each.payload):
            wrong[each.name] = found
    assert wrong == {}


def test_each_newer_block_is_drawn_somewhere_and_each_stands_beside_a_classic_form(shapes: list[Shape]) -> None:
    assert frozenset().union(*(each.newer for each in shapes)) == ALL
    classic = {each.name for each in shapes if each.newer == NONE}
    assert {each.name for each in shapes if each.newer} <= classic


def test_shapes_that_are_built_alike_are_judged_once(shapes: list[Shape]) -> None:
    few = list(distinct(shapes))
    assert 20 < len(few) < len(shapes) / 2
    assert list(distinct([*few, *few])) == few


class Slack(BaseHTTPRequestHandler):
    """Judges blocks: it knows the divider, and a table where it is asked with one that it takes."""

    known = frozenset({"divider"})
    answers: ClassVar[dict[str, Any]] = {}

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        blocks = json.loads(body["message"][0])["blocks"]
        wrong = [block["type"] for block in blocks if block["type"] not in self.known]
        fault = {"pointer": "/blocks/0/type", "message": f"no {wrong[:1]}", "code": "failed_constraint"}
        told = {"ok": False, "error": "invalid_message", "errors": [fault]} if wrong else {"ok": True}
        answer = json.dumps(self.answers or told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def slack() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Slack)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Slack.answers = {}
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_slack_says_what_is_wrong_with_a_shape_and_a_newer_one_that_is_refused_is_no_fault(slack: str) -> None:
    said: list[str] = []
    assert report(patient_client("xoxb-1", slack), [GOOD, NEWER], said.append) == 0
    assert said == [
        "✓ a sentence",
        "– a table (data_table): /blocks/0/type no ['data_table']",
        "1 taken, 0 refused; of those with newer blocks 1 are refused, in whose place the classic form is sent.",
    ]
    assert report(patient_client("xoxb-1", slack), [GOOD, BAD], said.append) == 1
    assert said[-2] == "✗ a bad one: /blocks/0/type no ['chart']"


@pytest.mark.parametrize(
    ("error", "why"),
    [("unknown_method", "this Slack has no blocks.validate"), ("invalid_auth", "invalid_auth"), ("x", "Slack says x")],
)
def test_where_slack_judges_nothing_that_is_said(slack: str, error: str, why: str) -> None:
    Slack.answers, said = {"ok": False, "error": error}, list[str]()
    assert report(patient_client("xoxb-1", slack), [GOOD], said.append) == 1
    assert why in said[0]


def test_a_large_shape_is_judged_too(slack: str) -> None:
    large = Shape("large", "message", {"text": "x" * 100_000, "blocks": [{"type": "divider"}]})
    assert [each.faults for each in judge(patient_client("xoxb-1", slack), [large])] == [()]


def test_without_a_token_it_says_so_and_judges_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    said: list[str] = []
    assert examine_blocks(said.append, lambda: nullcontext(Workspace())) == 1
    assert "SLACK_BOT_TOKEN is missing" in said[0]
    assert "nothing was judged" in said[0]


def test_the_bot_token_is_all_that_it_takes(slack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an app-level token nor a signing secret; and an address that is none is named as that."""
    for name in ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_API_URL", slack)
    assert web_api_settings().slack_api_url == f"{slack.rstrip('/')}/"
    monkeypatch.setenv("SLACK_API_URL", "slack")
    said: list[str] = []
    assert examine_blocks(said.append, lambda: nullcontext(Workspace())) == 1
    assert said[0].startswith("SLACK_API_URL is wrong")
    assert "SLACK_BOT_TOKEN" not in said[0]
