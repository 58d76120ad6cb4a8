"""Follow-ups to a list: who owns these, their renewals, which are red, another order, as CSV."""

import re

from bot.digests.questions import read_question

_AS_CSV = " as csv"
_THESE = r"(?:it|this|that|these|those|them|they|all|the (?:accounts|ones)|the (?:whole |full )?list)"
_BAND = r"(?P<band>red|yellow|green|unknown|amber)"
_CSV = re.compile(
    rf"(?:(?:(?:can|could) (?:i|we) (?:get|have)|give me|send(?: me)?|get|show(?: me)?|export|download|print|save)"
    rf"(?: {_THESE})? )?(?:as|in|to|into) (?:a |an )?(?:csv|excel|spreadsheet|file)(?: file)?"
    rf"|(?:the )?csv|(?:export|download)(?: {_THESE})?|(?:the )?(?:whole|full|entire) list"
    r"|(?:show|list|give)(?: me)? (?:all|all of (?:them|these|those)|everything|the (?:whole|full|entire) list)",
    re.IGNORECASE,
)
_BANDED = re.compile(
    r"(?:which|how many|who|what|any|are any)(?: ones?| accounts?| renewals?)?(?: of (?:these|those|them))?"
    rf"(?: is| are|'s)? (?:in the )?{_BAND}",
    re.IGNORECASE,
)
_RENEWING = re.compile(
    r"(?:which|who|what|how many|any|are any)(?: ones?| accounts?)? of (?:these|those|them)(?: is| are)?"
    r" (?:renews?|renewing|(?:coming )?up for renewal|due)(?: (?:in|within|for|by|during))?"
    r"(?: the)?(?! (?:first|next|soonest|earliest)$)(?P<days>(?: \w+){0,3})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"how much(?: (?:is|was) (?:it|that))?(?: in total| together)?"
    r"|how many(?: accounts| renewals)?(?: (?:is|are) (?:that|there|these|those|they))?"
    r"|(?:the )?total(?: (?:arr|revenue))?|what(?:'s| is) the total",
    re.IGNORECASE,
)
_OWNERS = re.compile(r"(?:the )?(?:owners|csms)|by owner|who owns (?:what|which|each)", re.IGNORECASE)
_WHY = re.compile(rf"why (?:are|is) {_THESE}(?: (?:red|yellow|amber|at risk|listed|here|there))?", re.IGNORECASE)
_AT_RISK = re.compile(
    r"(?:which|who|what|how many|any|are any)(?: ones?| accounts?| renewals?)?(?: of (?:these|those|them))?"
    r"(?: is| are|'s)? (?:at[ -]risk|in (?:trouble|danger))",
    re.IGNORECASE,
)
_WHY_ALONE = re.compile(
    r"(?:but )?why(?: (?:that|so|is that|did (?:we lose them|they (?:leave|churn|cancel|go))))?|how come", re.IGNORECASE
)
_DEFINITION = re.compile(r"what(?:'s| is) (?:arr|annual recurring revenue)", re.IGNORECASE)
_BY = rf"(?:(?:sort|order|rank)(?:ed)?(?: {_THESE})? )?by (?:the )?"
_BIGGEST = re.compile(
    rf"(?:{_BY}(?:arr|revenue|size)|(?:the )?(?:biggest|largest)(?: ones?)? first|(?:the )?(?:biggest|largest|top)"
    r" (?P<most>\d{1,3}))",
    re.IGNORECASE,
)
_WORST = re.compile(
    rf"(?:{_BY}(?:health(?: score)?|score)|(?:the )?worst(?: ones?)? first|(?:the )?worst (?P<most>\d{{1,3}}))",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"(?:only |just |which (?:of (?:these|those|them) )?are )*(?:(?:those|the ones|these) (?:of |that are )?)?"
    r"(?:mine|my own|my ones|my accounts)",
    re.IGNORECASE,
)
_AMOUNT = r"(?:[$€£]\d[\d.,]*[km]?|\d[\d.,]*[km]|\d[\d.,]{3,})(?: [a-z]{3}\b)?"  # 5 alone is whatever people talk of
_ARR = rf"(?:over|above|under|below|more than|less than|at least|at most) {_AMOUNT}"
_LACK = r"(?:(?:without|with no|(?:that |which |who )?(?:have|has) no) (?:an? )?(?:champion|owner)|unowned)"
_LACKING = re.compile(r"\b(?:without|with no|ha(?:ve|s) no)\b.*?(champion|owner)", re.IGNORECASE)
_LIMIT = re.compile(rf"(?:(?:only|just|the ones|those|which are) )?(?P<limit>(?P<arr>{_ARR})|{_LACK})", re.IGNORECASE)
_LIMITED = re.compile(_ARR, re.IGNORECASE)
_WHOSE = re.compile(r"\bmine\b|@\S+", re.IGNORECASE)
_ORDER = re.compile(r"\b(?:worst|biggest|largest|top|lowest)(?: first)?(?: (\d{1,3}))?\b", re.IGNORECASE)
_PATTERNS = (_CSV, _AT_RISK, _BANDED, _RENEWING, _COUNTED, _OWNERS, _WHY, _BIGGEST, _WORST, _MINE, _LIMIT)
_KINDS = frozenset({"owners", "renewals", "late", "arr", "at risk"})  # of a digest's questions, asked of any list
_SORTED = frozenset({"health", "accounts", "renewals", "portfolio"})


