"""The form of a digest's subscription as a Slack modal, and what was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import PlainTextObject
from slack_sdk.models.views import View

from bot.render.fields import Options, Shown, checkboxes, line, select, selected, ticked, typed

CALLBACK = "digest-form"
DIGEST, AT, DAYS, ZONE, SCOPE, UNLESS, HOLIDAYS = (
    "digest",
    "at",
    "days",
    "zone",
    "scope",
    "unless",
    "holidays",
)  # blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the fields hold, as it is typed or chosen; days by their numbers, 0 for Monday."""

    digest: str = ""
    at: str
    days: tuple[str, ...] = ()
    zone: str
    scope: str
    unless: str
    holidays: str


def modal(known: Fields, *, digests: Options, days: Options, unless: Options, metadata: str) -> dict[str, Any]:
    """The modal that asks what comes when and about which accounts, filled with what is known.

    `metadata` comes back with the submission.
    """
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text="Subscribe to a digest"),
        submit=PlainTextObject(text="Subscribe"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[
            select(DIGEST, "Digest", "", digests, known.digest),
            line(AT, "At", "The time of day, such as 9:00, 17:30 or 9am.", known.at),
            checkboxes(DAYS, "Days", _days_hint(known.days, days), days, known.days),
            line(ZONE, "Time zone", "Such as Europe/Berlin; a city that has a zone of its own will do.", known.zone),
            line(SCOPE, "Accounts", "all, mine, @owner, or a segment such as: segment enterprise", known.scope),
            select(UNLESS, "When there is little to say", "", unless, known.unless),
            line(
                HOLIDAYS,
                "Public holidays left out",
                "none, a country such as DE, or a part such as DE-BY.",
                known.holidays,
            ),
        ],
    )
    return view.to_dict()


def filled(view: Shown) -> Fields:
    """The fields as they were filled in; one that nobody touched holds what it was given."""
    return Fields(
        digest=selected(view, DIGEST),
        at=typed(view, AT),
        days=ticked(view, DAYS),
        zone=typed(view, ZONE),
        scope=typed(view, SCOPE),
        unless=selected(view, UNLESS),
        holidays=typed(view, HOLIDAYS),
    )


def _days_hint(ticked_before: tuple[str, ...], days: Mapping[str, str]) -> str:
    if not ticked_before:
        return "With none ticked: on weekdays, the portfolio on Mondays."
    return f"Unless you tick others: {', '.join(days[each] for each in ticked_before)}."
