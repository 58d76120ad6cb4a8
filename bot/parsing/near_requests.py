"""Requests about accounts that come near a sentence which asks about them and isn't understood as it is."""

import re
from typing import Final

_ABOUT: Final = re.compile(
    r"\b(?:accounts?|customers?|clients?|logos?|renewals?|contracts?|csms?|owners?|portfolio|book of business|arr)\b"
    r"|^who\b.*\b(?:churn\w*|cancel\w*)\b"
    r"|\b(?:we|us|our) .*\b(?:los[et]|losing|left|leave|churn\w*|grow\w*|grew|doing)\b",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"(?:please )?(?:which|who|whom|whose|any|anyone|anybody|show|list|give|find|get|how many|how much|where|when"
    r"|(?:are|is|do|does|did|has|have|how (?:is|are|was|were|did)) (?:we|i|our|my|any|there)"
    r"|what(?:'s|’s| is| are| has| have)? (?:my|our|(?:the )?(?:accounts|customers|clients|renewals)))\b(?! an? )",
    re.IGNORECASE,
)
"""Asks for accounts: “how should we segment customers” asks for advice, and is the glossary’s."""
_FEWEST_WORDS: Final = 3
_MOST: Final = 3

NEAR: Final = (
    (r"leaving|notice|going to leave|will leave", "Who is leaving", "portfolio leaving"),
    (r"left|los[et]|losing|churn|cancel|quit|gone|went away", "Who left", "portfolio lost"),
    (r"renew|expir|due\b|contract|sign", "Renewals in 90 days", "renewals 90"),
    (r"valuable|big|large|pay|revenue|\barr\b|money|worth|small|top", "Most revenue", "accounts biggest 10"),
    (r"owner|csm|team|workload|manage|who has", "Owners", "owners"),
    (r"grew|grow|expan|upsell|shr[aiu]nk|downgrad|doing|perform|overall|number|retention", "Portfolio", "portfolio"),
    (r"segment|enterprise|smb|mid", "By segment", "portfolio by segment"),
    (r"", "Red accounts", "health red"),
    (r"", "Portfolio", "portfolio"),
    (r"", "Renewals in 90 days", "renewals 90"),
)
"""What a sentence may be about, by parts of its words, the label of a button and its request; the last fit any."""


_LIKE: Final = re.compile(
    r"\b(?:accounts?|customers?|clients?|renewals?|churn|nrr|grr|arr|nps|csat|health|portfolio|team|csms?|mine|my|our)\b",
    re.IGNORECASE,
)
HOW: Final = (
    "Accounts and their figures are asked for by owner, segment, health, ARR, country, plan or days: “red enterprise "
    "accounts of kim”, “renewals next month”, “churn of smb this year”."
)


def how_accounts_are_asked(text: str) -> str:
    """How accounts are asked for, where a text that isn't understood may mean them; else nothing."""
    return HOW if _LIKE.search(text) and len(text.split()) > 1 else ""


def near_requests(text: str) -> tuple[tuple[str, str], ...]:
    """Labels and requests, nearest first, for a sentence that asks for accounts; none for any other."""
    said = text.strip().casefold()
    if len(said.split()) < _FEWEST_WORDS or not (_ASKS.match(said) and _ABOUT.search(said)):
        return ()
    found = {request: label for parts, label, request in NEAR if re.search(parts, said)}
    return tuple((label, request) for request, label in list(found.items())[:_MOST])
