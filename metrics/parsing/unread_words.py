"""Words among the numbers of a text that say nothing which was understood: the `foo` of `nps foo 9 9 7`."""

import re
from collections.abc import Collection
from itertools import takewhile
from typing import Final

from metrics.parsing.candidates import FILLERS
from metrics.parsing.sentences import LABELS, words_and_numbers
from metrics.registry import Metric

_ASKING: Final = frozenset(
    [
        "about",
        "all",
        "also",
        "am",
        "an",
        "annualised",
        "annualize",
        "annualized",
        "annualise",
        "any",
        "anybody",
        "anyone",
        "been",
        "can",
        "calc",
        "calculate",
        "come",
        "comes",
        "compute",
        "convert",
        "could",
        "do",
        "does",
        "figure",
        "get",
        "give",
        "gives",
        "given",
        "got",
        "had",
        "has",
        "have",
        "hello",
        "here",
        "hey",
        "hi",
        "how",
        "i",
        "if",
        "into",
        "let's",
        "make",
        "makes",
        "many",
        "me",
        "much",
        "my",
        "need",
        "now",
        "numbers",
        "please",
        "results",
        "say",
        "scored",
        "scores",
        "ratings",
        "show",
        "so",
        "someone",
        "somebody",
        "survey",
        "surveys",
        "team",
        "tell",
        "thanks",
        "that",
        "that's",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "today",
        "turn",
        "us",
        "using",
        "value",
        "values",
        "want",
        "what",
        "what's",
        "whats",
        "when",
        "which",
        "will",
        "work",
        "would",
        "year",
        "years",
        "quarter",
        "quarters",
        "month",
        "months",
        "you",
        "your",
    ]
)
"""What people say around the numbers of a question, whatever it is about."""
_STOPS: Final = frozenset(",;.?!:")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z']*")


def unread_words(metric: Metric, text: str) -> tuple[str, ...]:
    """Returns the words right before the first number, and those between numbers, that mean nothing to the metric."""
    tokens = words_and_numbers(text)
    places = [at for at, token in enumerate(tokens) if not token]
    if not places:
        return ()
    before = takewhile(lambda token: token not in _STOPS, reversed(tokens[: places[0]]))
    among = (*reversed([*before]), *tokens[places[0] : places[-1]])
    known = _known(metric)
    return tuple(dict.fromkeys(each for each in among if _NAME.match(each) and each not in known))


def _known(metric: Metric) -> Collection[str]:
    """The words that a text about the metric may hold: its names, those of its arguments, and what is said anyway."""
    named = " ".join(
        (
            metric.id,
            metric.name,
            *(each.name for each in metric.forms),
            *(name for each in metric.forms for name in each.names),
            *(word for each in metric.forms for spec in each.fields for word in (spec.description, spec.spoken)),
        )
    )
    return FILLERS | LABELS | _ASKING | {word.lower() for word in re.findall(r"[A-Za-z][A-Za-z']*", named)}
