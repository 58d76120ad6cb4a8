"""The buttons below an answer: what to ask next, what to do with the answer, and the way back."""

import html
from collections.abc import Iterator, Sequence
from itertools import chain, count, zip_longest
from typing import NamedTuple

from bot.render.blocks import BLOCK_ID, ELEMENTS, VALUE, Block, button, json_size
from bot.reply import Choice, Reply

BUTTONS = 5000  # of a message's JSON, the most that buttons may take
FEW = 5  # buttons of a first view
NUMBER = 4  # digits of a block's number
FRAME, ROW = 130, 60  # what a button takes beside its label and value, and a row beside its buttons and id

ASK, FORM, SHARE, TRAIL, STEP = "ask:", "form:", "share", "trail:", "|"
CHART, TABLE = "chart", "table"  # what is sent as a file
RIGHT, WRONG, FEEDBACK = "right", "wrong", "feedback"  # whether the card of a term was right
ACT = "act:"  # opens what can be done about the account of a row
MORE = "more"  # shows the whole of an answer


class _Button(NamedTuple):
    """A button: its id, its label, and what it asks; the `first` ones are kept before others in a first view."""

    action_id: str
    label: str
    request: str
    first: bool = False


Wanted = list[_Button]


class Buttons(NamedTuple):
    """Rows of buttons, what they take of a message at the most, and whether some had to be left out."""

    rows: list[Block]
    cost: int
    dropped: bool


def buttons(reply: Reply, trail: Sequence[str] | None, more: str = "", less: str = "") -> Buttons:
    """A row of what to ask next and one of what to do with the answer, which is the first to get the room.

    A `trail` holds the requests that led to a private answer, the one answered last. With `more`, the request whose
    whole answer *More* shows, they are the few of a first view; `less` leads from the whole back to that.
    """
    next_, other = _wanted(reply, trail)
    if more:
        kept = _few(next_, other, is_answer=bool(reply.share))
        next_, other = [each for each in next_ if each in kept], [each for each in other if each in kept]
    turn = [_Button(MORE, "More", more)] * bool(more) + [_Button(ASK, "Less", less)] * bool(less)
    other = [*turn, *other]
    second, left = _row(_numbered(other, len(next_)), BUTTONS)
    first, left = _row(_numbered(next_, 0), left)
    steps = None if trail is None else _steps(trail)
    rows = [_actions(n, row, steps) for n, row in enumerate((first, second)) if row]
    cost = BUTTONS - left + sum(ROW + json_size(row["block_id"]) for row in rows)
    return Buttons(rows, cost, len(first) + len(second) < len(next_) + len(other))


def exceeds(reply: Reply, trail: Sequence[str] | None) -> bool:
    """Whether a reply has more buttons than a first view."""
    return sum(map(len, _wanted(reply, trail))) + 2 * bool(reply.feedback) > FEW


def _wanted(reply: Reply, trail: Sequence[str] | None) -> tuple[Wanted, Wanted]:
    """What to ask next, and what to do with the answer; the way back is last."""
    opening = (_Button(ASK, row.label, row.opens, first=row.first) for row in reply.rows if row.opens)
    next_ = dict.fromkeys((*opening, *map(_asked, reply.choices)))
    other = dict.fromkeys((*_to_keep(reply, trail), *map(_asked, reply.actions), *_back(trail)))
    return [*next_], [each for each in other if each not in next_]


def _few(next_: Wanted, other: Wanted, *, is_answer: bool) -> set["_Button"]:
    """The few buttons of a first view beside *More*: those marked as first, then of an answer in turns what to ask next
    and what to do with it, and of a question its choices.
    """
    rest = chain.from_iterable(zip_longest(other, next_)) if is_answer else [*next_, *other]
    listed = [each for each in rest if each]
    form = next((each for each in listed if each.action_id == FORM), None)  # the first is what most is done with
    ordered = sorted(listed, key=lambda each: not (each.first or each is form))
    return set(ordered[: FEW - 1])


def feedback_row(reply: Reply) -> list[Block]:
    """The buttons that say whether the card of a term was right."""
    if not 0 < len(reply.feedback) <= VALUE:
        return []
    wanted = ((RIGHT, "This was right", reply.feedback), (WRONG, "Not right…", reply.feedback))
    return [{"type": "actions", "block_id": FEEDBACK, "elements": [button(*each) for each in wanted]}]


def trail_of(block_id: str) -> tuple[str, ...] | None:
    """The trail kept in the block of a pressed button; None when its message is one that everybody sees."""
    if not block_id.startswith(TRAIL):
        return None
    return tuple(html.unescape(block_id).split(STEP)[1:])


def _asked(choice: Choice) -> "_Button":
    return _Button(FORM if choice.form else ASK, choice.label, choice.request, first=choice.first)


def _back(trail: Sequence[str] | None) -> Iterator["_Button"]:
    if trail and len(trail) > 1:
        yield _Button(ASK, "‹ Back", trail[-2], first=True)


def _numbered(wanted: Wanted, first: int) -> Wanted:
    """The buttons with ids that tell them apart."""
    numbers = count(first)
    return [
        each._replace(action_id=f"{each.action_id}{next(numbers)}") if each.action_id in {ASK, FORM} else each
        for each in wanted
    ]


def _to_keep(reply: Reply, trail: Sequence[str] | None) -> Wanted:
    """The buttons that show the answer to others, or send what goes with it as a file. A private answer can't hold its
    chart; a public one is followed by it.
    """
    again = trail[-1] if trail else reply.share
    wanted = (
        _Button(SHARE, "Share in channel", reply.share if trail is not None else "", first=True),
        _Button(CHART, "Chart", again if reply.chart and trail is not None else ""),
        _Button(TABLE, "CSV", again if reply.table else ""),
    )
    return [each for each in wanted if each.request]


def _row(wanted: Wanted, room: int) -> tuple[list[Block], int]:
    """The buttons that the room pays for and one row holds, and the room that is left."""
    kept: list[Block] = []
    for action_id, label, request, _ in wanted:
        if len(kept) == ELEMENTS or not 0 < len(request) <= VALUE:
            continue
        made = button(action_id, label, request)
        cost = FRAME + json_size(made["text"]["text"]) + json_size(request)
        if cost <= room:
            room -= cost
            kept.append(made | {"style": "primary"} if action_id == SHARE else made)
    return kept, room


def private_id(number: int, trail: Sequence[str]) -> str:
    """The id of a block of buttons in a message that only the asker sees; it holds the trail."""
    return f"{TRAIL}{number}{_steps(trail)}"


def _actions(number: int, row: list[Block], steps: str | None) -> Block:
    block_id = f"{ASK}{number}" if steps is None else f"{TRAIL}{number}{steps}"
    return {"type": "actions", "block_id": block_id, "elements": row}


def _steps(trail: Sequence[str]) -> str:
    """The trail as the id of a block holds it, the oldest steps left off."""
    kept = ""
    for step in reversed(trail):
        longer = f"{STEP}{step.replace(STEP, ' ')}{kept}"
        if len(longer) > BLOCK_ID - len(TRAIL) - NUMBER:
            break
        kept = longer
    return kept
