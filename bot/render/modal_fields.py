"""The fields of a modal, and what was filled into them.

A field that nobody touched may come back empty, and then holds what it was filled with; one that may be left empty
comes back as it is.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)

from bot.parsing.characters import storable
from bot.render.metric_modal import ERROR, HINT, INPUT, OPTION, TYPED
from bot.render.mrkdwn import shorten, unformatted

Shown = Mapping[str, Any]  # a view as Slack sends it back
Options = Mapping[str, str]  # what can be chosen: value and words


def text_input(  # noqa: PLR0913  a field is so much
    block: str, label: str, hint: str, value: str, *, longest: int | None = None, required: bool = False
) -> InputBlock:
    """A line to type into; one with a longest length takes several lines, and may be left empty unless `required`. It
    is filled with as much of a value as it may hold; what is too long for a line is left out.
    """
    value = shorten(value, longest) if longest is not None else value
    return InputBlock(
        block_id=block,
        label=plain(label, OPTION),
        hint=plain(hint, HINT) if hint else None,
        optional=longest is not None and not required,
        element=PlainTextInputElement(
            action_id=TYPED,
            initial_value=value if 0 < len(value) <= INPUT else None,
            multiline=longest is not None or None,
            max_length=longest,
        ),
    )


def select(block: str, label: str, hint: str, options: Options, value: str) -> InputBlock:
    """One of several to choose. What was chosen before stands in the closed list too, where that shows no choice."""
    offered = {each: Option(value=each, text=plain(words, OPTION)) for each, words in options.items()}
    return InputBlock(
        block_id=block,
        label=plain(label, OPTION),
        hint=plain(hint, HINT) if hint else None,
        element=StaticSelectElement(
            action_id=block,
            placeholder=plain(options.get(value) or label, OPTION),
            options=list(offered.values()),
            initial_option=offered.get(value),
        ),
    )


def checkboxes(block: str, label: str, hint: str, options: Options, values: Collection[str]) -> InputBlock:
    """Several to tick; where none is ticked beforehand, none need be."""
    offered = {each: Option(value=each, text=plain(words, OPTION)) for each, words in options.items()}
    return InputBlock(
        block_id=block,
        label=plain(label, OPTION),
        hint=plain(hint, HINT),
        optional=not values,
        element=CheckboxesElement(
            action_id=block,
            options=list(offered.values()),
            initial_options=[option for each, option in offered.items() if each in values] or None,
        ),
    )


def text_value(view: Shown, block: str) -> str:
    """What was typed into a line."""
    value = _state(view, block, TYPED).get("value")
    element = _block(view, block)
    if value is None and not element.get("optional"):
        value = element["element"].get("initial_value")
    return storable(str(value or "")).strip()


def selected_value(view: Shown, block: str) -> str:
    """The value that was chosen."""
    option = _state(view, block, block).get("selected_option") or _block(view, block)["element"].get("initial_option")
    return str((option or {}).get("value", ""))


def checked_values(view: Shown, block: str) -> tuple[str, ...]:
    """The values that were ticked."""
    options = _state(view, block, block).get("selected_options")
    options = options or _block(view, block)["element"].get("initial_options") or ()
    return tuple(str(option["value"]) for option in options)


def errors(said: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field, by its block, as short as Slack shows it."""
    return {block: shorten(unformatted(text), ERROR) for block, text in said.items()}


def plain(text: str, limit: int) -> PlainTextObject:
    """Text without formatting, within a limit."""
    return PlainTextObject(text=shorten(unformatted(text), limit), emoji=False)


def _block(view: Shown, block: str) -> Mapping[str, Any]:
    blocks: Iterable[Mapping[str, Any]] = view["blocks"]
    return next(each for each in blocks if each["block_id"] == block)


def _state(view: Shown, block: str, action: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = view["state"]["values"].get(block, {}).get(action, {})
    return found
