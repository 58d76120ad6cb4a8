"""The modal that asks which account is meant, for what was asked without one."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, PlainTextObject
from slack_sdk.models.views import View

from bot.render.modal_fields import Shown, checkboxes, checked_values, text_input
from bot.render.pickers import Pick, account_picker, picked_value

CALLBACK: Final = "account-form"
ACCOUNT, AT_ONCE = "account", "at-once"  # ids of blocks


class Frame(NamedTuple):
    """What stands around the field: the title, and what is done next."""

    title: str
    submit: str


FRAMES: Final[Mapping[str, Frame]] = {
    "account": Frame("Look up an account", "Show"),
    "brief": Frame("Prepare for a meeting", "Show"),
    "watch": Frame("Watch an account", "Watch"),
    "act": Frame("Act on an account", "Continue"),
    "own": Frame("Own an account", "Own"),
    "snooze": Frame("Snooze an account", "Continue"),
    "done": Frame("Done about an account", "Continue"),
    "log": Frame("Log a call", "Continue"),
}
"""The verbs that can be asked without an account."""


def choice_modal(verb: str, known: Pick | None, metadata: str, *, pickers: bool) -> dict[str, Any]:
    """The modal, filled with the account that is known. `metadata` comes back with the submission."""
    frame = FRAMES[verb]
    fields: list[Block] = [account_field(ACCOUNT, known, pickers=pickers)]
    if verb == "watch":
        at_once = {"yes": "At once, at any hour"}
        fields.append(
            checkboxes(AT_ONCE, "When", "Else within the watch hours, merged with other changes.", at_once, ())
        )
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text=frame.title),
        submit=PlainTextObject(text=frame.submit),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=fields,
    )
    return view.to_dict()


def account_field(block: str, known: Pick | None, *, pickers: bool) -> Block:
    """The field of an account: searched for while its name is typed, or typed where nothing draws that."""
    if pickers:
        return account_picker(block, "Account", "A part of its name or its domain will do.", known)
    return text_input(block, "Account", "Its name, a part of it, or its domain.", known.text if known else "")


def chosen_account(view: Shown, block: str = ACCOUNT) -> str:
    """What was chosen, as an account is asked for: `id 57`, or what was typed."""
    value = picked_value(view, block)
    return f"id {value}" if value and is_picked(view, block) else value


def is_picked(view: Shown, block: str = ACCOUNT) -> bool:
    """Whether an account is picked in the block, and not typed."""
    return any(each["block_id"] == block and each["element"]["type"] == "external_select" for each in view["blocks"])


def at_once(view: Shown) -> bool:
    """Whether a watch tells at once; no where it isn't asked."""
    return any(each["block_id"] == AT_ONCE for each in view["blocks"]) and bool(checked_values(view, AT_ONCE))
