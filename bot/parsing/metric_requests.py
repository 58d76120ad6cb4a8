"""Metrics named in a text by any of their names, and the calculation that the text asks for.

A text that names a metric and holds numbers is computed, asked about or refused: none of its numbers is dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from glossary import Glossary

if TYPE_CHECKING:
    from metrics import Answer, Metric

LONGEST_NAME = 7  # words
LONGEST_TEXT = 60  # words in which a name is looked for; in a longer text only at its beginning
_DIGIT = re.compile(r"\d")
_WORD_AND_NUMBER = re.compile(r"[^\W\d]+ \d+")
_EDGES = ".,;:?!=()\"'“”"
_WHOSE = frozenset({"our", "the", "my", "a", "an", "your", "their", "is", "calculate", "calc", "compute"})
_INTO = frozenset({"to", "into"})  # between a metric that is known and the one that is wanted, as in `mrr to arr 45k`
_ANNUALISED = re.compile(r"\bannuali[sz](?:e|ed|ing)\b", re.IGNORECASE)  # of a monthly rate: over a year is meant
_PERIODS = {"monthly-churn": ("month", "annual-churn"), "annual-churn": ("year", "monthly-churn")}
"""Rates that are made into each other: the period of the one that a name says, and the other."""
_TARGET = re.compile(
    r"\b(?:to|into|as|what(?:'s| is| would) (?:that|it)(?: be)?)"
    r" (?:an? |by the )?(?P<month>month)?(?P<year>year|annual)?",
    re.IGNORECASE,
)
_OF_PERIOD = re.compile(r"\b(?:month|year|quarter)|\bannual|\bmo\b|/(?:mo|yr)\b", re.IGNORECASE)
_SOLVES = re.compile(r"[?=]|\.\.")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NO_AMOUNT = re.compile(
    r"\b(?:top|first) \d+(?!\S)|\b\d+ (?:biggest|largest|smallest|top|best|worst)\b"
    rf"|\b(?:in|since|during|until|before|after) (?:19|20)\d\d\b(?!-)|\b(?:{_MONTHS})[a-z]* (?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""How many, or a year: no argument of a metric."""
