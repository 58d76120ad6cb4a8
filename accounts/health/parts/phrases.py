"""Phrases for numbers and days in a reason."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Words(NamedTuple):
    """Why a part has its points, or none, and one thing to do about it, "" for nothing."""

    reason: str
    advice: str


def plural(count: int, thing: str) -> str:
    """`1 day`, `1,200 days`."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def date_text(ordinal: int) -> str:
    """`3 Nov 2026`: as it stands on cards and in lists, with its year."""
    day = date.fromordinal(ordinal)
    return f"{day.day} {day:%b %Y}"


def at_most(newest: int | None, on: int, late: int) -> str:
    """` (up to 3 May 2026)` where the newest that is known is more than some days old."""
    return f" (up to {date_text(newest)})" if newest is not None and on - newest > late else ""


def joined(said: Sequence[str]) -> str:
    """The sentences in one, with commas."""
    return ", ".join(said)
