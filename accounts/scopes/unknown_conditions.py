"""Conditions that no list takes, though people ask by them: tickets, use, touchpoints, trials, the score, surveys."""

import re
from typing import Final

from accounts.errors import ScopeError

_TOUCH: Final = r"touchpoints?|contact(?:ed)?|calls?|meetings?|talked|spoken|spoke|met|called|heard"
_PATTERNS: Final = (
    ("tickets", r"tickets?\b"),
    ("touchpoints", rf"\b(?:{_TOUCH})\b"),
    ("use", r"\b(?:usage|use|uses|using|used|logins?|logged|activity|inactive|adoption)\b"),
    ("whether they are on trial", r"\btrials?\b"),
    ("their score", r"\b(?:score|scored|health|points)\b"),
    ("surveys", r"\b(?:nps|csat|surveys?|detractors?|promoters?)\b"),
    ("the pulse", r"\bpulse\b"),
    ("seats", r"\b(?:seats?|licen[cs]es?)\b"),
)
_KNOWN: Final = (
    "They can by band (red), ARR (over 50k), owner, segment, country, plan, or without a champion or an owner."
)


def unknown_condition(text: str) -> ScopeError | None:
    """What is said of a text that chooses accounts by what no list is chosen by; else None."""
    for what, pattern in _PATTERNS:
        if re.search(pattern, text, re.IGNORECASE):
            return ScopeError(f"Accounts can’t be chosen by {what}. {_KNOWN}", ("red", "without a champion"))
    return None
