"""The tables of thresholds that the rules of an account hold, and what each number must be.

Plain classes: the shipped file is sound, and pydantic, which checks every other one by them, takes longer to import
than most answers to give.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

if TYPE_CHECKING:
    from pydantic import ConfigDict, GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class WholeNumber(NamedTuple):
    """The limits of a whole number, as pydantic checks them."""

    least: int
    most: int

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Returns the schema of such a number, which no text and no fraction is."""
        from pydantic_core.core_schema import int_schema

        return int_schema(strict=True, ge=self.least, le=self.most)


Percent = Annotated[int, WholeNumber(0, 100)]
Share = Annotated[int, WholeNumber(0, 1000)]
Days = Annotated[int, WholeNumber(0, 3650)]
_NOTHING_ELSE: "ConfigDict" = {"extra": "forbid"}


def _must_rise(low: int, low_name: str, high: int, high_name: str) -> None:
    if low >= high:
        raise ValueError(f"has {low_name} = {low}, which must be less than {high_name} = {high}")


@dataclass(frozen=True)
class Usage:
    """What each aspect of the use counts, and thresholds; see the shipped file for each."""

    __pydantic_config__: ClassVar["ConfigDict"] = _NOTHING_ELSE

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
    new_for: Annotated[int, WholeNumber(1, 3650)]
    seats_zero: Share
    seats_full: Share

    def __post_init__(self) -> None:
        """Raises `ValueError` where the numbers make no sense beside each other."""
        _must_rise(self.full_at, "full_at", self.zero_at, "zero_at")
        _must_rise(self.fall_red, "fall_red", self.fall_yellow, "fall_yellow")
        _must_rise(self.seats_zero, "seats_zero", self.seats_full, "seats_full")
        if not (self.level and self.recency):
            raise ValueError("must let level and recency be 1 or more: they are known of every account that has use")


@dataclass(frozen=True)
class Interactions:
    """Days since the last touchpoint."""

    __pydantic_config__: ClassVar["ConfigDict"] = _NOTHING_ELSE

    full_within: Days
    zero_after: Days
    stale_after: Days

    def __post_init__(self) -> None:
        """Raises `ValueError` where the days don't rise."""
        _must_rise(self.full_within, "full_within", self.zero_after, "zero_after")


@dataclass(frozen=True)
class Satisfaction:
    """What surveys, tickets and their ratings count, and what an open ticket costs."""

    __pydantic_config__: ClassVar["ConfigDict"] = _NOTHING_ELSE

    surveys_count: Percent
    tickets_count: Percent
    ratings_count: Percent
    each_open: Percent
    each_urgent: Percent
    each_escalated: Percent

    def __post_init__(self) -> None:
        """Raises `ValueError` where one of them doesn't count."""
        if not (self.surveys_count and self.tickets_count and self.ratings_count):
            raise ValueError("must let surveys_count, tickets_count and ratings_count be 1 or more each")


@dataclass(frozen=True)
class Pulse:
    """How long the CSM's word counts."""

    __pydantic_config__: ClassVar["ConfigDict"] = _NOTHING_ELSE

    fades_after: Days


@dataclass(frozen=True)
class Contract:
    """What each circumstance of the contract costs."""

    __pydantic_config__: ClassVar["ConfigDict"] = _NOTHING_ELSE

    overdue: Percent
    past_due: Percent
    cancelled: Percent
    near: Percent
    near_within: Days
    few_seats: Percent
    few_seats_under: Percent
