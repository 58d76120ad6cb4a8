"""One figure of the accounts, asked for by its name: what it is, what it is made of, or why it isn't known."""

from collections.abc import Iterator, Mapping, Sequence

from accounts.money.rates import Total
from accounts.portfolio.arr_model import ArrMovement, CustomerMovement
from accounts.portfolio.lost import LostCustomer, list_lost
from accounts.portfolio.retention import NOT_KNOWN, WANTED, RetentionMetric
from accounts.portfolio.summary import Portfolio
from accounts.portfolio.trends import MonthArr, arr_by_month
from bot.accounts.arr_chart import arr_chart
from bot.accounts.formatting import (
    converted_at,
    count,
    join_texts,
    period_text,
    sentence,
    short_date,
    short_total,
)
from bot.accounts.lost import LOST, lost_row
from bot.context import Context
from bot.reply import Choice, Fact, Reply

FIGURES: Mapping[str, tuple[str, str, str]] = {
    "nrr": ("NRR", "net-revenue-retention", "nrr"),
    "grr": ("GRR", "gross-revenue-retention", "grr"),
    "crr": ("CRR", "customer-retention-rate", "crr"),
    "churn": ("Customer churn", "customer-churn-rate", "crr"),
    "arr": ("ARR", "annual-recurring-revenue", "arr"),
}
"""What each figure is called, the term that explains it, and the definition that says how it is counted."""
NAMED = 5  # customers that were lost, of those that a figure of customers names
BESIDE = ("without a renewal date", "without an owner")  # what is missing and makes no difference to these figures


def figure_reply(context: Context, found: Portfolio, figure: str, named: str, data: Mapping[str, object]) -> Reply:
    """The reply that leads with a figure of a portfolio; `named` are the accounts and the period as they were typed."""
    name, term, definition = FIGURES[figure]
    is_arr, metrics = figure == "arr", metrics_of(found, figure)
    then = _arr_then(context, found) if is_arr else None
    said = _arr_said(found, then) if is_arr else _retention_said(found, figure, metrics)
    lost = _lost(context, found) if definition == "crr" else ()
    return Reply(
        title=_arr_title(found, then) if is_arr else f"{name}: {_values(figure, metrics)}",
        data={**data, "figure": figure},
        paragraphs=tuple(said),
        facts=tuple(fact for fact in _facts(found, figure) if fact.text),
        rows_title="Lost, most revenue first" if lost else "",
        rows=tuple(lost_row(each, context.today) for each in lost),
        choices=(*worked_out(found, metrics), Choice(f"What is {name}?", f"define {term}")),
        actions=(
            *((Choice("All that were lost", f"portfolio {LOST} {named}".strip(), first=True),) if lost else ()),
            Choice("How is this counted?", f"counted {definition}", first=True),
            Choice("The whole portfolio", f"portfolio {named}".strip(), first=True),
        ),
        footnotes=tuple(figure_notes(context, found)),
        share=f"portfolio {figure} {named}".strip(),
        chart=arr_chart(context, found) if is_arr else None,
    )


def figure_value(context: Context, found: Portfolio, figure: str) -> str:
    """A figure's value by itself, in each currency that it is known in; ARR that of the period's last day."""
    if figure == "arr":
        return _arr_title(found, _arr_then(context, found)).partition(": ")[2]
    return _values(figure, metrics_of(found, figure))


def _lost(context: Context, found: Portfolio) -> tuple[LostCustomer, ...]:
    """The first of the customers that were lost."""
    return list_lost(context.store, found.period, found.scope, NAMED, 0, context.rates).rows if found.logos.lost else ()


def metrics_of(found: Portfolio, figure: str) -> list[RetentionMetric]:
    """The metrics of a portfolio that a figure is told by, one for each currency."""
    return [each for each in found.kept if each.metric == ("crr" if figure == "churn" else figure)]


def value_text(figure: str, kept: RetentionMetric) -> str:
    """A figure's value, with what is past due and, where that differs, without; customers lost as a share."""
    return lost_share(kept) if figure == "churn" else kept.both


def lost_share(kept: RetentionMetric) -> str:
    """The share of the customers of the start who were lost: what retention leaves of 100 %."""
    return kept.text if kept.value is None else f"{f'{100 - kept.value:.1f}'.removesuffix('.0')}%"


def worked_out(found: Portfolio, metrics: list[RetentionMetric]) -> Iterator[Choice]:
    """How each figure comes about."""
    few = len(currencies_of(found)) < 2
    for kept in metrics:
        if kept.value is not None:
            label = join_texts((kept.metric.upper(), "" if few else kept.currency), " ")
            yield Choice(f"{label} worked out", f"calculate {kept.request}")


def currencies_of(found: Portfolio) -> list[str]:
    """The currencies that retention is told in."""
    return list(dict.fromkeys(each.currency for each in found.kept if each.currency))


