"""Periods in what is asked of a portfolio, beside segments and owners that are called like one: `segment 2025`."""

import re
from collections.abc import Iterator

from accounts.errors import PeriodError
from accounts.portfolio.periods import Period, extract_period
from accounts.scopes.owner_names import load_owner_names
from accounts.scopes.segments import load_segments
from bot.context import Context

_MASK = re.compile("\0(\\d+)\0")
_NAMED = re.compile(r"\bsegment\b|@", re.IGNORECASE)


def take_period(context: Context, text: str) -> tuple[Period | None, str]:
    """The period that a text names, if it names one, and the text without it. Raises `PeriodError`.

    None is taken out of the names of a segment and of an owner that are said to be that.
    """
    text = text.replace("\0", "")
    said: list[str] = []
    for name in _called_like_periods(context, text) if _NAMED.search(text) else ():
        for found in re.findall(rf"{re.escape(name)}(?!\S)", text, re.IGNORECASE):
            text = text.replace(found, f"\0{len(said)}\0", 1)
            said.append(found)
    period, rest = extract_period(text, context.today)
    return period, _MASK.sub(lambda mask: said[int(mask[1])], rest)


def _called_like_periods(context: Context, text: str) -> Iterator[str]:
    """The segments and owners that a text has as such and in whose names a period is read, longer names first."""
    with context.store.snapshot() as connection:
        segments = (f"segment {each}" for each in load_segments(connection))
        owners = (f"@{each.name}" for each in load_owner_names(connection)) if "@" in text else ()
        named = sorted((*segments, *owners), key=len, reverse=True)
    folded = text.casefold()
    return (each for each in named if each.casefold() in folded and _has_period(context, each))


def _has_period(context: Context, name: str) -> bool:
    try:
        return extract_period(name, context.today)[0] is not None
    except PeriodError:  # one that can't be
        return True
