"""Slack blocks, and lines of text packed into them within the limits."""

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii  # what json.dumps does to a text, without the way there
from typing import Any, Literal, NamedTuple

from bot.render.limits import most
from bot.render.mrkdwn import Style, escape, shorten, unformatted, wrap

HEADER, TEXT, FIELD = most("header", "text.text"), most("section", "text.text"), most("section", "fields[].text")
BUTTON, VALUE = most("button", "text.text"), most("button", "value")
BLOCK_ID, ELEMENTS = most("any", "block_id"), most("actions", "elements")
BULLETS = {"": "•", "red": "🔴", "yellow": "🟡", "green": "🟢", "unknown": "⚪"}

Block = dict[str, Any]


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(text, HEADER)}


def section(text: str) -> Block:
    """A section of mrkdwn, shown whole."""
    return {"type": "section", "text": markdown(text), "expand": True}


def context(text: str) -> Block:
    """A line of mrkdwn in small print."""
    return {"type": "context", "elements": [markdown(text)]}


def button(action_id: str, label: str, value: str) -> Block:
    """A button; without a label it shows its value."""
    text = plain_text(label if label.strip() else value, BUTTON)
    return {"type": "button", "action_id": action_id, "text": text, "value": value}


def plain_text(text: str, limit: int) -> Block:
    """Text without formatting, within a limit."""
    return {"type": "plain_text", "text": _shown(text, limit), "emoji": False}


@lru_cache(maxsize=256)  # labels come again and again
def _shown(text: str, limit: int) -> str:
    return shorten(unformatted(text), limit)


def markdown(text: str) -> Block:
    """Mrkdwn in which no link is made up."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def in_conversation(channel: str) -> str:
    """Where something is, as mrkdwn behind its name; a conversation with the bot has no name of its own."""
    if not channel:
        return ""
    return " in direct messages with me" if channel.startswith("D") else f" in <#{channel}>"


def json_size(value: Block | str) -> int:
    """The characters that a block or a text takes as JSON."""
    return len(encode_basestring_ascii(value) if isinstance(value, str) else json.dumps(value))


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
        for piece in wrap(self.text, TEXT - len(lead), self.style):
            yield lead + piece
            lead = ""

    def within(self, room: int) -> "Line":
        """The line with its end left off, so that it costs no more than the room."""
        spare = room - json_size(self.lead) - 2
        return line(shorten(self.text, spare, lambda text: json.dumps(self.style(text))), self.style, self.lead)


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


def fit_groups(groups: Sequence[Group], room: int) -> tuple[Sequence[Group], bool]:
    """The groups as far as the room goes, and whether anything was left off."""
    kept: list[Group] = []
    for together in groups:
        for number, each in enumerate(together.lines):
            cost = len(encode_basestring_ascii(each.shown)) + 2
            if cost > room:
                last = [each.within(room)] if each.text and room > max(LEAST, json_size(each.lead)) else []
                return [*kept, together._replace(lines=[*together.lines[:number], *last])], True
            room -= cost
        kept.append(together)
    return groups, False


def group_blocks(groups: Iterable[Group]) -> Iterator[Block]:
    """The blocks that show the groups."""
    for lines, look, gap in groups:
        if look == "columns":
            yield from _columns(lines)
        elif look == "apart":
            yield from (section(text) for each in lines for text in each.pieces())
        else:
            yield from map(context if look == "small" else section, _joined(lines, gap))


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


ANSWER, MARK = "answer|", "mark|"
QUIET_MARK, LISTEN_MARK = "quiet", "listen"


def answer_id(request: str) -> str:
    """The id of a block that says which request its message answers; empty where the request is too long for one."""
    id_ = f"{ANSWER}{request}"
    return id_ if request and len(id_) <= BLOCK_ID else ""


def answered_request(message: Mapping[str, Any]) -> str:
    """The request that a message of ours answers; empty where it says none."""
    return _from_ids(message, ANSWER)


def listening_mark(message: Mapping[str, Any]) -> str:
    """Whether a message of ours says that the bot goes `quiet` in a thread or will `listen` again; else empty."""
    return _from_ids(message, MARK)


def _from_ids(message: Mapping[str, Any], prefix: str) -> str:
    ids = (html.unescape(str(block.get("block_id") or "")) for block in message.get("blocks") or ())
    return next((id_.removeprefix(prefix) for id_ in ids if id_.startswith(prefix)), "")
