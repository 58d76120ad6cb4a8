"""The words of a follow-up: what leads it in, what points to the answer before, and what is left."""

import re

from bot.parsing.grammar import cleaned
from bot.parsing.question_patterns import spoken
from bot.parsing.small_talk import without_courtesy

LEAD = re.compile(
    r"^(?:(?:and|ok|okay|or|so|then|also|but|now|what about|how about|what if|same)\b[\s,]*)+(?P<rest>.*)$",
    re.IGNORECASE,
)
POINTS = re.compile(r"\b(?:it|its|it's|that|this|those|these|them|they|their|one|that one)\b", re.IGNORECASE)
FOR = re.compile(r"^(?:for|in|of|the|only|just|with)\s+", re.IGNORECASE)
THIS_PERIOD = re.compile(r"\bthis (?:week|month|quarter|year)\b", re.IGNORECASE)
_FEW = 3  # words that are asked by a mark alone: “smb?”, “last quarter?”
_ASKS = re.compile(
    r"(?:what|who|which|why|how|when|where|is|are|do|does|did|can|could|should|will|would)\b", re.IGNORECASE
)


def bare(text: str) -> str:
    """A text without courtesy, marks and emoji around it."""
    return spoken(without_courtesy(cleaned(text)))


def points(said: str) -> bool:
    """Whether a text points to what was said before; “this week” doesn't."""
    return POINTS.search(THIS_PERIOD.sub("", said)) is not None


def rest_of(said: str) -> str:
    """What follows “and” or “what about”; the whole text where neither stands before it."""
    found = LEAD.match(said)
    return found["rest"].strip() if found else said


def others_of(said: str) -> str:
    """What is asked for in place of the accounts of the answer before; empty where a text points to those."""
    rest = FOR.sub("", FOR.sub("", rest_of(said)))
    rest = re.sub(r"^accounts?\s+(?:of|in)\s+|\s+(?:accounts|ones|customers)$", "", rest, flags=re.IGNORECASE)
    return "" if points(rest) or re.match(r"why\b", rest, re.IGNORECASE) else rest


def asks_by_mark(text: str) -> bool:
    """Whether a few words are asked by nothing but a mark: “smb?”, “and grr?”, “last quarter?”."""
    said = bare(text)
    return text.rstrip(" !").endswith("?") and 0 < len(said.split()) <= _FEW and not _ASKS.match(said)
