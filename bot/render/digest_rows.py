"""The rows of a posted digest: which account each is about, and what was done about it since, in their place."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.render.blocks import TEXT, Block, json_size
from bot.render.buttons import ACT, TABLE
from bot.render.limits import most
from bot.render.mrkdwn import escape, shorten
from bot.render.slack import Message

SIZE = most("message", "json") - 200  # of a message's blocks as JSON
LINE = 300  # characters of what was done about an account
DONE = "↳ "  # what a line of it begins with
_ACCOUNT = re.compile(r"account id (\d{1,18})")


def account_of(block: Mapping[str, Any]) -> int | None:
    """The account that a row is about; None for a block that is no such row."""
    accessory = block.get("accessory") or {}
    found = _ACCOUNT.fullmatch(str(accessory.get("value", "")))
    return int(found[1]) if found and str(accessory.get("action_id", "")).startswith(ACT) else None


def accounts_in(messages: Sequence[Mapping[str, Any]]) -> list[int]:
    """The accounts of the rows of messages, each once, in their order."""
    found = (account_of(block) for message in messages for block in message.get("blocks") or ())
    return list(dict.fromkeys(each for each in found if each is not None))


def rows_in(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of messages: the account, and the lines of the row as plain text, without its name."""
    for message in messages:
        for block in message.get("blocks") or ():
            if (account := account_of(block)) is not None:
                _, *lines = str(block["text"]["text"]).split("\n")
                yield account, tuple(html.unescape(line).replace("\u200b", "") for line in lines)


def list_request(messages: Sequence[Mapping[str, Any]]) -> str:
    """The request for the whole list that a digest is of; empty where it offers none."""
    blocks = (block for message in messages for block in message.get("blocks") or ())  # none where Slack refused them
    buttons = (each for block in blocks for each in block.get("elements") or ())
    return next((str(each["value"]) for each in buttons if each.get("action_id") == TABLE), "")


def with_outcomes(message: Mapping[str, Any], outcomes: Mapping[int, Sequence[str]]) -> Message:
    """The message as it was posted, with what was done about the accounts in their rows; others stay as they are.

    Where the message would become too long, rows with an outcome go without their details, and then with one line.
    """
    for shorter in range(3):
        blocks = [_with_outcome(block, outcomes, shorter) for block in message["blocks"]]
        if sum(json_size(block) + 2 for block in blocks) <= SIZE:
            break
    return {"text": message["text"], "blocks": blocks}


def _with_outcome(block: Block, outcomes: Mapping[int, Sequence[str]], shorter: int) -> Block:
    account = account_of(block)
    if account is None or not (said := outcomes.get(account)):
        return block
    lines = str(block["text"]["text"]).split("\n")
    kept = lines if not shorter else lines[:2] if shorter == 1 else lines[:1]
    shown = said if shorter < 2 else said[:1]
    added = [f"{DONE}{escape(shorten(' '.join(each.split()), LINE, escape))}" for each in shown]
    text = "\n".join([*kept, *added])
    if len(text) > TEXT:
        text = lines[0]
        for line in added:  # as many as have room, each whole: a part of an escaped letter would show as that
            text = f"{text}\n{line}" if len(text) + len(line) < TEXT else text
    return {**block, "text": {**block["text"], "text": text}}
