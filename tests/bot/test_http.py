"""The HTTP door: what Slack signed gets in once; everything else is turned away cheaply, and never with a 500."""

import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.configuration.slack_settings import Settings
from bot.operating.http_server import Application
from bot.slack.answers import Answers
from bot.slack.http_endpoint import LARGEST, InvalidSignatureError, SignatureVerifier
from bot.slack.server import asgi
from glossary import Glossary, Term
from tests.bot.web_api import running_web_api
from tests.cases import cases
from tests.examples import examples

SECRET = "a-secret"
TERM = Term(id="nrr", name="Net Revenue Retention", acronyms=("NRR",), definition="Kept & grown revenue.")
COMMAND = {"command": "/cs", "text": "nrr", "user_id": "U01", "channel_id": "C01", "team_id": "T01"}


@pytest.fixture
async def door() -> AsyncIterator[Application]:
    async with running_web_api() as slack:
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-1"),
            slack_signing_secret=SecretStr(SECRET),
            port=1,
            slack_api_url=slack.url,
        )
        yield asgi(settings, Glossary([TERM]))


def signature(body: bytes, sent: str, secret: str = SECRET) -> bytes:
    return b"v0=" + hmac.new(secret.encode(), b"v0:" + sent.encode() + b":" + body, "sha256").hexdigest().encode()


def signed(body: bytes, sent: str | None = None) -> dict[bytes, bytes]:
    sent = sent or str(int(time.time()))
    return {
        b"content-type": b"application/json" if body.startswith(b"{") else b"application/x-www-form-urlencoded",
        b"x-slack-request-timestamp": sent.encode(),
        b"x-slack-signature": signature(body, sent),
        b"content-length": str(len(body)).encode(),
    }


unique = iter(range(10**9))


def command(**fields: str) -> bytes:
    return urlencode({**COMMAND, **fields, "trigger_id": str(next(unique))}).encode()


