"""A reply as a Slack message. With the modules beside it, the only place that knows Slack's limits and its escaping."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NotRequired, TypedDict

from bot.render.blocks import (
    BULLETS,
    HEADER,
    VALUE,
    Block,
    Group,
    Line,
    answer_id,
    context,
    fit_groups,
    group,
    group_blocks,
    header,
    in_conversation,
    json_size,
    line,
)
from bot.render.buttons import buttons, exceeds, feedback_row
from bot.render.features import NONE, Features
from bot.render.first_view import first_view
from bot.render.folded import fold, without_more
from bot.render.limits import most
from bot.render.mrkdwn import Style, address, bold, bold_link, code, escape, link, shorten, unformatted
from bot.render.native import NewerForm, newer_form
from bot.reply import Fact, Reference, Reply, Row

MESSAGE = most("message", "json") - 200  # all blocks as JSON
FRAMES = 2400  # of MESSAGE, kept for what stands around the words
SUMMARY = 1000
LABEL = 200  # a longer label gets a line of its own
LONGEST_LINK = 1000
FEW = 8  # facts up to so many are set apart, more are run together
MANY_NAMES = 12  # from so many rows without a text on, a list is set in two columns

PROGRAM = "/cs"
CUT_SHORT = "Shortened to fit into one message. Ask for a part of it to read the rest."


class Message(TypedDict):
    """What Slack is sent: the blocks, and the text for notifications and screen readers. Where some of the blocks are
    such as not every workspace takes, `classic` are those that say the same everywhere; Slack isn't sent them besides.
    """

    text: str
    blocks: list[Block]
    classic: NotRequired[list[Block]]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a message may be beside its reply; see `message`."""

    trail: Sequence[str] | None
    shared_by: str
    answers: str
    again: str
    whole: bool


def message(  # noqa: PLR0913  what a message may be beside its reply
    reply: Reply,
    *,
    trail: Sequence[str] | None = None,
    shared_by: str = "",
    answers: str = "",
    again: str = "",
    whole: bool = False,
    native: Features = NONE,
) -> Message:
    """The message that shows a reply: what one screen of a phone holds of it and *More*, which asks `again` for it; or
    all of it where it is to be `whole` or nothing is to ask for it again.

    `answers` is the request that it answers, kept in the id of its first block: what is said next is read with it.

    A `trail` makes it one that only the asker sees, with *Share in channel* and a way back: it holds the requests that
    led here, the one answered last. `shared_by` is the id of the user who shows the answer to the channel. `native` are
    those of Slack's newer blocks that the workspace takes.
    """
    reply = reply.called(PROGRAM)
    frame = _Frame(trail, shared_by, answers, again if 0 < len(again) <= VALUE else "", whole)
    classic = _blocks(NewerForm(reply, [], []), frame)
    newer = newer_form(reply, native, trail, whole=whole)
    blocks = classic if newer is None else _blocks(newer, frame)
    if blocks == classic:
        return {"text": _summary(reply), "blocks": classic}
    return {"text": _summary(reply), "blocks": blocks, "classic": classic}


def _blocks(form: NewerForm, frame: _Frame) -> list[Block]:
    """The blocks of a reply, with those among them that say a part of it."""
    reply = form.reply
    shown = first_view(reply) if frame.again else reply
    more = frame.again if shown is not reply or exceeds(reply, frame.trail) else ""
    less = more if frame.trail is not None else ""
    asking = replace(reply, actions=shown.actions)
    rows, cost, dropped = buttons(reply, frame.trail, less=less) if frame.whole else buttons(asking, frame.trail, more)
    words, notes = _body(reply if frame.whole else shown)
    room = MESSAGE - FRAMES - cost - json_size(reply.title[:HEADER])
    groups, cut = fit_groups([*words, *notes], room)
    hint = [context(escape(CUT_SHORT))] if cut or dropped else []
    body = [*group_blocks(groups[: len(words)]), *form.among, *group_blocks(groups[len(words) :])]
    folded = fold(reply, shown, frame.trail, _body) if form.folds and more and not hint else []
    rows = without_more(rows) if folded else rows
    feedback = feedback_row(reply) if frame.whole or not more else []
    blocks = [*_head(reply, frame), *body, *hint, *folded, *rows, *feedback, *form.below]
    answers = shown.listed.shown if frame.answers and shown.listed != reply.listed and shown.listed else frame.answers
    if answers and (id_ := answer_id(answers)) and blocks and "block_id" not in blocks[0]:
        blocks[0] = {**blocks[0], "block_id": id_}
    return blocks


