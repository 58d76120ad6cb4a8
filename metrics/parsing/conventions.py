"""Dates and separators of numbers, respelled under each convention."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from metrics.display import MONTHS
from metrics.inputs.numbers import may_group

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


def date_spellings(text: str) -> list[str]:
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


_RUN = re.compile(r"(?<![0-9_.,'])[0-9][0-9.,'_]*[0-9](?![0-9])")


def number_spellings(text: str) -> tuple[list[str], list[str], str]:
    """The text under each convention for points and commas: likely ones, unlikely ones where commas part arguments, and
    the number that leaves it in doubt.
    """
    runs = _RUN.findall(text)
    if not any(re.search("[.,'_]", run) for run in runs):
        return [text], [text], ""
    point, comma, parted = (_RUN.sub(partial(_spell, style=style), text) for style in "., ")
    doubtful = next((run for run in runs if _is_doubtful(run) or _grouped(run, ".")), "")
    if any(map(_is_doubtful, runs)):
        return list(dict.fromkeys((comma, point, parted))), [], doubtful
    return list(dict.fromkeys((point, comma))), [parted], doubtful


def _is_doubtful(run: str) -> bool:
    """Whether a comma stands where no thousands separator can: `1,5` and `40,10,50`."""
    return "," in run and "." not in run and not _grouped(run, ",")


def _spell(found: re.Match[str], style: str) -> str:
    """A run of digits and separators spelled plainly under a style: `.` or `,` is the decimal sign, or commas part."""
    run = found.group()
    if _grouped(run, "'") or _grouped(run, "_"):
        return re.sub("['_]", "", run)
    if "," in run:
        return _both(run) if "." in run else _commas(run, style)
    if run.count(".") > 1:
        return run.replace(".", "") if _grouped(run, ".") else run
    if _grouped(run, "."):
        return run.replace(".", "") if style == "," else run + "0"
    return run


def _commas(run: str, style: str) -> str:
    """A run with commas only: thousands separators, a decimal comma, or one between two arguments."""
    grouped = _grouped(run, ",")
    if style == " " or (run.count(",") > 1 and not grouped and not _indian(run)):
        return run.replace(",", " ")
    return run.replace(",", "." if style == "," and not grouped and run.count(",") == 1 else "")


def _both(run: str) -> str:
    """`1,200.50` and `1.200,50`: the sign that comes last is the decimal one."""
    last = max(run.rfind(","), run.rfind("."))
    other = "," if run[last] == "." else "."
    whole = run[:last]
    return f"{whole.replace(other, '')}.{run[last + 1 :]}" if _grouped(whole, other) else run


def _grouped(run: str, sign: str) -> bool:
    """Whether the sign parts groups of three digits all through: `1,200` and `1,200,000`, not `0,125`."""
    return sign in run and re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+", run) is not None


def _indian(run: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}", run) is not None


def join_thousands(text: str, *, in_lists: bool) -> Iterator[str]:
    """The text with its spaces as they are, and with those joined that can be thousands separators.

    A group that begins with 0 (`100 000`) can be nothing else. In lists, spaces part the values unless there is such a
    group.
    """
    words = text.split(" ")
    if len(words) > 60 or not may_group(text):
        yield text
        return
    groups = [i for i in range(1, len(words)) if _can_follow(words, i)]
    forced = [i for i in groups if words[i][0] == "0"]
    if not forced:
        yield text
    if forced or not in_lists:
        for chosen in _subsets([i for i in groups if i not in forced]):
            if forced or chosen:
                yield _merged(words, {*forced, *chosen})


def _subsets(free: list[int]) -> Iterator[tuple[int, ...]]:
    for mask in range(min(2 ** len(free), 256)):
        yield tuple(at for bit, at in enumerate(free) if mask >> bit & 1)


def _can_follow(words: list[str], at: int) -> bool:
    """Whether the word can be a further group of the number before it."""
    if not re.fullmatch(r"[0-9]{3}(?:\.[0-9]+)?[^0-9.]{0,4}", words[at]):
        return False
    before = words[at - 1]
    if re.fullmatch(r"[^0-9]*[1-9][0-9]{0,2}", before):
        return True
    return re.fullmatch(r"[0-9]{3}", before) is not None and at > 1 and _can_follow(words, at - 1)


def _merged(words: list[str], joints: set[int]) -> str:
    parts = [("" if at in joints or at == 0 else " ") + word for at, word in enumerate(words)]
    return "".join(parts)
