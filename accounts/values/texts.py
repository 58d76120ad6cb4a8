"""Text cells: names, keys, domains, email addresses."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any, Final

from accounts.values.conventions import CellError
from accounts.values.spreadsheet_cells import UNCALCULATED, UncalculatedFormula, unescape_cell

# What tools write where there is nothing. A company or a country may well be called NA: that one is up to the numbers.
EMPTY: Final = frozenset(
    ["", "-", "--", "---", "–", "—", "n/a", "#n/a", "n.a.", "null", "(null)", "<null>", "[null]", "\\n", "none"]
) | frozenset(["(none)", "nil", "undefined", "(blank)", "(empty)", "not set", "(not set)"])
# What data frames write for nothing, letter for letter: a person or a company may be called Nan.
MISSING: Final = frozenset(["nan", "NaN", "NaT", "<NA>"])
_LONGEST_EMPTY: Final = max(map(len, EMPTY))
# Joiners stay inside words, where Persian spelling and emoji need them.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<!\\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\\S)"
)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\s]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FENCE: Final = "`"  # between cells that are looked at together: seldom in one
_PRINTABLE: Final = bytes(range(0x20, 0x7F))
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?[Ee]\+\d+")
_EXACT: Final = 2**53  # whole numbers from here on are not all kept by spreadsheets and data frames
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_SPREADSHEET_ERRORS: Final = frozenset(
    ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]
)
_NAME = re.compile(r"(?=.{4,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d-]{1,63})*\.[a-z]{2,63}", re.ASCII)
_TAGS: Final = (
    "p|br|div|span|b|i|u|s|strong|em|a|ul|ol|li|table|tbody|thead|tr|td|th|h[1-6]|html|head|body|meta|img|font|blockquote"
    "|pre|hr|code|title|link"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*|/)?>|<!(?:--.*?--|doctype[^<>]*)>", re.IGNORECASE | re.DOTALL)
_INLINE = re.compile(r"</?(?:span|b|i|u|s|strong|em|a|font|code)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
LONGEST_PLAIN: Final = 63  # characters of a domain that is taken as it is
_PLAIN_DOMAIN = re.compile(r"(?!www\.|-)(?:[a-z0-9-]+\.)+[a-z]{2,24}")
_LAST_LABEL = re.compile(r"\.[a-z]{2,24}\n")
_IN_DOMAINS: Final = b"abcdefghijklmnopqrstuvwxyz0123456789-.\n"
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})+", re.UNICODE)
_ADDRESS = re.compile(  # begun only where a word begins: a text without one is gone through once
    r"(?<![^\s@<>\"(),:;])[^\s@<>\"(),:;]++@([^\s@<>\"(),:;]+)"
)


def to_text(cell: object) -> str:
    """The cell as text: what is no text yet is written as a person would."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() if cell.time() == time() and cell.tzinfo is None:
            return cell.date().isoformat()
        case Decimal():
            return format(cell, "f")
        case _:
            return _as_clock(cell) if isinstance(cell, timedelta) else str(cell)


