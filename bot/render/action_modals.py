"""The modal of what can be done about an account: the account and what was done, then a form for what is chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block as ModelBlock
from slack_sdk.models.blocks import InputBlock, Option, PlainTextObject, RadioButtonsElement
from slack_sdk.models.views import View

from bot.render.blocks import TEXT, Block, context, section
from bot.render.metric_modal import OPTION
from bot.render.modal_fields import Options, Shown, plain, select, selected_value, text_input, text_value
from bot.render.mrkdwn import bold, escape, shorten

CALLBACK = "action-form"
OWN, SNOOZE, DONE, PULSE, CALL, UNDO = "own", "snooze", "done", "pulse", "call", "undo"
CHOICES = {
    OWN: "Own: you become its owner",
    SNOOZE: "Snooze until a day",
    DONE: "Done",
    PULSE: "Set pulse",
    CALL: "Log a call",
}
WHAT, UNTIL, DAY, NOTE, SCORE = "act-what", "until", "day", "note", "score"  # ids of blocks
TITLES = {SNOOZE: "Snooze", DONE: "Done", PULSE: "Set pulse", CALL: "Log a call"}
EVERYBODY = "Everybody who sees the row sees what you do. You, or the account's owner, can take it back."


def menu_modal(
    name: str, lines: Sequence[str], done: Sequence[tuple[str, str]], notice: str, metadata: str
) -> dict[str, Any]:
    """The account in lines, what was `done` about it, and what can be: to take something back is offered where it has
    the words for it.
    """
    blocks = [section(escape(shorten(notice, TEXT // 2, escape)))] if notice else []
    blocks.append(section(_fitting([bold(shorten(name, 200)), *map(escape, lines)])))
    blocks += [section(f"↳ {escape(shorten(text, TEXT // 2, escape))}") for text, _ in done]
    undo = {f"{UNDO} {what}": f"Take back: {text}" for text, what in done if what}
    return _view([*blocks, _choices(CHOICES | undo), context(escape(EVERYBODY))], metadata, "Cancel", "Continue")


def chosen(view: Shown) -> str:
    """What was chosen of what can be done; empty where nothing was."""
    return selected_value(view, WHAT)


def _choices(offered: Options) -> Block:
    """What can be done, to choose one of. Slack tells at once when something is chosen."""
    options = [Option(value=each, text=plain(words, OPTION)) for each, words in offered.items()]
    return InputBlock(
        block_id=WHAT,
        label=plain("What to do", OPTION),
        element=RadioButtonsElement(action_id=WHAT, options=options),
        dispatch_action=True,
    ).to_dict()


def form_modal(  # noqa: PLR0913  what each form needs, and what stands around it
    kind: str,
    name: str,
    metadata: str,
    *,
    notice: str = "",
    days: Options | None = None,
    scores: Options | None = None,
    day: str = "",
    note: str = "",
    longest: int = 2_000,
) -> dict[str, Any]:
    """The form of what was chosen."""
    fields: list[ModelBlock] = []
    if kind == SNOOZE:
        fields.append(select(UNTIL, "Until", "Digests leave the account out until then.", days or {}, day))
        fields.append(text_input(DAY, "Another day", "Such as 2 July, in 3 weeks or 2026-07-02.", "", longest=60))
    if kind == PULSE:
        fields.append(select(SCORE, "Pulse", "Your own word, whatever the figures say.", scores or {}, day))
    if kind == CALL:
        fields.append(text_input(DAY, "Held on", "Such as today, yesterday, monday or 2 June.", day or "today"))
    fields.append(text_input(NOTE, "Note", _hint(kind), note, longest=longest))
    head = [section(escape(shorten(notice, TEXT // 2, escape)))] if notice else []
    blocks = [*head, section(bold(shorten(name, 200))), *(each.to_dict() for each in fields)]
    return _view(blocks, metadata, "Cancel", TITLES[kind])


def form_values(view: Shown) -> Mapping[str, str]:
    """What was filled in, by the ids of blocks; of those that the form lacks nothing."""
    shown = {block.get("block_id") for block in view["blocks"]}
    found = {each: text_value(view, each) for each in (DAY, NOTE) if each in shown}
    return found | {each: selected_value(view, each) for each in (UNTIL, SCORE) if each in shown}


def _hint(kind: str) -> str:
    said = {
        SNOOZE: "Why, for whoever wonders where it is.",
        DONE: "What was done. With a note it is kept as a touchpoint, and counts as contact with the customer.",
        PULSE: "Why, in a sentence or two.",
        CALL: "What was said. It is kept as a touchpoint.",
    }
    return said[kind]


def _fitting(lines: Sequence[str]) -> str:
    """As many lines as a section holds."""
    text = lines[0]
    for line in lines[1:]:
        if line and len(text) + len(line) < TEXT:
            text = f"{text}\n{line}"
    return text


def _view(blocks: list[Block], metadata: str, close: str, submit: str = "") -> dict[str, Any]:
    """The modal, each of whose blocks has an id."""
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text="Act on an account"),
        submit=PlainTextObject(text=submit) if submit else None,
        close=PlainTextObject(text=close),
        private_metadata=metadata,
        blocks=[{"block_id": f"part{number}", **block} for number, block in enumerate(blocks)],
    )
    return view.to_dict()
