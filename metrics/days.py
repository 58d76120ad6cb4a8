"""Dates as people write them, spelled in ISO form."""

import re
from datetime import date
from functools import partial

from metrics.display import MONTHS

_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t)?" for name in MONTHS)
_NAMED = re.compile(
    rf"\b(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ .-]*(?P<month>{_MONTH})\.?|"
    rf"(?P<month2>{_MONTH})\.?[ -]*(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?)[ ,-]*(?P<year>[0-9]{{4}})\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})\s*(?:\.\.|-|/|to|until|and)\s*(?=[0-9])")
_NUMERIC = re.compile(
    r"(?<![0-9])(?:([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})|([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}))(?![0-9])"
)


def spelled(text: str) -> list[str]:
    """The text with its dates in ISO form, in each way in which `03/04/2025` can be read; all alike in one text."""
    text = _NAMED.sub(_named, text)
    readings = dict.fromkeys(
        _BETWEEN.sub(" ", _NUMERIC.sub(partial(_numeric, order=order), text)) for order in ("dm", "md")
    )
    valid = [reading for reading in readings if not _NUMERIC_LEFT.search(reading)]
    return valid or list(readings)


_NUMERIC_LEFT = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}")


def _named(match: re.Match[str]) -> str:
    name = (match["month"] or match["month2"])[:3].lower()
    month = next(number for number, known in enumerate(MONTHS, 1) if known[:3].lower() == name)
    return _iso(match["year"], str(month), match["day"] or match["day2"]) or match.group()


def _numeric(match: re.Match[str], order: str) -> str:
    if match[1]:
        return _iso(match[1], match[2], match[3]) or match.group()
    day, month = (match[4], match[5]) if order == "dm" or "." in match.group() else (match[5], match[4])
    return _iso(match[6], month, day) or match.group()


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
