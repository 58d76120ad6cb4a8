"""Numbers, whole numbers and spans of days as people write them."""

import re
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, NamedTuple, TypeGuard

from accounts.values.conventions import CellError, Decimals
from accounts.values.texts import read_text

LONGEST: Final = 60
LARGEST: Final = Decimal(2**63 - 1)
NOTHING: Final = frozenset(["na", "#null"])

Mark = Literal["", "point", "comma", "either point", "either comma"]

_ALIKE: Final = str.maketrans("−–’", "--'")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_NUMBER = re.compile(
    r"(?P<open>\()? ?(?P<sign>[+-])? ?(?P<before>[^\d\s.,()+'-][^\d.,()+'-]*)?(?P<inner>[+-])? ?"
    r"(?P<digits>\d[\d.,' ]*|[.,]\d+) ?(?P<after>[^\d\s.,()'+-][^\d()+'-]*)?(?P<last>-)? ?(?P<close>\))?"
)
_NO_CENTS = re.compile(r"[.,] ?(?:-{1,2}|—)$")  # 1200.- as the Swiss write it
_SCALES: Final = {
    **dict.fromkeys(("k", "thousand", "tsd"), 3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million"), 6),
    **dict.fromkeys(("b", "bn", "billion"), 9),
}
_SCALED = re.compile(rf"({'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![a-z])\.? ?", re.IGNORECASE)
_GROUPS = {
    mark: re.compile(
        rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+|\d{{1,2}}(?:{re.escape(mark)}\d{{2}})+{re.escape(mark)}\d{{3}}"
    )
    for mark in ".,' "
}


class NumberParts(NamedTuple):
    """A number taken apart: digits with their marks, what stands before and after in small letters, power of ten."""

    digits: str
    negative: bool
    before: str
    after: str
    scale: int


def is_number(cell: object) -> TypeGuard[int | float | Decimal]:
    """Whether a cell is a number already; NaN, which stands for nothing in data frames, isn't."""
    return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool) and cell == cell  # noqa: PLR0124


def split_number(text: str) -> NumberParts | None:
    """The parts of a number, None when the text is no number."""
    if len(text) > LONGEST:
        return None
    plain = text if text.isascii() and text.isprintable() else _SPACES.sub(" ", text).translate(_ALIKE).strip()
    if plain[-1:] in "-—":
        plain = _NO_CENTS.sub("", plain)
    match = _NUMBER.fullmatch(plain)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return None
    signs = [sign for sign in (match["sign"], match["inner"], match["last"]) if sign]
    if len(signs) > 1 or (signs and match["open"]):
        return None
    after, scale = (match["after"] or "").strip(), 0
    if scaled := _SCALED.match(after):
        scale, after = _SCALES[scaled[1].lower()], after[scaled.end() :]
    negative = bool(match["open"]) or "-" in signs
    return NumberParts(match["digits"].strip(), negative, (match["before"] or "").strip(), after, scale)


def decimal_mark(digits: str) -> Mark:
    """What the digits say of the decimals' mark: `12.5` point, `1,200` either (a comma), `1200` nothing."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "point" if digits.rfind(".") > digits.rfind(",") else "comma"
    if not points and not commas:
        return ""
    own: Literal["point", "comma"] = "point" if points else "comma"
    other: Literal["point", "comma"] = "comma" if points else "point"
    if points + commas > 1:
        return other
    whole, _, decimals = digits.partition("." if points else ",")
    if len(decimals) != 3 or not 1 <= len(whole) <= 3 or whole[0] == "0":
        return own
    return "either point" if points else "either comma"


def to_decimal(found: NumberParts, decimals: Decimals) -> Decimal:
    """The number, under the column's mark of decimals where its own digits leave that open."""
    says = decimal_mark(found.digits)
    if says == "either point" and not decimals and not found.scale:
        whole, _, rest = found.digits.partition(".")
        raise CellError(
            f"is {whole}{rest} to some and {found.digits}0 to others: say --decimals point or --decimals comma"
        )
    decided = decimals or "point" if says.startswith("either") else says or "point"
    point, group = (".", ",") if decided == "point" else (",", ".")
    whole, has_point, rest = found.digits.partition(point)
    if not (rest.isdecimal() or not rest) or (has_point and not whole and not rest):
        raise CellError("isn't a number: write it such as 1200.50")
    number = Decimal(f"{_ungrouped(whole, group)}.{rest or 0}e{found.scale}")
    if number > LARGEST:
        raise CellError("is larger than anything that is counted here")
    return -number if found.negative else number


def _ungrouped(whole: str, group: str) -> str:
    for sign in (group, "'", " "):
        if sign in whole:
            if not _GROUPS[sign].fullmatch(whole):
                raise CellError("isn't a number: its thousands are not in groups of three, as in 1,200.50")
            return whole.replace(sign, "")
    return whole or "0"


_DAY_ZERO: Final = datetime(1899, 12, 30, tzinfo=UTC)
_CLOCK_SPAN = re.compile(r"(?:(\d{1,5}) days?,? )?(\d{1,6}):([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?")
_EXAMPLE: Final = "write a whole number such as 1200"
_MONTH_WORDS: Final = ("monat", "monate", "monaten", "mois", "mes", "meses")
_QUARTER_WORDS: Final = ("quartal", "quartale", "trimestre", "trimestres")
_YEAR_WORDS: Final = ("jahr", "jahre", "jahren", "an", "ans", "année", "années", "año", "años")
_DAYS_IN: Final = {
    **dict.fromkeys(("", "d", "day", "days", "calendar days"), 1),
    **dict.fromkeys(("tag", "tage", "kalendertage", "jour", "jours", "día", "días", "dia", "dias"), 1),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines"), 7),
    **dict.fromkeys(("semana", "semanas"), 7),
    **dict.fromkeys(("m", "mo", "mos", "mth", "month", "months", *_MONTH_WORDS), 30),
    **dict.fromkeys(("q", "qtr", "quarter", "quarters", *_QUARTER_WORDS), 91),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", *_YEAR_WORDS), 365),
}
_SPAN = re.compile(r"(\d{1,6}(?:[.,]0+)?) ?-?([^\W\d_]*|calendar days)\.?", re.IGNORECASE)
_ISO_SPAN = re.compile(r"P(\d{1,6})([DWMY])")


