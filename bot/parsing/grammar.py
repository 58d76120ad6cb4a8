"""Text to request: verbs, metric names, questions about accounts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.parsing.characters import storable
from bot.parsing.small_talk import is_small_talk, without_emoji
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


_MENTION = re.compile(r"<([@#!])([^<>|]*)(?:\|([^<>]*))?>")
_IN_CHANNEL = re.compile(r"(?:\s+in_channel|\s*!)+$", re.IGNORECASE)

_APART = re.compile(r"\s(?:in_channel|!+)$", re.IGNORECASE)
_WORDED = frozenset({"add", "suggest"})  # what they take is the text of a word


@dataclass(frozen=True, slots=True)
class Request:
    """A verb of the registry and what follows it; `public` when the answer is to be seen by the whole channel, `as_csv`
    when its list is wanted as a file.
    """

    verb: str
    text: str
    public: bool = False
    as_csv: bool = False


def cleaned(text: str) -> str:
    """The text in plain characters, without emoji and “cc @somebody” at its ends; mentions are `@` or `#` words."""
    text = storable(text)
    if "<" in text:
        text = _MENTION.sub(_spelled_out, text)
    plain = without_emoji(plain_text(text)).removeprefix("/cs ")
    return plain or (text.strip() if is_small_talk(text) else "")  # an emoji alone says something as well


def _spelled_out(mention: re.Match[str]) -> str:
    """`@here`, `@csms` or `#general` for what Slack sends in angle brackets."""
    sign, id_, label = mention.groups()
    name = (label or id_.partition("^")[2] or id_).lstrip("@#").replace(" ", "-")
    return f" {'#' if sign == '#' else '@'}{name} "


def parse(text: str, verbs: frozenset[str]) -> Request:
    """Reads `<verb> <arguments>`; a text that begins with no known verb has none.

    A trailing `!` or `in_channel` asks for a public answer; behind the meaning of a word the `!` is a part of that.
    """
    asked = cleaned(text)
    verb, _, rest = asked.partition(" ")
    if verb.casefold() in _WORDED & verbs and ":" in rest and not _APART.search(rest):
        return Request(verb.casefold(), rest.strip())
    private = _IN_CHANNEL.sub("", asked)
    public = private not in (asked, "")
    verb, _, rest = private.partition(" ")
    if verb.casefold() in verbs:
        return Request(verb.casefold(), rest.strip(), public)
    return Request("", private, public)