def asks_of_list(said: str) -> bool:
    """Whether a text, without a leading “and”, asks something of a list that stands before it."""
    return any(pattern.fullmatch(said) for pattern in _PATTERNS) or _asked(said) in _KINDS


def asks_at_risk(said: str) -> bool:
    """Whether a text asks which of a list are at risk."""
    return _AT_RISK.fullmatch(said) is not None


def asks_why(said: str) -> bool:
    """Whether a text asks why and nothing else, which people ask each other below a list as well."""
    return _WHY_ALONE.fullmatch(said) is not None


def asks_for_csv(said: str) -> bool:
    """Whether a text asks for the whole list as a file."""
    return _CSV.fullmatch(said) is not None


def band_asked_for(said: str) -> str:
    """The band that is asked for of a list: `which of these are red`; else nothing."""
    found = _BANDED.fullmatch(said)
    return found["band"].casefold() if found else ""


def points_at_list(said: str) -> bool:
    """Whether a text asks for some of the accounts of a list, and not for others: `which of these are red`."""
    return re.search(r"\bof (?:these|those|them)\b", said, re.IGNORECASE) is not None


def renewals_asked_for(said: str) -> str | None:
    """The days in which those of a list renew that are asked for: `which of these renew next month`; empty for those of
    90 days, `overdue` for those past due, None where nothing of the kind is asked.
    """
    found = _RENEWING.fullmatch(said)
    if found is None and _asked(said) == "late":
        return "overdue"
    return found["days"].strip() if found else None


def narrows_list(said: str) -> bool:
    """Whether a text asks for some of the accounts of a list, or for all of them in another order or by their renewals:
    not how many there are, whose they are or the whole as a file.
    """
    ordered = any((found := each.fullmatch(said)) and not found["most"] for each in (_BIGGEST, _WORST))
    some = any(each.fullmatch(said) for each in (_AT_RISK, _BANDED, _RENEWING, _MINE, _LIMIT))
    return ordered or some or _asked(said) in {"renewals", "late", "at risk"}


def asked_of_list(said: str, verb: str, conditions: str) -> str:
    """The request that is asked of the list of a verb and its conditions; empty where it is none."""
    request, asked = f"{verb} {conditions}".strip(), _asked(said)
    if _CSV.fullmatch(said):
        return f"{f'health {conditions}'.strip() if verb == 'portfolio' else request}{_AS_CSV}"
    if _COUNTED.fullmatch(said) or _WHY.fullmatch(said) or asks_why(said) or asked == "arr":
        return request
    if asked == "at risk":  # which a list of renewals says
        return request if verb == "renewals" else f"renewals {_without(_ORDER, conditions)}".strip()
    if _OWNERS.fullmatch(said) or asked == "owners":
        return f"owners {request if verb == 'renewals' else conditions}".strip()
    if asked == "renewals":
        return request if verb == "renewals" else f"renewals {_without(_ORDER, conditions)}".strip()
    return _narrowed(said, verb, conditions) or (_sorted(said, verb, conditions) if verb in _SORTED else "")


def _narrowed(said: str, verb: str, conditions: str) -> str:
    """The same list of fewer accounts: the asker's own, or those that meet a limit besides."""
    if _MINE.fullmatch(said):
        return f"{verb} {_without(_WHOSE, conditions)} mine".replace("  ", " ")
    if (found := _LIMIT.fullmatch(said)) and (lacks := _LACKING.search(said)) and lacks[1] in conditions:
        return f"{verb} {conditions}"
    if found:
        kept = _without(_LIMITED, conditions) if found["arr"] else conditions
        listed = "accounts" if verb == "portfolio" else verb  # who left or shrank has no place in such a portfolio
        return f"{listed} {kept} {found['limit']}".replace("  ", " ")
    return ""


def _sorted(said: str, verb: str, conditions: str) -> str:
    for pattern, order in ((_BIGGEST, "biggest"), (_WORST, "worst")):
        if found := pattern.fullmatch(said):
            listed = verb if verb == "renewals" else "accounts"
            return " ".join(f"{listed} {_without(_ORDER, conditions)} {order} {found['most'] or ''}".split())
    return ""


def _without(pattern: re.Pattern[str], conditions: str) -> str:
    return " ".join(pattern.sub("", conditions).split())


def _asked(said: str) -> str:
    question = None if _DEFINITION.fullmatch(said) else read_question(said)
    return question.kind if question else ""