_JUDGED = re.compile(
    r"what (?:is|does|about) (?:an? )?(?:customer )?health score of \d+(?: mean)?\??|"
    r"is (?:an? )?[\d.]+%? (?:an? )?(?:good|bad|ok|okay|high|low|great|decent|healthy|normal|poor) [a-z ]+\??",
    re.IGNORECASE,
)
"""Whether one value is good, which calculates nothing: `is 39 a bad health score?`."""
_VALUE = re.compile(
    r"(?<![A-Za-z\d.,])[-+−]?[$€£₹]?\d[\d.,]*(?:\s?(?:%|percent|points?|months?|x)|k|m)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MetricName:
    """A name of metrics in a text: their ids, the likeliest first, and the words `begin` to `end` that it is."""

    metrics: tuple[str, ...]
    begin: int
    end: int


def calculation(text: str, glossary: Glossary) -> str:
    """The request to calculate that a text makes: a metric's id and its arguments; empty where it makes none.

    A question about a metric whose numbers are no arguments of it (“is an NPS of 42 good?”) makes none.
    """
    if not _DIGIT.search(text) or _NO_AMOUNT.search(text) or _JUDGED.fullmatch(text):
        return ""
    requests = list(_requests(text, glossary))
    if not requests:
        return ""
    from metrics import METRICS, Result
    from metrics.calculation.calculate import period_fault

    metric, _, arguments = requests[0].partition(" ")
    if period_fault(METRICS[metric], arguments):
        return requests[0]
    answers = [(request, _answer(request)) for request in requests]
    for wanted in (Result, None):
        for request, answer in answers:
            if isinstance(answer, Result) if wanted else answer.kind == "choices":
                return request
    return "" if _is_question(text, glossary) else requests[0]


def begins_with_metric(text: str, glossary: Glossary) -> bool:
    """Whether a text begins with a metric's name: of several words, or of one with nothing but values behind it."""
    if _WORD_AND_NUMBER.fullmatch(text):  # `renewals 30`: nothing is called so, and it need not wait for the metrics
        return False
    first = next((name for name in metric_names(text, glossary) if name.begin == 0), None)
    values = text.split()[1:]
    given = "=" in text or ":" in text or (len(values) > 1 and all(map(_VALUE.fullmatch, values)))
    return first is not None and (first.end > 1 or given)


def leftover_numbers(text: str, metric: str, glossary: Glossary) -> list[str]:
    """The numbers of a text beside the metric's name, as they are written."""
    names = [name for name in metric_names(text, glossary) if metric in name.metrics]
    words = text.split()
    rest = " ".join(_without(words, names[0])) if names else text
    return [found[0].strip(" .,") for found in _VALUE.finditer(rest)]


def metric_names(text: str, glossary: Glossary) -> list[MetricName]:
    """The names of metrics in a text, the likeliest to be asked for first: the one that another is to be made into, the
    one that it begins with, the one that it ends with, the one that it calls its own, and longer ones.
    """
    words = text.split()[:LONGEST_TEXT]
    found: list[MetricName] = []
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for begin in range(len(words) - length + 1):
            name = MetricName((), begin, begin + length)
            if not any(name.begin < other.end and other.begin < name.end for other in found):
                metrics = _metrics_called(_spelled(words[begin : begin + length]), glossary)
                if metrics and not _is_form(words[name.end - 1], metrics, length):
                    found.append(MetricName(metrics, name.begin, name.end))
    first = min((name.begin for name in found), default=0)
    return sorted(found, key=lambda name: (not _is_wanted(name, words, first), *_likelihood(name, words)))


def _is_wanted(name: MetricName, words: list[str], first: int) -> bool:
    """Whether a metric that is named before is to be made into this one."""
    return first < name.begin and words[name.begin - 1].casefold() in _INTO


def _is_form(last: str, metrics: tuple[str, ...], length: int) -> bool:
    """Whether the last word of a longer name says which arguments follow, as in `nps scores 10 9 9`."""
    word = last.strip(_EDGES).casefold()
    return length > 1 and any(form.name == word for metric in metrics for form in _metric(metric).forms)


def _likelihood(name: MetricName, words: list[str]) -> tuple[bool, bool, bool, int, int]:
    before = words[name.begin - 1].casefold() if name.begin else ""
    return (
        name.begin != 0,
        name.end != len(words),
        before not in _WHOSE,
        name.begin - name.end,
        name.begin,
    )


def _requests(text: str, glossary: Glossary) -> Iterator[str]:
    """The requests that each name of a metric in the text may begin."""
    words = text.split()
    for name in metric_names(text, glossary):
        rest = _without(words, name)
        if any(map(_DIGIT.search, rest)):
            for called in name.metrics:
                metric = _of_stated_period(called, words, name)
                yield f"{metric} {_made_into(metric, rest) or _arguments(metric, words[name.begin : name.end], rest)}"


def _of_stated_period(called: str, words: list[str], name: MetricName) -> str:
    """The metric that is wanted where a rate of one period is given: `annual churn 20%` is to be told by the month, and
    so is `20% annual churn`; `annual churn of 3% a month` says what is given.
    """
    if called not in _PERIODS:
        return called
    period, other = _PERIODS[called]
    behind = " ".join(words[name.end :])
    target = _TARGET.search(behind)
    is_stated = name.begin > 0 and bool(_DIGIT.search(words[name.begin - 1]))
    is_typed = name.end - name.begin == 1  # `annual-churn 3%`, the metric by its id, takes what its usage says
    is_stated = is_stated or not (is_typed or _SOLVES.search(behind) or _OF_PERIOD.search(behind))
    is_turned = bool(target and any(target.groupdict().values()) and not target[period])
    annualised = period == "month" and _ANNUALISED.search(" ".join(words))
    return other if is_stated or is_turned or annualised else called


def _made_into(metric: str, rest: list[str]) -> str:
    """The arguments of ARR that is named beside MRR, or the other way about: each amount is one of that."""
    known = {"arr": "mrr", "mrr": "arr"}.get(metric, "")
    amounts = [word.strip(_EDGES) for word in rest if _DIGIT.search(word)]
    named = [word for word in rest if word.strip(_EDGES).casefold() == known]
    return " ".join(f"{known}={amount}" for amount in amounts) if known and named and len(amounts) > 1 else ""


def _arguments(metric: str, name: list[str], rest: list[str]) -> str:
    """The text of the arguments; those of a name such as `wau/mau` go by the names that it is made of."""
    parts = _spelled(name).replace(":", "/").split("/")
    if len(parts) > 1 and len(parts) == len(rest) and all(map(_DIGIT.search, rest)):
        for form in _metric(metric).forms:
            fields = [form.names.get(part.casefold()) for part in parts]
            if all(fields) and form.takes([spec.name for spec in fields if spec]):
                return " ".join(f"{spec.name}={value}" for spec, value in zip(fields, rest, strict=True) if spec)
    return " ".join(rest)


def _without(words: list[str], name: MetricName) -> list[str]:
    rest = (*words[: name.begin], *words[name.end :])
    solved = any("=" in word for word in rest)
    return [word for word in rest if word.strip(_EDGES) or (solved and word in {"?", "="})]


def _spelled(words: list[str]) -> str:
    """The words as a name is spelled: without the signs at its ends and the `'s` of “what's our NPS's …”."""
    return " ".join(words).strip(_EDGES).removesuffix("'s")


def _metrics_called(name: str, glossary: Glossary) -> tuple[str, ...]:
    """The metrics of that name: their own, or that of a term which one measures."""
    if not name or name[0].isdigit():
        return ()
    if own := _own_names().get(name.casefold().replace("-", " ").replace("_", " ")):
        return (own, "logo-churn") if own in _PERIODS else (own,)  # annual churn of 5 customers out of 120
    terms = glossary.named(name) or glossary.hidden(name)  # what is hidden is calculated all the same
    direct = tuple(term.metric for term in terms if term.metric)
    return direct or tuple(
        metric for term in terms for id_ in term.measured_by if (metric := _metric_of(id_, glossary))
    )


def _metric_of(id_: str, glossary: Glossary) -> str:
    term = glossary.terms.get(id_) or glossary.curated.get(id_)
    return term.metric if term else ""


@cache
def _own_names() -> dict[str, str]:
    from metrics import METRICS  # only a text with numbers in it needs it

    names = {name.replace("-", " "): METRICS[name].id for name in METRICS.names}
    return {metric.name.casefold().replace("-", " "): metric.id for metric in METRICS} | names


def _metric(id_: str) -> "Metric":
    from metrics import METRICS

    return METRICS[id_]


def _answer(request: str) -> "Answer":
    from metrics import calculate

    metric, _, arguments = request.partition(" ")
    return calculate(metric, arguments)


def _is_question(text: str, glossary: Glossary) -> bool:
    """Whether a text asks something about a term rather than for a value."""
    return glossary.is_question(text)
