"""How dates, amounts and scores read in an answer about accounts."""

from collections.abc import Iterable
from datetime import date

from accounts.money.amounts import Money
from bot.reply import Look

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOOKS: dict[str, Look] = {"red": "red", "yellow": "yellow", "green": "green", "unknown": "unknown"}


def day(when: date, today: date) -> str:
    """The day, with its year unless that is this year's: `30 Jun`, `30 Jun 2027`."""
    shown = f"{when.day} {MONTHS[when.month - 1]}"
    return shown if when.year == today.year else f"{shown} {when.year}"


def away(when: date, today: date) -> str:
    """How far off a day is: `today`, `in 12 days`, `3 days ago`."""
    days = (when - today).days
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"


def count(number: int, thing: str) -> str:
    """A number of things: `1 account`, `1,200 accounts`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def sums(amounts: Iterable[Money]) -> str:
    """Amounts of several currencies: `$1,200 + €500`."""
    return " + ".join(map(str, amounts))


def health(band: str, score: int | None, change: int | None) -> str:
    """A score with its band and its change: `red 34 (−6)`."""
    if score is None:
        return "health unknown"
    return f"{band} {score}{f' ({signed(change)})' if change else ''}"


def signed(number: int) -> str:
    """A change, its sign always shown: `+3`, `−6`."""
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{abs(number)}"


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """What there is, run together."""
    return between.join(part for part in parts if part)


def sentence(text: str) -> str:
    """The text with a capital first and a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""
