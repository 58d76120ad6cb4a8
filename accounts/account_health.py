"""The health of one account as its card tells it: the score, how it moved, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from store.connection import Connection, Query

if TYPE_CHECKING:
    from accounts.health import HealthConfig

WEEK: Final = timedelta(days=7)
_LATE: Final = 3  # days that a week may be longer by where its day wasn't scored
_SCORES: Final = """
SELECT scored_on, score, band, known FROM score
WHERE account_id = ? AND scored_on <= ? ORDER BY scored_on DESC LIMIT ?"""
_ALL_SCORED: Final = f"""
SELECT scored_on FROM scoring WHERE scored_on <= ? ORDER BY scored_on DESC LIMIT {2 * WEEK.days + 1}"""


@dataclass(frozen=True, slots=True)
class Health:
    """The score as it stood on a day, with what it is made of; None where nothing is known.

    `known` is in per cent, changes in points. `why` says what moved it since the day before, or what costs it most;
    `reasons` has a line for each of its parts, and `use` a sentence for each thing that its use is judged by.
    `back_on` is the day on which an account that came back lately was first scored again: nothing is compared with what
    was before it left. `held_from` is what the parts come to where a sure fall of use holds the score below that. A
    change is since the day that it says: where nothing was scored yesterday, it is since `last_scored_on`.
    """

    score: int | None
    band: str
    known: int
    on: date
    since_yesterday: int | None
    since_last_week: int | None
    reasons: tuple[str, ...]
    why: tuple[str, ...]
    use: tuple[str, ...] = ()
    held_from: int | None = None
    last_scored_on: date | None = None
    since_last_scored: int | None = None
    back_on: date | None = None


def no_health(today: date) -> Health:
    """That of an account which left, and nobody knows when: no day is known on which it could be told."""
    return Health(None, "unknown", 0, today, None, None, (), ())


def health_on(connection: Connection, account_id: int, today: date, config: "HealthConfig | None") -> Health:
    """The score as lists have it, explained by what was known on the day that it is of; of today if there is none."""
    from accounts.health import load_config  # late, as below: they are built upon what cards are, and read a file
    from accounts.health.explanations import examine_all, read_examination_ahead, why_since
    from accounts.health.scoring_model import changed_on

    config = config or load_config()
    scored, absent = _scores(connection, account_id, today)
    days = _scored_days(connection, scored, today)
    day = days[0] if scored else today
    read_examination_ahead(connection, [account_id], day)
    now = examine_all(connection, [account_id], day, config)[account_id]
    score, band, known = scored[0][1:] if scored else (now.score, now.band, now.known)
    comparable = changed_on(connection) or ""  # scores have been made in another way until then
    last = next((each for each in days if each < day), None)
    since_last, since_week = (
        _change(score, _on(scored, each, comparable)) if each else None for each in (last, _of_last_week(days, day))
    )
    is_yesterday = last == day - timedelta(days=1)
    return Health(
        score=score,
        band=band,
        known=known,
        on=day,
        since_yesterday=since_last if is_yesterday else None,
        since_last_week=since_week,
        reasons=tuple(
            f"{part.name.capitalize()} {part.points}: {part.reason}" for part in now.parts if part.points is not None
        ),
        why=why_since(connection, now, day - timedelta(days=1), config),
        use=now["usage"].details,
        held_from=now.held_from if now.score == score else None,
        last_scored_on=last,
        since_last_scored=None if is_yesterday else since_last,
        back_on=date.fromisoformat(scored[-1][0]) if absent and scored else None,
    )


Scored = tuple[str, int | None, str, int]
"""The day a score was worked out, the score, the band and the share known."""


def _scores(connection: Connection, account_id: int, today: date) -> tuple[list[Scored], bool]:
    """The scores of an account of a week, the last first, and the one that stood before; those after its last absence,
    and whether there was one.
    """
    rows = connection.execute(_SCORES, (account_id, today.isoformat(), WEEK.days + 1)).fetchall()
    scored = [*takewhile(lambda row: row[3] >= 0, rows)]
    return scored, len(scored) < len(rows)


def score_queries(account_id: int, today: date) -> tuple[Query, Query]:
    """What is asked for the scores of an account, to be read ahead."""
    return (_SCORES, (account_id, today.isoformat(), WEEK.days + 1)), (_ALL_SCORED, (today.isoformat(),))


def _on(scored: Sequence[Scored], day: date, comparable: str) -> Scored | None:
    """The score as it stood at the end of a day; None of days before the first one that is comparable."""
    if day.isoformat() < comparable:
        return None
    return next((each for each in scored if each[0] <= day.isoformat()), None)


def _scored_days(connection: Connection, scored: Sequence[Scored], today: date) -> list[date]:
    """The last days on which all were scored, or the account was, the newest first."""
    days = {day for (day,) in connection.execute(_ALL_SCORED, (today.isoformat(),))} | {day for day, *_ in scored}
    return sorted(map(date.fromisoformat, days), reverse=True)


def _of_last_week(days: Sequence[date], day: date) -> date | None:
    """The last day of those that tells how the account stood a week before a day, or a few days before that."""
    return next((each for each in days if day - WEEK - timedelta(days=_LATE) < each <= day - WEEK), None)


def _change(score: int | None, before: Scored | None) -> int | None:
    return None if score is None or before is None or before[1] is None else score - before[1]
