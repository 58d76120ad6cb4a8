"""The thresholds of an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.health.model import PARTS, Band
from accounts.health.thresholds import Contract, Interactions, Pulse, Satisfaction, Usage


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


def resolve_rules(tables: Mapping[str, Mapping[str, Any]]) -> Rules:
    """The rules that the tables of a file make, which must be sound."""
    bands: tuple[Band, ...] = ("red", "yellow", "green")
    ranges = [(band, *tables["bands"][band]) for band in bands]
    return Rules(
        weights=tuple(tables["weights"][part] for part in PARTS),
        bands=tuple(next(band for band, first, last in ranges if first <= score <= last) for score in range(101)),
        usage=Usage(**tables["usage"]),
        interactions=Interactions(**tables["interactions"]),
        satisfaction=Satisfaction(**tables["satisfaction"]),
        pulse=Pulse(**tables["pulse"]),
        contract=Contract(**tables["contract"]),
        known_from=tables["bands"]["known_from"],
        tops={band: last for band, _, last in ranges},
    )
