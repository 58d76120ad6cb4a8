"""Learns what each part counts from the accounts that left: on earlier days, and tried on later ones."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from accounts.errors import HealthConfigError
from accounts.health.backtest import better_than
from accounts.health.cohorts import Case, days_before, load_cases
from accounts.health.config import HealthConfig, configured
from accounts.health.evaluation import Evaluation, evaluate, sample
from accounts.health.freshness import newest_days
from accounts.health.logistic import Floats, fit_weights
from accounts.health.model import PARTS, PartName
from accounts.health.rules import Rules
from store.database import Store

AHEAD: Final = 90  # days within which an account left
FEWEST: Final = 10  # accounts that left, of the earlier days and of the later
PENALTY: Final = 3.0
_LATER: Final = 1 / 3  # of the days, for the trial
ASPECTS: Final = ("level", "fall", "recency", "breadth", "newness", "seats")
LEARNED: Final[tuple[PartName, ...]] = ("interactions", "satisfaction", "pulse")
"""The parts beside use whose weights are learned; the others keep theirs."""
_HEADER: Final = re.compile(r"""\s*\[(\[?)\s*["']?([^\[\]"'=]+?)["']?\s*\]\]?\s*(?:#.*)?$""")
_KNOWN: Final = 0.05  # of the cases, for a part to be learned


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was learned, and how it did on the later days, beside the weights that hold now and simpler figures.

    `tables` are the weights to write; None where too few left to learn from. `left` and `accounts` are those that left
    and all, on the earlier and the later days.
    """

    tables: Mapping[str, Mapping[str, int]] | None
    learned: Evaluation | None
    present: Evaluation | None
    baselines: Mapping[str, Evaluation]
    left: tuple[int, int]
    accounts: tuple[int, int]
    split_on: date | None

    @property
    def is_worse(self) -> bool:
        """Whether what was learned told less on the later days than what holds now."""
        return not (self.learned and self.present) or self.learned.auc < self.present.auc

    @property
    def best_baseline(self) -> str:
        """The simpler figure that the learned weights aren't surely better than; "" for none."""
        return better_than(self.learned, self.baselines)


def fit(store: Store, today: date, config: HealthConfig, text: str | None = None) -> Fitted:
    """Learns from days whose 90 days ended before the later days began. `text` is the file that holds now."""
    days = days_before(today, AHEAD)
    with store.snapshot() as connection:
        cases = list(load_cases(connection, days, today, config, newest_days(connection, today)))
    seen = sorted({each.on for each in cases})
    if not seen:
        return Fitted(None, None, None, {}, (0, 0), (0, 0), None)
    split = seen[-max(1, round(len(seen) * _LATER))]
    earlier = [each for each in cases if each.on + AHEAD <= split]
    later = [each for each in cases if each.on >= split]
    left = _leavers(earlier), _leavers(later)
    accounts = len({each.account_id for each in earlier}), len({each.account_id for each in later})
    baselines = _baselines(later)
    present = _judge(later, [each.score for each in later])
    nothing = Fitted(None, None, present, baselines, left, accounts, date.fromordinal(split))
    if min(left) < FEWEST:
        return nothing
    tables = _learn(earlier, config.base)
    learned = configured(tables, text)
    with store.snapshot() as connection:
        again = list(load_cases(connection, [date.fromordinal(day) for day in seen if day >= split], today, learned,
                                newest_days(connection, today)))  # fmt: skip
    found = _judge(again, [each.score for each in again])
    return Fitted(tables, found, present, baselines, left, accounts, date.fromordinal(split))


def _learn(cases: Sequence[Case], rules: Rules) -> dict[str, dict[str, int]]:
    """The weights as the file has them: of the aspects in hundredths of log odds, of the parts in %.

    A part that hardly any case has data of keeps its weight.
    """
    centre = _centre(rules)
    left = np.array([_left(each) for each in cases], np.float64)
    found = fit_weights(_values(cases, centre), left, centre, PENALTY)
    aspects = {name: round(100 * weight) for name, weight in zip(ASPECTS, found.tolist(), strict=False)}
    aspects |= {name: max(aspects[name], 1) for name in ("level", "recency")}
    weights: dict[str, int] = dict(zip(PARTS, rules.weights, strict=True))
    odds: dict[PartName, float] = {
        "usage": float(found[: len(ASPECTS)].sum()),
        **dict(zip(LEARNED, found[len(ASPECTS) :].tolist(), strict=True)),
    }
    learned = {name: each for name, each in odds.items() if _is_known(cases, name)}
    room, total = sum(weights[name] for name in learned), sum(learned.values())
    if total:
        weights |= _rounded({name: room * each / total for name, each in learned.items()}, room)
    return {"weights": weights, "usage": aspects}


def _is_known(cases: Sequence[Case], name: PartName) -> bool:
    return sum(each.points[PARTS.index(name)] is not None for each in cases) >= _KNOWN * len(cases)


def _centre(rules: Rules) -> Floats:
    """The weights that hold now, in log odds: the aspects' as they stand, the parts' by their share beside usage."""
    aspects = [getattr(rules.usage, name) / 100 for name in ASPECTS]
    usage = rules.weights[PARTS.index("usage")] or 1
    parts = [sum(aspects) * rules.weights[PARTS.index(name)] / usage for name in LEARNED]
    return np.array([*aspects, *parts])


def _values(cases: Sequence[Case], centre: Floats) -> Floats:
    """What each aspect and part costs of what it may; what isn't known costs as much as the mean of the others."""
    rows = [
        [each.risks.get(name, np.nan) for name in ASPECTS]
        + [np.nan if (points := each.points[PARTS.index(name)]) is None else 1 - points / 100 for name in LEARNED]
        for each in cases
    ]
    values = np.array(rows, np.float64)
    known = ~np.isnan(values)
    means = np.where(known, values, 0).sum(0) / np.maximum(known.sum(0), 1)
    assert values.shape[1] == len(centre)  # noqa: S101  a row has a value for each weight
    return np.where(known, values, means)


def _rounded(shares: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers that add to a total, the largest remainders rounded up."""
    found = {name: int(each) for name, each in shares.items()}
    most = sorted(shares, key=lambda name: found[name] - shares[name])
    for name in most[: total - sum(found.values())]:
        found[name] += 1
    return found


def _left(case: Case) -> bool:
    return case.left_in is not None and case.left_in <= AHEAD


def _leavers(cases: Sequence[Case]) -> int:
    return len({each.account_id for each in cases if _left(each)})


def _judge(cases: Sequence[Case], values: Sequence[float | None]) -> Evaluation | None:
    return evaluate(sample([each.account_id for each in cases], [_left(each) for each in cases], values))


def _baselines(cases: Sequence[Case]) -> dict[str, Evaluation]:
    names = cases[0].baselines if cases else ()
    found = {name: _judge(cases, [each.baselines[name] for each in cases]) for name in names}
    return {name: each for name, each in found.items() if each}


def write_tables(text: str, tables: Mapping[str, Mapping[str, int]]) -> str:
    """A file of weights with those of some tables changed, and the rest, comments too, as it was.

    Raises `HealthConfigError` where a table is written in another way than under a line of its own.
    """
    known: dict[str, Any] = tomllib.loads(text)
    lines = text.splitlines()
    for table, values in tables.items():
        if table not in known:
            lines += ["", f"[{table}]"]
        for name, value in values.items():
            _set(lines, table, name, value)
    written = "\n".join(lines) + "\n"
    expected = known | {table: {**known.get(table, {}), **values} for table, values in tables.items()}
    if _read(written) != expected:
        raise _unusual(" and ".join(tables))
    return written


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _unusual(tables: str) -> HealthConfigError:
    return HealthConfigError(
        f"what was learned can't be put into {tables} as the file has them. A table stands under a line of its own, and"
        " each value on a line: [weights] and below it usage = 50"
    )


def _set(lines: list[str], table: str, name: str, value: int) -> None:
    headers = [(n, _table_begun(line)) for n, line in enumerate(lines)]
    start = next((n + 1 for n, begun in headers if begun == table), None)
    if start is None:
        raise _unusual(table)
    end = next((n for n, begun in headers[start:] if begun), len(lines))
    for n in range(start, end):
        key, sign, rest = lines[n].partition("=")
        if sign and key.strip().strip("\"'") == name:
            comment = f"  # {rest.partition('#')[2].strip()}" if "#" in rest else ""
            lines[n] = f"{name} = {value}{comment}"
            return
    while end > start and not lines[end - 1].strip():
        end -= 1
    lines.insert(end, f"{name} = {value}")


def _table_begun(line: str) -> str:
    """The name of the table that a line begins, in double brackets for one of several; "" for any other line."""
    found = _HEADER.match(line)
    return f"{found[1]}{found[2].strip()}" if found else ""
