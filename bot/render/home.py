"""The Home tab as a view of blocks."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.home.model import Section
from bot.render.blocks import BLOCK_ID, BULLETS, TEXT, VALUE, Block, button, context, header, in_conversation, section
from bot.render.limits import most
from bot.render.mrkdwn import bold, escape, shorten
from bot.render.slack import PROGRAM
from bot.reply import Row

HOME = "home:"
HOME_FORM = "home-form:"  # of a button that opens a form
BUTTONS, ROWS = 5, 10  # of a section
LINE = 280  # characters of a line
BLOCKS = most("home", "blocks")


def home_view(sections: Sequence[Section], channel: str, said: str = "") -> dict[str, Any]:
    """The view of the tab. `channel` is the person's conversation with the bot, which a pressed button answers in;
    `said` is what came of the last one.
    """
    blocks: list[Block] = [context(escape(said))] if said else []
    for number, each in enumerate(sections):
        made = [*_section(number, each, channel)]
        if len(blocks) + len(made) > BLOCKS:
            break
        blocks += made
    return {"type": "home", "callback_id": "home", "blocks": blocks}


def channel_of(block_id: str) -> str:
    """The person's conversation with the bot, which the block of a pressed button carries."""
    return block_id.removeprefix(HOME).split(":")[1] if block_id.count(":") > 1 else ""


def place_of(block_id: str) -> str:
    """The conversation that the form of a pressed button is about."""
    return block_id.removeprefix(HOME).split(":")[-1]


def _section(number: int, shown: Section, channel: str) -> Iterator[Block]:
    if shown.title:
        yield header(shown.title)
    text = ""
    for line in map(_line, shown.rows[:ROWS]):
        if len(text) + len(line) < TEXT:
            text = f"{text}\n{line}" if text else line
    if text:
        yield section(text)
    if shown.note:
        yield context(escape(shown.note))
    buttons = [
        button(f"{HOME_FORM if choice.form else HOME}{number * BUTTONS + at}", choice.label, choice.request)
        for at, choice in enumerate(shown.choices[:BUTTONS])
        if 0 < len(choice.request) <= VALUE
    ]
    if buttons:
        ids = ":".join((str(number), channel, *filter(None, (shown.place,))))
        yield {"type": "actions", "block_id": f"{HOME}{ids}"[:BLOCK_ID], "elements": buttons}


def _line(row: Row) -> str:
    channel = in_conversation(row.channel)
    text = escape(shorten(" ".join(row.text.replace("/cs ", f"{PROGRAM} ").split()), LINE))
    if not row.label:
        return text
    return f"{BULLETS[row.look]} {bold(shorten(row.label, LINE))}{channel}{f' – {text}' if text else ''}"
