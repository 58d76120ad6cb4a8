"""Explains a score: its reasons, its moves and its history."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from accounts.derived.absences import ABSENT
from accounts.health.config import HealthConfig
from accounts.health.features import known_queries, load_columns
from accounts.health.model import PARTS, HealthExamination, Part, StoredScore
from accounts.health.score import Points, examinations
from accounts.health.scoring_model import CHANGED_ON, changed_on
from store.connection import Connection, Query
from store.database import Store

MOST: Final = 3  # parts that are named at most
CAME_BACK: Final = "it came back, and isn't compared with what it was before it left"
_BEFORE: Final = f"""
SELECT account_id, score, CASE WHEN EXISTS (
    SELECT 1 FROM score g WHERE g.account_id = score.account_id AND g.known < 0 AND g.scored_on > :since
) THEN {ABSENT} ELSE known END, {", ".join(PARTS)} FROM json_each(:ids)
JOIN score ON account_id = CAST(value AS bigint) AND scored_on = (
    SELECT max(scored_on) FROM score WHERE account_id = CAST(value AS bigint) AND scored_on <= :since
)"""


@dataclass(frozen=True, slots=True)
class PreviousScore:
    """A score as it stood, with the points of its parts in the order of `PARTS`.

    Of an account that was no customer then, or not all the time since, nothing is said but that it was `absent`.
    """

    score: int | None
    known: int
    points: Points
    absent: bool = False


_ABSENT: Final = PreviousScore(None, 0, (None,) * len(PARTS), absent=True)


def examine(
    store: Store, account_id: int, on: date, config: HealthConfig, *, contract_known: bool = True
) -> HealthExamination:
    """The health of an account on a day, from the facts dated up to then. Raises `LookupError` for no account.

    What is known of contracts has no date; `contract_known=False` leaves it out, as a day in the past asks for.
    """
    with store.snapshot() as connection:
        found = examine_all(connection, [account_id], on, config, contract_known=contract_known)
    if not found:
        raise LookupError(f"there is no account with id {account_id}")
    return found[account_id]


def examine_all(
    connection: Connection, ids: Iterable[int], on: date, config: HealthConfig, *, contract_known: bool = True
) -> dict[int, HealthExamination]:
    """The health of several accounts on a day, by id."""
    features = load_columns(connection, ids, on, contract_known=contract_known)
    return {each.account_id: each for each in examinations(features, config)}


def why(store: Store, account_id: int, since: date, today: date, config: HealthConfig) -> tuple[str, ...]:
    """The two or three parts that moved the score most between two days, in words, and where that isn't why it is low,
    the one that is; else those that cost it most.

    The score of the day before is the one that was stored then, where there is one. Raises `LookupError`.
    """
    with store.snapshot() as connection:
        now = examine_all(connection, [account_id], today, config).get(account_id)
        if now is None:
            raise LookupError(f"there is no account with id {account_id}")
        return why_since(connection, now, since, config)


def why_since(connection: Connection, now: HealthExamination, since: date, config: HealthConfig) -> tuple[str, ...]:
    """The same of an account that was examined already."""
    before = previous_scores(connection, [now.account_id], since).get(now.account_id)
    if before is None:
        before = as_previous(examine_all(connection, [now.account_id], since, config)[now.account_id])
    return explain(now, before)


def previous_scores(connection: Connection, ids: Iterable[int], since: date) -> dict[int, PreviousScore]:
    """The scores of accounts as they stood at the end of a day, by id; those never scored until then are left out,
    and all where scores were made in another way then.
    """
    if since.isoformat() < (changed_on(connection) or ""):
        return {}
    rows = connection.execute(*previous_query(ids, since))
    return {
        id_: PreviousScore(score, known, tuple(points)) if known >= 0 else _ABSENT
        for id_, score, known, *points in rows
    }


def previous_query(ids: Iterable[int], since: date) -> Query:
    """What is asked for them."""
    return _BEFORE, {"ids": json.dumps([*ids]), "since": since.isoformat()}


def read_examination_ahead(connection: Connection, ids: Sequence[int], on: date) -> None:
    """Reads what `previous_scores` of the day before and `examine_all` of a few accounts ask first."""
    connection.read_ahead(CHANGED_ON, previous_query(ids, yesterday(on)), *known_queries(ids, on))


def as_previous(then: HealthExamination) -> PreviousScore:
    """The score of another day, to compare with."""
    return PreviousScore(then.score, then.known, tuple(part.points for part in then.parts))


def explain(now: HealthExamination, before: PreviousScore | None) -> tuple[str, ...]:
    """What moved the score most since then, and what costs a low one more than that; or where it didn't move, what
    costs it most; a sentence for each part.
    """
    if now.score is None:
        return (_too_little(now),)
    if before is not None and before.absent:
        return (*_costs(now), CAME_BACK)
    if before is None or before.score is None or before.score == now.score or not (moved := _moved(now, before)):
        return _costs(now)
    told = tuple(_move(part, then) for _, part, then in moved)
    most = next((part for part in _by_cost(now) if now.band != "green"), None)
    if most and most not in [part for _, part, _ in moved] and _cost(most) * before.known > sum(e for e, *_ in moved):
        return (*told[: MOST - 1], _standing(most))
    return told


def advice(now: HealthExamination, before: PreviousScore | None = None) -> str:
    """One thing to do next: about the part that fell most since then, else about the one that costs most of those that
    aren't well.
    """
    points = before.points if before else (None,) * len(now.parts)
    falls = [
        (part.weight * (then - part.points), part.advice)
        for part, then in zip(now.parts, points, strict=True)
        if part.advice and then is not None and part.points is not None and then > part.points
    ]
    if falls:
        return max(falls)[1]
    return next((part.advice for part in _by_cost(now) if part.advice and not part.well), "")


def _too_little(now: HealthExamination) -> str:
    """What is known, where that is too little for a score."""
    names = [part.name for part in now.parts if part.points is not None and part.weight]
    if not names:
        lacks = "no recent usage, touchpoint, survey answer, ticket or pulse, and no renewal of a running contract"
        return f"Nothing is known of it that counts: {lacks}."
    named = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    only = f"the {named} only" if len(names) == 1 else f"only {named}"
    return f"Too little is known: {now.known}%, {only}."


def _moved(now: HealthExamination, before: PreviousScore) -> list[tuple[int, Part, int | None]]:
    """The parts that moved the score most, each with its effect, as it is, and the points that it had."""
    moved = []
    for part, then in zip(now.parts, before.points, strict=True):
        if part.points != then:
            moved.append((abs(_effect(part, then, now, before)), part, then))
    moved.sort(key=lambda each: -each[0])
    least = now.known * before.known // 2  # half a point of the score
    return ([each for each in moved if each[0] >= least] or moved[:1])[:MOST]


def _effect(part: Part, then: int | None, now: HealthExamination, before: PreviousScore) -> int:
    """What a part did to the score, times both shares known. One that comes or goes moves it by how far it lies off."""
    if part.points is None:
        return part.weight * ((now.score or 0) - (then or 0)) * now.known
    if then is None:
        return part.weight * (part.points - (before.score or 0)) * before.known
    return part.weight * (part.points - then) * before.known


def _move(part: Part, then: int | None) -> str:
    name = part.name.capitalize()
    if part.points is None:
        return f"{name} no longer counts, it was {then}: {part.reason}."
    if then is None:
        return f"{name} now counts, with {part.points}: {part.reason}."
    return f"{name} {'rose' if part.points > then else 'fell'} from {then} to {part.points}: {part.reason}."


def _costs(now: HealthExamination) -> tuple[str, ...]:
    costly = [part for part in _by_cost(now) if _cost(part) * 2 >= now.known]
    return tuple(_standing(part) for part in costly[:MOST] or _by_cost(now)[-1:])


def _standing(part: Part) -> str:
    return f"{part.name.capitalize()} {part.points}: {part.reason}."


def _cost(part: Part) -> int:
    """What a part takes from the score, times the share that is known."""
    return part.weight * (100 - (part.points or 0))


def _by_cost(now: HealthExamination) -> list[Part]:
    """The parts with data, the one that takes most points from the score first."""
    known = [part for part in now.parts if part.points is not None and part.weight]
    return sorted(known, key=lambda part: -_cost(part))


def yesterday(day: date) -> date:
    """The day before, whose scores a day's are compared with."""
    return day - timedelta(days=1)


