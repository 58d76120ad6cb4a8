"""Finds what changed of watched accounts, by comparing what the store says with what was seen and told before.

All of it stands in the store: any process may look, at any time and after any crash, and finds the same.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.digests.alerts import next_alert, plan_alert
from accounts.digests.subscriptions import Subscription
from accounts.watches.comparison import Step, held_until, is_compared_anew, is_worth_telling, seen_after, steps, untold
from accounts.watches.limits import MERGED_WITHIN, next_moment
from accounts.watches.states import GONE, MODEL, SCORED, Known, State, states_by_id, states_by_key
from accounts.watches.watches import Watch, feeds, watches
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text


@dataclass(frozen=True, slots=True)
class Due:
    """What there is to tell of a watched account now, and the changes on record that it is made of."""

    watch: Watch
    steps: tuple[Step, ...]
    changes: tuple[int, ...]


def look_for_changes(store: Store, now: datetime, merged_within: timedelta = MERGED_WITHIN) -> int:
    """Records what changed of all watched accounts, and plans what is to be told; returns how many messages it planned.

    Nothing is written where nothing changed.
    """
    return sum(_look_at(store, feed, now, merged_within) for feed in feeds(store.reading))


def _look_at(store: Store, feed: Subscription, now: datetime, merged_within: timedelta) -> bool:
    with store.snapshot() as connection:
        if not _is_anything_new(connection, feed, now):
            return False
    with store.writing() as connection:
        _settle(connection, feed.id, now)
        _record(connection, feed, now)
        _spare(connection, feed)
        return _plan(connection, feed, now, merged_within)


def _is_anything_new(connection: Connection, feed: Subscription, now: datetime) -> bool:
    if connection.execute(_UNSETTLED, (feed.id,)).fetchone():
        return True
    today = feed.schedule.local_date(now)
    seen = _states(connection, feed.id, today)
    if any(_changes(watch, state) for watch, state in seen):
        return True
    due = find_due(connection, feed.id, now)
    planned = next_alert(connection, feed.id)
    return bool(due) and (planned is None or (any(each.watch.at_once for each in due) and planned.may_move))


def find_due(connection: Connection, digest_id: int, now: datetime) -> list[Due]:
    """What there is to tell now, of all accounts of a feed."""
    waiting: dict[tuple[str, str], list[int]] = {}
    for id_, key, aspect in connection.execute(
        "SELECT id, account_key, aspect FROM watch_change WHERE digest_id = ? AND outcome = 'waiting' AND occasion = ''"
        " ORDER BY id",
        (digest_id,),
    ):
        waiting.setdefault((key, aspect), []).append(id_)
    if not waiting:
        return []
    found = []
    for watch in watches(connection, digest_id):
        telling = [step for step in untold(watch.told, watch.seen) if (watch.key, step.aspect) in waiting]
        telling = [step for step in telling if is_worth_telling(step) and not _is_held(step, watch, now)]
        if telling and not watch.stopped:
            ids = [id_ for step in telling for id_ in waiting[watch.key, step.aspect]]
            found.append(Due(watch, tuple(telling), tuple(ids)))
    return found


def _is_held(step: Step, watch: Watch, now: datetime) -> bool:
    until = held_until(step, watch.told_at)
    return until is not None and now < until


_FINISHED = """
FROM watch_change c JOIN delivery d ON d.digest_id = c.digest_id AND d.occasion = c.occasion
WHERE c.digest_id = ? AND c.occasion <> '' AND d.open_from IS NULL"""
_UNSETTLED = f"SELECT 1 {_FINISHED} AND (c.outcome = 'waiting' OR d.state IN ('skipped', 'failed')) LIMIT 1"


def _settle(connection: Connection, digest_id: int, now: datetime) -> None:
    """What came of the messages that told changes: what was posted is told, what wasn't is to be told again."""
    known = {watch.key: watch for watch in watches(connection, digest_id)}
    told: dict[str, dict[str, str]] = {}
    ids = []
    for id_, key, aspect, value in connection.execute(
        f"SELECT c.id, c.account_key, c.aspect, c.now {_FINISHED} AND c.outcome = 'waiting'"
        " AND d.state IN ('sent', 'unknown') ORDER BY c.id",
        (digest_id,),
    ):
        told.setdefault(key, {})[aspect] = value
        ids.append((id_,))
    for key, values in told.items():
        if watch := known.get(key):
            at = {**watch.told_at, **dict.fromkeys(values, to_text(now))}
            _write(connection, watch, told={**watch.told, **values}, told_at=at)
    connection.executemany("UPDATE watch_change SET outcome = 'told' WHERE id = ?", ids)
    connection.execute(
        f"UPDATE watch_change SET occasion = '' WHERE id IN (SELECT c.id {_FINISHED}"
        " AND d.state IN ('skipped', 'failed'))",
        (digest_id,),
    )


