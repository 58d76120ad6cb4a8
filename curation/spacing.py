"""Spaced repetition of words by FSRS, from earlier answers. Times are given in, nothing is random."""

import json
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from fsrs import Scheduler

Known = Literal["again", "good", "easy"]
LONGEST: Final = 365  # days
WANTED: Final = 0.9  # share of words that are to be known when they come back


@cache
def _scheduler() -> "Scheduler":
    """FSRS by days: no steps of minutes, which a lesson a day can't keep, and no chance in it."""
    from fsrs import Scheduler  # a server without learners needs none of it

    return Scheduler(
        desired_retention=WANTED,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )


def new_memory(now: datetime) -> str:
    """The state of a word that was never answered, as it is kept."""
    from fsrs import Card

    return json.dumps(Card(card_id=1, due=_utc(now)).to_dict())


def reviewed(memory: str, known: Known, day: date) -> tuple[str, timedelta]:
    """The state after an answer to the lesson of a day, and the time until the word is due again.

    FSRS counts whole days of 24 hours: of a word that is answered at 9:30 and two mornings later at 9:00 it would count
    one, and have it back too soon. So an answer is taken at noon of the lesson's day.
    """
    from fsrs import Card, Rating

    rating = {"again": Rating.Again, "good": Rating.Good, "easy": Rating.Easy}[known]
    kept: Any = json.loads(memory)
    card, at = Card.from_dict(kept), _noon(day)
    if card.last_review is not None:
        card.last_review = _noon(card.last_review.date())
        at = max(at, card.last_review)
    card, _ = _scheduler().review_card(card, rating, at)
    return json.dumps(card.to_dict()), card.due - at


def due_on(day: date, wait: timedelta) -> str:
    """The local day on which a word comes back that was answered on a day."""
    return (day + timedelta(days=max(1, round(wait / timedelta(days=1))))).isoformat()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _utc(instant: datetime) -> datetime:
    """The instant in the one zone that FSRS takes: it refuses UTC by another name."""
    return instant.astimezone(UTC)
