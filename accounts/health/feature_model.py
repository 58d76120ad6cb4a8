"""The facts that health is made of, as they were known on a day: of one account, and of many as columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from accounts.health.peers import PeerGroup
from accounts.health.usage_columns import UsageColumns, UsageFigures
from accounts.health.usage_rows import Flags, Ints

Payment = Literal["", "paid", "overdue"]

SURVEYS_COUNT: Final = 365  # days
RATINGS_COUNT: Final = 180
TICKETS_COUNT: Final = 365
PAYMENTS: Final[tuple[Payment, ...]] = ("", "paid", "overdue")
SURVEYS: Final = ("nps", "csat", "ces")
NO_AGE: Final = -(10**9)  # the age of an account of which nobody knows since when it is a customer


class Contract(NamedTuple):
    """What the contracts that had begun or are signed say on a day.

    Of the `running` ones: whether an invoice is overdue, the last end of a term, the next end of one that has to
    be signed anew, since when one is past due and how many of those by an end of their own (else by the account's
    renewal date), how many are `leaving`, and when the first of those runs out. `ended_on` is when the last one ended,
    where none runs, `begins_on` when the next one that is signed begins. Days are ordinals.
    """

    running: int
    overdue: int | None
    term_ends_on: int | None
    renews_on: int | None
    past_due_since: int | None
    past_end: int
    leaving: int
    runs_out_on: int | None
    ended_on: int | None
    begins_on: int | None


class ContractColumns(NamedTuple):
    """The contracts of many accounts, an array for each field of `Contract`: 0 is no day, and `overdue` is −1 where it
    isn't known. `begun` says which have any that had begun.
    """

    begun: Flags
    running: Ints
    overdue: Ints
    term_ends_on: Ints
    renews_on: Ints
    past_due_since: Ints
    past_end: Ints
    leaving: Ints
    runs_out_on: Ints
    ended_on: Ints
    begins_on: Ints

    def each(self) -> Iterator[Contract | None]:
        """The contracts of each account, None without any."""
        for begun, running, overdue, ends, renews, past_due, past_end, leaving, runs_out, ended, begins in zip(
            *(column.tolist() for column in self), strict=True
        ):
            yield Contract(
                running, None if overdue < 0 else overdue, ends or None, renews or None, past_due or None, past_end,
                leaving, runs_out or None, ended or None, begins or None,
            ) if begun or begins else None  # fmt: skip


class TicketCounts(NamedTuple):
    """The tickets open on a day, each counted once under the worst that it is, and the ratings of closed ones."""

    escalated: int
    urgent: int
    other: int
    ratings: int
    rated: int


class TicketColumns(NamedTuple):
    """The tickets of many accounts, an array for each field of `TicketCounts`; `known` says which have any."""

    known: Flags
    escalated: Ints
    urgent: Ints
    other: Ints
    ratings: Ints
    rated: Ints

    def each(self) -> Iterator[TicketCounts | None]:
        """The tickets of each account, None without any."""
        for known, *counts in zip(*(column.tolist() for column in self), strict=True):
            yield TicketCounts(*counts) if known else None


class SurveyAnswer(NamedTuple):
    """The latest answer of somebody to a survey."""

    survey: str
    score: int
    scale: int


class AnswerColumns(NamedTuple):
    """Answers, an array for each field of `SurveyAnswer`, in the order of `account`, the place of whose answer it is;
    `survey` is a place in `SURVEYS`.
    """

    account: Ints
    survey: Ints
    score: Ints
    scale: Ints

    def of(self, places: Ints, size: int) -> "AnswerColumns":
        """The answers of some of `size` accounts, whose places are those among the given ones."""
        among = np.full(size, -1)
        among[places] = np.arange(len(places))
        account = among[self.account]
        kept = np.flatnonzero(account >= 0)
        kept = kept[np.argsort(account[kept], kind="stable")]
        return AnswerColumns(account[kept], *(each[kept] for each in self[1:]))

    def each(self, size: int) -> Iterator[tuple[SurveyAnswer, ...]]:
        """The answers of each of `size` accounts."""
        rows = [
            SurveyAnswer(SURVEYS[survey], score, scale)
            for survey, score, scale in zip(*(each.tolist() for each in self[1:]), strict=True)
        ]
        ends = np.searchsorted(self.account, np.arange(size), side="right").tolist()
        for first, end in zip([0, *ends], ends, strict=False):
            yield tuple(rows[first:end])


class Pulse(NamedTuple):
    """The latest pulse, and the day on which it was said, as an ordinal."""

    score: int
    on: int


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
    seats: int
    payment: Payment
    renews_on: int | None
    auto_renews: bool
    usage_known: bool
    usage: UsageFigures | None
    peers: PeerGroup
    touched: int | None
    touched_until: int | None
    answers: Sequence[SurveyAnswer]
    tickets: TicketCounts | None
    ticketed_until: int | None
    said: Pulse | None
    contract: Contract | None
    contract_known: bool
    stopped: Mapping[str, date]


@dataclass(frozen=True)
class FeatureColumns:
    """What is known of many accounts on a day: what is the same for all, and an array for each other fact.

    An unknown day is 0, an unknown age `NO_AGE`, and no pulse 0; `payment` is a place in `PAYMENTS`. `use` is that of
    the accounts at `use_places`, which go up; `peers` are places in `groups`.
    """

    on: int
    usage_known: bool
    touched_until: int | None
    ticketed_until: int | None
    contract_known: bool
    stopped: Mapping[str, date]
    groups: Sequence[PeerGroup]

    account_id: Ints
    segment: NDArray[np.object_]
    age: Ints
    seats: Ints
    payment: Ints
    renews_on: Ints
    auto_renews: Flags
    touched: Ints
    said: Ints
    said_on: Ints
    peers: Ints
    contract: ContractColumns
    tickets: TicketColumns
    answers: AnswerColumns
    use: UsageColumns | None
    use_places: Ints

    def __len__(self) -> int:
        return len(self.account_id)

    def of(self, places: Ints) -> "FeatureColumns":
        """The same of some of the accounts, whose places go up."""
        size = len(self)
        names = [each.name for each in fields(self)]
        found: dict[str, Any] = {name: getattr(self, name) for name in names[:_SAME_FOR_ALL]}
        found |= {name: getattr(self, name)[places] for name in names[_SAME_FOR_ALL : names.index("contract")]}
        used = np.isin(self.use_places, places)
        return FeatureColumns(
            **found,
            contract=ContractColumns._make(each[places] for each in self.contract),
            tickets=TicketColumns._make(each[places] for each in self.tickets),
            answers=self.answers.of(places, size),
            use=self.use.of(np.flatnonzero(used)) if self.use else None,
            use_places=np.searchsorted(places, self.use_places[used]),
        )

    def of_use(self, name: str) -> Ints:
        """A whole number of the use of all of them, 0 for those without use."""
        found = np.zeros(len(self), np.int64)
        if self.use is not None:
            found[self.use_places] = getattr(self.use, name)
        return found

    @cached_property
    def accounts(self) -> list[AccountFeatures]:
        """What is known of each of them, in their order."""
        return [*self._each()]

    def _each(self) -> Iterator[AccountFeatures]:
        size = len(self)
        usage: list[UsageFigures | None] = [None] * size
        for place, use in zip(self.use_places.tolist(), self.use.each() if self.use else (), strict=True):
            usage[place] = use
        own = (self.account_id, self.segment, self.age, self.seats, self.payment, self.renews_on, self.auto_renews)
        others = (self.touched, self.said, self.said_on, self.peers)
        rows = zip(*(each.tolist() for each in (*own, *others)), strict=True)
        many = zip(rows, usage, self.answers.each(size), self.tickets.each(), self.contract.each(), strict=True)
        for row, use_of_it, answers, tickets, contract in many:
            account_id, segment, age, seats, payment, renews_on, auto_renews, touched, said, said_on, peers = row
            yield AccountFeatures(
                account_id, self.on, segment, None if age == NO_AGE else age, seats, PAYMENTS[payment],
                renews_on or None, auto_renews, self.usage_known, use_of_it, self.groups[peers], touched or None,
                self.touched_until, answers, tickets, self.ticketed_until, Pulse(said, said_on) if said else None,
                contract, self.contract_known, self.stopped,
            )  # fmt: skip


_SAME_FOR_ALL: Final = [each.name for each in fields(FeatureColumns)].index("account_id")