def _head(reply: Reply, frame: _Frame) -> list[Block]:
    """Who shared it, and its title."""
    head = [context(f"<@{frame.shared_by}> shared:")] if frame.shared_by else []
    return [*head, header(reply.title)] if reply.title.strip() else head


def _summary(reply: Reply) -> str:
    """What a notification shows: the title and the first paragraph, or else the first rows."""
    first = next(iter(reply.paragraphs), "") or ", ".join(row.label for row in reply.rows)
    title = reply.title.strip()
    joint = "" if not (title and first) else " " if title[-1] in ".!?:…" else ": "
    text = " ".join(f"{title}{joint}{first}".split()) or CUT_SHORT
    shown = escape(text)
    return shown if len(shown) <= SUMMARY else escape(shorten(text, SUMMARY, escape))


def _body(reply: Reply) -> tuple[list[Group], list[Group]]:
    """The words of a reply, and what is said of them in small print."""
    title = [line(reply.title, bold)] if len(reply.title) > HEADER and len(unformatted(reply.title)) > HEADER else []
    paragraphs = group([line(text) for text in reply.paragraphs], gap="\n\n")
    facts = _facts(reply.facts)
    rows = _rows(reply.rows_title, reply.rows) if reply.rows else group(())
    detail = (facts, rows) if reply.rows_title else (rows, facts)
    notes = group(map(_note, reply.footnotes), "small")
    sources = group(_references(reply.references), "small", gap="; ")
    words = [each for each in (group(title), paragraphs, *detail) if each.lines]
    return words, [each for each in (notes, sources) if each.lines]


def _references(references: Sequence[Reference]) -> Iterator[Line]:
    for number, reference in enumerate(references):
        note, label = f" ({reference.note})" if reference.note else "", "" if number else "Sources: "
        shown = link(reference.url, reference.citation) if reference.url else ""
        plain = not shown or len(shown) > LONGEST_LINK  # a link can't be broken, and text can
        yield line(f"{reference.citation}{note}", lead=label) if plain else line(note, lead=f"{label}{shown}")


@lru_cache(maxsize=256)  # sources and notes come again and again
def _note(text: str) -> Line:
    return line(text)


def _labelled(label: str, text: str, style: Style = escape, *, end: str = " ", start: str = "") -> list[Line]:
    if not text.strip() or len(label) > LABEL:
        return [line(label.strip(" :"), bold), line(text, style)]
    return [line(text, style, f"{start}{bold(label)}{end}")]


def _facts(facts: Sequence[Fact]) -> Group:
    lines = [each for fact in facts for each in _labelled(fact.label and f"{fact.label}:", fact.text, _style(fact))]
    return group(lines, "apart" if len(lines) <= FEW else "lines")


def _style(fact: Fact) -> Style:
    return address if fact.link else code if fact.verbatim else escape


def _rows(title: str, rows: Sequence[Row]) -> Group:
    """Names alone in columns, two texts side by side, anything else a line a row."""
    if title or any(len(row.label) > LABEL or row.detail for row in rows):
        lines = [each for row in rows for each in _row(row)]
        return group([line(title, bold), *lines] if title else lines)
    if not any(row.text for row in rows):
        return group([line(row.label, lead="• ") for row in rows], "columns" if len(rows) >= MANY_NAMES else "lines")
    if len(rows) == 2 and not any(row.person or row.channel for row in rows):
        return group([each for row in rows for each in _labelled(row.label, row.text, end="\n")], "columns")
    return group([each for row in rows for each in _row(row)])


def _row(row: Row) -> list[Line]:
    text = f"{row.text}\n{row.detail}" if row.detail else row.text
    channel = in_conversation(row.channel)
    channel += f"{' by ' if row.label else ''}<@{row.person}>" if row.person else ""
    end = f"{channel} – " if row.text else channel
    if row.url and text.strip() and len(row.label) <= LABEL:
        return [line(text, lead=f"{BULLETS[row.look]} {bold_link(row.url, row.label)}{end}")]
    return _labelled(row.label, text, start=f"{BULLETS[row.look]} ", end=end)
