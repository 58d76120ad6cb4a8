"""The values that health is told in: a score with its parts, the accounts of a band, and a pulse with its effect."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from accounts.money.amounts import Money
from accounts.money.rates import Total

Band = Literal["red", "yellow", "green", "unknown"]
PartName = Literal["usage", "interactions", "satisfaction", "pulse", "contract"]
PARTS: tuple[PartName, ...] = get_args(PartName)
BANDS: tuple[Band, ...] = ("red", "yellow", "green", "unknown")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score: points from 0 to 100, or None where nothing is known, and the reason in words.

    `weight` is its share as configured, in %; `advice` is one thing to do about it, if there is any. A part that is
    `well` is by itself in the green. `details` has a sentence for each thing that it is judged by.
    """

    name: PartName
    points: int | None
    weight: int
    reason: str
    advice: str = ""
    well: bool = False
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthExamination:
    """The health of an account on a day. `known` is the share of the weights, in %, of the parts with data."""

    account_id: int
    on: date
    score: int | None
    known: int
    band: Band
    parts: tuple[Part, ...]

    @property
    def held(self) -> bool:
        """Whether the score is less than its parts come to: a sure fall of use holds it."""
        return self.held_from is not None

    @property
    def held_from(self) -> int | None:
        """What the parts come to where a sure fall of use holds the score below that; else None."""
        if self.score is None:
            return None
        amount = sum(part.weight * part.points for part in self.parts if part.points is not None)
        mean = (2 * amount + self.known) // (2 * self.known)
        return mean if self.score < mean else None

    def __getitem__(self, name: PartName) -> Part:
        return next(part for part in self.parts if part.name == name)


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score as it stood at the end of a day."""

    on: date
    score: int | None
    known: int
    band: Band


@dataclass(frozen=True, slots=True)
class ScoringRun:
    """A scoring of all customers: how many there are, and how many scores differ from the day before."""

    on: date
    accounts: int
    changed: int


@dataclass(frozen=True, slots=True)
class HealthRow:
    """An account in a list by health. `change` is in points since the last scored day, which is `since`, None where
    either is unknown; with `came_back` it was no customer then, and isn't compared with what was before it left.

    `arr` is in the currency that it pays most in, `other_arr` in the others; `past_due` is part of `arr`. With
    `notice_given` all of it or a part leaves on `leaves_on`, if that is known.
    """

    account_id: int
    name: str
    owner: str
    arr: Money | None
    score: int | None
    known: int
    band: Band
    change: int | None
    band_before: Band
    why: tuple[str, ...]
    advice: str
    past_due: Money | None = None
    notice_given: bool = False
    leaves_on: date | None = None
    crm_url: str = ""
    other_arr: tuple[Money, ...] = ()
    on_trial: bool = False
    since: date | None = None
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class BandTotal:
    """The accounts of a band and their ARR, with what is past due of it; of `unpriced` ones none is known."""

    band: Band
    accounts: int
    arr: Total
    past_due: Total
    past_due_accounts: int
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class HealthList:
    """A page of accounts by health, most revenue first; `total` counts all pages, `bands` the whole scope.

    `missing` says in sentences what data is lacking; `scored_on` is the last day that all accounts were scored.
    `on_trial` of all of them are on trial, None where there are too many to look at each.
    """

    rows: tuple[HealthRow, ...]
    total: int
    bands: tuple[BandTotal, ...]
    missing: tuple[str, ...]
    scored_on: date | None
    on_trial: int | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """What somebody said of an account, from 1 (in danger) to 5 (thriving)."""

    id: int
    account_id: int
    score: int
    note: str
    said_by: str
    said_at: str


@dataclass(frozen=True, slots=True)
class PulseChange:
    """A pulse set or withdrawn: the one that counts now, the one that counted before, and the score around it."""

    pulse: Pulse | None
    previous: Pulse | None
    before: StoredScore
    after: StoredScore
