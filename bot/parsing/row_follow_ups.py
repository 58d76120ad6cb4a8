"""Follow-ups to a row of a list: `the first one?`, `why is the second red?`, `who owns number 3?`."""

import re

from bot.parsing.one_account_questions import FACTS, aspect_of
from bot.parsing.question_patterns import compiled

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NTH = rf"(?:{'|'.join(_ORDINALS)}|last|top|\d{{1,2}}(?:st|nd|rd|th))"
_KIND = r"(?:one|account|customer|client|renewal|row|entry)"
_ROW = (
    rf"(?:(?:number|no\.?|nr\.?|row|#) ?(?P<number>\d{{1,2}})|(?:the )?(?P<nth>{_NTH}) {_KIND}|the (?P<alone>{_NTH}))"
)
_BE = r"(?:'s| is| are)?"
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        r"(?:(?:please )?(?:open|show(?: me)?|see|go to|tell me(?: more)? about|more (?:on|about)|details (?:on|of|for)"
        rf"|what about|how about|how{_BE}|why{_BE}|what{_BE} (?:up|wrong|going on) with|what happened (?:to|with)) )?"
        rf"{_ROW}(?: (?:doing|here|so|still|red|yellow|green|at risk|low|listed|details|please))*",
        "account {row}",
    ),
    (rf"(?:who (?:owns|has|manages|looks after)|whose{_BE}) {_ROW}", "account owner of {row}"),
    (
        rf"when (?:does|is|will|do) {_ROW} (?:renew|renewing|due|up|up for renewal)",
        "account renewal of {row}",
    ),
    (
        rf"(?:what{_BE} |who{_BE} |any )?(?:the )?(?:open |last |latest )?(?P<fact>{FACTS})"
        rf" (?:of|at|for|with|on) {_ROW}",
        "account {aspect}{row}",
    ),
    (rf"(?:please )?(?:brief|prep|prepare)(?: me)?(?: for| on| about| with)? {_ROW}", "brief {row}"),
)


def row_asked_for(said: str, listed: str) -> str:
    """The request that a text makes of a row of the list of another request; empty where it makes none."""
    for pattern, request in _PATTERNS if _may_name_row(said) else ():
        if found := compiled(pattern).fullmatch(said):
            given = found.groupdict()
            aspect = aspect_of(given.get("fact") or "")
            return request.format(row=f"row {_number(given)} of {listed}", aspect=f"{aspect} of " if aspect else "")
    return ""


def _may_name_row(said: str) -> bool:
    return any(
        cue in said.casefold() for cue in ("the ", "number", "no", "nr", "row", "#", "one", "account", "renewal")
    )


def _number(given: dict[str, str | None]) -> str:
    """The number of the row, counted from 1, or `last`."""
    word = (given["number"] or given["nth"] or given["alone"] or "").casefold()
    if word in _ORDINALS:
        return str(_ORDINALS.index(word) + 1)
    return {"last": "last", "top": "1"}.get(word) or re.sub(r"\D", "", word)
