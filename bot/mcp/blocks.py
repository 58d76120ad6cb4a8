"""Answers as the blocks that Slackbot shows: those kinds alone, and buttons that call a tool.

One block that it doesn't take drops all of them. A button's id is `tool:` and the tool's name, once in a block, and its
value the arguments as a JSON string.
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.commands import COMMANDS
from bot.mcp.tools import CommandTool, offered_tools
from bot.parsing.grammar import parse
from bot.render.blocks import BUTTON, VALUE, Block, button, context
from bot.render.slack import message
from bot.reply import Choice, Reply

MOST = 50  # blocks
BUTTONS = 5
TAKEN = frozenset(
    {"card", "carousel", "container", "context", "data_table", "data_visualization", "divider", "header", "markdown"}
    | {"rich_text", "section", "table"}
)
"""The kinds that answers may have here; `actions` are made anew."""
TOOL = "tool:"
CUT_SHORT = "Shortened: the text has all of it."


def answer_blocks(reply: Reply) -> list[Block]:
    """The blocks of an answer, whole, with a few buttons for what to ask next."""
    shown = [_unmarked(block) for block in message(reply, whole=True)["blocks"] if block["type"] in TAKEN]
    rows = list(_rows(reply))
    if len(shown) + len(rows) > MOST:
        shown = [*shown[: MOST - len(rows) - 1], context(CUT_SHORT)]
    return [*shown, *rows]


def _unmarked(block: Block) -> Block:
    """The block without an id of ours, which says nothing there."""
    return {key: value for key, value in block.items() if key != "block_id"}


def _rows(reply: Reply) -> Iterator[Block]:
    """Rows of buttons, none with two that call the same tool."""
    rows: list[list[Block]] = []
    for each in list(_buttons(reply))[:BUTTONS]:
        row = next((row for row in rows if each["action_id"] not in {it["action_id"] for it in row}), None)
        if row is None:
            rows.append(row := [])
        row.append(each)
    yield from ({"type": "actions", "elements": row} for row in rows)


def _buttons(reply: Reply) -> Iterator[Block]:
    opening = (Choice(row.label, row.opens) for row in reply.rows if row.opens)
    for choice in dict.fromkeys((*reply.choices, *opening, *reply.actions)):
        called = None if choice.form else tool_call(choice.request)
        if called is not None and choice.label.strip():
            name, arguments = called
            value = json.dumps(arguments, ensure_ascii=False)
            if len(value) <= VALUE:
                yield button(f"{TOOL}{name}", choice.label[:BUTTON], value)


def tool_call(request: str) -> tuple[str, dict[str, Any]] | None:
    """The tool and the arguments that ask what a request asks; None where no tool that only reads does."""
    asked = parse(request, COMMANDS.verbs)
    tool = offered_tools().get(asked.verb)
    if not isinstance(tool, CommandTool) or tool.writes:
        return None
    takes, required = tool.tool.parameters, [each.name for each in tool.tool.parameters if each.required]
    if not asked.text:
        return None if required else (asked.verb, {})
    for each in takes:
        if each.kind == "text" and each.words in {"{}", '"{}"'} and not each.choices and required in ([], [each.name]):
            return asked.verb, {each.name: asked.text}
    return None
