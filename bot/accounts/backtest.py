"""A back-test of health: how well the score told the accounts that left from those that stayed."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounts.health import FEW, Backtest, Evaluation
from bot.accounts.formatting import count
from bot.chart import Chart
from bot.chart_builders import found_by_score
from bot.reply import Choice, Reply, Row

LEFT_OUT = (
    "What has no date was left out: payment, cancellations and the ends of contracts are known as they are now, and "
    "would tell who left."
)
HOW = (
    "AUC: of a pair, one that left and one that stayed, how often the one that left had the lower score. "
    "0.5 is guessing, 1 is never wrong. Accounts that stayed are scored as of the same days."
)


def backtest_reply(results: Sequence[Backtest]) -> Reply:
    """Each result in sentences, a chart of the middle one that says anything, and what to know about them."""
    told = [(each, each.judged) for each in results if each.judged]
    return Reply(
        title="How well health told who would leave",
        data={"kind": "backtest", "results": [_data(each) for each in results]},
        rows=tuple(row for each in results for row in _rows(each)),
        chart=_chart(*told[len(told) // 2]) if told else None,
        choices=() if told else (Choice("What is churn?", "define churn"),),
        footnotes=(HOW, LEFT_OUT) if told else (LEFT_OUT,),
        outcome="answered" if told else "nothing",
    )


def _rows(result: Backtest) -> Iterator[Row]:
    label = f"{count(result.days, 'day')} before"
    unscored = f" {count(result.unscored, 'account')} had no score then: nothing was known yet." * bool(result.unscored)
    among = f"{count(result.left, 'account')} that left, {count(result.stayed, 'account')} that stayed."
    if not result.judged:
        yield Row(label, f"too few to tell. {among} From {FEW} of each on, a figure means something.{unscored}")
        return
    yield Row(label, " ".join(_sentences(result, result.judged)), detail=f"{among} {_then(result)}{unscored}")


def _sentences(result: Backtest, judged: Evaluation) -> Iterator[str]:
    yield f"AUC {_rounded(judged.auc)} (95% interval {judged.low:.2f} to {judged.high:.2f})."
    if judged.low <= 0.5 <= judged.high:
        yield "The interval holds 0.5, so that this can't be told from guessing."
    elif judged.high < 0.5:
        yield "That is worse than guessing: those that left had the higher scores."
    yield (
        f"Of the tenth with the lowest scores ({judged.top:,}) {_percent(judged.precision)} left, "
        f"of all {_percent(judged.base_rate)}."
    )
    if result.parts:
        alone = sorted(result.parts.items(), key=lambda part: -part[1])
        yield f"Parts alone: {', '.join(f'{name} {_rounded(auc)}' for name, auc in alone)}."


def _then(result: Backtest) -> str:
    bands = (f"{result.bands.get('red', 0)} red", f"{result.bands.get('yellow', 0)} yellow")
    return f"Of those that left, {', '.join(bands)} and {result.bands.get('green', 0)} green then."


def _chart(result: Backtest, judged: Evaluation) -> Chart:
    found = [(_rounded(looked_at * 100), _rounded(hit * 100)) for looked_at, hit in judged.curve]
    return found_by_score(found, _rounded(judged.auc), result.left)


def _data(result: Backtest) -> Mapping[str, Any]:
    judged = result.judged
    return {
        "days": result.days,
        "left": result.left,
        "stayed": result.stayed,
        "unscored": result.unscored,
        "auc": judged and str(_rounded(judged.auc, 4)),
        "low": judged and f"{judged.low:.4f}",
        "high": judged and f"{judged.high:.4f}",
        "precision": judged and str(_rounded(judged.precision, 4)),
        "top": judged and judged.top,
        "base_rate": judged and str(_rounded(judged.base_rate, 4)),
        "parts": {name: str(_rounded(auc, 4)) for name, auc in result.parts.items()},
        "bands": dict(result.bands),
    }


def _rounded(value: Fraction, places: int = 2) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal(10) ** -places)


def _percent(value: Fraction) -> str:
    return f"{_rounded(value * 100, 0)}%"