def read_count(cell: object, decimals: Decimals) -> int | None:
    """A whole number, not below zero."""
    if type(cell) is str and len(cell) <= 18 and cell.isdecimal():
        return int(cell)
    if is_number(cell):
        return _whole(cell)
    found = read_text(cell)
    if found is None or found.lower() in NOTHING:
        return None
    parts = split_number(found)
    if parts is None or parts.before or parts.after:
        raise CellError(f"isn't a count: {_EXAMPLE}")
    return _whole(to_decimal(parts, decimals))


def read_rounded(cell: object, decimals: Decimals, span: int = 0) -> int | None:
    """A number, not below zero, to the nearest whole one: ratings are often averages, and hours have parts.

    `span` are the seconds of the unit, where `27:30` and what a spreadsheet shows as `[h]:mm` is a span of time.
    """
    if span and (seconds := _seconds(cell)) is not None:
        return _whole((Decimal(seconds) / span).to_integral_value(ROUND_HALF_UP))
    found = read_text(cell)
    if found is None or found.lower() in NOTHING:
        return None
    parts = split_number(found)
    if parts is None or parts.before or parts.after:
        raise CellError("isn't a number: write one such as 4 or 4.5")
    return _whole(to_decimal(parts, decimals or "point").to_integral_value(ROUND_HALF_UP))


def _seconds(cell: object) -> int | None:
    """The seconds of a span; None of what is none."""
    if isinstance(cell, datetime):  # a cell of a spreadsheet that counts from its day 0
        cell = cell.replace(tzinfo=UTC) - _DAY_ZERO if cell.year <= 1900 else None
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, timedelta):
        return round(cell.total_seconds())
    match = _CLOCK_SPAN.fullmatch(cell.strip()) if isinstance(cell, str) and ":" in cell else None
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def read_rounded_or_none(cell: object, decimals: Decimals, span: int = 0) -> int | None:
    """The same, where what is no such number says nothing."""
    try:
        return read_rounded(cell, decimals, span)
    except CellError:
        return None


def _whole(number: float | Decimal) -> int:
    exact = Decimal(number)
    if not exact.is_finite():
        raise CellError(f"isn't a count: {_EXAMPLE}")
    if exact != exact.to_integral_value():
        raise CellError(f"isn't a whole number: {_EXAMPLE}")
    if exact < 0:
        raise CellError("is below zero, which a count can't be")
    if exact > LARGEST:
        raise CellError("is larger than anything that is counted here")
    return int(exact)


_MONTHS_IN: Final = {
    **dict.fromkeys(("", "m", "mo", "mos", "mth", "month", "months", *_MONTH_WORDS), 1),
    **dict.fromkeys(("q", "qtr", "quarter", "quarters", *_QUARTER_WORDS), 3),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", *_YEAR_WORDS), 12),
}
_TERMS: Final = {
    **dict.fromkeys(("monthly", "month to month", "month-to-month"), 1),
    **dict.fromkeys(("quarterly",), 3),
    **dict.fromkeys(("semi-annual", "semiannual", "half-yearly"), 6),
    **dict.fromkeys(("annual", "annually", "yearly"), 12),
}


def read_months(cell: object) -> int | None:
    """A span in months: `12`, `12 months`, `1 year`, `annual`; none at all is nothing."""
    if is_number(cell):
        return _whole(cell) or None
    if isinstance(cell, timedelta):  # an interval of PostgreSQL: a year comes as 365 days, a month as 30
        years, rest = divmod(_whole_days(cell), _DAYS_IN["year"])
        if rest % _DAYS_IN["month"]:
            raise CellError("isn't a number of months: write 12 or 12 months")
        return years * 12 + rest // _DAYS_IN["month"] or None
    found = read_text(cell)
    if found is None or (low := found.lower()) in NOTHING:
        return None
    match = _ISO_SPAN.fullmatch(found) or _SPAN.fullmatch(found)
    each = _MONTHS_IN.get(match[2].strip().lower()) if match else None
    if low not in _TERMS and (match is None or each is None):
        raise CellError("isn't a number of months: write 12 or 12 months")
    return _TERMS.get(low) or (int(re.split("[.,]", match[1])[0]) * each or None if match and each else None)


def _whole_days(span: timedelta) -> int:
    if span < timedelta(0) or span % timedelta(days=1):
        raise CellError("isn't a whole number of days: write 30 or 30 days")
    return span.days


def read_days(cell: object) -> int | None:
    """A span in days: `30`, `30 days`, `2 weeks`; a month counts 30, a quarter 91, a year 365."""
    if is_number(cell):
        return _whole(cell)
    if isinstance(cell, timedelta):
        return _whole_days(cell)
    found = read_text(cell)
    if found is None or found.lower() in NOTHING:
        return None
    match = _ISO_SPAN.fullmatch(found) or _SPAN.fullmatch(found)
    each = _DAYS_IN.get(match[2].strip().lower()) if match else None
    if match is None or each is None:
        raise CellError("isn't a number of days: write 30 or 30 days")
    return int(re.split("[.,]", match[1])[0]) * each
