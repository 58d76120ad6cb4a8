"""A word that stands where a value belongs: `nps 40 10 x`, `clv $300 most 2%`."""

import re
from contextlib import suppress

from metrics.calculation.attempt import forms_to_try
from metrics.errors import MetricError, NotUnderstoodError
from metrics.evaluation.evaluate import interpret
from metrics.parsing.binding import SPLIT, UNKNOWN, Bound, Words, bind, may_fit, split
from metrics.parsing.candidates import FILLERS
from metrics.parsing.sentences import LABELS
from metrics.registry import Form, Metric

_DIGIT = re.compile(r"\d")


def word_at_fault(metric: Metric, text: str) -> MetricError | None:
    """What is wrong with a word among the values, by the argument that it is given for; None where the words are not as
    many as a form takes, or some of them belong to a sentence.
    """
    try:
        forms, words = forms_to_try(metric, split(text))
    except MetricError:
        return None
    named = {name for form in metric.forms for name in form.names} | FILLERS | LABELS
    strange = [word for word in words.positional if not _DIGIT.search(word) and word not in {UNKNOWN, SPLIT}]
    if len(strange) > 1 or any(word.lower().strip(".,;:?!") in named for word in strange):
        return None
    for form in forms:
        with suppress(MetricError):
            if _fits(form, words) and (fault := _fault_in_value(form, bind(form, words))):
                return fault
    return None


def _fits(form: Form, words: Words) -> bool:
    """Whether the words are as many as a form takes; of a list, whether no word stands before all values."""
    if form.many and words.positional:
        return _DIGIT.search(words.positional[0]) is not None
    return may_fit(form, words) and not (form.by_name and words.positional)


def _fault_in_value(form: Form, bound: Bound) -> MetricError | None:
    try:
        interpret(form, bound)
    except MetricError as error:
        argument = error.argument or (form.fields[0].name if form.many else "")
        given = bound.words.get(argument, UNKNOWN)
        if any(not _DIGIT.search(word) and word != UNKNOWN for word in ([given] if isinstance(given, str) else given)):
            return NotUnderstoodError(error.message, argument)
    return None
