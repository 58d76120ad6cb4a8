"""The modal that asks what is wrong with a term's card, and what it becomes once that is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from bot.render.metric_modal import TYPED
from bot.render.modal_fields import checkboxes, checked_values, plain, text_value

CALLBACK = "feedback-form"
WHY, TELL = "why", "tell"  # ids of blocks
LONGEST = 500  # characters of what is wrong, as curation takes them


@dataclass(frozen=True, slots=True)
class FeedbackValues:
    """What was filled in: the id of the term, what is wrong, and whether to tell what comes of it."""

    term: str
    why: str
    tell: bool


def feedback_modal(term: str, name: str) -> dict[str, Any]:
    """The modal that asks what is wrong with the term of that id and name."""
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text="What is wrong?"),
        submit=PlainTextObject(text="Send"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=term,
        blocks=[
            InputBlock(
                block_id=WHY,
                label=plain(f"What is wrong with “{name}”?", 150),
                hint=plain("The curators of the glossary read it, without your name.", 150),
                element=PlainTextInputElement(action_id=TYPED, multiline=True, max_length=LONGEST),
            ),
            checkboxes(
                TELL,
                "Afterwards",
                "Your id is kept for that alone, and erased once you are told.",
                {TELL: "Tell me what comes of it"},
                (),
            ),
        ],
    )
    return view.to_dict()


def feedback_values(view: Mapping[str, Any]) -> FeedbackValues:
    """What was filled in."""
    return FeedbackValues(view["private_metadata"], text_value(view, WHY), TELL in checked_values(view, TELL))


def thanks_modal(said: str) -> dict[str, Any]:
    """What the modal becomes once it is sent."""
    view = View(
        type="modal",
        title=PlainTextObject(text="Thank you"),
        close=PlainTextObject(text="Close"),
        blocks=[SectionBlock(text=plain(said, 500))],
    )
    return view.to_dict()
