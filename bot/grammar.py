"""Text to request: verbs, metric names, questions about accounts."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from glossary.search.normalisation import plain_text


def nearest_word(word: str, known: Iterable[str]) -> list[str]:
    """The known word that a mistyped one nearly is, if there is one."""
    from difflib import get_close_matches  # a definition that is found needs none of it

    return get_close_matches(word.casefold(), list(known), n=1, cutoff=0.75)


def is_metric_name(name: str) -> bool:
    """Whether a metric has the name."""
    if " " in name:
        return False
    from metrics import METRICS  # a definition needs none of it

    return name.casefold() in METRICS


_QUESTIONS = tuple(
    (re.compile(rf"^(?:{pattern})\s*[?.!]*$", re.IGNORECASE), request)
    for pattern, request in (
        (
            r"(?:who|(?:which|what)(?: of)?(?: our)? (?:accounts|customers))(?:'s| is| are)(?: now)? at risk( .*?)?",
            "health red",
        ),
        (r"(?:which |what )?(?:accounts|customers) at risk( .*?)?", "health red"),
        (r"(?:what|which|who)(?:'s| is| are)? (?:(?:coming )?up for renewal|renewing)( .*?)?", "renewals"),
        (r"(?:the )?(?:upcoming|next) renewals( .*?)?", "renewals"),
        (r"my renewals( .*?)?", "renewals mine"),
        (r"my accounts", "health mine"),
        (r"my (?:book|portfolio|book of business)", "portfolio mine"),
        (r"how(?:'s| is| are) (.+?) doing", "account"),
    )
)


def question_as_request(text: str) -> str:
    """The request that a question makes, if it is one about accounts; else nothing."""
    for pattern, request in _QUESTIONS:
        if found := pattern.match(text):
            rest = (found[1] or "").strip() if found.groups() else ""
            return f"{request} {rest}".strip()
    return ""


_MENTION = re.compile(r"<[@#!][^<>]*>")
_IN_CHANNEL = re.compile(r"(?:\s+in_channel|\s*!)+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """A verb of the registry and what follows it; `public` when the answer is to be seen by the whole channel."""

    verb: str
    text: str
    public: bool = False


def parse(text: str, verbs: frozenset[str], verb_for: Callable[[str], str]) -> Request:
    """Reads `<verb> <arguments>`; text that begins with no known verb is all argument to the verb chosen for it.

    A trailing `!` or `in_channel` asks for a public answer.
    """
    asked = plain_text(_MENTION.sub(" ", text)).removeprefix("/cs ")
    private = _IN_CHANNEL.sub("", asked)
    public = private not in (asked, "")
    verb, _, rest = private.partition(" ")
    if verb.casefold() in verbs:
        return Request(verb.casefold(), rest.strip(), public)
    return Request(verb_for(private), private, public)