def _values(figure: str, metrics: list[RetentionMetric]) -> str:
    """The value in each currency that it is known in; that it isn't known where it is in none."""
    known = [each for each in metrics if each.value is not None]
    said = (f"{_short(figure, each)}{f' in {each.currency}' if len(metrics) > 1 else ''}" for each in known)
    return ", ".join(said) or next((each.text for each in metrics), NOT_KNOWN)


def _short(figure: str, kept: RetentionMetric) -> str:
    return lost_share(kept) if figure == "churn" else kept.text


def _retention_said(found: Portfolio, figure: str, metrics: list[RetentionMetric]) -> Iterator[str]:
    """The figure over the period and what it is made of, in a sentence for each currency; else why it isn't known."""
    name, when = FIGURES[figure][0], period_text(found.period, found.today)
    moved = {each.end.currency: each for each in found.moved}
    for each in metrics:
        of = f" in {each.currency}" if each.currency and len(metrics) > 1 else ""
        if each.value is None:
            why = f": {each.why[:1].lower()}{each.why[1:]}" if each.why else "."
            yield f"{name}{of} from {when} is {each.text}{why}"
            continue
        made = _of_customers(found.logos) if not each.currency else _of_revenue(moved.get(each.currency), figure)
        yield f"{name}{of}: {value_text(figure, each)}, {when}. {made}".strip()
    if not metrics:
        yield f"{name} is not known: no ARR is known at the start of {when}. {WANTED}"


def _of_revenue(one: ArrMovement | None, figure: str) -> str:
    """What became of the revenue of the start: `$6,0 at the start + $500 expansion − $100 contraction − $40 churn.`"""
    if one is None:
        return ""
    grown = f" + {one.expansion} expansion" if figure == "nrr" else ""
    return f"{one.start} at the start{grown} − {one.contraction} contraction − {one.churn} churn, of the same accounts."


def _of_customers(logos: CustomerMovement) -> str:
    unknown = f"; of {count(logos.unknown_at_start, 'account')} it isn't known" if logos.unknown_at_start else ""
    return f"Of {count(logos.start, 'customer')} at the start {logos.lost:,} left{unknown}."


def _arr_then(context: Context, found: Portfolio) -> Sequence[MonthArr] | None:
    """ARR on the last day of a period that is over, none where too little of it is known; None of one that isn't."""
    last = found.period.end
    return arr_by_month(context.store, last, found.scope, 0, context.rates) if last < found.today else None


def _arr_title(found: Portfolio, then: Sequence[MonthArr] | None) -> str:
    """ARR of the day that is asked for."""
    arr = found.arr if then is None else then[0].arr if then else Total()
    day = "" if then is None else f" on {short_date(found.period.end, found.today)}"
    return f"ARR{day}: {arr if arr.each else NOT_KNOWN}"


def _arr_said(found: Portfolio, then: Sequence[MonthArr] | None) -> Iterator[str]:
    """ARR today, and on the last day of the period where that is over."""
    day = short_date(found.period.end, found.today)
    today = f"Today it is {found.arr if found.arr.each else NOT_KNOWN}."
    if then is None and not found.arr.each:
        yield "ARR is not known: no account has one. A contract with its amount tells it, or the account’s own ARR."
    elif then is None:
        yield f"ARR is {found.arr}, of {count(found.accounts, 'account')}."
    elif not then:
        yield f"ARR on {day} isn’t known: too few of the contracts of that day are. {today}"
    elif not then[0].arr.each:
        yield f"No ARR of {day} is known. {today}"
    else:
        yield f"ARR was {then[0].arr} on {day}. {today}"


def _facts(found: Portfolio, figure: str) -> Iterator[Fact]:
    """Whose figure it is, with the others of retention, or what there is to know of ARR."""
    yield Fact("Accounts", f"{found.scope.words}, {found.accounts:,} today")
    if figure == "arr":
        late, leaving = found.caveats.past_due, found.caveats.leaving
        yield Fact("Past due", _worth(late.arr, late.accounts))
        yield Fact("Leaving", _worth(leaving.arr, leaving.accounts))
        return
    for other, (name, _, _) in FIGURES.items():
        if other not in {figure, "arr", "churn" if figure == "crr" else "crr"}:
            yield Fact(name, _values(other, metrics_of(found, other)))


def _worth(arr: Total, accounts: int) -> str:
    return f"{short_total(arr)}, {count(accounts, 'account')}" if accounts else ""


def figure_notes(context: Context, found: Portfolio) -> Iterator[str]:
    """What is to be said below figures of a portfolio: rates, currencies by themselves, what is missing."""
    if rates_note := converted_at(found.arr.each, context.rates):
        yield rates_note
    if found.converted_on:
        yield f"Retention over all currencies is at the rates of {found.converted_on}."
    elif len(currencies_of(found)) > 1:
        yield "Each currency is told by itself: without exchange rates they aren't added."
    if missing := [each for each in found.missing if not each.rstrip(".").endswith(BESIDE)]:
        yield f"Missing: {' '.join(map(sentence, missing))}"
