"""Texts of actions on accounts: in a digest's row, on a card, in a reply."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.actions.model import Action, Ownership, Snooze
from bot.accounts.formatting import count, short_date

NOTE = 200  # characters of a note that a row shows; the card has it whole
NAMED = 3  # snoozed accounts that are named
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_text(day: date, today: date) -> str:
    """A day with its weekday: `Mon 22 Jun`."""
    return f"{WEEKDAYS[day.weekday()]} {short_date(day, today)}"


def action_text(each: Action, today: date) -> str:
    """What was done, by whom and when, on a line: `Done by Ana, 15 Jun: “They renew.”`."""
    note = f": “{_cut(each.note)}”" if each.note else ""
    on = short_date(each.on, today)
    match each.kind:
        case "own":
            return f"Owned by {each.owner or each.called} since {on}{f', before: {each.before}' if each.before else ''}"
        case "snooze":
            until = f" until {day_text(each.until, today)}" if each.until else ""
            return f"Snoozed{until} by {each.called}{note}"
        case "done":
            return f"Done by {each.called}, {on}{note}"
        case "call":
            return f"Call logged by {each.called}, {on}{note}"
        case "pulse":
            return f"Pulse {each.score} of 5 by {each.called}, {on}{note}"


def latest_lines(actions: Iterable[Action], today: date, most: int = 3, *, stands: bool = False) -> list[str]:
    """The last thing of each kind that was done, the latest first; where it `stands`, without a snooze that is over,
    in whose place no earlier one comes.
    """
    by_kind: dict[str, Action] = {}
    for each in actions:
        by_kind.setdefault(each.kind, each)
    last = (each for each in by_kind.values() if not (stands and each.until and each.until <= today))
    return [action_text(each, today) for each in last][:most]


def snoozed_text(snoozes: Sequence[Snooze], today: date) -> str:
    """How many accounts are snoozed, with the first that come back: `2 snoozed: Acme until Mon 22 Jun (Ana), …`."""
    if not snoozes:
        return ""
    named = [f"{each.account} until {day_text(each.until, today)} ({each.called})" for each in snoozes[:NAMED]]
    more = f" and {count(len(snoozes) - NAMED, 'other')}" if len(snoozes) > NAMED else ""
    return f"{len(snoozes):,} snoozed: {', '.join(named)}{more}."


def ownership_text(set_: Ownership, today: date) -> str:
    """That somebody set the owner and files say otherwise: `set by Ana on 15 Jun; the files say Ben`."""
    return f"set by {set_.by} on {short_date(set_.on, today)}; the files say {set_.stated or 'nobody'}"


def _cut(note: str) -> str:
    note = " ".join(note.split())
    return note if len(note) <= NOTE else f"{note[:NOTE].rstrip()}…"
