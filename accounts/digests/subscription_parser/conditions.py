"""Parses conditions: `when something turns red`, `when enterprise turns red or at-risk > 200k`."""

import re
from dataclasses import replace
from decimal import Decimal

from accounts.digests.conditions import Condition
from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError
from metrics.errors import MetricError
from metrics.inputs.numbers import parse_number

_ANYBODY = frozenset({"something", "anything", "anybody", "anyone", "one", "it", "an account", "any account", "any"})
_START = re.compile(r"(?:only )?(?:when|if|whenever) ")
_OVER = r"(?:is |are |goes |gets )?(?:>|over|above|more than|exceeds?)"
_UNDER = r"(?:is |falls |drops |goes )?(?:<|under|below)"
_WHO = r"(?P<who>(?:(?!\b(?:or|turned) )[^,;])+?)"
_TURNS = r"(?:turn(?:s|ed)?|go(?:es)?|went|becomes?|became|gets?|got|is|are)"
_TURNED = re.compile(rf"(?:(?:{_WHO} )?{_TURNS} )?(?P<band>red|yellow)(?! turn)")
_SUM = r"(?P<sum>[$€£]?\d[\d.,]*(?: ?[km]\b)?)(?: (?P<currency>usd|eur|gbp|chf|jpy|aud|cad|inr|sek|nok|dkk)\b)?"
_AT_RISK = re.compile(rf"(?:the )?(?:arr |revenue )?at[- ]risk(?: arr)? ?{_OVER} ?{_SUM}")
_SCORE = re.compile(rf"(?:the |a |any )?(?:health )?score ?{_UNDER} ?(?P<limit>\d{{1,3}})")
_OR = re.compile(r",? (?:or|and) (?:when |if )?")
_END = r"(?=[ ,]|$)"
LONGEST = 30  # words
DIGESTS_WITH = ("health", "renewals")


def take_condition(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with when the digest comes. Raises `SubscriptionRequestError` for digests that can't tell, and for a
    condition that isn't known.
    """
    said = " ".join(words.left[:LONGEST])
    start = _START.match(said.casefold())
    if start is None:
        return None
    conditions, scope, end = _clauses(said, start.end())
    if not conditions:
        raise _no_condition(said, requested.digest)
    taken = words.take(len(said[:end].split()))
    if requested.digest not in {*DIGESTS_WITH, ""}:
        raise _without_conditions(taken, requested.digest)
    if requested.digest == "renewals" and any(each.kind != "at-risk" for each in conditions):
        message = "A renewals digest can wait for ARR at risk; a health digest for what turns red too."
        raise SubscriptionRequestError(message, "when", taken, ("when at-risk > 200k", ""))
    if scope:
        words.add(scope)
    return replace(requested, conditions=tuple(conditions))


def _no_condition(said: str, digest: str) -> SubscriptionRequestError:
    """What is said of something that a digest can't wait for."""
    if digest not in {*DIGESTS_WITH, ""}:
        return _without_conditions(said, digest)
    works = ("when at-risk > 200k",) if digest == "renewals" else ("when something turns red", "when at-risk > 200k")
    message = f"“{said}” isn't a condition that is known. Write it as {' or '.join(works)}."
    return SubscriptionRequestError(message, "when", said, works)


def _without_conditions(said: str, digest: str) -> SubscriptionRequestError:
    message = f"Only {' and '.join(DIGESTS_WITH)} digests come on a condition, not {digest}."
    return SubscriptionRequestError(message, "when", said, ("",))


def _clauses(said: str, at: int) -> tuple[list[Condition], str, int]:
    """The conditions that stand one after another, the accounts that they name, and where they end.

    Raises `SubscriptionRequestError` where all of them are to be met, or each is of other accounts.
    """
    conditions: list[Condition] = []
    parts: list[str] = []
    scopes: list[str] = []
    end, every = at, False
    while read := _clause(said, at):
        every = every or "and" in said[end:at].casefold().split()
        condition, named, end = read
        conditions.append(condition)
        parts.append(said[at:end].strip())
        scopes += [named] if named and named.casefold() not in map(str.casefold, scopes) else []
        following = _OR.match(said.casefold(), end)
        if following is None:
            break
        at = following.end()
    if every or len(scopes) > 1:
        raise _one_condition(said[:end], parts, scopes)
    return conditions, next(iter(scopes), ""), end


def _one_condition(wrong: str, parts: list[str], scopes: list[str]) -> SubscriptionRequestError:
    """What is said of conditions that one digest can't wait for."""
    alone = tuple(f"when {part}" for part in parts)
    if len(scopes) > 1:
        message = (
            f"The conditions of a digest are of the same accounts, not of {' and '.join(scopes)}: subscribe to a digest"
            " for each."
        )
        return SubscriptionRequestError(message, "when", wrong, alone)
    message = (
        "A digest comes when any of its conditions is met, not when all are: say or in place of and, or subscribe to a"
        " digest for each."
    )
    return SubscriptionRequestError(message, "when", wrong, (f"when {' or '.join(parts)}", *alone))


def _clause(said: str, at: int) -> tuple[Condition, str, int] | None:
    low = said.casefold()
    if match := re.compile(_AT_RISK.pattern + _END).match(low, at):
        return _at_risk(match["sum"], (match["currency"] or "").upper()), "", match.end()
    if match := re.compile(_SCORE.pattern + _END).match(low, at):
        return Condition("score", limit=Decimal(match["limit"])), "", match.end()
    if match := re.compile(_TURNED.pattern + _END).match(low, at):
        who = said[match.start("who") : match.end("who")] if match["who"] else ""
        return Condition("turned", match["band"]), "" if who.casefold() in _ANYBODY else who, match.end()
    return None


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions that a text says after `when`. Raises `SubscriptionRequestError`."""
    said = f"when {text}"
    words = RemainingWords(said.split())
    read = take_condition(words, SubscriptionRequest("health"))
    if read is None or words.left or words.scope:
        message = f"“{text}” isn't known. Write it as turned red, at-risk > 200k or score < 60."
        raise SubscriptionRequestError(message, "when", text, ("turned red", "at-risk > 200k"))
    return read.conditions


def _at_risk(text: str, currency: str) -> Condition:
    try:
        number = parse_number(text.replace(" ", ""))
    except MetricError as error:
        raise SubscriptionRequestError(str(error), "when", text, ("200k",)) from error
    return Condition("at-risk", limit=number.value.normalize() + 0, currency=currency or number.currency)
