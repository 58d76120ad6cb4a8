"""Pickers of a modal for an account, a time, a zone, a channel or a person, and reading what was picked.

Each stands in the block of the line that is typed where nothing draws it, and is read by the same name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    TimePickerElement,
    UserSelectElement,
)

from bot.render.blocks import VALUE
from bot.render.limits import most
from bot.render.metric_modal import HINT, OPTION
from bot.render.modal_fields import Shown, plain, text_value

ACCOUNT, ZONE = "pick-account", "pick-zone"  # action ids, for which Slack asks what can be chosen
OPTIONS, LONGEST_VALUE = most("static_select", "options"), most("option", "value")
PICKED = {
    "timepicker": "selected_time",
    "conversations_select": "selected_conversation",
    "users_select": "selected_user",
}
"""Where Slack says what was picked, by the type of the element; of selects of options it is a `selected_option`."""


class Pick(NamedTuple):
    """What can be chosen: its value, what is read, and what tells it from others."""

    value: str
    text: str
    description: str = ""


def account_picker(block: str, label: str, hint: str, known: Pick | None = None) -> InputBlock:
    """An account, searched for by its name while that is typed."""
    return _searched(block, ACCOUNT, label, hint, "Type a part of its name", known)


def zone_picker(block: str, label: str, hint: str, known: str) -> InputBlock:
    """A time zone, searched for by its name or a city of it."""
    return _searched(block, ZONE, label, hint, "Type a city", Pick(known, known) if known else None)


def time_picker(block: str, label: str, hint: str, known: str) -> InputBlock:
    """A time of the day, `09:00`."""
    element = TimePickerElement(action_id=block, placeholder=plain(label, OPTION), initial_time=known or None)
    return _input(block, label, hint, element)


def channel_picker(block: str, label: str, hint: str, known: str) -> InputBlock:
    """A channel of the team alone; left as it is, that where the modal was opened. In a direct message none need be."""
    inside = known.startswith(("C", "G"))
    element = ConversationSelectElement(
        action_id=block,
        placeholder=plain(label, OPTION),
        initial_conversation=known if inside else None,
        default_to_current_conversation=inside or None,
        filter=ConversationFilter(
            include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
        ),
    )
    return _input(block, label, hint, element, optional=not inside)


def person_picker(block: str, label: str, hint: str) -> InputBlock:
    """A person; none need be picked."""
    element = UserSelectElement(action_id=block, placeholder=plain("Nobody in particular", OPTION))
    return _input(block, label, hint, element, optional=True)


def picked_value(view: Shown, block: str) -> str:
    """What was picked or typed in a block; what it was filled with where nobody touched it, empty where it isn't."""
    shown = next((each for each in view["blocks"] if each["block_id"] == block), None)
    if shown is None:
        return ""
    element = shown["element"]
    if element["type"] == "plain_text_input":
        return text_value(view, block)
    state: Mapping[str, Any] = view["state"]["values"].get(block, {}).get(element["action_id"], {})
    if element["type"] in PICKED:
        name = PICKED[element["type"]]
        untouched = None if shown.get("optional") else element.get(name.replace("selected", "initial"))
        return str(state.get(name) or untouched or "")
    option = state.get("selected_option") or element.get("initial_option") or {}
    return str(option.get("value", ""))


def options_response(picks: Iterable[Pick]) -> dict[str, Any]:
    """What Slack is told that can be chosen."""
    return {"options": [_option(each).to_dict() for each in list(picks)[:OPTIONS]]}


def _searched(block: str, action: str, label: str, hint: str, placeholder: str, known: Pick | None) -> InputBlock:  # noqa: PLR0913, PLR0917  a field is so much
    element = ExternalDataSelectElement(
        action_id=action,
        placeholder=plain(placeholder, OPTION),
        initial_option=_option(known) if known else None,
        min_query_length=0,
    )
    return _input(block, label, hint, element)


def _input(block: str, label: str, hint: str, element: Any, *, optional: bool = False) -> InputBlock:  # noqa: ANN401  any element
    return InputBlock(
        block_id=block,
        label=plain(label, OPTION),
        hint=plain(hint, HINT) if hint else None,
        optional=optional,
        element=element,
    )


def _option(pick: Pick) -> Option:
    text = plain(pick.text if pick.text.strip() else pick.value, OPTION)
    return Option(
        value=pick.value[: min(LONGEST_VALUE, VALUE)],
        text=text,
        description=plain(pick.description, OPTION) if pick.description.strip() else None,
    )


OWNERS = "owners"  # in a view, once they are looked up: what owners are known by, by the block that they were picked in


def people_picked(view: Shown, blocks: Sequence[str]) -> dict[str, str]:
    """The people who were picked, by block."""
    found = {block: picked_value(view, block) for block in blocks}
    return {block: user for block, user in found.items() if user}


def owner_of(view: Shown, block: str) -> str:
    """What the owner who was picked in a block is known by; empty where nobody was."""
    return str((view.get(OWNERS) or {}).get(block, ""))
