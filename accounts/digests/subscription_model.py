"""The model of a subscription, and the columns that it is stored in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

from accounts.digests.conditions import Condition, conditions_text, read_conditions
from accounts.digests.recurrence import Recurrence
from accounts.digests.schedule import Schedule
from accounts.errors import AccountsError
from store.timestamps import to_text

Digest = Literal["health", "renewals", "portfolio", "term", "watch"]
State = Literal["active", "paused", "ended"]

COLUMNS = (
    "id, team, channel, digest, scope, created_by, at, weekdays, zone, holidays, recurrence, only_changes, skip_empty,"
    " state, why, next_on, created_at, horizon, condition, at_once, wait_until, mentions"
)

OWNER_GONE = "whoever set it up"  # begins why a digest is paused whose owner left
NO_DAY_LEFT = "no day is left on which it could come"
ALERT = " alert"  # ends the occasion of a delivery that neither the schedule nor a person asked for


class SubscriptionError(AccountsError):
    """A subscription can't be made or found; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A digest for a conversation: `scope` is in the words that `/cs` takes, `created_by` a Slack user.

    A paused one says why, empty when a person paused it. `next_on` is the local date of the next digest; `horizon` says
    how many days ahead renewals are told, None for as many as usual. With `at_once` its conditions are looked at
    outside its due time too. It waits for its sources until a local time, if any is named. `mentions` says whom it
    mentions: `owners`, a user group, or both.
    """

    id: int = 0
    team: str
    channel: str
    digest: Digest
    scope: str
    created_by: str
    schedule: Schedule
    only_changes: bool = False
    skip_empty: bool = False
    state: State = "active"
    why: str = ""
    next_on: date | None = None
    created_at: str = ""
    horizon: int | None = None
    conditions: tuple[Condition, ...] = ()
    at_once: bool = False
    wait_until: time | None = None
    mentions: str = ""

    @property
    def orphaned(self) -> bool:
        """Whether it is paused because whoever set it up is gone, or may not see accounts any more."""
        return self.state == "paused" and self.why.startswith(OWNER_GONE)

    def skips(self, occasion: str) -> bool:
        """Whether a delivery that isn't begun stays unsent: one asked for at once comes though the digest is paused."""
        planned = len(occasion) == len("2026-06-15") or occasion.endswith(ALERT)
        paused = self.state == "paused" and self.why != NO_DAY_LEFT and planned
        return self.state == "ended" or paused


def read_row(row: Sequence[Any]) -> Subscription:
    """A subscription from a row of `COLUMNS`, which have the types that their STRICT table gives them."""
    known = dict(zip(COLUMNS.split(", "), row, strict=True))
    schedule = read_schedule(*(known[name] for name in ("at", "weekdays", "zone", "holidays", "recurrence")))
    return Subscription(
        **{name: known[name] for name in _AS_STORED},
        schedule=schedule,
        only_changes=bool(known["only_changes"]),
        skip_empty=bool(known["skip_empty"]),
        next_on=date.fromisoformat(known["next_on"]) if known["next_on"] else None,
        conditions=read_conditions(known["condition"]),
        at_once=bool(known["at_once"]),
        wait_until=time.fromisoformat(known["wait_until"]) if known["wait_until"] else None,
        mentions=known["mentions"] or "",
    )


_AS_STORED = ("id", "team", "channel", "digest", "scope", "created_by", "state", "why", "created_at", "horizon")


def to_columns(each: Subscription) -> dict[str, object]:
    """The columns that `read_columns` reads the subscription from."""
    return {**to_values(each), "id": each.id, "created_at": each.created_at}


def read_columns(values: Mapping[str, object]) -> Subscription:
    """A subscription from what `to_columns` wrote."""
    return read_row([values.get(column) for column in COLUMNS.split(", ")])  # later columns may be lacking


def to_values(each: Subscription) -> dict[str, object]:
    """The columns that say what a subscription is, without its id and when it was made."""
    assert each.next_on is not None  # noqa: S101  only planned subscriptions are written
    return {
        "team": each.team,
        "channel": each.channel,
        "digest": each.digest,
        "scope": each.scope,
        "created_by": each.created_by,
        "at": each.schedule.at.isoformat("minutes"),
        "weekdays": "".join(map(str, sorted(each.schedule.weekdays))),
        "zone": each.schedule.zone,
        "holidays": each.schedule.holidays,
        "recurrence": str(each.schedule.recurrence),
        "only_changes": int(each.only_changes),
        "skip_empty": int(each.skip_empty),
        "state": each.state,
        "why": each.why,
        "horizon": each.horizon,
        "condition": conditions_text(each.conditions),
        "at_once": int(each.at_once),
        "wait_until": each.wait_until.isoformat("minutes") if each.wait_until else "",
        "mentions": each.mentions,
        "next_on": each.next_on.isoformat(),
        "next_due": to_text(each.schedule.instant(each.next_on)),
    }


def read_schedule(at: str, weekdays: str, zone: str, holidays: str, recurrence: str) -> Schedule:
    """A schedule as its columns have it."""
    days = frozenset(map(int, weekdays))
    return Schedule(time.fromisoformat(at), days, zone, holidays, Recurrence.from_text(recurrence))
