"""The tables of the file of weights, bands and thresholds, and what each must be."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from accounts.health.model import Band

Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Share = Annotated[int, Field(strict=True, ge=0, le=1000)]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]
ScoreRange = tuple[Percent, Percent]


class ConfigTable(BaseModel):
    """A table of the file: what it doesn't know is a fault. Its checks are built when a file is read, as parts of the
    whole file's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Weights(ConfigTable):
    """What each part counts, in %."""

    usage: Percent
    interactions: Percent
    satisfaction: Percent
    pulse: Percent
    contract: Percent

    @model_validator(mode="after")
    def _add_to_100(self) -> Self:
        given = self.model_dump()
        if (total := sum(given.values())) != 100:
            words = " + ".join(f"{name} {weight}" for name, weight in given.items())
            raise ValueError(f"must add to 100, but {words} = {total}")
        return self


class Bands(ConfigTable):
    """The first and the last score of each band."""

    red: ScoreRange
    yellow: ScoreRange
    green: ScoreRange
    known_from: Percent

    @model_validator(mode="after")
    def _meet(self) -> Self:
        faults = [*_backward(self.ranges), *_uncovered(self.ranges)]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def ranges(self) -> dict[Band, ScoreRange]:
        """The ranges by band, worst first."""
        return {"red": self.red, "yellow": self.yellow, "green": self.green}


def _backward(ranges: Mapping[Band, ScoreRange]) -> Iterator[str]:
    for band, (first, last) in ranges.items():
        if first > last:
            yield f"{band} begins at {first}, after its end at {last}"
    if not ranges["red"] < ranges["yellow"] < ranges["green"]:
        yield "must rise from red over yellow to green"


def _uncovered(ranges: Mapping[Band, ScoreRange]) -> Iterator[str]:
    """The stretches of scores that are in no band or in several."""
    holders = [tuple(b for b, (first, last) in ranges.items() if first <= score <= last) for score in range(101)]
    start = 0
    for score in range(1, 102):
        if score <= 100 and holders[score] == holders[start]:
            continue
        stretch = f"{start} to {score - 1} are" if score - 1 > start else f"{start} is"
        if len(holders[start]) != 1:
            yield f"{stretch} in " + (" and ".join(holders[start]) or "no band")
        start = score


def _must_rise(low: int, low_name: str, high: int, high_name: str) -> None:
    if low >= high:
        raise ValueError(f"has {low_name} = {low}, which must be less than {high_name} = {high}")


class Usage(ConfigTable):
    """What each aspect of the use counts, and thresholds; see the shipped file for each."""

    level: Share
    fall: Share
    recency: Share
    breadth: Share
    newness: Share
    seats: Share
    zero_at: Percent
    full_at: Percent
    fall_yellow: Percent
    fall_red: Percent
    stopped_after: Days
    new_for: Annotated[int, Field(strict=True, ge=1, le=3650)]
    seats_zero: Share
    seats_full: Share

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        _must_rise(self.full_at, "full_at", self.zero_at, "zero_at")
        _must_rise(self.fall_red, "fall_red", self.fall_yellow, "fall_yellow")
        _must_rise(self.seats_zero, "seats_zero", self.seats_full, "seats_full")
        if not (self.level and self.recency):
            raise ValueError("must let level and recency be 1 or more: they are known of every account that has use")
        return self


class Interactions(ConfigTable):
    """Days since the last touchpoint."""

    full_within: Days
    zero_after: Days
    stale_after: Days

    @model_validator(mode="after")
    def _rise(self) -> Self:
        _must_rise(self.full_within, "full_within", self.zero_after, "zero_after")
        return self


class Satisfaction(ConfigTable):
    """What surveys, tickets and their ratings count, and what an open ticket costs."""

    surveys_count: Percent
    tickets_count: Percent
    ratings_count: Percent
    each_open: Percent
    each_urgent: Percent
    each_escalated: Percent

    @model_validator(mode="after")
    def _each_kind_counts(self) -> Self:
        if not (self.surveys_count and self.tickets_count and self.ratings_count):
            raise ValueError("must let surveys_count, tickets_count and ratings_count be 1 or more each")
        return self


class Pulse(ConfigTable):
    """How long the CSM's word counts."""

    fades_after: Days


class Contract(ConfigTable):
    """What each circumstance of the contract costs."""

    overdue: Percent
    past_due: Percent
    cancelled: Percent
    near: Percent
    near_within: Days
    few_seats: Percent
    few_seats_under: Percent


class Numbers(ConfigTable):
    """All that holds for an account."""

    weights: Weights
    bands: Bands
    usage: Usage
    interactions: Interactions
    satisfaction: Satisfaction
    pulse: Pulse
    contract: Contract


class Override(ConfigTable):
    """Other numbers for the accounts of some segments, of some age in days, or both."""

    name: str = ""
    segments: tuple[str, ...] = ()
    younger_than: Days | None = None
    from_age: Days | None = None
    weights: dict[str, Any] = {}
    bands: dict[str, Any] = {}
    usage: dict[str, Any] = {}
    interactions: dict[str, Any] = {}
    satisfaction: dict[str, Any] = {}
    pulse: dict[str, Any] = {}
    contract: dict[str, Any] = {}

    @model_validator(mode="after")
    def _says_for_whom_and_what(self) -> Self:
        if not self.segments and self.younger_than is None and self.from_age is None:
            raise ValueError("must say for whom: segments, younger_than or from_age")
        if not self.changes:
            raise ValueError("must change something")
        return self

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """The tables with what is other in them."""
        return {name: table for name, table in self if isinstance(table, dict) and table}

    def fits(self, segment: str, age: int | None) -> bool:
        """Whether it is for the accounts of a segment (in lower case) and an age."""
        if self.segments and segment not in {each.casefold() for each in self.segments}:
            return False
        if self.younger_than is None and self.from_age is None:
            return True
        return (
            age is not None and (self.from_age or 0) <= age and (self.younger_than is None or age < self.younger_than)
        )


class Arr(ConfigTable):
    """How ARR is counted, for all accounts alike."""

    grace_days: Annotated[int, Field(strict=True, ge=0, le=365)]


class HealthFile(Numbers):
    """The whole file: the numbers for everybody, those that differ for some, and how ARR is counted."""

    arr: Arr
    override: tuple[Override, ...] = ()
