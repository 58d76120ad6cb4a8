"""The arguments of `words`: which list, over which months, of which workspace."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.accounts.formatting import month_text
from curation.usage import Span

Kind = Literal["", "read", "missed", "unread", "unverified", "wrong"]
MONTHS = 3  # months that a list is over unless said
_KINDS: dict[str, Kind] = {
    "never read": "unread",
    "unread": "unread",
    "never": "unread",
    "most read": "read",
    "read": "read",
    "most missed": "missed",
    "missed": "missed",
    "misses": "missed",
    "unverified": "unverified",
    "wrong": "wrong",
    "feedback": "wrong",
}
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_COUNT = re.compile(r"(?:last )?(\d{1,2}) months?")
_NAMED = re.compile(rf"({'|'.join(_NAMES)})[a-z]*(?: (\d{{4}}))?")
_TEAM = re.compile(r"\b[TE][A-Z0-9]{2,}\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list, its span, and how the span reads; `unread` is what wasn't understood."""

    kind: Kind
    span: Span
    said: str
    unread: str = ""


def read_asked(text: str, today: date) -> Asked:
    """What a text asks for; the last three months unless it says others."""
    team = _TEAM.search(text)
    rest = " ".join(_TEAM.sub(" ", text).casefold().split())
    kind: Kind = ""
    for said, meant in _KINDS.items():
        if re.search(rf"\b{said}\b", rest):
            kind, rest = meant, re.sub(rf"\b{said}\b", " ", rest).strip()
            break
    found = _months(" ".join(rest.split()), today)
    first, last = found or (_back(today, MONTHS - 1), _month(today))
    where = f" in workspace {team[0]}" if team else ""
    said = f"{_said(first, last)}{where}"
    return Asked(kind, Span(first, last, team[0] if team else ""), said, "" if found or not rest else rest)


def _months(text: str, today: date) -> tuple[str, str] | None:
    if text == "this month":
        return _month(today), _month(today)
    if text in {"last month", "previous month"}:
        return _back(today, 1), _back(today, 1)
    if found := _MONTH.fullmatch(text):
        return found[0], found[0]
    if found := _COUNT.fullmatch(text):
        return _back(today, max(int(found[1]), 1) - 1), _month(today)
    if found := _NAMED.fullmatch(text):
        number = _NAMES.index(found[1]) + 1
        year = int(found[2]) if found[2] else today.year - (number > today.month)
        return f"{year}-{number:02}", f"{year}-{number:02}"
    return None


def _back(today: date, months: int) -> str:
    at = today.year * 12 + today.month - 1 - months
    return f"{at // 12}-{at % 12 + 1:02}"


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _said(first: str, last: str) -> str:
    if first == last:
        return f"in {month_text(first)}"
    begin = month_text(first)
    return f"from {begin[:3] if first[:4] == last[:4] else begin} to {month_text(last)}"
