"""Lines of mrkdwn, as many as one message holds, laid out as blocks."""

import json
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring_ascii
from typing import Literal, NamedTuple

from bot.render.blocks import FIELD, TEXT, Block, markdown, section, size, small
from bot.render.mrkdwn import Style, broken, escape, shortened

LEAST = 400  # no line is begun with less room than this


class Line(NamedTuple):
    """Text of one look, after a lead that is mrkdwn already; `shown` is the line as mrkdwn."""

    text: str
    style: Style
    lead: str
    shown: str

    def pieces(self) -> Iterator[str]:
        """The line in pieces that fit into a section."""
        if len(self.shown) <= TEXT:
            yield self.shown
            return
        lead = self.lead
        for piece in broken(self.text, TEXT - len(lead), self.style):
            yield lead + piece
            lead = ""

    def within(self, room: int) -> "Line":
        """The line with its end left off, so that it costs no more than the room."""
        spare = room - size(self.lead) - 2
        return line(shortened(self.text, spare, lambda text: json.dumps(self.style(text))), self.style, self.lead)


Look = Literal["lines", "apart", "columns", "small"]


class Group(NamedTuple):
    """Lines that stand together."""

    lines: Sequence[Line]
    look: Look
    gap: str


def line(text: str, style: Style = escape, lead: str = "") -> Line:
    """A line of plain text."""
    return Line(text, style, lead, f"{lead}{style(text)}")


def group(lines: Iterable[Line], look: Look = "lines", gap: str = "\n") -> Group:
    """The lines that show anything, together."""
    return Group([each for each in lines if each.shown.strip()], look, gap)


def fitted(groups: Sequence[Group], room: int) -> tuple[Sequence[Group], bool]:
    """The groups as far as the room goes, and whether anything was left off."""
    kept: list[Group] = []
    for together in groups:
        for number, each in enumerate(together.lines):
            cost = len(encode_basestring_ascii(each.shown)) + 2
            if cost > room:
                last = [each.within(room)] if room > LEAST else []
                return [*kept, together._replace(lines=[*together.lines[:number], *last])], True
            room -= cost
        kept.append(together)
    return groups, False


def blocks(groups: Iterable[Group]) -> Iterator[Block]:
    """The blocks that show the groups."""
    for lines, look, gap in groups:
        if look == "columns":
            yield from _columns(lines)
        elif look == "apart":
            yield from (section(text) for each in lines for text in each.pieces())
        else:
            yield from map(small if look == "small" else section, _joined(lines, gap))


def _joined(lines: Sequence[Line], gap: str) -> Iterator[str]:
    """The lines in as few texts as sections can hold."""
    whole = gap.join([each.shown for each in lines])
    if len(whole) <= TEXT:
        yield from filter(None, (whole,))
        return
    text = ""
    for piece in (piece for each in lines for piece in each.pieces()):
        if text and len(text) + len(gap) + len(piece) > TEXT:
            yield text
            text = ""
        text = f"{text}{gap}{piece}" if text else piece
    if text:
        yield text


def _columns(lines: Sequence[Line]) -> Iterator[Block]:
    """The lines in two columns, read down the first and then the second; in more sections when one can't hold them."""
    middle = (len(lines) + 1) // 2
    halves = [lines[:middle], lines[middle:]]
    texts = ["\n".join(each.shown for each in half) for half in halves if half]
    if all(len(text) <= FIELD for text in texts):
        yield from [{"type": "section", "fields": [markdown(text) for text in texts]}] if texts else []
    elif len(lines) == 1:
        yield from map(section, _joined(lines, "\n"))
    else:
        for half in halves:
            yield from _columns(half)
