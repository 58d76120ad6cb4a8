"""Paying customers on past days, scored from what was known then, and when each of them left afterwards.

Payment, cancellations and notice have no date on which they became known, and are left out; a file says how they are
now, which tells who left. Trials are left out as well.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np

from accounts.health.config import HealthConfig
from accounts.health.feature_model import FeatureColumns
from accounts.health.features import load_columns
from accounts.health.freshness import Freshness
from accounts.health.model import Band
from accounts.health.parts.usage import risks_of
from accounts.health.paying import FIRST_SEEN
from accounts.health.peer_sample import peers_on
from accounts.health.peers import SHUFFLED
from accounts.health.score import Points, score_rows, use_inputs
from accounts.health.usage_fall import falls_of
from accounts.health.usage_rows import to_ordinal
from store.connection import Connection

MOST: Final = 20_000  # accounts that are looked at at most
STEP: Final = 30  # days from one day that is looked at to the next
DAYS: Final = 18  # days that are looked at at most
_GAP: Final = 30  # days between two contracts from which on an account had left
_PEERS: Final = 1_000  # customers that stand for all on such a day
_NEVER: Final = 10**7
_TERMS: Final = frozenset({1, 3, 6, 12, 24, 36, 48, 60})  # months
_CONTRACTS: Final = f"""
SELECT s.account_id, s.starts_on, s.counts_until, s.ends_on, s.status = 'cancelled' OR s.cancelled_on IS NOT NULL
FROM subscription s
WHERE s.status <> 'trial' AND s.account_id IN (
    SELECT id FROM account ORDER BY {SHUFFLED.replace("account_id", "id")}, id LIMIT {MOST}
)
ORDER BY s.account_id, s.starts_on"""
_ACCOUNTS: Final = f"""
SELECT a.id, coalesce(t.since, a.customer_since, {FIRST_SEEN}), t.left_on, a.renews_on
FROM account a LEFT JOIN customer_period t ON t.account_id = a.id WHERE a.status NOT IN ('prospect', 'trial')
    AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id)
ORDER BY {SHUFFLED.replace("account_id", "a.id")}, a.id LIMIT {MOST}"""


class Span(NamedTuple):
    """Days as a paying customer, the last one left out; `ends` are those of terms within."""

    first: int
    until: int
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """An account on a day on which it paid.

    `left_in` is how many days later it left, None where it didn't so far. `risks` has what each aspect of its use costs
    of what that may, from 0 to 1. The baselines are better the higher they are, None where nobody knows.
    """

    account_id: int
    on: int
    left_in: int | None
    score: int | None
    band: Band
    points: Points
    risks: Mapping[str, float]
    baselines: Mapping[str, float | None]


def days_before(today: date, ahead: int) -> list[date]:
    """The days to look at: every 30 days back from so many days ago, the earliest first."""
    return [today - timedelta(days=ahead + STEP * n) for n in reversed(range(DAYS))]


def load_spans(connection: Connection, today: date) -> dict[int, list[Span]]:
    """When accounts were paying customers, by id."""
    contracts: dict[int, list[Span]] = defaultdict(list)
    for id_, starts_on, counts_until, ends_on, cancelled in connection.execute(_CONTRACTS):
        first, until = to_ordinal(starts_on) or 0, to_ordinal(counts_until) or _NEVER
        if first <= today.toordinal() and first < until:
            known = ends_on is not None and (not cancelled or _is_term(starts_on, ends_on))
            contracts[id_].append(Span(first, until, (to_ordinal(ends_on) or 0,) if known else ()))
    found = {id_: _joined(each) for id_, each in contracts.items()}
    for id_, since, left_on, renews_on in connection.execute(_ACCOUNTS):
        if id_ not in found and since is not None:
            ends = tuple(filter(None, (to_ordinal(renews_on),)))
            found[id_] = [Span(to_ordinal(since) or 0, to_ordinal(left_on) or _NEVER, ends)]
    return found


def _is_term(starts_on: str, ends_on: str) -> bool:
    """Whether a contract ended with a usual term, which was known beforehand, and not when it was cancelled."""
    first, last = date.fromisoformat(starts_on), date.fromisoformat(ends_on)
    months = 12 * (last.year - first.year) + last.month - first.month
    return months in _TERMS and abs(last.day - first.day) <= 1


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined = [spans[0]]
    for each in spans[1:]:
        last = joined[-1]
        if each.first - last.until < _GAP:
            joined[-1] = Span(last.first, max(last.until, each.until), (*last.ends, *each.ends))
        else:
            joined.append(each)
    return joined


def load_cases(
    connection: Connection, days: Sequence[date], today: date, config: HealthConfig, fresh: Freshness
) -> Iterator[Case]:
    """The paying customers on each of the days."""
    spans, churned = load_spans(connection, today), _churned(connection)
    for day in days:
        on, known = day.toordinal(), Freshness(*(until and min(until, day.isoformat()) for until in fresh))
        paying = {id_: span for id_, each in spans.items() if (span := _on(each, on))}
        peers = peers_on(connection, day, known, _PEERS)
        features = load_columns(connection, sorted(paying), day, known, peers, contract_known=False)
        used = _use(features, config)
        rows = zip(features.account_id.tolist(), score_rows(features, config), used, strict=True)
        for id_, (score, _, band, *points), use in rows:
            span = paying[id_]
            ends = [*churned.get(id_, ()), span.until]
            left = min((each for each in ends if on < each <= today.toordinal()), default=None)
            left_in = None if left is None else left - on
            yield Case(id_, on, left_in, score, band, tuple(points), use.risks, _baselines(use, span, on))


def _on(spans: Sequence[Span], day: int) -> Span | None:
    return next((each for each in spans if each.first <= day < each.until), None)


def _churned(connection: Connection) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for id_, day in connection.execute("SELECT account_id, churned_on FROM churn"):
        found[id_].append(to_ordinal(day) or 0)
    return found


@dataclass(slots=True)
class _Use:
    """What the use of an account costs by each aspect, days since the last, and what is left of the usual."""

    risks: dict[str, float] = field(default_factory=dict)
    silence: int | None = None
    left: float | None = None


def _use(features: FeatureColumns, config: HealthConfig) -> list[_Use]:
    found = [_Use() for _ in range(len(features))]
    for rules, places, inputs in use_inputs(features, config):
        falls, told = falls_of(inputs.use, inputs.peers.clump), inputs.use.silence >= 0
        for risk in risks_of(inputs, rules, falls):
            for at in np.flatnonzero(risk.known & told).tolist():
                found[places[at]].risks[risk.name] = float(risk.values[at])
        for at in np.flatnonzero(told).tolist():
            found[places[at]].silence = int(inputs.use.silence[at])
        least = falls.least()
        for at in np.flatnonzero(falls.known.any(0)).tolist():
            found[places[at]].left = float(least[at])
    return found


def _baselines(use: _Use, span: Span, on: int) -> dict[str, float | None]:
    ends = sorted(span.ends)
    place = bisect_right(ends, on)
    return {
        "days since last use": None if use.silence is None else -float(use.silence),
        "trend of use": use.left,
        "use beside peers": 1 - use.risks["level"] if "level" in use.risks else None,
        "days to the renewal": float(ends[place] - on) if place < len(ends) else None,
    }
