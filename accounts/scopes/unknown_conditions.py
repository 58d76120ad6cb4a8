"""Conditions that no list takes, though people ask by them: tickets, use, touchpoints, trials, the score, surveys."""

import re
from typing import Final

from accounts.errors import ScopeError

_LACKING: Final = r"\b(?:without|with no|have no|has no|no|missing|lacking) (?:an? |any )?"
_TOUCH: Final = r"touchpoints?|contact(?:ed)?|calls?|meetings?|talked|spoken|spoke|met|called|heard"
_PATTERNS: Final = (
    (
        "what they lack, but a champion or an owner",
        rf"{_LACKING}(?:segments?|countr(?:y|ies)|plans?|domains?|arr|revenue)\b",
    ),
    ("what they lack, but a champion or an owner", rf"{_LACKING}(?:renewals?|renewal dates?|contracts?|contacts?)\b"),
    ("whether they renew by themselves", r"\bauto[ -]?renew"),
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
