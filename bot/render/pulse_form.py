"""The form of a pulse as a Slack modal, and what was filled in."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import InputBlock, Option, PlainTextInputElement, PlainTextObject, StaticSelectElement
from slack_sdk.models.views import View

from bot.render.form import ERROR, HINT, INPUT, OPTION, TYPED
from bot.render.mrkdwn import shortened, unformatted

CALLBACK = "pulse-form"
ACCOUNT, SCORE, NOTE = "account", "score", "note"  # ids of blocks

Shown = Mapping[str, Any]  # a view as Slack sends it back


def modal(  # noqa: PLR0913  what is known of each field, and what stands around them
    account: str, score: str, note: str, *, meanings: Mapping[int, str], longest: int, metadata: str
) -> dict[str, Any]:
    """The modal that asks for an account, a score with its meanings and a note, filled with what is known.

    `metadata` comes back with the submission.
    """
    options = {str(n): Option(value=str(n), text=_plain(f"{n}: {said}", OPTION)) for n, said in meanings.items()}
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text="Set pulse"),
        submit=PlainTextObject(text="Set"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[
            _input(ACCOUNT, "Account", "Its name, a part of it, or its domain.", account),
            InputBlock(
                block_id=SCORE,
                label=_plain("Pulse", OPTION),
                hint=_plain("Your own word on the account, whatever the figures say.", HINT),
                element=StaticSelectElement(
                    action_id=SCORE,
                    placeholder=_plain("1 to 5", OPTION),
                    options=list(reversed(options.values())),
                    initial_option=options.get(score),
                ),
            ),
            _input(
                NOTE, "Note", "Why, in a sentence or two. Everybody who may see the account reads it.", note, longest
            ),
        ],
    )
    return view.to_dict()


def filled(view: Shown) -> tuple[str, str, str]:
    """The account, the score and the note as they were filled in; a field nobody touched holds what it was given."""
    note = _typed(view, NOTE)
    option = _state(view, SCORE, SCORE).get("selected_option") or {}
    account = _typed(view, ACCOUNT)
    if account is None:
        account = next(block for block in view["blocks"] if block["block_id"] == ACCOUNT)["element"].get(
            "initial_value"
        )
    return (account or "").strip(), str(option.get("value", "")), (note or "").strip()


def errors(said: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field, by its block, as short as Slack shows it."""
    return {block: shortened(unformatted(text), ERROR) for block, text in said.items()}


def _typed(view: Shown, block: str) -> str | None:
    value = _state(view, block, TYPED).get("value")
    return None if value is None else str(value)


def _state(view: Shown, block: str, action: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = view["state"]["values"].get(block, {}).get(action, {})
    return found


def _input(block: str, label: str, hint: str, value: str, longest: int | None = None) -> InputBlock:
    """A line to type into; one with a longest length may be left empty and takes several lines."""
    return InputBlock(
        block_id=block,
        label=_plain(label, OPTION),
        hint=_plain(hint, HINT),
        optional=longest is not None,
        element=PlainTextInputElement(
            action_id=TYPED,
            initial_value=value if 0 < len(value) <= INPUT else None,
            multiline=longest is not None or None,
            max_length=longest,
        ),
    )


def _plain(text: str, limit: int) -> PlainTextObject:
    return PlainTextObject(text=shortened(unformatted(text), limit), emoji=False)
