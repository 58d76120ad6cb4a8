"""The modals of a subscription and of a pulse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock, PlainTextObject
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
from bot.render.pickers import channel_picker, owner_of, person_picker, picked_value, time_picker, zone_picker

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """What can be chosen, and what stands around the fields: `metadata` comes back with the submission. With `pickers`
    time, zone, people and, of a new digest, the channel are picked, `where` beforehand; else they are typed.
    """

    digests: Options
    days: Options
    unless: Options
    metadata: str
    pickers: bool = False
    where: str = ""
    new: bool = True


def digest_modal(known: DigestFields, offered: DigestOptions) -> dict[str, Any]:
    """The modal that asks what comes when and about which accounts, filled with what is known."""
    view = View(
        type="modal",
        callback_id=DIGEST_CALLBACK,
        title=PlainTextObject(text="Subscribe to a digest" if offered.new else "Change a digest"),
        submit=PlainTextObject(text="Subscribe" if offered.new else "Change"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=offered.metadata,
        blocks=[*_when_fields(known, offered), *_scope_fields(known, offered), *_rare_fields(known)],
    )
    return view.to_dict()


def _when_fields(known: DigestFields, offered: DigestOptions) -> Iterator[InputBlock]:
    yield select(DIGEST, "Digest", "", offered.digests, known.digest)
    if offered.pickers and offered.new:
        hint = "A channel that I am in." if offered.where.startswith(("C", "G")) else "With none, to you directly."
        yield channel_picker(CHANNEL, "Comes to", hint, offered.where)
    if offered.pickers:
        yield time_picker(AT, "At", "", known.at)
    else:
        yield text_input(AT, "At", "The time of day, such as 9:00, 17:30 or 9am.", known.at)
    yield checkboxes(DAYS, "Days", _days_hint(known.days, offered.days), offered.days, known.days)
    often = "each week, every two weeks, first Monday, on the 1st, last working day, first day of the quarter"
    yield text_input(OFTEN, "How often", often, known.often)
    if offered.pickers:
        yield zone_picker(ZONE, "Time zone", "A city that has a zone of its own will do.", known.zone)
    else:
        hint = "Such as Europe/Berlin; a city that has a zone of its own will do."
        yield text_input(ZONE, "Time zone", hint, known.zone)


def _scope_fields(known: DigestFields, offered: DigestOptions) -> Iterator[InputBlock]:
    hint = "all, mine, @owner, segment SMB; with it: red, over 50k, country Spain, plan Pro"
    yield text_input(SCOPE, "Accounts", hint, known.scope)
    if offered.pickers:
        yield person_picker(OWNER, "Of whom", "An owner: of their accounts, those that the line above names.")
    yield select(UNLESS, "When there is little to say", "", offered.unless, known.unless)


def _rare_fields(known: DigestFields) -> Iterator[InputBlock]:
    holidays = "none, a country such as DE, or a part such as DE-BY."
    yield text_input(HOLIDAYS, "Public holidays left out", holidays, known.holidays)
    yield text_input(AHEAD, "Renewals of the next … days", "30, 60, 90: for the renewals digest alone.", known.ahead)
    yield text_input(WHEN, "Comes when", "turned red, at-risk > 200k, score < 60; with or; at once", known.when)
    yield text_input(MENTIONS, "Mentions", "nobody, owners (once each), or a user group: @cs-emea", known.mentions)
    yield text_input(WAIT, "Waits for its sources until", "no, or a time of the day, such as 10:30", known.wait)


def digest_values(view: Shown) -> DigestFields:
    """The fields as they were filled in; one that nobody touched holds what it was given."""
    return DigestFields(
        digest=selected_value(view, DIGEST),
        at=picked_value(view, AT),
        days=checked_values(view, DAYS),
        often=text_value(view, OFTEN),
        zone=picked_value(view, ZONE),
        scope=_scope(text_value(view, SCOPE), owner_of(view, OWNER)),
        unless=selected_value(view, UNLESS),
        holidays=text_value(view, HOLIDAYS),
        ahead=text_value(view, AHEAD),
        when=text_value(view, WHEN),
        mentions=text_value(view, MENTIONS),
        wait=text_value(view, WAIT),
    )


def _scope(typed: str, owner: str) -> str:
    """The accounts that are typed, those of an owner who was picked."""
    return f"{owner} {'' if typed.casefold() in {'all', 'mine'} else typed}".strip() if owner else typed


def _days_hint(ticked_before: tuple[str, ...], days: Mapping[str, str]) -> str:
    if not ticked_before:
        return "With none ticked: on weekdays, the portfolio on Mondays."
    return f"Unless you tick others: {', '.join(days[each] for each in ticked_before)}."


CHANNEL, OWNER = "channel", "owner"  # ids of blocks that are picked in

PULSE_CALLBACK = "pulse-form"
ACCOUNT, SCORE, NOTE = "account", "score", "note"  # ids of blocks


def pulse_modal(  # noqa: PLR0913  what is known of each field, and what stands around them
    account: Block, score: str, note: str, *, meanings: Mapping[int, str], longest: int, metadata: str
) -> dict[str, Any]:
    """The modal that asks for an account, in its field, a score and a note, filled with what is known.

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
            account,
            select(SCORE, "Pulse", why, scores, score),
            text_input(NOTE, "Note", read, note, longest=longest),
        ],
    )
    return view.to_dict()


def pulse_values(view: Shown) -> tuple[str, str]:
    """The score and the note as they were filled in; a field nobody touched holds what it was given."""
    return selected_value(view, SCORE), text_value(view, NOTE)
