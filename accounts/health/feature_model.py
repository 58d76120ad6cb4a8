"""The facts that health is made of, as they were known on a day."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from accounts.health.peers import PeerGroup
from accounts.health.usage_figures import UsageColumns, UsageFigures

SURVEYS_COUNT: Final = 365  # days
RATINGS_COUNT: Final = 180
TICKETS_COUNT: Final = 365


class Contract(NamedTuple):
    """What the contracts that had begun say on a day.

    Of the `running` ones: whether an invoice is overdue, the last end of a term, the next end of one that has to
    be signed anew, the end of one that is past due, how many are cancelled, and when the first of those runs out.
    `ended_on` is when the last one ended, where none runs.
    """

    running: int
    overdue: int | None
    term_ends_on: str | None
    renews_on: str | None
    past_due_since: str | None
    cancelled: int
    runs_out_on: str | None
    ended_on: str | None


class TicketCounts(NamedTuple):
    """The tickets open on a day, each counted once under the worst that it is, and the ratings of closed ones."""

    escalated: int
    urgent: int
    other: int
    ratings: int
    rated: int


class PulseAnswer(NamedTuple):
    """The latest pulse."""

    score: int
    on: str
    by: str
    note: str


class SurveyAnswer(NamedTuple):
    """The latest answer of somebody to a survey."""

    survey: str
    score: int
    scale: int


@dataclass(slots=True)
class AccountFeatures:
    """What is known of an account on a day. Days are ordinals, as `date.toordinal` counts them; None is not known.

    `touched_until` and `ticketed_until` are the newest days that the store knows of for any account; `usage_known` says
    whether it knows of the use of any, and `usage` what is known of this one's since it began, beside that of `peers`.
    `contract_known` is false where a day in the past is judged: what is known of contracts has no date. `stopped` are
    the kinds of facts whose source stopped, each with the day since when: they are left out.
    """

    account_id: int
    on: int
    segment: str
    age: int | None
    seats: int | None
    payment: str | None
    renews_on: str | None
    auto_renews: int | None
    usage_known: bool
    usage: UsageFigures | None
    peers: PeerGroup
    touched: int | None
    touched_until: int | None
    answers: Sequence[SurveyAnswer]
    tickets: TicketCounts | None
    ticketed_until: int | None
    said: PulseAnswer | None
    contract: Contract | None
    contract_known: bool
    stopped: Mapping[str, date]


class FeatureColumns:
    """What is known of many accounts on a day: a list for each field of `AccountFeatures`, but for `usage`.

    `use` is that of the accounts at `use_places`, which go up.
    """

    def __init__(self, lists: Mapping[str, Sequence[Any]], use: UsageColumns | None, use_places: Sequence[int]) -> None:
        self.lists = lists
        self.use = use
        self.use_places = use_places

    def __len__(self) -> int:
        return len(self.lists["account_id"])

    def column(self, name: str) -> Sequence[Any]:
        """A field of all of them, `usage` too."""
        if name != "usage":
            return self.lists[name]
        found: list[UsageFigures | None] = [None] * len(self)
        for place, use in zip(self.use_places, self.use.each() if self.use else (), strict=True):
            found[place] = use
        return found

    def each(self) -> list[AccountFeatures]:
        """What is known of each of them, in their order."""
        names = (*self.lists, "usage")
        rows = zip(*map(self.column, names), strict=True)
        return [AccountFeatures(**dict(zip(names, row, strict=True))) for row in rows]

    def at(self, place: int, *, with_usage: bool = True) -> AccountFeatures:
        """What is known of one of them."""
        usage = self._usage_at(place) if with_usage else None
        return AccountFeatures(usage=usage, **{name: each[place] for name, each in self.lists.items()})

    def _usage_at(self, place: int) -> UsageFigures | None:
        found = bisect_left(self.use_places, place)
        used = found < len(self.use_places) and self.use_places[found] == place
        return self.use.at(found) if self.use and used else None