async def ask(
    door: Application,
    body: bytes | Sequence[bytes],
    headers: dict[bytes, bytes],
    method: str = "POST",
    path: str = "/slack/events",
) -> tuple[int, bytes]:
    chunks: Iterator[bytes] = iter([body] if isinstance(body, bytes) else body)
    left = 1 if isinstance(body, bytes) else len(body)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": next(chunks), "more_body": left > 0}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers.items())}
    await door(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


async def test_a_signed_command_is_answered_in_the_response(door: Application) -> None:
    body = command()
    status, answer = await ask(door, body, signed(body))
    assert status == 200
    assert json.loads(answer)["response_type"] == "ephemeral"
    assert json.loads(answer)["text"] == "Net Revenue Retention (NRR): Kept &amp; grown revenue."


async def test_a_body_in_pieces_is_put_together(door: Application) -> None:
    body = command()
    assert (await ask(door, [body[:9], body[9:40], body[40:]], signed(body)))[0] == 200


async def test_a_request_is_answered_once_and_its_copies_are_refused(door: Application) -> None:
    body = command()
    headers = signed(body)
    assert [(await ask(door, body, headers))[0] for _ in range(3)] == [200, 409, 409]


async def test_slack_s_own_retry_is_let_in_because_it_is_signed_anew(door: Application) -> None:
    body, now = command(), int(time.time())
    assert (await ask(door, body, signed(body, str(now - 5))))[0] == 200
    assert (await ask(door, body, signed(body, str(now))))[0] == 200


@pytest.mark.parametrize("age", [-301, 301, 10**6])
async def test_an_old_or_early_request_is_refused(door: Application, age: int) -> None:
    body = command()
    assert (await ask(door, body, signed(body, str(int(time.time()) - age))))[0] == 401


@cases("sent", ["", "soon", "-5", "1.5", "1e9", "٣٣", "9" * 400, "0x10", " 5"])
async def test_a_timestamp_that_is_no_number_is_refused(door: Application, sent: str) -> None:
    body = command()
    headers = signed(body) | {b"x-slack-request-timestamp": sent.encode()}
    assert (await ask(door, body, headers))[0] == 401


@cases("wrong", [b"", b"v0=", b"v0=" + b"0" * 64, "v0=é".encode(), b"v1=ab", b"\xff\xfe"])
async def test_a_wrong_signature_is_refused_whatever_it_is_made_of(door: Application, wrong: bytes) -> None:
    body = command()
    assert (await ask(door, body, signed(body) | {b"x-slack-signature": wrong}))[0] == 401


async def test_a_missing_signature_is_refused(door: Application) -> None:
    assert (await ask(door, command(), {}))[0] == 401


async def test_a_changed_body_is_refused_and_is_not_logged(door: Application, caplog: pytest.LogCaptureFixture) -> None:
    body = command()
    with caplog.at_level(logging.DEBUG):
        status, answer = await ask(door, body + b"&text=my-private-words", signed(body))
    assert status == 401
    assert "my-private-words" not in caplog.text + answer.decode()


async def test_an_oversized_body_is_refused_before_it_is_read(door: Application) -> None:
    headers = signed(b"x") | {b"content-length": str(LARGEST + 1).encode()}
    assert (await ask(door, [], headers))[0] == 413


@pytest.mark.parametrize("length", [b"-1", b"lots", b"9" * 500])
async def test_a_length_that_makes_no_sense_is_refused(door: Application, length: bytes) -> None:
    assert (await ask(door, [], signed(b"x") | {b"content-length": length}))[0] == 413


async def test_a_body_that_grows_past_the_limit_is_refused(door: Application) -> None:
    headers = {name: value for name, value in signed(b"x").items() if name != b"content-length"}
    assert (await ask(door, [b"x" * 600_000] * 4, headers))[0] == 413


@cases(
    "body",
    [
        b"{",
        b'{"a":',
        b'{"a":' * 200_000,
        b"{" + b'"a":[' * 100_000,
        b"payload=" + b"[" * 200_000,
        b"payload=%7B",
        b"payload=[]",
        b"payload=5",
        b"payload=null",
        b"\xff\xfe\x00",
        b'{"event": []}',
        b'{"event": "text", "type": "event_callback"}',
        b'{"team": 5, "user": [], "channel": 7}',
    ],
)
async def test_a_signed_body_that_cannot_be_read_is_a_400(door: Application, body: bytes) -> None:
    assert (await ask(door, body, signed(body)))[0] in {400, 404}


@trials(max_examples=examples(2), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "event", "command", "payload", "user", "team", "channel", "actions", "view", "ts"]
                ),
                inner,
                max_size=5,
            )
        ),
    )
)
async def test_no_signed_json_whatsoever_is_a_server_error(door: Application, value: Any) -> None:
    body = json.dumps({"nonce": next(unique), "event": value, "type": "event_callback", "value": value}).encode()
    assert (await ask(door, body, signed(body)))[0] < 500
    if isinstance(value, dict):
        body = json.dumps({**value, "nonce": next(unique)}).encode()
        assert (await ask(door, body, signed(body)))[0] < 500


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/slack/events", 405), ("PUT", "/slack/events", 405), ("POST", "/", 404), ("GET", "/healthz", 200)],
)
async def test_there_is_one_door_and_a_health_check(door: Application, method: str, path: str, status: int) -> None:
    assert (await ask(door, b"", {}, method, path))[0] == status


async def test_slack_s_url_verification_is_answered(door: Application) -> None:
    body = json.dumps({"type": "url_verification", "challenge": f"c{next(unique)}"}).encode()
    status, answer = await ask(door, body, signed(body))
    assert status == 200
    assert json.loads(body)["challenge"] in answer.decode()


async def test_what_goes_wrong_in_a_command_is_an_apology_with_an_id_that_stands_in_the_log(
    door: Application, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("the cause")

    monkeypatch.setattr(Answers, "to_command", broken)
    body = command(text="something private")
    status, answer = await ask(door, body, signed(body))
    assert status == 200
    assert "Sorry, something went wrong" in json.loads(answer)["text"]
    incident = caplog.records[-1].getMessage().split()[1].rstrip(":")
    assert incident in answer.decode()
    assert "the cause" in caplog.text
    assert "something private" not in caplog.text


async def test_the_memory_of_signatures_is_bounded_and_still_no_copy_gets_in() -> None:
    signatures = SignatureVerifier(SECRET, kept=100)
    now = 1_000_000.0
    sent = [(str(int(now) + n // 50), b"%d" % n) for n in range(1000)]
    for stamp, body in sent:
        await signatures.check(stamp.encode(), signature(body, stamp), body, now)
    assert len(signatures._seen) == len(signatures._in_order) == 100
    for stamp, body in sent:
        with pytest.raises(InvalidSignatureError):
            await signatures.check(stamp.encode(), signature(body, stamp), body, now)


async def test_signatures_are_forgotten_once_they_are_too_old_to_be_used_again() -> None:
    signatures = SignatureVerifier(SECRET)
    for now in range(1_000_000, 1_010_000, 100):
        await signatures.check(str(now).encode(), signature(b"x", str(now)), b"x", now)
    assert len(signatures._seen) <= 5
