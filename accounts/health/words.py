"""How numbers and days read in a sentence."""

from collections.abc import Sequence
from datetime import date


def plural(count: int, thing: str) -> str:
    """`1 day`, `1,200 days`."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def day_of(ordinal: int) -> str:
    """`3 May 2026`."""
    day = date.fromordinal(ordinal)
    return f"{day.day} {day:%B %Y}"


def joined(said: Sequence[str]) -> str:
    """The sentences in one, with commas."""
    return ", ".join(said)
