"""A table that Slack itself sorts, filters and pages."""

from typing import Final

from bot.data_table import NOTHING, Cell, DataTable
from bot.render.blocks import BULLETS, Block, button
from bot.render.buttons import ASK
from bot.render.chart_numbers import json_number
from bot.render.limits import most
from bot.render.mrkdwn import shorten, unformatted

PAGE: Final = 5  # rows of a table that are seen at once: a phone holds them beside the rest
CELL: Final = 60  # characters of a cell
OPENS: Final = 1000  # buttons in a table are numbered from here on


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
