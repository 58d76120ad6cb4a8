"""What a file of weights, bands and thresholds must be. The tables that rules hold are in `thresholds.py`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from accounts.health.model import Band
from accounts.health.thresholds import (
    Contract,
    Days,
    Interactions,
    Percent,
    Pulse,
    Satisfaction,
    Usage,
    WholeNumber,
)

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
        if not any(isinstance(table, dict) and table for _, table in self):
            raise ValueError("must change something")
        return self


class Arr(ConfigTable):
    """How ARR is counted, for all accounts alike."""

    grace_days: Annotated[int, WholeNumber(0, 365)]


class HealthFile(Numbers):
    """The whole file: the numbers for everybody, those that differ for some, and how ARR is counted."""

    arr: Arr
    override: tuple[Override, ...] = ()
