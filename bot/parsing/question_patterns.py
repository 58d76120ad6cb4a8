"""Matching a question with the patterns of many, of which as few as can be are compiled: that is slow."""

import re
from functools import cache

_NO_APOSTROPHE = re.compile(r"\b(what|who|when|how)s(?= )", re.IGNORECASE)


def spoken(text: str) -> str:
    """The text as patterns read it: with plain apostrophes, also where “whats” lacks one, and without spaces and marks
    around it.
    """
    plain = " ".join(text.replace("’", "'").split()).strip(" ?!.,…")
    return _NO_APOSTROPHE.sub(r"\1's", plain) if "s " in plain else plain


def match_question(said: str, cues: str, pattern: str) -> re.Match[str] | None:
    """The match of a whole text, if it holds one of the pattern's cues."""
    return compiled(pattern).fullmatch(said) if has_cue(said, cues) else None


def has_cue(said: str, cues: str) -> bool:
    """Whether a text holds one of the words that `|` parts: what a pattern with such cues matches does.

    Other alphabets have letters that patterns take for ours, so that nothing is told from what is written in them.
    """
    lower = said.lower()
    return not said.isascii() or any(cue in lower for cue in cues.split("|"))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed."""
    return re.compile(pattern, re.IGNORECASE)


def bare_name(name: str) -> str:
    """The name of an account without what people say around it: `the account Acme's`."""
    return re.sub(r"^(?:the )?(?:account|customer) |'s?$|'s (?:account|contract)$", "", name, flags=re.IGNORECASE)
