"""A back-test of health, and what was learned from the accounts that left, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.health import FEW, Backtest, Evaluation, Fitted
from bot.accounts.formatting import count
from bot.chart import Chart
from bot.chart_builders import found_by_score
from bot.reply import Choice, Reply, Row

LEFT_OUT = (
    "What has no date was left out: payment, cancellations and the ends of contracts are known as they are now, and "
    "would tell who left. Trials were left out as well."
)
HOW = (
    "AUC: of a pair, one that left and one that stayed, how often the one that left had the lower score. "
    "0.5 is guessing, 1 is never wrong. An account is looked at every 30 days on which it was a paying customer. "
    "Intervals are of accounts drawn anew 200 times with all their days."
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


def fit_reply(found: Fitted, target: str, written: str) -> Reply:
    """What was learned and how well it did on later days; where it would be written, or was."""
    return Reply(
        title="Weights learned from the accounts that left",
        data=_fit_data(found, written),
        rows=tuple(_fit_rows(found)),
        paragraphs=tuple(_verdict(found, target, written)),
        footnotes=(HOW, LEFT_OUT),
        outcome="answered" if found.tables else "nothing",
    )


def _rows(result: Backtest) -> Iterator[Row]:
    label = f"Within {count(result.days, 'day')}"
    among = (
        f"Looked at on {count(result.days_looked_at, 'day')}: {count(result.left, 'time')} an account left within "
        f"{count(result.days, 'day')} after it ({count(result.leavers, 'account')} in all), "
        f"{count(result.stayed, 'time')} it stayed."
    )
    if not result.judged:
        few = f"too few to tell. From {FEW} accounts that left and {FEW} that stayed on, a figure means something."
        yield Row(label, few, detail="\n".join((among, *_unscored(result))))
        return
    said = (among, *_sentences(result, result.judged), _then(result), *_unscored(result))
    yield Row(label, f"AUC {_interval(result.judged)}", detail="\n".join(said))


def _unscored(result: Backtest) -> Iterator[str]:
    if result.unscored:
        yield f"{count(result.unscored, 'time')} too little was known for a score, which is left out."


def _sentences(result: Backtest, judged: Evaluation) -> Iterator[str]:
    if judged.low <= 0.5 <= judged.high:
        yield "The interval holds 0.5: this can't be told from guessing."
    elif judged.high < 0.5:
        yield "That is worse than guessing: those that left had the higher scores."
    if result.better:
        yield f"The score is not surely better than {result.better} alone."
    yield (
        f"Of the lowest tenth of the scores ({judged.top:,}), {judged.precision:.0%} were of accounts that then left; "
        f"of all scores, {judged.base_rate:.0%}."
    )
    if result.parts:
        alone = sorted(result.parts.items(), key=lambda part: -part[1].auc)
        yield f"AUC of each part alone: {', '.join(f'{name} {each.auc:.2f}' for name, each in alone)}."
    if result.baselines:
        yield f"AUC of simpler figures: {', '.join(_by_auc(result.baselines))}."


def _by_auc(found: Mapping[str, Evaluation]) -> Iterator[str]:
    for name, each in sorted(found.items(), key=lambda item: -item[1].auc):
        yield f"{name} {each.auc:.2f} ({each.low:.2f} to {each.high:.2f})"


def _interval(judged: Evaluation) -> str:
    return f"{judged.auc:.2f} (95% interval {judged.low:.2f} to {judged.high:.2f})"


def _then(result: Backtest) -> str:
    bands = (f"{count(result.bands.get(band, 0), 'time')} {band}" for band in ("red", "yellow"))
    return f"Before leaving, an account was {', '.join(bands)} and {count(result.bands.get('green', 0), 'time')} green."


def _chart(result: Backtest, judged: Evaluation) -> Chart:
    found = [(_rounded(looked_at * 100), _rounded(hit * 100)) for looked_at, hit in judged.curve]
    return found_by_score(found, _rounded(judged.auc), result.left)


def _data(result: Backtest) -> Mapping[str, Any]:
    return {
        "days": result.days,
        "left": result.left,
        "leavers": result.leavers,
        "stayed": result.stayed,
        "unscored": result.unscored,
        **_figures(result.judged),
        "parts": {name: f"{each.auc:.4f}" for name, each in result.parts.items()},
        "baselines": {name: _figures(each) for name, each in result.baselines.items()},
        "not_better_than": result.better or None,
        "bands": dict(result.bands),
    }


def _figures(judged: Evaluation | None) -> dict[str, Any]:
    return {
        "auc": judged and f"{judged.auc:.4f}",
        "low": judged and f"{judged.low:.4f}",
        "high": judged and f"{judged.high:.4f}",
        "precision": judged and f"{judged.precision:.4f}",
        "top": judged and judged.top,
        "base_rate": judged and f"{judged.base_rate:.4f}",
    }


def _fit_rows(found: Fitted) -> Iterator[Row]:
    if found.learned:
        yield Row("Learned", f"AUC {_interval(found.learned)}")
    if found.present:
        yield Row("As it is now", f"AUC {_interval(found.present)}")
    for name, each in sorted(found.baselines.items(), key=lambda item: -item[1].auc):
        yield Row(name[:1].upper() + name[1:], f"AUC {_interval(each)}")
    for table, values in (found.tables or {}).items():
        yield Row(f"[{table}]", ", ".join(f"{name} = {value}" for name, value in values.items()))


def _verdict(found: Fitted, target: str, written: str) -> Iterator[str]:
    earlier, later = found.left
    if not found.tables:
        if found.split_on:
            yield (
                f"Within 90 days left {count(earlier, 'account')} of {found.accounts[0]:,} until {found.split_on}, "
                f"and {later:,} of {found.accounts[1]:,} since then."
            )
        yield f"Too few left to learn from: {FEW} are needed before, and {FEW} after. The weights stay as they are."
        return
    yield (
        f"Learned from {count(earlier, 'account')} that left of {found.accounts[0]:,} until {found.split_on}, "
        f"and tried on {later:,} of {found.accounts[1]:,} since then: left within 90 days."
    )
    if found.is_worse:
        yield "What was learned is worse on the later days than what holds now: nothing is written."
        return
    if name := found.best_baseline:
        yield f"The learned score is not surely better than {name} alone."
    yield written or f"Nothing was written yet: cs health fit --write puts them into {target}."


def _fit_data(found: Fitted, written: str) -> dict[str, Any]:
    return {
        "kind": "health_fit",
        "left": list(found.left),
        "accounts": list(found.accounts),
        "split_on": found.split_on and found.split_on.isoformat(),
        "learned": _figures(found.learned),
        "present": _figures(found.present),
        "baselines": {name: _figures(each) for name, each in found.baselines.items()},
        "not_better_than": found.best_baseline or None,
        "weights": found.tables,
        "worse": found.is_worse if found.tables else None,
        "written": bool(written),
    }


def _rounded(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))
