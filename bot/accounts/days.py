"""A day in words, ahead or past: tomorrow, monday, next week, in 3 weeks, 2 July, 2026-07-02."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from accounts.renewals.contract_terms import add_months

LONGEST = 5  # words of a day
EXAMPLES = "tomorrow, monday, in 2 weeks, 2 July or 2026-07-02"
HELD = "today, yesterday, monday, 2 June or 2026-06-02"
_PARTED = ":;–-"  # between a day and a note
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY, _SUNDAY = 5, 6
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six)(?:\s+|(?<=\d))(?P<unit>d|days?|w|weeks?|months?)"
_AHEAD = ("in", "for", "the next", "from now")  # words beside a day that say where it lies
_NUMERIC = re.compile(r"(?:on )?\d{1,4}([./-])\d{1,2}\1\d{1,4}\.?")
_LOOSE = re.compile(rf"{_COUNT}|sat|sun|wed")  # what notes begin with as well: “5 days no answer”, “sat with them”
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_BY_NAME: dict[str, Callable[[date], date]] = {
    "today": lambda today: today,
    "tomorrow": lambda today: today + timedelta(days=1),
    "yesterday": lambda today: today - timedelta(days=1),
    "next week": lambda today: today + timedelta(days=7 - today.weekday()),
    "next month": lambda today: add_months(today.replace(day=1), 1),
    "next quarter": lambda today: add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3),
    "end of month": lambda today: add_months(today.replace(day=1), 1) - timedelta(days=1),
    "the end of the month": lambda today: add_months(today.replace(day=1), 1) - timedelta(days=1),
    "month end": lambda today: add_months(today.replace(day=1), 1) - timedelta(days=1),
}


def parse_day(text: str, today: date, *, past: bool = False) -> date | None:
    """The day that a text names, the next of that name; with `past` the last that was. None for what is no day."""
    said = " ".join(text.casefold().replace(",", " ").split()).strip(" .!")
    if read := _BY_NAME.get(said):
        return read(today)
    for pattern, made in _READERS:
        if found := pattern.fullmatch(said):
            try:
                return made(found, today, past)
            except (ValueError, OverflowError):  # such as 31 June
                return None
    return None


def take_day(text: str, today: date, *, past: bool = False) -> tuple[date | None, str]:
    """The day that a text begins with, in as many words as name one, and the rest; with `past` the last of its name.

    A past one that may as well be a word of a note stands alone, before a colon or with `ago`.
    """
    words = text.split()
    for length in range(min(len(words), LONGEST), 0, -1):
        said = " ".join(words[:length])
        parted = said.rstrip(_PARTED)
        if past and length < len(words) and parted == said and _LOOSE.fullmatch(said.casefold().rstrip(",")):
            continue
        if day := parse_day(parted, today, past=past):
            return day, " ".join(words[length:]).lstrip(f"{_PARTED} ")
    return None, text.strip()


def unread_day(text: str, today: date) -> str:
    """What a text begins with that is a day, though none that is read: 03/06/2026, 31 June; nothing where it isn't."""
    words = text.split()
    for length in range(min(len(words), LONGEST), 0, -1):
        said = " ".join(words[:length]).rstrip(_PARTED + ",.")
        dated = said.casefold().replace(",", "")
        if _NUMERIC.fullmatch(dated) or any(pattern.fullmatch(dated) for pattern, _ in _DATES):
            return "" if parse_day(said, today) else said
    return ""


def offered_days(today: date) -> Iterator[tuple[str, date]]:
    """The days ahead that are chosen most often, each once and on Monday to Friday, with what each is called."""
    week = "1 week" if today.weekday() == _SUNDAY else "next week"  # which begins tomorrow on a Sunday
    names = {
        week: "In a week" if week == "1 week" else "Next week",
        "tomorrow": "Tomorrow",
        "2 weeks": "In two weeks",
        "1 month": "In a month",
        "next quarter": "Next quarter",
    }
    offered: set[date] = set()
    for name, said in names.items():
        day = parse_day(name, today)
        if day is None or (name == "tomorrow" and day.weekday() >= _SATURDAY):
            continue
        day += timedelta(days=7 - day.weekday() if day.weekday() >= _SATURDAY else 0)
        if day not in offered:
            offered.add(day)
            yield said, day


def _iso(found: re.Match[str], today: date, past: bool) -> date:  # noqa: ARG001, FBT001  every reader is asked alike
    return date(int(found["year"]), int(found["number"]), int(found["day"]))


def _weekday(found: re.Match[str], today: date, past: bool) -> date:  # noqa: FBT001  as above
    """The next day of that name, or the one of the week after where it is said to be the next and close by."""
    wanted = _WEEKDAYS.index(found["weekday"][:3])
    if found["side"] == "last" or (past and found["side"] != "next"):
        return today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
    return today + timedelta(days=(wanted - today.weekday()) % 7 or 7)


def _counted(found: re.Match[str], today: date, past: bool) -> date:  # noqa: FBT001  as above
    """So many days, weeks or months ahead or ago, as said; where it isn't, ahead, or ago where the day is past."""
    number = _WORDS.get(found["count"]) or int(found["count"])
    past = found["behind"] == "ago" or (past and found["before"] not in _AHEAD and found["behind"] not in _AHEAD)
    if found["unit"].startswith("m"):
        return add_months(today, -number if past else number)
    days = number * (7 if found["unit"].startswith("w") else 1)
    return today - timedelta(days=days) if past else today + timedelta(days=days)


def _named(found: re.Match[str], today: date, past: bool) -> date:  # noqa: FBT001  as above
    """The day of a month; without a year the next that comes, or the last that was."""
    month, day = _MONTHS.index(found["month"][:3]) + 1, int(found["day"])
    if found["year"]:
        return date(int(found["year"]), month, day)
    this = date(today.year, month, day)
    if past:
        return this if this <= today else date(today.year - 1, month, day)
    return this if this > today else date(today.year + 1, month, day)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, bool], date]], ...] = (
    (re.compile(r"(?:on )?(?P<year>20\d\d)-(?P<number>\d{1,2})-(?P<day>\d{1,2})"), _iso),
    (re.compile(rf"(?:(?P<side>next|on|last) )?{_WEEKDAY}"), _weekday),
    (re.compile(rf"(?:(?P<before>in|for|the next) )?{_COUNT}(?: (?P<behind>from now|ago))?"), _counted),
    (re.compile(rf"(?:on |the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}(?: (?P<year>20\d\d))?"), _named),
    (re.compile(rf"(?:on )?{_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<year>20\d\d))?"), _named),
)
_DATES = [each for each in _READERS if each[1] in {_iso, _named}]
