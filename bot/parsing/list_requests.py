"""The request that a text makes of the list of the answer before: of its accounts, or the same of others."""

import re

from bot.accounts.order import ends_early, split_among
from bot.accounts.paging import without_page
from bot.parsing.list_follow_ups import (
    asked_of_list,
    asks_at_risk,
    band_asked_for,
    narrows_list,
    points_at_list,
    renewals_asked_for,
)

BANDS = frozenset({"red", "yellow", "green", "unknown", "amber"})
_BAND = "red|yellow|green|unknown|amber"
_LISTED_BANDS = re.compile(rf"(?:^| )(?:{_BAND})(?: or (?:{_BAND}))*(?!\S)")
_CONDITIONS_ONLY = re.compile(r"\s*(?:\bmine\b|@\S+|\b(?:in|for|segment)\s+\S+)", re.IGNORECASE)
_RENEWALS = re.compile(r"renewals?\b\s*", re.IGNORECASE)
_ONLY = re.compile(
    r"(?:(?:only|just)(?: (?:the ones|those|these))?|the ones|those"
    r"|which (?:ones? )?of (?:these|those|them) (?:is|are))"
    r"(?: (?:that are|who are|which are|in|of|for|from|at|with|the))* (?P<some>\S+(?: \S+){0,3})",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"(?:\d+(?: ?(?:days?|weeks?|months?|[dwm]))?|(?:this|next) (?:week|month|quarter|year)|overdue|past due"
    r"|(?:in )?(?:january|february|march|april|may|june|july|august|september|october|november|december))\b",
    re.IGNORECASE,
)


_SOME_WINDOW = re.compile(rf"(?<!\S)(?:(?:in|for) )?(?:{_WINDOW.pattern})(?!\S)", re.IGNORECASE)


def of_these(said: str, verb: str, text: str) -> str:
    """What is asked of the accounts of a list; empty where nothing is. Of one that ends after so many, and of some of
    such a list, it is asked among those.
    """
    conditions = without_page(text)
    if not narrows_list(said):
        return _asked(said, verb, conditions)
    kept, listed = split_among(conditions)
    if ends_early(kept):
        verb, listed = _list_of(verb, conditions)
        window, _ = _parts(listed.partition(" ")[2]) if verb == "renewals" else ([], "")
        kept = " ".join(window)
    asked = _asked(said, verb, kept)
    return f"{asked} among {listed}" if asked and listed else asked


def _list_of(verb: str, conditions: str) -> tuple[str, str]:
    """The verb and the whole request of the list whose accounts an answer is about."""
    if verb == "owners" and _RENEWALS.match(conditions):
        return "renewals", conditions
    verb = "accounts" if verb == "owners" else verb
    return verb, f"{verb} {conditions}"


def _asked(said: str, verb: str, conditions: str) -> str:
    if asks_at_risk(said):
        return _at_risk(verb, conditions)
    bands, scope = _parts(conditions)
    if band := band_asked_for(said):
        return _of_band(band, verb, conditions, among=points_at_list(said))
    if (days := renewals_asked_for(said)) is not None:
        kept = () if _WINDOW.match(conditions) else bands
        return " ".join(each for each in ("renewals", days, *kept, scope) if each)
    return asked_of_list(said, verb, conditions)


def _of_band(band: str, verb: str, conditions: str, *, among: bool) -> str:
    """The list of those of a band; `among` a list of other bands there are none, as its request says."""
    if verb == "owners" and (found := _RENEWALS.match(conditions)):
        verb, conditions = "renewals", conditions[found.end() :]
    listed = verb if verb == "renewals" or (verb == "accounts" and conditions) else "health"  # "accounts red" is a term
    words = set(conditions.casefold().split())
    if among and words & BANDS and not words & ({"yellow", "amber"} if band in {"yellow", "amber"} else {band}):
        return f"{listed} {conditions} of these {band}"
    window, rest = _parts(_LISTED_BANDS.sub(" ", conditions)) if verb == "renewals" else ([], _parts(conditions)[1])
    return " ".join((listed, *window, band, *rest.split()))


def _at_risk(verb: str, conditions: str) -> str:
    """Those of a list that are at risk: red ones; of renewals yellow ones as well."""
    if verb != "renewals":
        return _of_band("red", verb, conditions, among=False)
    window, rest = _parts(_LISTED_BANDS.sub(" ", conditions).strip())
    return " ".join(("renewals", *window, "red or yellow", *rest.split()))


def of_some(said: str, verb: str, text: str) -> str:
    """The same list of fewer accounts, those that are of somebody or something besides: `only enterprise`; empty where
    that isn't asked. Of a list that ends after so many it is asked among those.
    """
    found = _ONLY.fullmatch(said)
    some = (
        re.sub(r" (?:ones?|accounts?|customers?|renewals?)$", "", found["some"], flags=re.IGNORECASE) if found else ""
    )
    if some.casefold() in {"", *BANDS} or _WINDOW.fullmatch(some):
        return ""
    kept, listed = split_among(without_page(text))
    if ends_early(kept):
        verb, listed = _list_of(verb, without_page(text))
        window, _ = _parts(listed.partition(" ")[2]) if verb == "renewals" else ([], "")
        kept = " ".join(window)
    among = f"among {listed}" if listed else ""
    return " ".join(f"{verb} {kept} only {some} {among}".split())


def of_others(rest: str, verb: str, text: str) -> str:
    """The list that was asked for, of other accounts, another band or other days; empty where nothing is asked."""
    conditions = without_page(text)
    kept, scope = _parts(conditions)
    if not rest:
        return ""
    if rest.casefold() in BANDS:
        return _of_band(rest.casefold(), verb, conditions, among=False)
    if _WINDOW.fullmatch(rest):
        return " ".join(f"renewals {rest} {_SOME_WINDOW.sub(' ', conditions) if verb == 'renewals' else scope}".split())
    if verb == "accounts":
        return " ".join(f"accounts {_CONDITIONS_ONLY.sub('', conditions)} {rest}".split())
    return " ".join((verb, *kept, rest))


def _parts(text: str) -> tuple[list[str], str]:
    """The band or the days that a list was asked for, and the rest of its filter."""
    window = _WINDOW.match(text)
    if window:
        return [window[0]], text[window.end() :].strip()
    words = text.split()
    kept = [word for word in words if word.casefold() in BANDS]
    return kept, " ".join(word for word in words if word not in kept)