def _as_clock(span: timedelta) -> str:
    """Hours, minutes and seconds, as a spreadsheet writes a span: `27:30:00`."""
    seconds = round(span.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' * (seconds < 0)}{minutes // 60}:{minutes % 60:02}:{second:02}"


def bare(value: object) -> str:
    """A word as it is compared: in small letters, with single spaces for whatever stands between letters."""
    return _BETWEEN_WORDS.sub(" ", to_text(value).casefold()).strip()


def read_text(cell: object) -> str | None:
    """One line of visible text, trimmed; None where there is none."""
    if type(cell) is UncalculatedFormula:
        raise CellError(UNCALCULATED)
    given = cell if type(cell) is str else to_text(cell)
    tidy = given.strip() if given.isprintable() and given.isascii() else clean_text(given)
    if len(tidy) <= _LONGEST_EMPTY and (tidy.lower() in EMPTY or tidy in MISSING):
        return None
    if tidy[0] in "='#":
        return _unwrapped(tidy)
    return tidy


def prose(cell: object) -> str | None:
    """The text without the markup in which tools keep notes: `<p>Hello&nbsp;<b>you</b></p>` is `Hello you`."""
    found = read_text(cell)
    if found is None or not ("<" in found or "&" in found):
        return found
    if _TAG.search(found):
        found = _TAG.sub(lambda tag: "" if _INLINE.match(tag[0]) else " ", _UNSEEN.sub(" ", found))
    elif not _ENTITY.search(found):
        return found
    return " ".join(clean_text(unescape(found)).split()) or None


def are_plain(cells: Sequence[Any], *, as_keys: bool = False) -> bool:
    """Whether all cells are text that `text`, or `key`, gives as it is: quicker to tell of hundreds than of each."""
    try:
        fenced = f"{_FENCE}{_FENCE.join(cells)}{_FENCE}"
    except TypeError:
        return False
    return (
        fenced.isascii()
        and not fenced.encode().translate(None, _PRINTABLE)
        and fenced.count(_FENCE) == len(cells) + 1
        and f" {_FENCE}" not in fenced
        and not any(sign in fenced and f"{_FENCE}{sign}" in fenced for sign in " ='#")
        and not (as_keys and (f".0{_FENCE}" in fenced or "E+" in fenced or "e+" in fenced))
        and EMPTY.isdisjoint(map(str.lower, cells))
    )


def are_domains(cells: Sequence[Any]) -> bool:
    """Whether all cells are text that `domain` gives as it is: quicker to tell of hundreds than of each."""
    try:
        lines = f"\n{chr(10).join(cells)}\n"
    except TypeError:
        return False
    return (
        lines.isascii()
        and not lines.encode().translate(None, _IN_DOMAINS)
        and lines.count("\n") == len(cells) + 1 == len(_LAST_LABEL.findall(lines)) + 1
        and not any(odd in lines for odd in ("..", "-.", ".-", "\n.", "\n-", "\nwww."))
        and max(map(len, cells)) <= LONGEST_PLAIN
    )


def clean_text(given: str) -> str:
    """The text without what can't be seen and halves of characters, each letter composed as most systems write it."""
    seen = _CONTROL.sub(" ", _INVISIBLE.sub("", _SURROGATE.sub("\ufffd", given)))
    return unicodedata.normalize("NFC", seen).strip()


def _unwrapped(tidy: str) -> str | None:
    """Text that was wrapped so that a spreadsheet leaves it alone: `="00123"` and `'+1`."""
    if tidy in _SPREADSHEET_ERRORS:
        raise CellError("is an error of the spreadsheet that the file comes from")
    if match := _FORMULA.fullmatch(tidy):
        return match[1].replace('""', '"').strip() or None
    return unescape_cell(tidy) if tidy[:2] not in ("'+", "'-") else tidy[1:]


def key(cell: object) -> str | None:
    """An id as text. A number that became `123.0` on its way is `123` again; one that lost digits is refused."""
    found = read_text(cell)
    if found is None:
        return None
    if (type(cell) is float and abs(cell) >= _EXACT) or ("+" in found and _SHORTENED.fullmatch(found)):
        raise CellError("is an id that a spreadsheet has shortened, so its last digits are lost: export it as text")
    if found.endswith(".0") and found[:-2].isdecimal():
        return found[:-2]
    return found


def domain(cell: object) -> str | None:
    """The domain of a web address or an email address, in lower case, without `www.`."""
    if (
        type(cell) is str
        and len(cell) <= LONGEST_PLAIN
        and _PLAIN_DOMAIN.fullmatch(cell)
        and "-." not in cell
        and ".-" not in cell
    ):
        return cell
    found = read_text(cell)
    if found is None:
        return None
    host = found.casefold()
    if _NAME.fullmatch(host):
        return host.removeprefix("www.")
    host = re.split(r"[,;\s]", host, maxsplit=1)[0]
    host = host.partition("://")[2] if "://" in host else host.removeprefix("mailto:").removeprefix("//")
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = host.removeprefix("www.").rstrip(".")
    if len(host) > 253 or not _HOST.fullmatch(host) or _is_number(host):
        raise CellError("isn't a web domain: write one such as acme.example")
    return host


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdecimal()


def email(cell: object) -> str | None:
    """One email address in lower case: the first, where there are several."""
    found = read_text(cell)
    if found is None:
        return None
    match = _ADDRESS.search(found.removeprefix("mailto:"))
    if match is None or not _HOST.fullmatch(match[1].rstrip(".")):
        raise CellError("isn't an email address: write one such as dana@acme.example")
    return match[0].rstrip(".").casefold()
