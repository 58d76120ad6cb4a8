"""Texts of changes of watched accounts, and of the limits of alerts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from accounts.watches.comparison import FLIPS_WITHIN, Step
from accounts.watches.limits import AlertLimit
from accounts.watches.states import CUSTOMER, GONE, UNDATED
from bot.accounts.formatting import count, days_away, join_texts, short_date
from bot.digests.content.model import WEEKDAYS

ASPECT_NAMES: Mapping[str, str] = {
    "status": "status",
    "band": "health",
    "notice": "notice",
    "champion": "champion",
    "renewal": "renewal date",
    "owner": "owner",
    "usage": "use",
    "score": "score",
    "name": "name",
}
WATCHED = "health band, champion, renewal date, notice, owner or use"
_STATUS = {
    "left": "It has left: it is no customer any more",
    CUSTOMER: "It is a customer",
    GONE: "The store has no such account any more: an import was taken back, or it was removed",
    "prospect": "It is a prospect now",
    "trial": "It is on trial now",
    "churned": "It has left: it is no customer any more",
}


def step_text(step: Step, today: date) -> str:
    """A change in a sentence without its full stop: `Turned red, was green`."""
    return _TEXTS[step.aspect](step, today)


def _band(step: Step, today: date) -> str:  # noqa: ARG001  all are called alike
    if step.now == "unknown":
        return f"Health isn't known any more, was {step.was}"
    back = "Back to" if step.now == "green" else "Turned"
    return f"{back} {step.now}, was {step.was}"


def _notice(step: Step, today: date) -> str:
    if not step.now:
        return f"Notice was taken back: it was to leave on {_day(step.was, today)}"
    leaves = "on no known day" if step.now == UNDATED else _day(step.now, today, away=True)
    if step.was:
        return f"Leaves {leaves}, was {_day(step.was, today)}"
    return f"Notice given: it leaves {leaves}"


def _renewal(step: Step, today: date) -> str:
    if not step.now:
        return f"No renewal date is known any more, was {_day(step.was, today)}"
    if not step.was:
        return f"Renews on {_day(step.now, today, away=True)}"
    if step.was < today.isoformat() < step.now:
        return f"The renewal of {_day(step.was, today)} has passed, the next is {_day(step.now, today, away=True)}"
    return f"Renewal moved to {_day(step.now, today, away=True)}, was {_day(step.was, today)}"


def _person(role: str) -> Callable[[Step, date], str]:
    def text(step: Step, today: date) -> str:  # noqa: ARG001  all are called alike
        if not step.now:
            return f"No {role} any more, was {step.was}"
        return f"New {role}: {step.now}{f', was {step.was}' if step.was else ''}"

    return text


def _points(what: str) -> Callable[[Step, date], str]:
    def text(step: Step, today: date) -> str:  # noqa: ARG001  all are called alike
        way = "rose" if int(step.now) > int(step.was) else "fell"
        return f"{what} {way} from {step.was} to {step.now} of 100"

    return text


_TEXTS: Mapping[str, Callable[[Step, date], str]] = {
    "status": lambda step, _: _STATUS.get(step.now, f"It is {step.now} now"),
    "band": _band,
    "notice": _notice,
    "champion": _person("champion"),
    "renewal": _renewal,
    "owner": _person("owner"),
    "usage": _points("Use"),
    "score": _points("Health"),
    "name": lambda step, _: f"It was called {step.was} until now",
}


OUTCOMES: Mapping[str, str] = {
    "told": "told",
    "spared": "not worth a message",
    "waiting": "waits",
    "under way": "is being told",
}


def state_text(state: Mapping[str, str], today: date) -> str:
    """An account as it was seen: `red 34, champion Pat, renews 30 Jun, owner Dana`."""
    if state["status"] != CUSTOMER:
        return _STATUS.get(state["status"], state["status"]).lower()
    renewal = f"renews {_day(state['renewal'], today)}" if state["renewal"] else "no renewal date known"
    parts = (
        f"{state['band']} {state['score']}".strip() if state["score"] else "health unknown",
        f"notice given, leaves {_day(state['notice'], today)}" if state["notice"] else "",
        renewal,
        f"champion {state['champion']}" if state["champion"] else "no champion",
        state["owner"] or "no owner",
    )
    return join_texts(parts)


def limit_text(limit: AlertLimit, zone: str) -> str:
    """`at most 3 messages a day, on weekdays from 08:00 to 18:00 Europe/Berlin`."""
    return f"at most {count(limit.daily, 'message')} a day, {hours_text(limit, zone)}"


def hours_text(limit: AlertLimit, zone: str) -> str:
    """`on weekdays from 08:00 to 18:00 Europe/Berlin`."""
    if limit.at_any_time:
        return "at any hour of any day"
    times = "at any hour" if limit.opens == limit.closes else f"from {limit.opens:%H:%M} to {limit.closes:%H:%M}"
    return f"{days_text(limit.weekdays)} {times} {zone}"


def days_text(weekdays: frozenset[int]) -> str:
    """`on weekdays`, `every day`, `on Mon, Thu`."""
    if weekdays == frozenset(range(5)):
        return "on weekdays"
    if weekdays == frozenset(range(7)):
        return "every day"
    return f"on {', '.join(WEEKDAYS[day] for day in sorted(weekdays))}"


def flips_text() -> str:
    """The rule by which what goes back and forth is told once."""
    return f"A change that is reversed within {FLIPS_WITHIN.days} days isn't told again; one that gets worse is."


def spared_text(spared: Iterable[tuple[str, str, int]]) -> str:
    """What weren't worth a message, by account: `Acme 3 (health 2, score), Globex 1 (use)`."""
    accounts: dict[str, list[tuple[str, int]]] = {}
    numbers: dict[str, int] = {}
    for name, aspect, number in spared:
        accounts.setdefault(name, []).append((aspect, number))
        numbers[name] = numbers.get(name, 0) + number
    most = sorted(accounts, key=lambda name: (-numbers[name], name.casefold()))
    return join_texts((f"{name} {numbers[name]} ({_listed(accounts[name])})" for name in most), ", ")


def _listed(aspects: list[tuple[str, int]]) -> str:
    """`health 2, use`; of one aspect alone its name, as the number stands before it."""
    if len(aspects) == 1:
        return ASPECT_NAMES[aspects[0][0]]
    return ", ".join(ASPECT_NAMES[name] + (f" {number}" if number > 1 else "") for name, number in aspects)


def _day(text: str, today: date, *, away: bool = False) -> str:
    if text == UNDATED:
        return "no known day"
    day = date.fromisoformat(text)
    return f"{short_date(day, today)}{f', {days_away(day, today)}' if away else ''}"
