"""Slack's own tables and charts: blocks that not every workspace takes, each beside its classic form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from bot.data_table import NOTHING, Cell, DataTable
from bot.render.blocks import BULLETS, Block, button
from bot.render.buttons import ASK, feedback_row, private_id
from bot.render.chart_numbers import json_number
from bot.render.limits import most
from bot.render.mrkdwn import shorten, unformatted
from bot.render.native_chart import TYPE as CHART
from bot.render.native_chart import chart_blocks
from bot.reply import Choice, Fact, Reply

Feature = Literal["data_table", "action_cells", "data_visualization", "card", "feedback", "agent_prompt"]
Features = frozenset[Feature]

NONE: Final[Features] = frozenset()
PAGE: Final = 5  # rows of a table that are seen at once: a phone holds them beside the rest
WHOLE_PAGE: Final = 20  # where all of an answer is shown
CELL: Final = 60  # characters of a cell
TABLE: Final = 18_000  # characters of a table's cells; Slack takes 20,000 in a message
OPENS: Final = 1000  # buttons in a table are numbered from here on


class NewerForm(NamedTuple):
    """A reply as it reads around blocks that say a part of it, and what asks whether it was right."""

    reply: Reply
    blocks: list[Block]
    feedback: Callable[[Reply], list[Block]] = feedback_row


def newer_form(reply: Reply, native: Features, trail: Sequence[str] | None, *, whole: bool) -> NewerForm | None:
    """The form of a reply with those of the newer blocks that are taken; None where none of them would be in it."""
    blocks: list[Block] = []
    if reply.data_table is not None and "data_table" in native:
        actions = "action_cells" in native
        blocks.append(_table(reply.data_table, trail, actions=actions, whole=whole))
        reply = _without_rows(reply, reply.data_table, actions=actions)
    if "data_visualization" in native and (drawn := chart_blocks(reply.chart)):
        blocks += drawn
        reply = replace(reply, chart=None)
    return NewerForm(reply, blocks) if blocks else None


def _table(table: DataTable, trail: Sequence[str] | None, *, actions: bool, whole: bool) -> Block:
    block_id = f"{ASK}{OPENS}" if trail is None else private_id(OPENS, trail)
    return data_table(table, actions=actions, block_id=block_id, page=WHOLE_PAGE if whole else PAGE)


def _without_rows(reply: Reply, table: DataTable, *, actions: bool) -> Reply:
    """The reply beside the table of its rows: what opens those stands in the table, or below it where it can't."""
    opening = [] if actions else [Choice(row.label, row.opens, first=row.first) for row in reply.rows if row.opens]
    kept = [each for each in reply.actions if each not in table.instead]
    shown = Fact("Table", table.title, first=True)
    return replace(
        reply,
        facts=(*reply.facts, shown),
        rows=(),
        rows_title="",
        groups=(),
        choices=(*opening, *reply.choices),
        actions=(*table.paging, *kept),
        footnotes=(*((table.note,) if table.note else ()), *reply.footnotes),
    )


def data_table(table: DataTable, *, actions: bool, block_id: str = "", page: int = PAGE) -> Block:
    """The block of a table. With `actions` each row ends with a button that opens what it is about."""
    opens = table.opens if actions and any(table.opens) else ()
    head = [*table.columns, *(["Open"] if opens else [])]
    rows = [[_text(name) for name in head]]
    for number, row in enumerate(table.rows):
        opener = [_opener(number, opens[number])] if opens else []
        rows.append([*map(_cell, row), *opener])
    caption = shorten(unformatted(table.caption), most("data_table", "caption"))
    block: Block = {"type": "data_table", "caption": caption, "rows": rows, "page_size": page}
    return block | {"block_id": block_id} if block_id else block


def _cell(cell: Cell) -> Block:
    text = f"{BULLETS[cell.look]} {cell.text}" if cell.look else cell.text
    if cell.value is None:
        return _text(text)
    return {"type": "raw_number", "value": json_number(cell.value), "text": _shown(text)}


def _text(text: str) -> Block:
    return {"type": "raw_text", "text": _shown(text)}


def _shown(text: str) -> str:
    return shorten(unformatted(text), CELL) or NOTHING


def _opener(number: int, request: str) -> Block:
    """A cell with a button; what a client without such cells shows in its place."""
    if not 0 < len(request) <= most("button", "value"):
        return _text(NOTHING)
    return {
        "type": "action",
        "element": button(f"{ASK}{OPENS + number}", "Open", request),
        "fallback": _text(NOTHING),
    }


def no_features(_team: str) -> Features:
    """What a workspace takes that nobody asked."""
    return NONE


def features_of(blocks: Sequence[Mapping[str, Any]]) -> Features:
    """The features that blocks make use of."""
    return frozenset(feature for feature in _BY_TYPE.values() if _uses(feature, blocks))


def shows_chart(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a chart stands among blocks."""
    return any(block["type"] == CHART for block in blocks)


_BY_TYPE: Final[Mapping[str, Feature]] = {
    "data_table": "data_table",
    "action": "action_cells",
    "data_visualization": "data_visualization",
    "card": "card",
    "context_actions": "feedback",
    "agent_prompt": "agent_prompt",
}


def _uses(feature: Feature, value: object) -> bool:
    if isinstance(value, Mapping):
        own = _BY_TYPE.get(str(value.get("type", ""))) == feature or (feature == "agent_prompt" and feature in value)
        return own or any(_uses(feature, each) for each in value.values())
    return isinstance(value, list | tuple) and any(_uses(feature, each) for each in value)
