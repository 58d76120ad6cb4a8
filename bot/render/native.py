"""The form of a reply with Slack's newer blocks, beside which its classic form always stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.data_table import DataTable
from bot.render.blocks import Block
from bot.render.buttons import ASK, private_id
from bot.render.features import Features
from bot.render.native_chart import chart_blocks
from bot.render.native_parts import CARDS, choice_cards, feedback_buttons, prompt_button
from bot.render.native_table import OPENS, PAGE, data_table
from bot.reply import Choice, Fact, Reply

WHOLE_PAGE: Final = 20  # rows of a table where all of an answer is shown
PROMPTS: Final = OPENS + 1  # the number of the block with what an assistant may be asked


@dataclass(slots=True)
class NewerForm:
    """A reply as it reads around blocks that say a part of it: those `among` its words and its notes, and those `below`
    its buttons. What its first view leaves out is folded below it where it `folds`.
    """

    reply: Reply
    among: list[Block]
    below: list[Block]
    folds: bool = False


def newer_form(reply: Reply, native: Features, trail: Sequence[str] | None, *, whole: bool) -> NewerForm | None:
    """The form of a reply with those of the newer blocks that are taken; None where none of them would be in it."""
    form = NewerForm(reply, [], [], folds="container" in native and not reply.is_list and not whole)
    if "data_table" in native and reply.data_table is not None:
        actions = "action_cells" in native
        form.among.append(_table(reply.data_table, trail, actions=actions, whole=whole))
        form.reply = _without_rows(form.reply, reply.data_table, actions=actions)
    if "data_visualization" in native and (drawn := chart_blocks(reply.chart)):
        form.among += drawn
        form.reply = replace(form.reply, chart=None)
    if "card" in native and (cards := choice_cards(reply, _block_id(OPENS, trail))):
        form.among += cards
        form.reply = replace(form.reply, rows=(), choices=reply.choices[CARDS:])
    if "feedback" in native and (buttons := feedback_buttons(reply)):
        form.below += buttons
        form.reply = replace(form.reply, feedback="")
    if "agent_prompt" in native and reply.prompt is not None:
        form.below += prompt_button(reply.prompt, _block_id(PROMPTS, trail))
    return form if form.among or form.below or form.folds else None


def _block_id(number: int, trail: Sequence[str] | None) -> str:
    return f"{ASK}{number}" if trail is None else private_id(number, trail)


def _table(table: DataTable, trail: Sequence[str] | None, *, actions: bool, whole: bool) -> Block:
    page = WHOLE_PAGE if whole else PAGE
    return data_table(table, actions=actions, block_id=_block_id(OPENS, trail), page=page)


def _without_rows(reply: Reply, table: DataTable, *, actions: bool) -> Reply:
    """The reply beside the table of its rows: what opens those stands in the table, or below it where it can't."""
    opening = [] if actions else [Choice(row.label, row.opens, first=row.first) for row in reply.rows if row.opens]
    kept = [each for each in reply.actions if each not in table.instead]
    return replace(
        reply,
        facts=(*reply.facts, Fact("Table", table.title, first=True)),
        rows=(),
        rows_title="",
        groups=(),
        choices=(*opening, *reply.choices),
        actions=(*table.paging, *kept),
        footnotes=(*((table.note,) if table.note else ()), *reply.footnotes),
    )
