"""Scores accounts, many at once, or one with its reasons: both by the same functions of each part."""

from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module
from types import ModuleType
from typing import Final, NamedTuple

import numpy as np

from accounts.health.config import HealthConfig
from accounts.health.feature_model import NO_AGE, AccountFeatures, FeatureColumns
from accounts.health.interpolation import divide_half_up
from accounts.health.known_facts import stopped_reason
from accounts.health.model import BANDS, PARTS, Band, HealthExamination, Part, PartName
from accounts.health.parts import usage
from accounts.health.parts.phrases import Words
from accounts.health.parts.usage import Judgement, UseInputs
from accounts.health.rules import Rules
from accounts.health.usage_rows import Ints, distinct

_AGES: Final = 2**32  # more than there are ages, in days
Points = tuple[int | None, ...]
ScoreRow = tuple[int | None, int, Band, *tuple[int | None, ...]]
OTHER_PARTS: Final[dict[PartName, ModuleType]] = {
    name: import_module(f"accounts.health.parts.{name}") for name in PARTS if name != "usage"
}


class ScoreColumns(NamedTuple):
    """The scores of accounts, the share known, the bands as places in `BANDS`, and the points of each part.

    −1 is no score and no points.
    """

    scores: Ints
    known: Ints
    bands: Ints
    points: Sequence[Ints]


def score_columns(features: FeatureColumns, config: HealthConfig) -> ScoreColumns:
    """The scores of accounts."""
    size = len(features)
    found = ScoreColumns(np.full(size, -1), np.zeros(size, np.int64), np.zeros(size, np.int64),
                         [np.full(size, -1) for _ in PARTS])  # fmt: skip
    for rules, places, some in _by_rules(features, config):
        used, most = _points_of_use(some, rules)
        points = [used, *_points_of_others(some, rules)]
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


def _by_rules(features: FeatureColumns, config: HealthConfig) -> Iterator[tuple[Rules, Ints, FeatureColumns]]:
    """The accounts that are scored by the same rules, with their places."""
    segments = sorted({*features.segment.tolist()})
    number = {segment: at for at, segment in enumerate(segments)}
    own = np.array([number[each] for each in features.segment.tolist()], np.int64)
    groups, group_of = np.unique(own * _AGES + (features.age - NO_AGE), return_inverse=True)
    found = (divmod(group, _AGES) for group in groups.tolist())
    rules = [config.rules_for(segments[at], age + NO_AGE if age else None) for at, age in found]
    first = {id(each): at for at, each in reversed([*enumerate(rules)])}
    by_rules = np.array([first[id(each)] for each in rules], np.int64)[group_of]
    for at in distinct(by_rules):
        places = np.flatnonzero(by_rules == at)
        yield rules[at], places, features if len(places) == len(features) else features.of(places)


def use_inputs(features: FeatureColumns, config: HealthConfig) -> Iterator[tuple[Rules, Ints, UseInputs]]:
    """The use of accounts with the same rules and peers, with their places."""
    for rules, places, some in _by_rules(features, config):
        for among, inputs in _use_of(some):
            yield rules, places[among], inputs


def _use_of(features: FeatureColumns) -> Iterator[tuple[Ints, UseInputs]]:
    """The use of accounts with the same peers, with their places."""
    if features.use is None:
        return
    peers = features.peers[features.use_places]
    for group in distinct(peers):
        some = np.flatnonzero(peers == group)
        places = features.use_places[some]
        use = features.use.of(some)
        yield places, UseInputs(use, features.age[places], features.seats[places], features.groups[group])


def _points_of_use(features: FeatureColumns, rules: Rules) -> tuple[Ints, Ints]:
    """The points of use, −1 where it isn't known, and the most that the score may be."""
    used, most = np.full(len(features), -1), np.full(len(features), 100)
    for places, inputs in _use_of(features):
        used[places], most[places] = usage.judge_all(inputs, rules)
    return used, most


def _points_of_others(features: FeatureColumns, rules: Rules) -> list[Ints]:
    """The points of each other part."""
    return [part.points(features, rules) for part in OTHER_PARTS.values()]


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
    found: dict[int, HealthExamination] = {}
    for rules, places, some in _by_rules(features, config):
        found.update(zip(places.tolist(), _examined(some, rules), strict=True))
    return [found[place] for place in range(len(features))]


def _examined(features: FeatureColumns, rules: Rules) -> Iterator[HealthExamination]:
    """The examinations of accounts with the same rules."""
    use = _use_in_words(features, rules)
    used = np.array([-1 if each.points is None else each.points for each in use], np.int64)
    columns = [used, *_points_of_others(features, rules)]
    scores, shares = weighted_scores(columns, rules, np.array([each.most for each in use], np.int64))
    points = zip(*map(told, columns), strict=True)
    words = zip(*(part.words(features, rules) for part in OTHER_PARTS.values()), strict=True)
    found = zip(features.accounts, told(scores), shares.tolist(), points, use, words, strict=True)
    for facts, score, known, of_parts, judged, others in found:
        said = (Words(usage.reason(facts, rules, judged), usage.advice(facts, judged)), *others)
        yield HealthExamination(facts.account_id, date.fromordinal(facts.on), score, known, rules.band(score), tuple(
            Part(name, each, weight, _reason(name, each, facts, in_words), _advice(each, in_words), _well(each, rules),
                 judged.details if name == "usage" else ())
            for name, each, weight, in_words in zip(PARTS, of_parts, rules.weights, said, strict=True)
        ))  # fmt: skip


def _use_in_words(features: FeatureColumns, rules: Rules) -> list[Judgement]:
    """What the use of each account comes to."""
    found = [usage.NOT_JUDGED] * len(features)
    for places, inputs in _use_of(features):
        accounts = [features.accounts[place] for place in places.tolist()]
        for place, judged in zip(places.tolist(), usage.judgements(accounts, inputs, rules), strict=True):
            found[place] = judged
    return found


def _reason(name: PartName, points: int | None, facts: AccountFeatures, words: Words) -> str:
    """Why a part has its points, or none: of what stopped it isn't said what there is of it."""
    stopped = stopped_reason(name, facts.stopped) if points is None else ""
    return stopped or words.reason


def _advice(points: int | None, words: Words) -> str:
    """One thing to do, where something could be better."""
    return "" if points is None or points == 100 else words.advice


def _well(points: int | None, rules: Rules) -> bool:
    return points is not None and rules.band(points) == "green"
