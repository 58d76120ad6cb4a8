"""A reply as a Slack message. With mrkdwn.py, the only place that knows Slack's limits and its escaping.

Blocks are plain dicts: the SDK's models take longer to become JSON than the whole answer takes to be found. The tests
hold every message against those models, and against the limits that they don't check.
"""

import html
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from json.encoder import encode_basestring_ascii  # what json.dumps does to a text, without the way there
from typing import Any, Literal, TypedDict

from bot.render.mrkdwn import Style, bold, broken, code, escape, shortened, unformatted
from bot.reply import Choice, Fact, Reply, Row

HEADER, TEXT, FIELD, BUTTON, VALUE, BLOCK_ID, ELEMENTS = 150, 3000, 2000, 75, 2000, 255, 25
MESSAGE = 13_000  # all blocks as JSON; Slack refuses a message a little above it
FRAMES = 2400  # of MESSAGE, kept for what stands around the words
BUTTONS = 5000  # of MESSAGE, the most that buttons may take
SUMMARY = 1000
LABEL = 200  # a longer label gets a line of its own
FEW = 8  # facts up to so many are set apart, more are run together
MANY_NAMES = 12  # from so many rows without a text on, a list is set in two columns

BUTTON_FRAME = 130  # what a button takes beside its label and value

PROGRAM = "/cs"
ASK, FORM, SHARE, TRAIL, STEP = "ask:", "form:", "share", "trail:", "|"
BULLETS = {"": "•", "red": "🔴", "yellow": "🟡", "green": "🟢", "unknown": "⚪"}
CHART, TABLE = "chart", "table"  # what is sent as a file
CUT_SHORT = "Shortened to fit into one message. Ask for a part of it to read the rest."


Block = dict[str, Any]


class Message(TypedDict):
    """What Slack is sent: the blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class _Line:
    """Text of one look, after a lead that is mrkdwn already; `shown` is the line as mrkdwn."""

    text: str
    style: Style = escape
    lead: str = ""
    shown: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", f"{self.lead}{self.style(self.text)}")

    @property
    def cost(self) -> int:
        """The characters it takes of a message."""
        return _size(self.shown) + 2

    def pieces(self) -> Iterator[str]:
        """The line in pieces that fit into a section."""
        if len(self.shown) <= TEXT:
            yield self.shown
            return
        lead = self.lead
        for piece in broken(self.text, TEXT - len(lead), self.style):
            yield lead + piece
            lead = ""

    def within(self, room: int) -> "_Line":
        """The line with its end left off, so that it costs no more than the room."""
        spare = room - _size(self.lead) - 2
        return replace(self, text=shortened(self.text, spare, lambda text: json.dumps(self.style(text))))


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that stand together."""

    lines: tuple[_Line, ...]
    look: Literal["lines", "apart", "columns", "small"] = "lines"
    gap: str = "\n"


def message(reply: Reply, *, trail: Sequence[str] | None = None, shared_by: str = "") -> Message:
    """The message that shows a reply.

    A `trail` makes it one that only the asker sees, with *Share in channel* and a way back: it holds the requests that
    led here, the one answered last. `shared_by` is the id of the user who shows the answer to the channel.
    """
    reply = reply.called(PROGRAM)
    head = [_small(f"<@{shared_by}> shared:")] if shared_by else []
    if reply.title.strip():
        head.append({"type": "header", "text": _plain(reply.title, HEADER)})
    buttons, dropped = _buttons(reply, trail)
    groups, cut = _fitted(_body(reply), [*head, *buttons])
    hint = [_small(escape(CUT_SHORT))] if cut or dropped else []
    return {"text": _summary(reply), "blocks": [*head, *_blocks(groups), *hint, *buttons]}


def trail_of(block_id: str) -> tuple[str, ...] | None:
    """The trail kept in the block of a pressed button; None when its message is one that everybody sees."""
    if not block_id.startswith(TRAIL):
        return None
    return tuple(html.unescape(block_id).split(STEP)[1:])


def _summary(reply: Reply) -> str:
    """What a notification shows: the title and the first paragraph, or else the first rows."""
    first = next(iter(reply.paragraphs), "") or ", ".join(row.label for row in reply.rows)
    title = " ".join(reply.title.split())
    joint = "" if not (title and first) else " " if title[-1] in ".!?:…" else ": "
    text = " ".join(f"{title}{joint}{first}".split()) or CUT_SHORT
    shown = escape(text)
    return shown if len(shown) <= SUMMARY else escape(shortened(text, SUMMARY, escape))


