"""What a client sends that the library can't read: halves of emoji, numbers without end, and what is no JSON."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from mcp.shared.message import SessionMessage
from mcp_types import (
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

from bot.mcp.readable_json import readable, readable_body, request_id
from bot.mcp.stdio import Message, Unanswered, counted_answers, readable_messages

CALL = '{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"define","arguments":{"term":%s}}}'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'"cut \ud83d"', "cut \ufffd"),
        (r'"\udc80 cut"', "\ufffd cut"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"a \\ud83d b"', r"a \ud83d b"),
        ("9" * 5000, "9" * 5000),
        ("12", 12),
    ],
)
def test_a_half_of_an_emoji_is_replaced_and_all_else_stays(written: str, read: object) -> None:
    text = readable(CALL % (1, written))
    assert text is not None
    assert json.loads(text)["params"]["arguments"]["term"] == read
    jsonrpc_message_adapter.validate_json(text, by_name=False)


def test_a_body_stays_as_it_is_where_nothing_is_to_be_mended() -> None:
    for body in (b'{"a": "\xf0\x9f\x98\x80"}', b"no JSON \\ud83d", b'{"a": 1, "a": 2}', b"[" * 5000 + b"\\ud83d"):
        assert readable_body(body) == body
    assert json.loads(readable_body(rb'{"a": "\ud83d"}')) == {"a": "\ufffd"}


def test_the_id_of_a_request_is_told_where_there_is_one_alone() -> None:
    assert request_id('{"id": 7, "x') == 7
    assert request_id('{"id": "a-7", "x') == "a-7"
    assert request_id('{"id": 7, "params": {"id": 8') is None
    assert request_id("") is None


END = SessionMessage(JSONRPCNotification(jsonrpc="2.0", method="end"))


async def test_every_request_over_standard_input_is_answered_or_passed_on() -> None:
    lines = [CALL % (1, '"nrr"'), CALL % (2, r'"\ud83d"'), '{"jsonrpc":"2.0","id":3,"method', '{"id":4}', "[]"]
    sent: list[SessionMessage] = []

    async def incoming() -> AsyncIterator[Message]:
        for line in lines:
            try:
                yield SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
            except ValidationError as error:
                yield error

    class Outgoing:
        async def send(self, item: SessionMessage, /) -> None:
            sent.append(item)

        async def aclose(self) -> None:
            sent.append(END)

    unanswered, outgoing = Unanswered(), Outgoing()
    async with (
        counted_answers(outgoing, unanswered) as answers,
        readable_messages(incoming(), outgoing, unanswered) as messages,
    ):

        async def answer(id_: int) -> None:
            await asyncio.sleep(0.01 * id_)
            await answers.send(SessionMessage(JSONRPCResponse(jsonrpc="2.0", id=id_, result={})))

        at_work = [asyncio.create_task(answer(id_)) for id_ in (1, 2)]
        passed = [each async for each in messages]
        assert all(each.done() for each in at_work)  # the input had ended long before
    assert [each.message.id for each in sent[-3:-1] if isinstance(each.message, JSONRPCResponse)] == [1, 2]
    assert sent[-1] is END
    asked = [each.message for each in passed if isinstance(each, SessionMessage)]
    assert [each.id for each in asked if isinstance(each, JSONRPCRequest)] == [1, 2]
    told = [each.message for each in sent]
    assert [(each.id, each.error.code) for each in told if isinstance(each, JSONRPCError)] == [
        (3, -32700),
        (4, -32600),
        (None, -32600),
    ]
