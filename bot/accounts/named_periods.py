"""Periods in what is asked of a portfolio, beside segments and owners that are called like one: `segment 2025`."""

import re
from collections.abc import Callable, Sequence

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
    masked, names = mask_named(context, text, lambda name: _has_period(context, name))
    period, rest = extract_period(masked, context.today)
    return period, unmask_named(rest, names)


def mask_named(context: Context, text: str, misread: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The text with numbers in place of the segments and owners that are said to be such and would be misread; and
    those.
    """
    text = text.replace("\0", "")
    said: list[str] = []
    for name in filter(misread, _named(context, text) if _NAMED.search(text) else ()):
        for found in re.findall(rf"{re.escape(name)}(?!\S)", text, re.IGNORECASE):
            text = text.replace(found, f"\0{len(said)}\0", 1)
            said.append(found)
    return text, said


def unmask_named(text: str, names: Sequence[str]) -> str:
    """The text with the names in their places again."""
    return _MASK.sub(lambda mask: names[int(mask[1])], text)


def _named(context: Context, text: str) -> list[str]:
    """The segments and owners that a text has as such, longer names first."""
    with context.store.snapshot() as connection:
        segments = [f"segment {each}" for each in load_segments(connection)]
        owners = [f"@{each.name}" for each in load_owner_names(connection)] if "@" in text else []
    folded = text.casefold()
    return sorted((each for each in (*segments, *owners) if each.casefold() in folded), key=len, reverse=True)


def _has_period(context: Context, name: str) -> bool:
    try:
        return extract_period(name, context.today)[0] is not None
    except PeriodError:  # one that can't be
        return True