def score_history(store: Store, account_id: int, start: date, end: date) -> tuple[StoredScore, ...]:
    """The score of every day from start to end, both included, on which all were scored or the account was; none of
    days on which it was no customer.
    """
    with store.snapshot() as connection:
        rows = connection.execute(
            "SELECT scored_on, score, known, band FROM score"
            " WHERE account_id = ? AND scored_on <= ? ORDER BY scored_on",
            (account_id, end.isoformat()),
        ).fetchall()
        all_scored = connection.execute(
            "SELECT scored_on FROM scoring WHERE scored_on BETWEEN ? AND ?", (start.isoformat(), end.isoformat())
        ).fetchall()
        (left_on,) = connection.execute(
            "SELECT max(left_on) FROM customer_period WHERE account_id = ?", (account_id,)
        ).fetchone()
    days = {day for (day,) in all_scored} | {day for day, *_ in rows if day >= start.isoformat()}
    known = sorted(day for day in days if rows and day >= rows[0][0] and (left_on is None or day < left_on))
    scores = (_standing_on(day, rows) for day in known)
    return tuple(each for each in scores if each.known >= 0)


def _standing_on(day: str, rows: list[tuple[Any, ...]]) -> StoredScore:
    """The last of the rows, which are in the order of days, that isn't after a day."""
    _, score, known, band = rows[bisect_right(rows, day, key=lambda row: row[0]) - 1]
    return StoredScore(date.fromisoformat(day), score, known, band)
