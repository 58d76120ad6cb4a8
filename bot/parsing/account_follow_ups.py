"""Follow-ups to an account's card: `who owns this one?`, `last touch?`, `and its champion?`, `why?`."""

import re

from bot.parsing.account_questions import question_as_request
from bot.parsing.follow_up_words import POINTS
from bot.parsing.one_account_questions import FACTS, aspect_of, request_of_account

_POINTS_AT_ACCOUNT = re.compile(
    rf"\b(?:this|that|these|those) (?:accounts?|customers?|ones?)\b|{POINTS.pattern}", re.IGNORECASE
)
_FACT = rf"(?P<fact>{FACTS}|score|contract|open tickets)"
_ASKED = re.compile(
    r"who do we (?P<people>know)(?: there)?"
    r"|who(?:'s| is| are)(?: the| their| our)? (?P<contacts>contacts?|people)(?: there)?"
    r"|(?:(?:(?:what|who|when|how)(?:'s| is| are| was) )?(?:the |its |their )"
    r"|(?:who|when)(?:'s| is) (?=owner|csm|renewal))"
    rf"(?:open |last |latest |next |current )?{_FACT}"
    rf"|(?:last|latest|newest|open|next) {_FACT.replace('fact', 'latest')}"
    r"|(?:when(?:'s| is) |what(?:'s| is) )?(?:the )?(?P<notice>notice|last day to act|deadline)(?: period| date| day)?"
    r"|(?:any|how many) (?:open )?(?P<tickets>tickets)(?: open)?"
    r"|when did (?:we|i|anybody|somebody) last (?P<talked>talk|speak|meet|call|hear)(?: (?:to|with|from) (?:them|it))?"
    r"|why(?: (?:so |still )?(?:red|yellow|green|low|high))?|how much (?P<arr>arr)",
    re.IGNORECASE,
)
"""A fact of the account of the answer before, though its name is a term."""
_THERE = re.compile(r" (?:there|then|now|at the moment)$", re.IGNORECASE)
_BARE = re.compile(_FACT, re.IGNORECASE)  # which is a term's name as well, unless it is asked
_ASPECTS = {
    "notice": "renewal",
    "tickets": "tickets",
    "talked": "contact",
    "people": "people",
    "contacts": "people",
    "arr": "arr",
}
_OF_ACCOUNT = re.compile(r"(?:watch|unwatch|brief)\b", re.IGNORECASE)  # what a word that points to it may stand behind


def asks_fact(said: str, *, asks: bool) -> bool:
    """Whether a text asks a fact of the account of the answer before; where it `asks`, by a mark, also in one word."""
    said = _THERE.sub("", said)
    return bool(_ASKED.fullmatch(said) or (asks and _BARE.fullmatch(said)))


def of_account(said: str, rest: str, account: str) -> str:
    """What is asked of an account, by a word that points to it or by the name of a fact; empty where nothing is."""
    rest = _THERE.sub("", rest)
    about = _POINTS_AT_ACCOUNT.sub(account, said, count=1)
    if about != said and _OF_ACCOUNT.match(about):
        return about
    if asked := question_as_request(re.sub(r"^when (.+) renews$", r"when does \1 renew", about)):
        return asked
    if about != said and (asked := request_of_account(about)):
        return asked
    found = _ASKED.fullmatch(rest) or _BARE.fullmatch(rest)
    if found is None:
        return ""
    given = {name: value for name, value in found.groupdict().items() if value}
    aspect = next((_ASPECTS[name] for name in given if name in _ASPECTS), "")
    aspect = aspect or aspect_of(given.get("fact") or given.get("latest") or "")
    return f"account {f'{aspect} of ' if aspect else ''}{account}"
