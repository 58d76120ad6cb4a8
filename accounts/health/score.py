"""Scores accounts, many at once, or one with its reasons: both by the same functions of each part."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from types import ModuleType
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.health.config import HealthConfig
from accounts.health.feature_model import AccountFeatures, FeatureColumns
from accounts.health.known_facts import stopped_reason
from accounts.health.model import BANDS, PARTS, Band, HealthExamination, Part, PartName
from accounts.health.parts import contract, interactions, pulse, satisfaction, usage
from accounts.health.parts.usage import Judgement, UseInputs
from accounts.health.rules import Rules, divide_half_up
from accounts.health.usage_rows import Ints

_MOST_KEPT: Final = 50_000  # facts that the points of a part are kept for, some 20 MB
Points = tuple[int | None, ...]
ScoreRow = tuple[int | None, int, Band, *tuple[int | None, ...]]
PointsKnown = dict[tuple[PartName, int], dict[tuple[Any, ...], int]]
PARTS_BY_NAME: Final[dict[PartName, ModuleType]] = dict(
    zip(PARTS, (usage, interactions, satisfaction, pulse, contract), strict=True)
)


class ScoreColumns(NamedTuple):
    """The scores of accounts, the share known, the bands as places in `BANDS`, and the points of each part.

    −1 is no score and no points.
    """

    scores: Ints
    known: Ints
    bands: Ints
    points: Sequence[Ints]


def score_columns(features: FeatureColumns, config: HealthConfig, known: PointsKnown | None = None) -> ScoreColumns:
    """The scores of accounts.

    `known` has the points of parts by the facts that they are made of, and gets those that are worked out.
    """
    size = len(features)
    found = ScoreColumns(np.full(size, -1), np.zeros(size, np.int64), np.zeros(size, np.int64),
                         [np.full(size, -1) for _ in PARTS])  # fmt: skip
    for rules, places in _by_rules(features, config):
        points, most = _points_of(features, rules, places, {} if known is None else known)
        found.scores[places], found.known[places] = weighted_scores(points, rules, most)
        bands = np.array([*map(BANDS.index, rules.bands), BANDS.index("unknown")])  # of no score, −1, the last
        found.bands[places] = bands[found.scores[places]]
        for every, own in zip(found.points, points, strict=True):
            every[places] = own
    return found


def score_rows(features: FeatureColumns, config: HealthConfig) -> list[ScoreRow]:
    """The score, the share known, the band and the points of each part of accounts."""
    found = score_columns(features, config)
    bands = [BANDS[place] for place in found.bands.tolist()]
    columns = told(found.scores), found.known.tolist(), bands, *map(told, found.points)
    return [*zip(*columns, strict=True)]


def told(values: Ints) -> list[int | None]:
    """Numbers, None where they aren't known."""
    return [None if value < 0 else value for value in values.tolist()]


def _by_rules(features: FeatureColumns, config: HealthConfig) -> Iterator[tuple[Rules, list[int]]]:
    """The places of accounts that are scored by the same rules."""
    whose = [*zip(features.lists["segment"], features.lists["age"], strict=True)]
    rules = {each: config.rules_for(*each) for each in {*whose}}
    numbers = np.array([id(rules[each]) for each in whose], np.int64)
    for number in np.unique(numbers).tolist():
        places = np.flatnonzero(numbers == number).tolist()
        yield rules[whose[places[0]]], places


def use_inputs(features: FeatureColumns, config: HealthConfig) -> Iterator[tuple[Rules, list[int], UseInputs]]:
    """The use of accounts with the same rules and peers, with their places."""
    for rules, places in _by_rules(features, config):
        for some, inputs in _use_of(features, places):
            yield rules, some, inputs


def _use_of(features: FeatureColumns, places: Sequence[int]) -> Iterator[tuple[list[int], UseInputs]]:
    if features.use is None:
        return
    peers, ages, seats = (features.lists[name] for name in ("peers", "age", "seats"))
    use_at = dict(zip(features.use_places, range(len(features.use_places)), strict=True))
    alike: dict[int, list[int]] = defaultdict(list)
    for place in places:
        if place in use_at:
            alike[id(peers[place])].append(place)
    for some in alike.values():
        use = features.use.of([use_at[place] for place in some])
        yield some, UseInputs(use, [ages[place] for place in some], [seats[place] for place in some], peers[some[0]])


