"""The thresholds of an account."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.health.config_model import Contract, Interactions, Numbers, Pulse, Satisfaction, Usage
from accounts.health.model import PARTS, Band


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
