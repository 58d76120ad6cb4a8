"""What a text without a verb, which names neither a term nor an account, may ask of accounts: `kim enterprise red`,
`smb churn last quarter`, `kims renewals`.

Whether it names an owner or a segment only the store tells: each request is tried in its turn.
"""

import re
from collections.abc import Iterator
from functools import cache

from bot.parsing.own_metrics import METRICS
from bot.parsing.spelling import mended

_LEAD = re.compile(
    r"^(?:(?:what(?:'s| is| are| was)|whats|show(?: me)?|give me|tell me|list|get me|how (?:high|big|good) is) )?"
    r"(?:(?:the|our|current|all(?: of)?) )*",
    re.IGNORECASE,
)
_OF_ALL = frozenset({"", "total", "overall", "current", "whole", "company", "our total", "our overall"})
_FILLERS = re.compile(r"(?<![\w@-])(?:of|for|in|at|by|with|the|our|all)(?![\w-])", re.IGNORECASE)
_MONTH = r"(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)"  # “in october” is a period
_JOINTS = re.compile(
    rf"^(?:(?:of|for|in|at|by|the|our|and|with|'s?)\s+{_MONTH})+|\s+(?:of|for|in|at|by|the|and)$|['’]s?$", re.IGNORECASE
)
_NOUN = re.compile(
    r"\b(?P<noun>renewals?|renewing|accounts?|customers?|clients?|portfolio|book(?: of business)?|health)\b",
    re.IGNORECASE,
)
_VERBS = {"r": "renewals", "p": "portfolio", "b": "portfolio"}  # by the first letter of the noun
_AHEAD = re.compile(  # what is asked for of days ahead
    r"\b(?:(?:in )?(?:january|february|march|april|june|july|august|september|october|november|december)|in may"
    r"|next (?:week|month|quarter)|this (?:week|month|quarter))\b",
    re.IGNORECASE,
)
_PAST_DUE = re.compile(r"\b(?:past[ -]due|overdue)\b", re.IGNORECASE)
_OTHER_VERBS = {"renewal": "renewals", "owner": "owners"}  # by what is asked of an account
_SHORT = 3  # letters: a word alone of fewer is no country or plan that somebody asks for
_NO_LIST = frozenset(
    {"new", "all", "everything", "everyone", "everybody", "good", "poor", "orange", "critical", "healthy"}
)

_WHAT = re.compile(r"\s*what(?:['’]?s| is| are| was) ", re.IGNORECASE)  # one word behind it is asked for its meaning
_LEVEL = re.compile(
    r"(?:an? )?(?:good|bad|great|poor|healthy)\b(?! (?:accounts|customers|clients|renewals)\b)", re.IGNORECASE
)
"""What is good for some isn't what they have."""


def bare_requests(text: str, aspect: str = "") -> Iterator[str]:
    """The requests that a text may make, the likeliest first; `aspect` is what is asked of whatever it names."""
    said = _LEAD.sub("", " ".join(text.replace("’", "'").split()).strip(" ?!.,…"))
    if _WHAT.match(text) and len(said.split()) == 1 and not _NOUN.search(said):
        return
    if _LEVEL.match(said) and (aspect or _figure().fullmatch(said)):
        return
    if aspect in {"arr", "nps"}:
        yield f"portfolio {aspect} {_scope(said)}"
    elif aspect in _OTHER_VERBS:
        yield f"{_OTHER_VERBS[aspect]} {_scope(said)}"
    elif not aspect:
        for each in dict.fromkeys((said, mended(said))):
            yield from _figures(each)
            yield from _lists(each)


def _figures(said: str) -> Iterator[str]:
    """The figure that a text names, of the accounts and the days that stand before and behind it."""
    found = _figure().fullmatch(said)
    if found is None:
        return
    scope = _scope(" ".join(filter(None, (found["before"], found["after"]))))
    if scope or (found["before"] or "").casefold() in _OF_ALL - {""}:
        yield f"portfolio {METRICS[found['metric'].casefold()]} {'' if scope.casefold() in _OF_ALL else scope}".strip()


def _lists(said: str) -> Iterator[str]:
    found = _NOUN.search(said)
    if found is None:
        if _AHEAD.search(said):
            yield f"renewals {said}"
        elif said.casefold() not in _NO_LIST and len(said) > _SHORT - 1:
            yield f"health {said}"
        return
    scope = _scope(" ".join((said[: found.start()], said[found.end() :])))
    if _PAST_DUE.search(scope):
        yield f"renewals overdue {_scope(_PAST_DUE.sub('', scope))}"
    elif scope and scope.casefold() not in _NO_LIST:
        yield f"{_VERBS.get(found['noun'][0].casefold(), 'health')} {scope}"


def _scope(text: str) -> str:
    """What names accounts and days, without the words that join it to the rest."""
    before = None
    text = " ".join(text.split())
    while text != before:
        before, text = text, _JOINTS.sub("", text).strip()
    text = "my team" if text.casefold() == "team" else text
    return text if _FILLERS.sub("", text).strip() else ""


@cache
def _figure() -> re.Pattern[str]:
    names = "|".join(sorted(METRICS, key=len, reverse=True))
    return re.compile(rf"(?:(?P<before>.+?) )??(?P<metric>{names})(?: rate)?(?: (?P<after>.+))?", re.IGNORECASE)
