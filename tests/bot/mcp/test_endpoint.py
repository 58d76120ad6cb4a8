"""The door at /mcp: a signature or a token says who asks, and nothing that a client writes does."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from accounts import open_store
from accounts.access_tokens import list_tokens, revoke_token
from bot.clock import utc_now
from bot.mcp import route, token_use
from bot.mcp.guesses import FEW, GuessLimit
from bot.settings import AccountSettings
from bot.slack.http_endpoint import LARGEST
from bot.workspace import Workspace
from store.errors import StoreUnreachableError
from tests.bot.company import DANA, database, filled, workspace
from tests.bot.mcp.doors import HEADERS, SECRET, Door, opened, signature, tool_call
from tests.bot.test_access import GUEST, STRANGER, app_over, outcomes
from tests.bot.web_api import WebApi, running_web_api
from tests.cases import cases

__all__ = ["database", "filled", "workspace"]

MEMBER = {"user_id": "U01", "team_id": "T01"}


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        api.people = {
            "U01": {"profile": {"email": DANA, "real_name": "Dana Sample"}},
            "U02": GUEST,
            "U03": STRANGER,
        }
        yield api


@pytest.fixture
async def door(slack: WebApi, workspace: Workspace) -> AsyncIterator[Door]:
    async with opened(app_over(slack, workspace)) as door:
        yield door


def renewals(user: str = "U01") -> bytes:
    return tool_call("renewals", {"days": 60}, {"user_id": user, "team_id": "T01"})


async def test_a_member_whom_slack_names_gets_accounts_and_is_in_the_audit_log(
    door: Door, workspace: Workspace
) -> None:
    answer = await door.signed(renewals())
    assert answer.result["structuredContent"]["kind"] == "accounts"
    assert answer.result["structuredContent"]["rows"]
    assert answer.result["_meta"]["slack"]["blocks"]
    assert outcomes(workspace) == [("U01", "assistant", "renewals", "answered")]


@pytest.mark.parametrize(("user", "reason"), [("U02", "a guest"), ("U03", "another company")])
async def test_a_guest_gets_what_a_guest_gets(door: Door, workspace: Workspace, user: str, reason: str) -> None:
    for body in (renewals(user), tool_call("words", {}, {"user_id": user})):
        answer = await door.signed(body)
        assert answer.result["isError"]
        assert reason in answer.text
        assert answer.result["structuredContent"] == {"kind": "error", "message": answer.text.splitlines()[4].strip()}
    term = await door.signed(tool_call("define", {"term": "nrr"}, {"user_id": user}))
    assert not term.result["isError"]
    assert outcomes(workspace) == [(user, "assistant", "renewals", "refused")]


async def test_what_a_client_says_of_its_asker_counts_for_nothing_without_slack_s_signature(
    door: Door, workspace: Workspace
) -> None:
    assert (await door.post(renewals())).status == 401
    secret, _ = door.token("U02")
    answer = await door.with_token(secret, renewals("U01"))
    assert "a guest" in answer.text
    forged = HEADERS | signature(renewals(), "another-secret") | {"authorization": f"Bearer {secret}"}
    assert (await door.post(renewals(), forged)).status == 401
    assert outcomes(workspace) == [("U02", "assistant", "renewals", "refused")]


@cases(
    "said",
    [None, {}, {"user_id": ""}, {"user_id": 5}, {"user_id": ["U01"]}, {"user_id": "U01 "}, {"user": "U01"}],
)
async def test_where_slack_names_nobody_no_accounts_are_shown(door: Door, said: dict[str, object] | None) -> None:
    answer = await door.signed(tool_call("renewals", {}, said))
    assert answer.result["isError"]
    assert "isn't known who asks" in answer.text
    assert not (await door.signed(tool_call("define", {"term": "nrr"}, said))).result["isError"]


async def test_a_copy_of_a_signed_request_is_refused_here_and_at_the_other_door(door: Door) -> None:
    body = renewals()
    headers = HEADERS | signature(body)
    assert (await door.post(body, headers)).status == 200
    assert (await door.post(body, headers)).status == 401
    assert (await door.post(body, headers, path="/slack/events")).status == 409
    other = renewals()
    assert (await door.post(other, HEADERS | signature(other), path="/slack/events")).status != 401
    old = HEADERS | signature(other, sent=str(int(time.time()) - 400))
    assert (await door.post(other, old)).status == 401


async def test_two_people_s_assistants_that_begin_alike_in_a_second_are_both_answered(door: Door) -> None:
    """Nothing of a person is in such a request, so that Slack signs both alike; a call of a tool is none of those."""
    told = [b'"id":0,"method":"tools/list"', b'"id":0,"method":"ping"', b'"method":"notifications/initialized"']
    for body in (b'{"jsonrpc":"2.0",%b}' % each for each in told):
        headers = HEADERS | signature(body)
        assert [(await door.post(body, headers)).status for _ in range(2)] in ([200, 200], [202, 202])
    for body in (renewals(), b"[]", b"{", b'"tools/list"'):
        headers = HEADERS | signature(body)
        assert [(await door.post(body, headers)).status for _ in range(2)][1] == 401


@pytest.mark.parametrize("fault", [StoreUnreachableError("away"), OSError("broken")])
async def test_a_token_that_cannot_be_looked_up_is_neither_right_nor_wrong(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    """A client that is told “unauthorized” throws it away; and it counts as no guess."""
    secret, _ = door.token("U01")

    def fail(*_: object) -> None:
        raise fault

    with monkeypatch.context() as away:
        away.setattr(token_use, "find_token", fail)
        answers = [await door.with_token(secret, renewals()) for _ in range(FEW + 1)]
    assert {(each.status, each.body) for each in answers} == {(503, b"not available")}
    assert secret not in caplog.text
    assert (await door.with_token(secret, renewals())).status == 200


async def test_a_token_stands_for_its_person_until_it_ends(door: Door, workspace: Workspace) -> None:
    secret, token = door.token("U01")
    answer = await door.with_token(secret, tool_call("renewals", {"days": 60, "whose": "mine"}))
    assert "Acme &" in answer.text
    (kept,) = list_tokens(workspace.store)
    assert kept.used_on == utc_now().date()
    revoke_token(workspace.store, token.id, utc_now())
    assert (await door.with_token(secret, renewals())).status == 401


async def test_a_token_may_be_of_an_email_which_slack_knows(door: Door, slack: WebApi, workspace: Workspace) -> None:
    secret, _ = door.token(DANA)
    assert (await door.with_token(secret, renewals())).result["structuredContent"]["rows"]
    unknown, _ = door.token("nobody@sample.example")
    assert "doesn't say who that is" in (await door.with_token(unknown, renewals())).text
    assert outcomes(workspace)[0][0] == "U01"


async def test_a_person_who_left_gets_nothing_by_their_token(door: Door, slack: WebApi) -> None:
    secret, _ = door.token("U01")
    slack.people["U01"] = {"deleted": True}
    assert "no member" in (await door.with_token(secret, renewals())).text


async def test_whatever_is_wrong_with_a_token_is_answered_alike_and_not_logged(
    door: Door, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    expired, _ = door.token("U01", days=-1)
    good, token = door.token("U01")
    revoke_token(workspace.store, token.id, utc_now())
    wrong = [expired, good, good[:-1], f"{good}x", "", "xoxb-1", "é", "csbot-" + "A" * 43]
    with caplog.at_level(logging.DEBUG):
        answers = [await door.with_token(each, renewals()) for each in wrong]
        answers += [await door.post(renewals(), {**HEADERS, "authorization": f"Basic {good}"})]
        answers += [await door.post(renewals())]
    assert {(each.status, each.body) for each in answers} == {(401, b"unauthorized")}
    assert {each.headers["www-authenticate"] for each in answers} == {"Bearer"}
    assert not [each for each in wrong if len(each) > 10 and each in caplog.text]


async def test_only_the_hash_of_a_token_is_kept(door: Door, workspace: Workspace) -> None:
    secret, _ = door.token("U01")
    rows = workspace.store.reading.execute("SELECT * FROM access_token").fetchall()
    assert secret not in str(rows)
    assert secret.removeprefix("csbot-") not in str(rows)


async def test_who_guesses_is_slowed_down_and_locks_nobody_out(door: Door) -> None:
    known, _ = door.token("U01")
    new, _ = door.token("U01")
    assert (await door.with_token(known, renewals())).status == 200
    statuses = [(await door.with_token(f"csbot-{n:043}", renewals())).status for n in range(FEW + 3)]
    assert statuses == [401] * FEW + [429] * 3
    assert (await door.with_token(known, renewals())).status == 200
    assert (await door.with_token(new, renewals())).status == 429
    assert (await replace(door, address="203.0.113.10").with_token(new, renewals())).status == 200


def test_wrong_tokens_are_forgotten_after_a_while_and_take_a_bounded_memory() -> None:
    now = 0.0
    guesses = GuessLimit(lambda: now)
    for n in range(5_000):
        guesses.note_wrong(f"address {n}")
        guesses.note_right(f"secret {n}")
    assert len(guesses._wrong) <= 1000
    assert len(guesses._right) <= 1000
    for _ in range(FEW):
        guesses.note_wrong("one")
    assert guesses.is_over("one", "new")
    now = 61.0
    assert not guesses.is_over("one", "new")


async def test_a_token_that_only_reads_changes_nothing_and_one_that_writes_does_once(
    door: Door, workspace: Workspace
) -> None:
    pulse = {"account": "red ltd", "score": 2, "note": "left"}
    reading, _ = door.token("U01")
    assert "may only read" in (await door.with_token(reading, tool_call("pulse", pulse))).text
    writing, _ = door.token("U01", writes=True)
    assert not (await door.with_token(writing, tool_call("pulse", pulse))).result["isError"]
    assert workspace.store.reading.execute("SELECT score, said_by FROM pulse").fetchall() == [(2, "Dana Sample")]
    assert outcomes(workspace) == [("U01", "assistant", "pulse", "answered")]


async def test_the_operator_s_lists_hold_here_too(slack: WebApi, workspace: Workspace) -> None:
    for lists, reason in (
        ({"cs_people": frozenset({"U09"})}, "list of people"),
        ({"cs_channels": frozenset({"C01"})}, "list of channels"),
    ):
        narrow = Workspace(AccountSettings(**{**vars(workspace.settings), **lists}))
        async with opened(app_over(slack, narrow)) as door:
            answer = await door.signed(renewals())
        assert reason in answer.text
        narrow.close()
    allowed = Workspace(AccountSettings(**{**vars(workspace.settings), "cs_channels": frozenset({"C01", "dm"})}))
    async with opened(app_over(slack, allowed)) as door:
        assert not (await door.signed(renewals())).result["isError"]
    allowed.close()


async def test_when_slack_says_nothing_no_accounts_are_shown(door: Door, slack: WebApi) -> None:
    slack.refused["users.info"] = "ratelimited"
    answer = await door.signed(renewals())
    assert answer.result["isError"]
    assert "rows" not in answer.result["structuredContent"]


@cases(
    ("method", "headers", "status"),
    [
        ("GET", {}, 405),
        ("DELETE", {}, 405),
        ("PUT", {}, 405),
        ("OPTIONS", {"origin": "https://evil.example"}, 405),
        ("POST", {"origin": "https://evil.example"}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"content-length": str(LARGEST + 1), "x-slack-signature": "v0="}, 413),
        ("POST", {"content-length": "lots", "x-slack-signature": "v0="}, 413),
    ],
)
async def test_what_has_no_business_here_is_turned_away(
    door: Door, method: str, headers: dict[str, str], status: int
) -> None:
    answer = await door.post(b"{}", {**HEADERS, **headers}, method)
    assert answer.status == status
    assert len(answer.body) < 30


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"5",
    b"\xff\xfe",
    b'{"jsonrpc":"2.0"}',
    b'{"jsonrpc":"2.0","id":1,"method":5}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":5}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"define","arguments":[]}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"define","_meta":5}}',
    b'{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":7}}',
    b'{"jsonrpc":"2.0","id":1,"method":"no/such"}',
    b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"define","arguments":{"term":' + b"[" * 50_000,
    b'{"a":' * 100_000,
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"define","arguments":{"term":%s}}}'
    % (b"9" * 5000),
]


async def test_half_an_emoji_is_a_sign_as_any_and_a_zero_byte_none(door: Door) -> None:
    secret, _ = door.token("U01")
    for cut in (rb'"nrr \ud83d"', rb'"n\u0000rr"'):
        body = tool_call("define", {"term": "?"}).replace(b'"?"', cut)
        assert "Net Revenue Retention" in (await door.with_token(secret, body)).text
        assert "Net Revenue Retention" in (await door.signed(body)).text


@cases("body", BROKEN)
async def test_nothing_that_is_sent_is_a_server_error(door: Door, body: bytes) -> None:
    secret, _ = door.token("U01")
    answers = [await door.with_token(secret, body), await door.signed(body)]
    for version in ("2026-07-28", "2025-06-18", "nonsense"):
        headers = {**HEADERS, "authorization": f"Bearer {secret}", "mcp-protocol-version": version}
        answers.append(await door.post(body, headers))
    assert all(each.status < 500 for each in answers), [each.status for each in answers]
    assert not [each for each in answers if b"Traceback" in each.body]


async def test_other_paths_are_the_others_and_none_is_served_without_the_library(
    door: Door, slack: WebApi, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await door.post(b"", {}, "GET", "/healthz")).status == 200
    assert (await door.post(b"{}", {}, "POST", "/mcp/mcp")).status == 404
    monkeypatch.setattr(route, "LIBRARY", "no_such_library")
    async with opened(door.app) as without:
        assert (await without.signed(renewals())).status == 404


async def test_the_library_is_imported_for_nobody_who_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "import_module", lambda name: pytest.fail(f"{name} is imported"))
    for answer in (
        await door.post(renewals()),
        await door.signed(renewals(), "wrong"),
        await door.post(b"", {}, "GET"),
    ):
        assert answer.status in {401, 405}


async def test_a_library_that_cannot_be_imported_is_logged_and_tried_again(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str) -> None:
        raise ImportError(f"{name} lacks something")

    with monkeypatch.context() as patched:
        patched.setattr(route, "import_module", broken)
        answer = await door.signed(renewals())
    assert (answer.status, answer.body) == (503, b"not available")
    assert "lacks something" in caplog.text
    assert not (await door.signed(renewals())).result["isError"]


async def test_many_ask_at_once_and_each_gets_their_own(door: Door, workspace: Workspace) -> None:
    bodies = [renewals("U02" if n % 3 == 0 else "U01") for n in range(24)]
    answers = await asyncio.gather(*map(door.signed, bodies))
    for n, (body, answer) in enumerate(zip(bodies, answers, strict=True)):
        assert json.loads(answer.body)["id"] == json.loads(body)["id"]
        assert answer.result["isError"] is (n % 3 == 0)
    assert len(outcomes(workspace)) == 24


async def test_without_a_store_terms_are_answered_and_no_token_is_known(slack: WebApi, workspace: Workspace) -> None:
    place = workspace.settings.beside_store / "no.db"
    empty = Workspace(AccountSettings(**{**vars(workspace.settings), "cs_database": place}))
    async with opened(app_over(slack, empty)) as door:
        assert not (await door.signed(tool_call("define", {"term": "nrr"}))).result["isError"]
        assert (await door.with_token("csbot-" + "A" * 43, renewals())).status == 401
        assert "imported" in (await door.signed(renewals())).text


async def test_an_older_client_begins_with_initialize_and_a_newer_one_without(door: Door) -> None:
    said = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": said}
    result = (await door.signed(json.dumps(body).encode())).result
    assert result["protocolVersion"] == "2025-06-18"
    assert result["serverInfo"]["name"] == "CS Bot"
    assert "not instructions" in result["instructions"]


def test_the_store_s_file_has_the_table_of_tokens(workspace: Workspace) -> None:
    store = open_store(workspace.settings.cs_database)
    assert list_tokens(store) == ()
    store.close()


def test_the_secret_of_tests_is_none_of_ours() -> None:
    assert not SECRET.startswith("csbot-")
