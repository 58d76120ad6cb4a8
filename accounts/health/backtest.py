"""Back-test of the score: who left, how well the score told them apart, and how well simpler figures did."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.health.cohorts import Case, days_before, load_cases
from accounts.health.config import HealthConfig
from accounts.health.evaluation import FEW, Evaluation, evaluate, sample
from accounts.health.freshness import newest_days
from accounts.health.model import PARTS, Band, PartName
from store.database import Store

LEAD_DAYS: Final = (30, 60, 90)  # days within which an account left


@dataclass(frozen=True, slots=True)
class Backtest:
    """How well the score told who left within some days.

    `left` and `stayed` are accounts on days on which they had a score, `unscored` without one; `leavers` how many
    different accounts left. Too few is no result.
    `parts` has each part alone, `baselines` simpler figures, where enough accounts have them; `bands` is how many of
    those that left were in each band, and `days_looked_at` how many days they are of.
    """

    days: int
    left: int
    leavers: int
    stayed: int
    unscored: int
    judged: Evaluation | None
    parts: Mapping[PartName, Evaluation]
    baselines: Mapping[str, Evaluation]
    bands: Mapping[Band, int]
    days_looked_at: int

    @property
    def better(self) -> str:
        """The baseline that tells more than the score or can't be told from it; "" where the score is surely better."""
        return better_than(self.judged, self.baselines)


def better_than(judged: Evaluation | None, baselines: Mapping[str, Evaluation]) -> str:
    """The best of the baselines, where in more than one of 40 draws of the accounts it tells as much as the score."""
    if not judged or not baselines:
        return ""
    best = max(baselines, key=lambda name: baselines[name].auc)
    draws = zip(judged.draws, baselines[best].draws, strict=True)
    return best if 40 * sum(ours <= theirs for ours, theirs in draws) > len(judged.draws) else ""


def backtest(store: Store, today: date, config: HealthConfig, ahead: Sequence[int] = LEAD_DAYS) -> tuple[Backtest, ...]:
    """A result for each number of days ahead."""
    with store.snapshot() as connection:
        fresh = newest_days(connection, today)
        days = {lead: days_before(today, lead) for lead in ahead}
        every = sorted({day for each in days.values() for day in each})
        cases = list(load_cases(connection, every, today, config, fresh))
    return tuple(_result(lead, [each for each in cases if _fits(each, days[lead])]) for lead in ahead)


def _fits(case: Case, days: Sequence[date]) -> bool:
    return any(case.on == day.toordinal() for day in days)


def _result(lead: int, cases: Sequence[Case]) -> Backtest:
    left = [each.left_in is not None and each.left_in <= lead for each in cases]
    account = [each.account_id for each in cases]
    scored = [gone for each, gone in zip(cases, left, strict=True) if each.score is not None]

    def judge(values: Iterator[float | None]) -> Evaluation | None:
        return evaluate(sample(account, left, list(values)))

    parts = {name: judge(each.points[n] for each in cases) for n, name in enumerate(PARTS)}
    names = cases[0].baselines if cases else ()
    baselines = {name: judge(each.baselines[name] for each in cases) for name in names}
    return Backtest(
        days=lead,
        left=sum(scored),
        leavers=len(
            {each.account_id for each, gone in zip(cases, left, strict=True) if gone and each.score is not None}
        ),
        stayed=len(scored) - sum(scored),
        unscored=len(cases) - len(scored),
        judged=judge(each.score for each in cases),
        parts={name: each for name, each in parts.items() if each},
        baselines={name: each for name, each in baselines.items() if each},
        bands=Counter(each.band for each, gone in zip(cases, left, strict=True) if gone and each.score is not None),
        days_looked_at=len({each.on for each in cases}),
    )


__all__ = ["FEW", "LEAD_DAYS", "Backtest", "Evaluation", "backtest"]