def _points_of(
    features: FeatureColumns, rules: Rules, places: Sequence[int], known: PointsKnown
) -> tuple[list[Ints], Ints]:
    """The points of each part, −1 where it isn't known, and the most that the score may be."""
    used, most = np.full(len(features), -1), np.full(len(features), 100)
    for some, inputs in _use_of(features, places):
        used[some], most[some] = usage.judge_all(inputs, rules)
    others = (_points_by_facts(features, rules, places, name, known) for name in PARTS[1:])
    return [used[places], *others], most[places]


def _points_by_facts(
    features: FeatureColumns, rules: Rules, places: Sequence[int], name: PartName, known: PointsKnown
) -> Ints:
    """The points of a part, worked out once for all accounts of which the same is known."""
    part = PARTS_BY_NAME[name]
    points = known.setdefault((name, id(rules)), {})
    if len(points) > _MOST_KEPT:
        points.clear()
    names = part.facts_of(rules)
    facts = [*zip(*(map(features.column(name).__getitem__, places) for name in names), strict=True)]
    found = [*map(points.get, facts)]
    for at, (place, same, worth) in enumerate(zip(places, facts, found, strict=True)):
        if worth is None:
            if same not in points:
                worked_out = part.points(features.at(place, with_usage="usage" in names), rules)
                points[same] = -1 if worked_out is None else worked_out
            found[at] = points[same]
    return np.array(found, np.int64)


def weighted_scores(points: Sequence[Ints], rules: Rules, most: Ints) -> tuple[Ints, Ints]:
    """The scores, and the share of the weights that is known, in %. What isn't known leaves its weight to the rest.

    There is no score (−1) where less is known than the rules ask for, and none above `most`.
    """
    amount, known = np.zeros(len(most), np.int64), np.zeros(len(most), np.int64)
    for each, weight in zip(points, rules.weights, strict=True):
        amount += np.where(each < 0, 0, each * weight)
        known += np.where(each < 0, 0, weight)
    scores = np.minimum(divide_half_up(amount, np.maximum(known, 1)), most)
    return np.where((known > 0) & (known >= rules.known_from), scores, -1), known


def examinations(features: FeatureColumns, config: HealthConfig) -> list[HealthExamination]:
    """The scores of accounts with their parts, each with its reason in words."""
    facts = features.each()
    found: dict[int, HealthExamination] = {}
    for rules, places in _by_rules(features, config):
        use = dict.fromkeys(places, usage.NOT_JUDGED)
        for some, inputs in _use_of(features, places):
            use.update(zip(some, usage.judgements([facts[place] for place in some], inputs, rules), strict=True))
        examined = _examined([facts[place] for place in places], [*use.values()], rules)
        found.update(zip(places, examined, strict=True))
    return [found[place] for place in range(len(facts))]


def _examined(accounts: Sequence[AccountFeatures], use: Sequence[Judgement], rules: Rules) -> list[HealthExamination]:
    """The examinations of accounts with the same rules, given what their use comes to."""
    points = [
        (judged.points, *(PARTS_BY_NAME[name].points(facts, rules) for name in PARTS[1:]))
        for facts, judged in zip(accounts, use, strict=True)
    ]
    columns = [np.array([-1 if each is None else each for each in column]) for column in zip(*points, strict=True)]
    scores, shares = weighted_scores(columns, rules, np.array([each.most for each in use]))
    found = zip(accounts, told(scores), shares.tolist(), points, use, strict=True)
    return [
        HealthExamination(facts.account_id, date.fromordinal(facts.on), score, known, rules.band(score), tuple(
            Part(name, each, weight, _reason(name, each, facts, rules, judged),
                 _advice(name, each, facts, rules, judged), _well(each, rules),
                 judged.details if name == "usage" else ())
            for name, each, weight in zip(PARTS, of_parts, rules.weights, strict=True)
        ))
        for facts, score, known, of_parts, judged in found
    ]  # fmt: skip


def _reason(name: PartName, points: int | None, facts: AccountFeatures, rules: Rules, use: Judgement) -> str:
    """Why a part has its points, or none: of what stopped it isn't said what there is of it."""
    if points is None and (stopped := stopped_reason(name, facts.stopped)):
        return stopped
    reason: str = usage.reason(facts, rules, use) if name == "usage" else PARTS_BY_NAME[name].reason(facts, rules)
    return reason


def _advice(name: PartName, points: int | None, facts: AccountFeatures, rules: Rules, use: Judgement) -> str:
    """One thing to do, where something could be better."""
    if points is None or points == 100:
        return ""
    advice: str = usage.advice(facts, use) if name == "usage" else PARTS_BY_NAME[name].advice(facts, rules)
    return advice


def _well(points: int | None, rules: Rules) -> bool:
    return points is not None and rules.band(points) == "green"