def _body(reply: Reply) -> list[_Group]:
    title = (_Line(reply.title, bold),) if len(unformatted(reply.title)) > HEADER else ()
    paragraphs = _Group(tuple(_Line(text) for text in reply.paragraphs), gap="\n\n")
    facts = _facts(reply.facts)
    rows = _rows(reply.rows_title, reply.rows)
    detail = [facts, rows] if reply.rows_title else [rows, facts]
    notes = _Group(tuple(_Line(note) for note in reply.footnotes), "small")
    groups = (_Group(title), paragraphs, *detail, notes)
    return [_without_blanks(group) for group in groups if group.lines]


def _without_blanks(group: _Group) -> _Group:
    lines = tuple(line for line in group.lines if line.shown.strip())
    return group if len(lines) == len(group.lines) else replace(group, lines=lines)


def _labelled(label: str, text: str, style: Style = escape, *, end: str = " ", start: str = "") -> list[_Line]:
    if not text.strip() or len(label) > LABEL:
        return [_Line(label.strip(" :"), bold), _Line(text, style)]
    return [_Line(text, style, f"{start}{bold(label)}{end}")]


def _facts(facts: Sequence[Fact]) -> _Group:
    lines = [
        line
        for fact in facts
        for line in _labelled(fact.label and f"{fact.label}:", fact.text, code if fact.verbatim else escape)
    ]
    return _Group(tuple(lines), "apart" if len(lines) <= FEW else "lines")


def _rows(title: str, rows: Sequence[Row]) -> _Group:
    """Names alone in columns, two texts side by side, anything else a line a row."""
    if title or any(len(row.label) > LABEL or row.detail for row in rows):
        lines = [line for row in rows for line in _row(row)]
        return _Group((_Line(title, bold), *lines) if title else tuple(lines))
    if not any(row.text for row in rows):
        return _Group(
            tuple(_Line(row.label, lead="• ") for row in rows), "columns" if len(rows) >= MANY_NAMES else "lines"
        )
    if len(rows) == 2:
        return _Group(tuple(line for row in rows for line in _labelled(row.label, row.text, end="\n")), "columns")
    return _Group(tuple(line for row in rows for line in _row(row)))


def _row(row: Row) -> list[_Line]:
    text = f"{row.text}\n{row.detail}" if row.detail else row.text
    return _labelled(row.label, text, start=f"{BULLETS[row.look]} ", end=" – " if row.text else "")


def _fitted(groups: Sequence[_Group], others: Sequence[Block]) -> tuple[list[_Group], bool]:
    """The groups as far as a message holds them beside its other blocks, and whether anything was left off."""
    kept, cut = _within(groups, MESSAGE - FRAMES - sum(map(_at_most, others)))
    return _within(groups, MESSAGE - FRAMES - _size(others)) if cut else (kept, False)


def _at_most(block: Block) -> int:
    """More than a header, a context or a row of buttons takes of a message; told faster than how much it does."""
    texts = [each["text"] for each in block.get("elements", (block,))]
    values = sum(len(each.get("value", "")) for each in block.get("elements", ()))
    ids = len(block.get("block_id", ""))
    said = sum(len(text if isinstance(text, str) else text["text"]) for text in texts)
    return 200 * len(texts) + 12 * (said + values + ids) + 100


def _within(groups: Iterable[_Group], room: int) -> tuple[list[_Group], bool]:
    """The groups as far as the room goes, and whether anything was left off."""
    kept: list[_Group] = []
    for group in groups:
        lines = []
        for line in group.lines:
            if line.cost > room:
                lines += [line.within(room)] if room > 2 * LABEL else []
                return [*kept, replace(group, lines=tuple(lines))], True
            room -= line.cost
            lines.append(line)
        kept.append(group)
    return kept, False


def _blocks(groups: Iterable[_Group]) -> Iterator[Block]:
    for group in groups:
        if group.look == "columns":
            yield from _columns(group.lines)
        elif group.look == "apart":
            yield from (_section(text) for line in group.lines for text in line.pieces())
        else:
            yield from map(_small if group.look == "small" else _section, _joined(group.lines, group.gap))


