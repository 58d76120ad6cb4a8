"""The part of a reply that one screen of a phone holds, what matters most before the rest, which stays a tap away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TypeVar

from bot.render.limits import most
from bot.render.mrkdwn import shorten
from bot.reply import NEXT, PREVIOUS, Choice, Fact, Reference, Reply, Row, RowRange

CHARACTERS = 700
LINES = 21
LONGEST_TITLE = most("header", "text.text")
WIDTH, TITLE_WIDTH = 38, 29  # characters on a line of a phone
MARGIN = 0.45  # of a line, around what stands in a block of its own
LONGEST_PARAGRAPH, LONGEST_ROW, LEAST = 480, 190, 40
FILLED = 0.85  # of its lines, what a text takes on the average
SHORT, NOTES = 120, 2  # so many notes of up to so many characters are shown before other things, of a list one

T = TypeVar("T")


@dataclass(slots=True)
class Room:
    """The characters and the lines that are left."""

    characters: float
    lines: float

    def take(self, text: str, margin: float = 0.0) -> bool:
        """Whether there is room for a text; it is taken then."""
        lines = margin + sum(ceil(len(line) / WIDTH) for line in text.splitlines())
        if len(text) > self.characters or lines > self.lines:
            return False
        self.characters -= len(text)
        self.lines -= lines
        return True


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    """A paragraph, fact, row, note or source by the field that it is in and its number there."""

    rank: int
    name: str = field(compare=False)
    number: int = field(compare=False)
    text: str = field(compare=False)
    margin: float = field(compare=False, default=0.0)


def first_view(reply: Reply) -> Reply:
    """The reply as its first view shows it; the same one where that is all of it."""
    if _fits(reply, [*_parts(reply)]):
        return reply
    if reply.groups:
        grouped = replace(reply, rows=reply.groups)
        bare = tuple(replace(row, detail="") for row in reply.groups)
        reply = grouped if _fits(grouped, [*_parts(grouped)]) else replace(reply, rows=bare)
    if reply.is_list:
        reply = replace(reply, rows=tuple(_in_brief(reply)))
    return _cut(reply, sorted(_parts(reply)))


def _in_brief(reply: Reply) -> Iterator[Row]:
    """The rows with why alone for their second lines, those that come first so short that all of them have room."""
    first = sum(row.first for row in reply.rows)
    spare = CHARACTERS - len(reply.title) - sum(map(len, reply.paragraphs[:1]))
    for row in reply.rows:
        shared = int(spare / first * FILLED) - len(row.label) if row.first else LONGEST_ROW
        yield replace(row, text=shorten(row.text, max(LEAST, min(LONGEST_ROW, shared))), detail=row.why)


def _fits(reply: Reply, parts: Sequence[_Part]) -> bool:
    room = _room(reply)
    return all(room.take(part.text, part.margin) for part in parts)


def _room(reply: Reply) -> Room:
    title = min(len(reply.title), LONGEST_TITLE)
    return Room(CHARACTERS - title, LINES - 1.5 * (ceil(title / TITLE_WIDTH) - 1))


def _cut(reply: Reply, parts: Sequence[_Part]) -> Reply:
    """The reply with what there is room for, in the order of its parts."""
    room = _room(reply)
    paragraphs = reply.paragraphs
    if paragraphs:
        paragraphs = (shorten(paragraphs[0], LONGEST_PARAGRAPH), *paragraphs[1:])
    kept: dict[str, list[int]] = {}
    for part in parts:
        text = paragraphs[0] if (part.name, part.number) == ("paragraphs", 0) else part.text
        if reply.is_list and part.name in {"facts", "rows"} and len(kept.get(part.name, ())) < part.number:
            continue  # a list ends where there is no more room
        if room.take(text, part.margin):
            kept.setdefault(part.name, []).append(part.number)
    first = replace(
        reply,
        paragraphs=_those(paragraphs, kept.get("paragraphs")),
        facts=_those(reply.facts, kept.get("facts")),
        rows=_those(reply.rows, kept.get("rows")),
        rows_title=reply.rows_title if kept.get("rows") else "",
        footnotes=_those(reply.footnotes, kept.get("footnotes")),
        references=_those(reply.references, kept.get("references")),
    )
    if reply.listed is None or not first.rows:
        return replace(first, rows=(*first.rows, *_left_out(reply, len(first.rows))))
    return first if len(first.rows) == len(reply.rows) else _going_on(first, reply.listed)


def _going_on(first: Reply, listed: RowRange) -> Reply:
    """The first rows of a page, counted as far as they are shown, with the way to the next of them."""
    shown = replace(listed, last=listed.first + len(first.rows) - 1)
    on = Choice(NEXT, shown.begins_with(shown.last + 1), first=True)
    before = [each for each in first.actions if each.label == PREVIOUS]
    others = [each for each in first.actions if each.label not in {PREVIOUS, NEXT}]
    return replace(first, rows_title=shown.title, listed=shown, actions=(*before, on, *others))


def _those(whole: Sequence[T], numbers: Sequence[int] | None) -> tuple[T, ...]:
    return tuple(whole[number] for number in sorted(numbers or ()))


def _left_out(reply: Reply, kept: int) -> Iterator[Row]:
    """Says how many rows of a list are left out."""
    if reply.is_list and kept < len(reply.rows):
        yield Row(f"and {len(reply.rows) - kept:,} more" if kept else f"{len(reply.rows):,} of them")


def _parts(reply: Reply) -> Iterator[_Part]:
    """The parts of a reply: the first paragraph, what is marked as first, short notes, and then the rest."""
    for number, paragraph in enumerate(reply.paragraphs):
        yield _Part(3 if number else 0, "paragraphs", number, paragraph, MARGIN)
    for number, fact in enumerate(reply.facts):
        yield _Part(1 if fact.first else 4, "facts", number, _of_fact(fact), MARGIN)
    for number, row in enumerate(reply.rows):
        yield _Part(1 if row.first else 3 if reply.is_list else 5, "rows", number, _of_row(row))
    for number, note in enumerate(reply.footnotes):
        early = number < (1 if reply.is_list else NOTES) and len(note) <= SHORT
        yield _Part(2 if early else 6, "footnotes", number, note, MARGIN)
    for number, reference in enumerate(reply.references):
        yield _Part(7, "references", number, _of_reference(reference))


def _of_fact(fact: Fact) -> str:
    return f"{fact.label}: {fact.text}"


def _of_row(row: Row) -> str:
    text = f"• {row.label} – {row.text}" if row.text else f"• {row.label}"
    return f"{text}\n{row.detail}" if row.detail else text


def _of_reference(reference: Reference) -> str:
    return f"{reference.citation} ({reference.note}); " if reference.note else f"{reference.citation}; "
