"""The days that a request for renewals names: so many from today, a month, a quarter, a year."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.number_words import with_digits
from accounts.renewals.contract_terms import add_months
from accounts.renewals.renewal_model import DAYS
from bot.accounts.formatting import count, short_date
from bot.accounts.named_periods import mask_named, unmask_named
from bot.context import Context

LONGEST = 3660  # days that are looked ahead
_UNITS = {"d": 1, "w": 7, "m": 30, "": 1}
_FILLERS = r"(?:(?:in|for|within|over|during|the|next|coming|up)\s+)*"
_LIMITS = "|".join(f"(?<={each} )" for each in ("over", "than", "above", "under", "below", "least", "most"))
_MILLIONS = rf"(?<![$€£])(?!(?:{_LIMITS})\d+m\b)"  # `over 2m` is an amount, `over the next 2m` are months
_UNIT = r"\s*(?:d|w|m)(?:ays?|eeks?|o|onths?)?(?=\s|$)"
_THOUSANDS = rf"(?!(?:(?<=over )\d{{4,}}|20\d\d)(?!{_UNIT})(?!\d))"  # `over 5000` is an amount, 2024 a year
_NUMBER = rf"{_MILLIONS}{_THOUSANDS}(\d{{1,6}})\s*(?:(d|w|m)(?:ays?|eeks?|o|onths?)?)?(?=\s|$)"
_DAYS = (
    re.compile(rf"^{_FILLERS}{_NUMBER}", re.IGNORECASE),
    re.compile(rf"\b{_FILLERS}{_MILLIONS}(\d{{1,6}})\s*(d|w|m)(?:ays?|eeks?|o|onths?)?$", re.IGNORECASE),
    re.compile(rf"(?<=mine\s){_NUMBER}", re.IGNORECASE),
)
_UNTIL = re.compile(r"(?<!\S)(overdue|past due|late|this month|this quarter)(?!\S)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LEAD = (
    r"(?<!\S)(?:(?:due\s+)?(?P<until>by|until|till|through|before)\s+(?:the\s+)?(?:end\s+of\s+)?"
    r"|(?:(?:in|for|during|due|of|the)\s+)+)?"
)
_MONTH = re.compile(
    rf"{_LEAD}(?P<month>january|february|march|april|may|june|july|august|september|october|november"
    r"|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?(?:\s+(?P<year>20\d\d))?(?!\S)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"{_LEAD}(?P<which>next|this)\s+(?P<unit>week|month|quarter|half|year)(?:(?<=half)[- ]year)?(?!\S)",
    re.IGNORECASE,
)
_QUARTER = re.compile(rf"{_LEAD}q(?P<quarter>[1-4])(?:\s+(?P<year>20\d\d))?(?!\S)", re.IGNORECASE)
_YEAR = re.compile(rf"{_LEAD}(?P<year>20\d\d)(?!\S)(?!{_UNIT})", re.IGNORECASE)
_NO_YEAR = re.compile(r"\b(?:over|above|under|below|than|least|most|between|and|to|segment|plan)\s*$", re.IGNORECASE)
_SIZES = {"month": 1, "quarter": 3, "half": 6, "year": 12}
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class RenewalWindow:
    """Days that renewals come up on: until `days` from today, −1 for past due ones alone, from `since` on where that is
    later than today; `said` is the month or whatever else named them.
    """

    days: int
    since: date | None = None
    words: str = ""
    said: str = field(default="", compare=False)

    def text(self, today: date) -> str:
        """The window in a sentence: `within 90 days`, `overdue`, `from 1 Dec to 31 Dec`."""
        if self.words:
            return self.words
        if self.since:
            return f"from {short_date(self.since, today)} to {short_date(today + timedelta(days=self.days), today)}"
        if not self.days:
            return "until today"
        return f"within {count(self.days, 'day')}" if self.days > 0 else "past due"


def read_window(context: Context, text: str) -> tuple[RenewalWindow, str]:
    """The same of a request, in which segments and owners may be called like days or a month: `april jones`."""
    text, names = mask_named(context, text, lambda name: _is_window(name, context.today))
    for name in _owners_like_months(context, text) if _MONTH.search(text) else ():
        text = re.sub(rf"(?<!\w)@?{re.escape(name)}(?!\w)", f"\0{len(names)}\0", text, flags=re.IGNORECASE)
        names.append(f"@{name}")
    window, rest = parse_window(text, context.today)
    return window, unmask_named(rest, names)


def _is_window(name: str, today: date) -> bool:
    """Whether days would be read out of a name."""
    return parse_window(name, today)[1].split() != name.split()


def _owners_like_months(context: Context, text: str) -> list[str]:
    """The whole names in a text of owners that have a month in them."""
    from accounts.scopes.owner_names import load_owner_names

    with context.store.snapshot() as connection:
        names = [each.name for each in load_owner_names(connection)]
    said = text.casefold()
    return [each for each in names if " " in each and each.casefold() in said and _MONTH.search(each)]


def parse_window(text: str, today: date) -> tuple[RenewalWindow, str]:
    """The days that a text names, 90 from today if it names none, and what else it says."""
    text = with_digits(text)
    for pattern, read in ((_MONTH, _month), (_QUARTER, _quarter), (_NEXT, _relative), (_YEAR, _year)):
        if (found := pattern.search(text)) and (span := _until_then(found, read(found, today), today)):
            rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
            return _window(span, today, found[0].strip()), rest
    days, rest = read_days(text, today)
    return RenewalWindow(days, said="overdue" if days < 0 else ""), rest


def _until_then(found: re.Match[str], span: Span | None, today: date) -> Span | None:
    """The days of a text: those named, or from today until them where it says so; None where there are none."""
    if not span or not found["until"]:
        return span
    first, last = span
    last = first - timedelta(days=1) if found["until"].casefold() == "before" else last
    return (today, last) if last >= today else None


def _window(span: Span, today: date, said: str) -> RenewalWindow:
    first, last = span
    return RenewalWindow((last - today).days, first if first > today else None, said=said)


def _months(first: date, months: int) -> Span:
    return first, add_months(first, months) - timedelta(days=1)


def _coming(month: int, months: int, year: str | None, today: date) -> Span | None:
    """So many months from the first of one on: of the year, or else the next that isn't over; none of the past."""
    first, last = _months(date(int(year) if year else today.year, month, 1), months)
    if last < today:
        return None if year else _months(date(today.year + 1, month, 1), months)
    return first, last


