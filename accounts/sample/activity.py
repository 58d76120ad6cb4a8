"""Activity of the sample company's customers: usage, meetings, surveys and tickets."""

from collections.abc import Iterator
from datetime import date, timedelta

from accounts.sample.contracts import Row
from accounts.sample.scenarios import Scenario
from accounts.sample.vocabulary import GIVEN, SUBJECTS, TITLES, TOPICS

_EVERY = {"Enterprise": 13, "Mid-Market": 24, "SMB": 45}  # days between touchpoints
_TICKETS = {"Enterprise": 0.45, "Mid-Market": 0.2, "SMB": 0.07}  # a week
_ROLES = ("champion", "sponsor", "buyer", "user")


def contacts(story: Scenario) -> Iterator[Row]:
    """The people. One account in five has no champion, and in some the champion has left."""
    if story.fate == "silent":
        return
    roles = [role for role in _ROLES if story.chance(0.8)] + ["ambassador"] * story.chance(0.12)
    roles += ["detractor"] * story.chance(0.1 if story.fate == "steady" else 0.3)
    for number, role in enumerate(roles, start=1):
        given = story.random.choice(GIVEN)
        gone = role == "champion" and story.fate in ("falling", "churned") and story.chance(0.35)
        yield {
            "contact_id": f"{story.key}-{number}",
            "account": story.key,
            "name": f"{given} Sample",
            "email": f"{given.casefold()}.{number}@{story.domain}",
            "title": story.random.choice(TITLES[role]),
            "role": role,
            "left_on": story.last_day - timedelta(days=story.random.randint(20, 90)) if gone else "",
        }


def usage(story: Scenario) -> Iterator[Row]:
    """A row for each working day; for a few accounts nothing was ever recorded, for a few it stopped arriving."""
    if story.index % 29 == 9 or story.fate == "silent":
        return
    for day in _days(story):
        if day.weekday() > 4 or story.chance(0.04):
            continue
        share = story.health_on(day) * story.random.uniform(0.72, 1.02)
        users = min(story.seats, round(story.seats * share))
        if users:
            yield {
                "account": story.key,
                "used_on": day,
                "events": round(users * story.random.uniform(5, 11)),
                "active_users": users,
            }


def touchpoints(story: Scenario) -> Iterator[Row]:
    """Calls, meetings and emails: rarer with those that do badly, and some of those no longer answer."""
    if story.fate == "silent" or story.index % 33 == 14:
        return
    quiet = story.random.randint(45, 110) if story.fate not in ("steady", "recovered") and story.chance(0.5) else 0
    day, number = story.first_day + timedelta(days=story.random.randint(0, 20)), 0
    while day <= story.last_day - timedelta(days=quiet):
        kind = story.random.choices(tuple(TOPICS), (2, 4, 3))[0]
        number += 1
        yield {
            "touchpoint_id": f"{story.key}-{number}",
            "account": story.key,
            "touched_on": day,
            "type": kind,
            "who": story.owner[0],
            "note": story.random.choice(TOPICS[kind]),
        }
        pace = _EVERY[story.segment] * (2.1 - 1.9 * story.health_on(day)) * story.random.uniform(0.4, 1.6)
        day = _working(day + timedelta(days=max(2, round(pace))))


def surveys(story: Scenario) -> Iterator[Row]:
    """NPS twice a year from one to three people, CSAT now and then."""
    if story.fate == "silent" or story.chance(0.12):
        return
    day, number = story.first_day + timedelta(days=story.random.randint(10, 120)), 0
    while day <= story.last_day:
        for person in range(story.random.randint(1, 3)):
            number += 1
            mood = _mood(story, day)
            nps = story.chance(0.75)
            yield {
                "response_id": f"{story.key}-{number}",
                "account": story.key,
                "survey": "nps" if nps else "csat",
                "score": round(10 * mood) if nps else 1 + round(4 * mood),
                "answered_on": day + timedelta(days=person),
                "contact": f"person-{person + 1}@{story.domain}",
                "comment": "",
            }
        day += timedelta(days=story.random.randint(120, 200))


def tickets(story: Scenario) -> Iterator[Row]:
    """More of them, and worse ones, from those that do badly."""
    if story.fate == "silent":
        return
    number = 0
    for week in _days(story, 7):
        badly = 1 - story.health_on(week)
        day = _working(week + timedelta(days=story.random.randint(0, 6)))
        if day > story.last_day or not story.chance(_TICKETS[story.segment] * (0.5 + 1.6 * badly)):
            continue
        number += 1
        closed = _working(day + timedelta(days=int(story.random.expovariate(1 / (3 + 12 * badly)))))
        rated = closed <= story.last_day and story.chance(0.45)
        mood = _mood(story, day)
        weights = (25, 50, 20 + 20 * badly, 3 + 14 * badly)
        yield {
            "ticket_id": f"{story.key}-{number}",
            "account": story.key,
            "opened_on": day,
            "closed_on": closed if closed <= story.last_day else "",
            "priority": story.random.choices(("low", "normal", "high", "urgent"), weights)[0],
            "escalated": "yes" if story.chance(0.02 + 0.1 * badly) else "no",
            "satisfaction": 1 + round(4 * mood) if rated else "",
            "subject": story.random.choice(SUBJECTS),
        }


def pulses(story: Scenario) -> Iterator[tuple[date, int, str]]:
    """What the CSM says of two accounts in three, every two or three months: the day, 1 to 5, a note."""
    if story.fate == "silent" or story.chance(0.35):
        return
    day = story.first_day + timedelta(days=story.random.randint(5, 80))
    while day <= story.last_day:
        score = 1 + round(4 * _mood(story, day))
        yield day, score, {1: "We hear nothing from them.", 2: "Worried about the renewal."}.get(score, "")
        day += timedelta(days=story.random.randint(45, 90))


def _mood(story: Scenario, day: date) -> float:
    """What people say of us, 0 to 1: better than how well they do, and only loosely tied to it."""
    return min(1.0, max(0.0, 0.3 + 0.78 * story.health_on(day) + story.random.gauss(0, 0.14)))


def _days(story: Scenario, step: int = 1) -> Iterator[date]:
    return (story.first_day + timedelta(days=n) for n in range(0, (story.last_day - story.first_day).days + 1, step))


def _working(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