def _record(connection: Connection, feed: Subscription, now: datetime) -> None:
    """Keeps what changed since it was seen last. Scores made in another way are where comparing begins anew."""
    today = feed.schedule.local_date(now)
    for watch, known in _states(connection, feed.id, today):
        changed = _changes(watch, known)
        if not changed:
            continue
        found, state = changed
        connection.executemany(
            "INSERT INTO watch_change (digest_id, account_key, name, aspect, was, now, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(feed.id, watch.key, watch.name, step.aspect, step.was, step.now, to_text(now)) for step in found],
        )
        told = watch.told
        if is_compared_anew(watch.seen, state):
            told = {**told, MODEL: state[MODEL], **{aspect: state[aspect] for aspect in SCORED}}
        id_ = known.id if known else watch.account_id
        _write(connection, watch, seen=seen_after(watch.seen, state, found), told=told, account_id=id_)


def _spare(connection: Connection, feed: Subscription) -> None:
    """What went back before it was told, and what is too little for a message, is left to the weekly line."""
    for watch in watches(connection, feed.id):
        telling = {step.aspect for step in untold(watch.told, watch.seen) if is_worth_telling(step)}
        under_way = connection.execute(
            "SELECT DISTINCT aspect FROM watch_change WHERE digest_id = ? AND account_key = ? AND outcome = 'waiting'"
            " AND occasion <> ''",
            (feed.id, watch.key),
        )
        kept = sorted(telling | {aspect for (aspect,) in under_way})
        connection.execute(
            "UPDATE watch_change SET outcome = 'spared' WHERE digest_id = :id AND account_key = :key"
            " AND outcome = 'waiting' AND occasion = ''"
            " AND aspect NOT IN (SELECT CAST(value AS text) FROM json_each(:kept))",
            {"id": feed.id, "key": watch.key, "kept": json.dumps(kept)},
        )


def _plan(connection: Connection, feed: Subscription, now: datetime, merged_within: timedelta) -> bool:
    """Has what is due told when the conversation may next be told of something; all of it in one message."""
    due = find_due(connection, feed.id, now)
    urgent = any(each.watch.at_once for each in due)
    if not due:
        return False
    earliest = now + merged_within
    zone = feed.schedule.zone
    at = next_moment(connection, feed.team, feed.channel, zone, earliest, own=feed.id, urgent=urgent)
    return at is not None and plan_alert(connection, feed, now, at)


def _states(connection: Connection, digest_id: int, today: date) -> Iterator[tuple[Watch, Known | None]]:
    """Each watched account with its state now, None where the store has it no more."""
    by_key = states_by_key(connection, digest_id, today)
    by_id = states_by_id(connection, digest_id, today)
    for watch in watches(connection, digest_id):
        again = by_id.get(watch.account_id)
        renamed = again if again and again.state["name"] == watch.name else None
        yield watch, by_key.get(watch.key) or renamed


def _changes(watch: Watch, known: Known | None) -> tuple[tuple[Step, ...], State] | None:
    """What changed of a watched account, with its state; None where nothing did."""
    state = known.state if known else {**watch.seen, "status": GONE}
    found = tuple(steps(watch.seen, state))
    return (found, state) if found or seen_after(watch.seen, state, found) != watch.seen else None


def _write(connection: Connection, watch: Watch, **values: State | int) -> None:
    columns = {name: value if isinstance(value, int) else json.dumps({**value}) for name, value in values.items()}
    settings = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(
        f"UPDATE watch SET {settings} WHERE digest_id = ? AND account_key = ?",
        (*columns.values(), watch.digest_id, watch.key),
    )
