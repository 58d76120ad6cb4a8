"""The folded part of an answer below its first view: a tap shows it without asking again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.render.blocks import Block, Group, fit_groups, group_blocks, plain_text
from bot.render.buttons import ASK, MORE, TRAIL, buttons, feedback_row
from bot.render.limits import most
from bot.reply import Reply

CHILDREN, TITLE = most("container", "child_blocks"), most("container", "title.text")
PHONE: Final = 32  # characters of a title on a phone
ROOM: Final = 6000  # of a message's JSON that is folded
SHIFT: Final = 500  # by which the numbers of folded buttons differ from those of others

Body = Callable[[Reply], tuple[list[Group], list[Group]]]


def fold(reply: Reply, shown: Reply, trail: Sequence[str] | None, body: Body) -> list[Block]:
    """The container of what isn't `shown` of a reply, its words and its buttons; none where it can't hold all."""
    rest = replace(
        reply,
        title="",
        paragraphs=tuple(each for each in reply.paragraphs if each not in shown.paragraphs),
        facts=tuple(each for each in reply.facts if each not in shown.facts),
        rows=tuple(each for each in reply.rows if each not in shown.rows),
        rows_title=reply.rows_title if reply.rows != shown.rows else "",
        footnotes=tuple(each for each in reply.footnotes if each not in shown.footnotes),
        references=tuple(each for each in reply.references if each not in shown.references),
    )
    words, notes = body(rest)
    together = [each._replace(look="lines") if each.look == "apart" else each for each in words]
    groups, cut = fit_groups([*together, *notes], ROOM)
    children = [*group_blocks(groups), *_other_buttons(reply, trail), *feedback_row(reply)]
    if cut or not children or len(children) > CHILDREN:
        return []
    about = f"More about {reply.title}"
    title = plain_text(about if len(about) <= PHONE else "More about it", TITLE)
    return [
        {"type": "container", "title": title, "is_collapsible": True, "default_collapsed": True}
        | {"child_blocks": children}
    ]


def _other_buttons(reply: Reply, trail: Sequence[str] | None) -> list[Block]:
    """The rows of buttons that the first view leaves out."""
    first = {each["value"] for row in buttons(reply, trail, "more").rows for each in row["elements"]}
    rows = []
    for number, row in enumerate(buttons(reply, trail).rows):
        left = [_shifted(each) for each in row["elements"] if each["value"] not in first]
        if left:
            rows.append({**row, "block_id": _numbered(row["block_id"], SHIFT + number), "elements": left})
    return rows


def _shifted(element: Block) -> Block:
    kind, colon, number = element["action_id"].partition(":")
    return {**element, "action_id": f"{kind}:{int(number) + SHIFT}"} if colon else element


def _numbered(block_id: str, number: int) -> str:
    """The id of a block of buttons with another number; what it carries besides stays."""
    kind = TRAIL if block_id.startswith(TRAIL) else ASK
    return f"{kind}{number}{block_id[len(kind) :].lstrip('0123456789')}"


def without_more(rows: Sequence[Block]) -> list[Block]:
    """The rows of buttons without *More*."""
    kept = [{**row, "elements": [each for each in row["elements"] if each["action_id"] != MORE]} for row in rows]
    return [row for row in kept if row["elements"]]
