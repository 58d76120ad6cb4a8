"""The modals of a subscription and of a pulse."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import PlainTextObject
from slack_sdk.models.views import View

from bot.render.modal_fields import (
    Options,
    Shown,
    checkboxes,
    checked_values,
    select,
    selected_value,
    text_input,
    text_value,
)

DIGEST_CALLBACK = "digest-form"
DIGEST, AT, DAYS, OFTEN, ZONE, SCOPE, UNLESS, HOLIDAYS, AHEAD, WHEN, MENTIONS, WAIT = (
    "digest",
    "at",
    "days",
    "often",
    "zone",
    "scope",
    "unless",
    "holidays",
    "ahead",
    "when",
    "mentions",
    "wait",
)  # blocks


EACH_WEEK = "each week"
ALWAYS = "always"
NOBODY = "nobody"
NEVER = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFields:
    """What the fields hold, as it is typed or chosen; days by their numbers, 0 for Monday."""

    digest: str = ""
    at: str
    days: tuple[str, ...] = ()
    often: str = EACH_WEEK
    zone: str
    scope: str
    unless: str
    holidays: str
    ahead: str = ""
    when: str = ALWAYS
    mentions: str = NOBODY
    wait: str = NEVER


def digest_modal(
    known: DigestFields, *, digests: Options, days: Options, unless: Options, metadata: str
) -> dict[str, Any]:
    """The modal that asks what comes when and about which accounts, filled with what is known.

    `metadata` comes back with the submission.
    """
    view = View(
        type="modal",
        callback_id=DIGEST_CALLBACK,
        title=PlainTextObject(text="Subscribe to a digest"),
        submit=PlainTextObject(text="Subscribe"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[
            select(DIGEST, "Digest", "", digests, known.digest),
            text_input(AT, "At", "The time of day, such as 9:00, 17:30 or 9am.", known.at),
            checkboxes(DAYS, "Days", _days_hint(known.days, days), days, known.days),
            text_input(
                OFTEN,
                "How often",
                "each week, every two weeks, first Monday, on the 1st, last working day, first day of the quarter",
                known.often,
            ),
            text_input(
                ZONE, "Time zone", "Such as Europe/Berlin; a city that has a zone of its own will do.", known.zone
            ),
            text_input(
                SCOPE,
                "Accounts",
                "all, mine, @owner, segment SMB; with it: red, over 50k, country Spain, plan Pro",
                known.scope,
            ),
            select(UNLESS, "When there is little to say", "", unless, known.unless),
            text_input(
                HOLIDAYS,
                "Public holidays left out",
                "none, a country such as DE, or a part such as DE-BY.",
                known.holidays,
            ),
            text_input(AHEAD, "Renewals of the next … days", "30, 60, 90: for the renewals digest alone.", known.ahead),
            text_input(WHEN, "Comes when", "turned red, at-risk > 200k, score < 60; with or; at once", known.when),
            text_input(MENTIONS, "Mentions", "nobody, owners (once each), or a user group: @cs-emea", known.mentions),
            text_input(WAIT, "Waits for its sources until", "no, or a time of the day, such as 10:30", known.wait),
        ],
    )
    return view.to_dict()


def digest_values(view: Shown) -> DigestFields:
    """The fields as they were filled in; one that nobody touched holds what it was given."""
    return DigestFields(
        digest=selected_value(view, DIGEST),
        at=text_value(view, AT),
        days=checked_values(view, DAYS),
        often=text_value(view, OFTEN),
        zone=text_value(view, ZONE),
        scope=text_value(view, SCOPE),
        unless=selected_value(view, UNLESS),
        holidays=text_value(view, HOLIDAYS),
        ahead=text_value(view, AHEAD),
        when=text_value(view, WHEN),
        mentions=text_value(view, MENTIONS),
        wait=text_value(view, WAIT),
    )


def _days_hint(ticked_before: tuple[str, ...], days: Mapping[str, str]) -> str:
    if not ticked_before:
        return "With none ticked: on weekdays, the portfolio on Mondays."
    return f"Unless you tick others: {', '.join(days[each] for each in ticked_before)}."


PULSE_CALLBACK = "pulse-form"
ACCOUNT, SCORE, NOTE = "account", "score", "note"  # ids of blocks


def pulse_modal(  # noqa: PLR0913  what is known of each field, and what stands around them
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
        callback_id=PULSE_CALLBACK,
        title=PlainTextObject(text="Set pulse"),
        submit=PlainTextObject(text="Set"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[
            text_input(ACCOUNT, "Account", "Its name, a part of it, or its domain.", account),
            select(SCORE, "Pulse", why, scores, score),
            text_input(NOTE, "Note", read, note, longest=longest),
        ],
    )
    return view.to_dict()


def pulse_values(view: Shown) -> tuple[str, str, str]:
    """The account, the score and the note as they were filled in; a field nobody touched holds what it was given."""
    return text_value(view, ACCOUNT), selected_value(view, SCORE), text_value(view, NOTE)