def _joined(lines: Iterable[_Line], gap: str) -> Iterator[str]:
    """The lines in as few texts as sections can hold."""
    lines = list(lines)
    whole = gap.join(line.shown for line in lines)
    if len(whole) <= TEXT:
        yield from filter(None, (whole,))
        return
    text = ""
    for piece in (piece for line in lines for piece in line.pieces()):
        if text and len(text) + len(gap) + len(piece) > TEXT:
            yield text
            text = ""
        text = f"{text}{gap}{piece}" if text else piece
    if text:
        yield text


def _columns(lines: Sequence[_Line]) -> Iterator[Block]:
    """The lines in two columns, read down the first and then the second; in more sections when one can't hold them."""
    middle = (len(lines) + 1) // 2
    halves = [lines[:middle], lines[middle:]]
    texts = ["\n".join(line.shown for line in half) for half in halves if half]
    if all(len(text) <= FIELD for text in texts):
        yield from [{"type": "section", "fields": [_markdown(text) for text in texts]}] if texts else []
    elif len(lines) == 1:
        yield from map(_section, _joined(lines, "\n"))
    else:
        for half in halves:
            yield from _columns(half)


def _buttons(reply: Reply, trail: Sequence[str] | None) -> tuple[list[Block], bool]:
    """The rows of buttons, what to ask next and what to do with the answer, and whether some had to be left out."""
    back = [Choice("‹ Back", trail[-2])] if trail and len(trail) > 1 else []
    opening = [Choice(row.label, row.opens) for row in reply.rows if row.opens]
    choices = [*dict.fromkeys(opening), *reply.choices]
    wanted = enumerate([*choices, *reply.actions, *back])
    asked = [(f"{FORM if choice.form else ASK}{n}", choice) for n, choice in wanted]
    next_, other = asked[: len(choices)], asked[len(choices) :]
    other[:0] = _to_keep(reply, trail)
    rows = [_affordable(other, BUTTONS)]
    rows.insert(0, _affordable(next_, BUTTONS - sum(_button_size(choice) for _, choice in rows[0])))
    blocks = [
        {"type": "actions", "block_id": _block_id(n, trail), "elements": [_button(*wanted) for wanted in row]}
        for n, row in enumerate(rows)
        if row
    ]
    return blocks, sum(map(len, rows)) < len(next_) + len(other)


def _to_keep(reply: Reply, trail: Sequence[str] | None) -> list[tuple[str, Choice]]:
    """The buttons that show the answer to others, or send what goes with it as a file. A private answer can't hold its
    chart; a public one is followed by it.
    """
    again = trail[-1] if trail else reply.share
    buttons = [
        (SHARE, "Share in channel", reply.share if trail is not None else ""),
        (CHART, "Chart", again if reply.chart and trail is not None else ""),
        (TABLE, "CSV", again if reply.table else ""),
    ]
    return [(action_id, Choice(label, request)) for action_id, label, request in buttons if request]


def _affordable(wanted: Iterable[tuple[str, Choice]], room: int) -> list[tuple[str, Choice]]:
    """The buttons that the room pays for and one row holds."""
    kept: list[tuple[str, Choice]] = []
    for action_id, choice in wanted:
        size = _button_size(choice)
        if size <= room and 0 < len(choice.request) <= VALUE and len(kept) < ELEMENTS:
            room -= size
            kept.append((action_id, choice))
    return kept


def _button_size(choice: Choice) -> int:
    return BUTTON_FRAME + _size(choice.label[:BUTTON]) + _size(choice.request)


def _button(action_id: str, choice: Choice) -> Block:
    label = choice.label if choice.label.strip() else choice.request
    button = {"type": "button", "action_id": action_id, "text": _plain(label, BUTTON), "value": choice.request}
    return button | {"style": "primary"} if action_id == SHARE else button


def _block_id(number: int, trail: Sequence[str] | None) -> str:
    """The block's id, which carries the trail, the oldest steps left off."""
    if trail is None:
        return f"{ASK}{number}"
    kept, room = list[str](), BLOCK_ID - len(f"{TRAIL}{number}")
    for step in (step.replace(STEP, " ") for step in reversed(trail)):
        room -= len(step) + 1
        if room < 0:
            break
        kept.insert(0, step)
    return STEP.join((f"{TRAIL}{number}", *kept))


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": shortened(unformatted(text), limit), "emoji": False}


def _markdown(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> Block:
    return {"type": "section", "text": _markdown(text), "expand": True}


def _small(text: str) -> Block:
    return {"type": "context", "elements": [_markdown(text)]}


def _size(value: object) -> int:
    """The characters that a value takes as JSON."""
    return len(encode_basestring_ascii(value) if isinstance(value, str) else json.dumps(value))
