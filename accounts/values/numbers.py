"""Numbers as people and tools write them: what stands around the digits, and which mark is that of the decimals."""

import re
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeGuard

from accounts.values.conventions import Decimals
from accounts.values.faults import ValueFault

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


class Parts(NamedTuple):
    """A number taken apart: digits with their marks, what stands before and after in small letters, power of ten."""

    digits: str
    negative: bool
    before: str
    after: str
    scale: int


def is_one(cell: object) -> TypeGuard[int | float | Decimal]:
    """Whether a cell is a number already; NaN, which stands for nothing in data frames, isn't."""
    return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool) and cell == cell  # noqa: PLR0124


def parts(text: str) -> Parts | None:
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
    return Parts(match["digits"].strip(), negative, (match["before"] or "").strip(), after, scale)


def mark(digits: str) -> Mark:
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


def value(found: Parts, decimals: Decimals) -> Decimal:
    """The number, under the column's mark of decimals where its own digits leave that open."""
    says = mark(found.digits)
    if says == "either point" and not decimals and not found.scale:
        whole, _, rest = found.digits.partition(".")
        raise ValueFault(
            f"is {whole}{rest} to some and {found.digits}0 to others: say --decimals point or --decimals comma"
        )
    decided = decimals or "point" if says.startswith("either") else says or "point"
    point, group = (".", ",") if decided == "point" else (",", ".")
    whole, has_point, rest = found.digits.partition(point)
    if not (rest.isdecimal() or not rest) or (has_point and not whole and not rest):
        raise ValueFault("isn't a number: write it such as 1200.50")
    number = Decimal(f"{_ungrouped(whole, group)}.{rest or 0}e{found.scale}")
    if number > LARGEST:
        raise ValueFault("is larger than anything that is counted here")
    return -number if found.negative else number


def _ungrouped(whole: str, group: str) -> str:
    for sign in (group, "'", " "):
        if sign in whole:
            if not _GROUPS[sign].fullmatch(whole):
                raise ValueFault("isn't a number: its thousands are not in groups of three, as in 1,200.50")
            return whole.replace(sign, "")
    return whole or "0"
