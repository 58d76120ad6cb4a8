"""The form of a pulse as a Slack modal, and what was filled in."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import PlainTextObject
from slack_sdk.models.views import View

from bot.render.fields import Shown, line, select, selected, typed

CALLBACK = "pulse-form"
ACCOUNT, SCORE, NOTE = "account", "score", "note"  # ids of blocks


def modal(  # noqa: PLR0913  what is known of each field, and what stands around them
    account: str, score: str, note: str, *, meanings: Mapping[int, str], longest: int, metadata: str
) -> dict[str, Any]:
    """The modal that asks for an account, a score with its meanings and a note, filled with what is known.

    `metadata` comes back with the submission.
    """
    scores = {str(n): f"{n}: {meanings[n]}" for n in sorted(meanings, reverse=True)}
    why = "Your own word on the account, whatever the figures say."
    read = "Why, in a sentence or two. Everybody who may see the account reads it."
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text="Set pulse"),
        submit=PlainTextObject(text="Set"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[
            line(ACCOUNT, "Account", "Its name, a part of it, or its domain.", account),
            select(SCORE, "Pulse", why, scores, score),
            line(NOTE, "Note", read, note, longest=longest),
        ],
    )
    return view.to_dict()


def filled(view: Shown) -> tuple[str, str, str]:
    """The account, the score and the note as they were filled in; a field nobody touched holds what it was given."""
    return typed(view, ACCOUNT), selected(view, SCORE), typed(view, NOTE)
