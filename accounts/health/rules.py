"""The thresholds of an account, and the rounding they are applied with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from accounts.health.config_model import Contract, Interactions, Numbers, Pulse, Satisfaction, Usage
from accounts.health.model import PARTS, Band
from accounts.health.usage_rows import Ints

Whole = TypeVar("Whole", int, Ints)


def divide_half_up(amount: Whole, among: Whole) -> Whole:
    """The quotient to the nearest whole number; `among` is positive."""
    return (2 * amount + among) // (2 * among)


def interpolate(amounts: Ints, among: Ints, zero: int, full: int) -> Ints:
    """The points of the ratios `amounts / among` on the line from 0 points at `zero` to 100 at `full`.

    `among` is positive, `zero` isn't `full`, and a hundred thousand times as much is an integer of 64 bits.
    """
    sign = 1 if full > zero else -1
    above, span = sign * 100 * (amounts - zero * among), sign * (full - zero) * among
    return divide_half_up(np.clip(above, 0, 100 * span), span)


@dataclass(frozen=True, slots=True)
class Rules:
    """`weights` stand in the order of `PARTS`; `bands` has the band of every score."""

    weights: tuple[int, ...]
    bands: tuple[Band, ...]
    usage: Usage
    interactions: Interactions
    satisfaction: Satisfaction
    pulse: Pulse
    contract: Contract

    known_from: int
    tops: Mapping[Band, int]

    def band(self, score: int | None) -> Band:
        """The band of a score; unknown where there is none."""
        return "unknown" if score is None else self.bands[score]

    def top(self, band: Band) -> int:
        """The highest score of a band."""
        return self.tops[band]


def resolve_rules(numbers: Numbers) -> Rules:
    """The rules that the numbers of a file make."""
    ranges = numbers.bands.ranges.items()
    return Rules(
        weights=tuple(getattr(numbers.weights, part) for part in PARTS),
        bands=tuple(next(b for b, (first, last) in ranges if first <= score <= last) for score in range(101)),
        usage=numbers.usage,
        interactions=numbers.interactions,
        satisfaction=numbers.satisfaction,
        pulse=numbers.pulse,
        contract=numbers.contract,
        known_from=numbers.bands.known_from,
        tops={band: last for band, (_, last) in ranges},
    )
