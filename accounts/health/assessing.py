"""From facts to a score: the parts with data, weighted, in whole numbers."""

from datetime import date
from types import ModuleType

from accounts.health import contract, interactions, said, satisfaction, usage
from accounts.health.config import HealthConfig
from accounts.health.facts import Facts
from accounts.health.model import PARTS, Band, Examined, Part
from accounts.health.points import half_up
from accounts.health.rules import Rules

Points = tuple[int | None, ...]
ScoreRow = tuple[int | None, int, Band, *tuple[int | None, ...]]
_OF: dict[str, ModuleType] = dict(zip(PARTS, (usage, interactions, satisfaction, said, contract), strict=True))


def points_of(facts: Facts, rules: Rules) -> Points:
    """The points of each part, in the order of `PARTS`."""
    return (
        usage.points(facts, rules),
        interactions.points(facts, rules),
        satisfaction.points(facts, rules),
        said.points(facts, rules),
        contract.points(facts, rules),
    )


def score_of(points: Points, weights: tuple[int, ...]) -> tuple[int | None, int]:
    """The score, and the share of the weights that is known, in %. What isn't known leaves its weight to the rest."""
    amount = known = 0
    for each, weight in zip(points, weights, strict=True):
        if each is not None:
            amount += each * weight
            known += weight
    return (half_up(amount, known), known) if known else (None, 0)


def scored(facts: Facts, config: HealthConfig) -> ScoreRow:
    """The score, the share known, the band and the points of each part."""
    rules = config.rules_for(facts.segment, facts.age)
    points = points_of(facts, rules)
    score, known = score_of(points, rules.weights)
    return (score, known, rules.band(score), *points)


def examined(facts: Facts, config: HealthConfig) -> Examined:
    """The score with its parts, each with its reason in words."""
    rules = config.rules_for(facts.segment, facts.age)
    points = points_of(facts, rules)
    score, known = score_of(points, rules.weights)
    parts = tuple(
        Part(name, each, weight, _OF[name].reason(facts, rules), _advice(name, each, facts, rules), _well(each, rules))
        for name, each, weight in zip(PARTS, points, rules.weights, strict=True)
    )
    return Examined(facts.account_id, date.fromordinal(facts.on), score, known, rules.band(score), parts)


def _advice(name: str, points: int | None, facts: Facts, rules: Rules) -> str:
    """One thing to do, where something could be better."""
    if points is None or points == 100:
        return ""
    advice: str = _OF[name].advice(facts, rules)
    return advice


def _well(points: int | None, rules: Rules) -> bool:
    return points is not None and rules.band(points) == "green"
