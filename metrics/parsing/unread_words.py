"""Words among the numbers of a text that say nothing which was understood: the `foo` of `nps foo 9 9 7`."""

import re
from collections.abc import Collection
from itertools import takewhile
from typing import Final

from metrics.parsing.candidates import FILLERS
from metrics.parsing.sentences import LABELS, words_and_numbers
from metrics.registry import Metric

_ASKING: Final = frozenset(
    re.findall(
        r"[a-z']+",
        "about above all almost also am among an annualise annualised annualize annualized any anybody anyone "
        "around asked back been below bot calc calculate came can collected come comes compute convert could day "
        "days do does exactly figure get give given gives got had half has have hello here hey hi hmm how i "
        "if into is it's just last let's make makes many me month months much my nearly need next now numbers "
        "ok okay only our out overall participants past people please previous quarter quarters ratings "
        "received respondents results roughly say scored scores sent show so somebody someone sum survey "
        "surveys team tell thanks that that's there these they this those to today total turn us users using "
        "value values want we're week weeks well went what what's whats when which will work would year years "
        "you your",
    )
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
    said = (each for each in among if _NAME.match(each) and each not in known and each.removesuffix("s") not in known)
    return tuple(dict.fromkeys(said))


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