def _month(found: re.Match[str], today: date) -> Span | None:
    return _coming(_MONTHS.index(found["month"][:3].casefold()) + 1, 1, found["year"], today)


def _quarter(found: re.Match[str], today: date) -> Span | None:
    return _coming(3 * int(found["quarter"]) - 2, 3, found["year"], today)


def _year(found: re.Match[str], today: date) -> Span | None:
    """A year, unless the number is one of something else: an amount, or a segment's name."""
    return None if _NO_YEAR.search(found.string[: found.start()]) else _coming(1, 12, found["year"], today)


def _relative(found: re.Match[str], today: date) -> Span:
    """This or the next week, from its Monday on, month, quarter or year."""
    later, unit = found["which"].casefold() == "next", found["unit"].casefold()
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * later)
        return monday, monday + timedelta(days=6)
    size = _SIZES[unit]
    first = date(today.year, (today.month - 1) // size * size + 1, 1)
    return _months(add_months(first, size) if later else first, size)


def read_days(text: str, today: date) -> tuple[int, str]:
    """The days that a text names, 90 if it names none, and what else it says."""
    if found := _UNTIL.search(text):
        return _until(found[1].casefold(), today), f"{text[: found.start()]} {text[found.end() :]}".strip()
    for pattern in _DAYS:
        if found := pattern.search(text):
            days = int(found[1]) * _UNITS[(found[2] or "").casefold()]
            return days, f"{text[: found.start()].strip()} {text[found.end() :].strip()}".strip()
    return DAYS, text


def _until(what: str, today: date) -> int:
    """The days to the end of the month or quarter; −1 where only past due ones are meant."""
    months = {"this month": 1, "this quarter": 3}.get(what, 0)
    if not months:
        return -1
    first_after = add_months(today.replace(day=1), months - (today.month - 1) % months)
    return (first_after - today).days - 1
