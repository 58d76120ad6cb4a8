"""The buttons below an answer: what to ask next, what to do with the answer, and the way back."""

import html
from collections.abc import Sequence
from typing import NamedTuple

from bot.render.blocks import BLOCK_ID, ELEMENTS, VALUE, Block, button, json_size
from bot.reply import Choice, Reply

BUTTONS = 5000  # of a message's JSON, the most that buttons may take
FRAME, ROW = 130, 60  # what a button takes beside its label and value, and a row beside its buttons and id

ASK, FORM, SHARE, TRAIL, STEP = "ask:", "form:", "share", "trail:", "|"
CHART, TABLE = "chart", "table"  # what is sent as a file
ACT = "act:"  # opens what can be done about the account of a row

Wanted = list[tuple[str, str, str]]  # the ids of buttons, their labels, and what they ask


class Buttons(NamedTuple):
    """Rows of buttons, what they take of a message at the most, and whether some had to be left out."""

    rows: list[Block]
    cost: int
    dropped: bool


def buttons(reply: Reply, trail: Sequence[str] | None) -> Buttons:
    """A row of what to ask next and one of what to do with the answer, which is the first to get the room.

    A `trail` holds the requests that led to a private answer, the one answered last.
    """
    opening = dict.fromkeys((ASK, row.label, row.opens) for row in reply.rows if row.opens)
    back = [(ASK, "‹ Back", trail[-2])] if trail and len(trail) > 1 else []
    next_ = _numbered([*opening, *map(_asked, reply.choices)], 0)
    other = [*_to_keep(reply, trail), *_numbered([*map(_asked, reply.actions), *back], len(next_))]
    second, left = _row(other, BUTTONS)
    first, left = _row(next_, left)
    steps = None if trail is None else _steps(trail)
    rows = [_actions(n, row, steps) for n, row in enumerate((first, second)) if row]
    cost = BUTTONS - left + sum(ROW + json_size(row["block_id"]) for row in rows)
    return Buttons(rows, cost, len(first) + len(second) < len(next_) + len(other))


def trail_of(block_id: str) -> tuple[str, ...] | None:
    """The trail kept in the block of a pressed button; None when its message is one that everybody sees."""
    if not block_id.startswith(TRAIL):
        return None
    return tuple(html.unescape(block_id).split(STEP)[1:])


def _asked(choice: Choice) -> tuple[str, str, str]:
    return FORM if choice.form else ASK, choice.label, choice.request


def _numbered(wanted: Wanted, first: int) -> Wanted:
    return [(f"{id_}{number}", label, request) for number, (id_, label, request) in enumerate(wanted, first)]


def _to_keep(reply: Reply, trail: Sequence[str] | None) -> Wanted:
    """The buttons that show the answer to others, or send what goes with it as a file. A private answer can't hold its
    chart; a public one is followed by it.
    """
    again = trail[-1] if trail else reply.share
    wanted = (
        (SHARE, "Share in channel", reply.share if trail is not None else ""),
        (CHART, "Chart", again if reply.chart and trail is not None else ""),
        (TABLE, "CSV", again if reply.table else ""),
    )
    return [each for each in wanted if each[2]]


def _row(wanted: Wanted, room: int) -> tuple[list[Block], int]:
    """The buttons that the room pays for and one row holds, and the room that is left."""
    kept: list[Block] = []
    for action_id, label, request in wanted:
        if len(kept) == ELEMENTS or not 0 < len(request) <= VALUE:
            continue
        made = button(action_id, label, request)
        cost = FRAME + json_size(made["text"]["text"]) + json_size(request)
        if cost <= room:
            room -= cost
            kept.append(made | {"style": "primary"} if action_id == SHARE else made)
    return kept, room


def _actions(number: int, row: list[Block], steps: str | None) -> Block:
    block_id = f"{ASK}{number}" if steps is None else f"{TRAIL}{number}{steps}"
    return {"type": "actions", "block_id": block_id, "elements": row}


def _steps(trail: Sequence[str]) -> str:
    """The trail as the id of a block holds it, the oldest steps left off."""
    kept = ""
    for step in reversed(trail):
        longer = f"{STEP}{step.replace(STEP, ' ')}{kept}"
        if len(longer) > BLOCK_ID - len(TRAIL) - 1:
            break
        kept = longer
    return kept
