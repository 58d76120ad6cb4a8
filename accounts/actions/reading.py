"""Reads actions: current owners and snoozes, and what was done since a day."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from accounts.actions.model import Action, Ownership, Snooze
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection, Query
from store.timestamps import from_text, to_text

LATEST: Final = 20
# A later snooze of an account takes the place of an earlier one, also to end it sooner.
_SNOOZED: Final = """
SELECT x.account_id, a.name, x.until, x.called, x.note FROM account_action x JOIN account a ON a.id = x.account_id
WHERE x.kind = 'snooze' AND x.undone_at IS NULL AND x.until > ? AND x.until <= ? AND {scope}
    AND EXISTS (SELECT 1 FROM standing s WHERE s.account_id = x.account_id)
    AND NOT EXISTS (
        SELECT 1 FROM account_action y WHERE y.account_id = x.account_id AND y.kind = 'snooze'
            AND y.undone_at IS NULL AND y.id > x.id)
ORDER BY x.until, a.name"""
_COLUMNS: Final = """
SELECT x.id, x.account_id, x.kind, x.who, x.called, x.acted_at, x.acted_on, x.note, x.until, coalesce(o.name, ''),
    coalesce(b.name, ''), NULL, x.undone_at IS NOT NULL
FROM account_action x LEFT JOIN owner o ON o.id = x.owner_id LEFT JOIN owner b ON b.id = x.owner_before"""
_PULSES: Final = """
SELECT p.id, p.account_id, 'pulse', p.who, p.said_by, p.said_at, p.said_on, coalesce(p.note, ''), NULL, '', '',
    p.score, p.withdrawn_at IS NOT NULL
FROM pulse p"""
_OWNERSHIP: Final = """
SELECT x.called, x.acted_on, coalesce(o.name, '') FROM account_ownership w
JOIN account_action x ON x.id = w.action_id LEFT JOIN owner o ON o.id = w.stated_owner_id
WHERE w.account_id = ? AND w.settled_by IS NULL AND w.owner_id IS DISTINCT FROM w.stated_owner_id"""
_IDS: Final = "account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"


def snoozed(connection: Connection, today: date, scope: Scope = ALL) -> tuple[Snooze, ...]:
    """The customers of a scope that are snoozed on a day, those that come back first first."""
    return _snoozes(connection, scope, today, date.max)


def snooze_of(connection: Connection, account_id: int, today: date) -> Snooze | None:
    """The snooze of an account on a day; None where it isn't snoozed."""
    row = connection.execute(*_snooze_query(account_id, today)).fetchone()
    return _snooze(row) if row else None


def _snooze_query(account_id: int, today: date) -> Query:
    return _SNOOZED.format(scope="x.account_id = ?"), (today.isoformat(), date.max.isoformat(), account_id)


def back_from_snooze(connection: Connection, since: date, today: date, scope: Scope = ALL) -> tuple[Snooze, ...]:
    """The customers whose snooze ended after a day, today at the latest."""
    return _snoozes(connection, scope, since, today)


def _snoozes(connection: Connection, scope: Scope, after: date, before: date) -> tuple[Snooze, ...]:
    where, given = scope.where("a", "id")
    days = (after.isoformat(), before.isoformat())
    return tuple(map(_snooze, connection.execute(_SNOOZED.format(scope=where), (*days, *given))))


def _snooze(row: Sequence[Any]) -> Snooze:
    id_, name, until, called, note = row
    return Snooze(id_, name, date.fromisoformat(until), called, note)


def actions_on(connection: Connection, account_ids: Iterable[int], since: datetime) -> dict[int, list[Action]]:
    """What was done about accounts since a moment and stands, pulses among it, by account, the latest first."""
    found = [row for query in _since_queries(account_ids, since) for row in connection.execute(*query)]
    by_account: dict[int, list[Action]] = {}
    for each in sorted(map(_action, found), key=lambda one: (one.at, one.id), reverse=True):
        by_account.setdefault(each.account_id, []).append(each)
    return by_account


def _since_queries(account_ids: Iterable[int], since: datetime) -> tuple[Query, Query]:
    given = {"ids": json.dumps([*account_ids]), "since": to_text(since)}
    return (
        (f"{_COLUMNS} WHERE x.{_IDS} AND x.acted_at >= :since AND x.undone_at IS NULL", given),
        (f"{_PULSES} WHERE p.{_IDS} AND p.said_at >= :since AND p.withdrawn_at IS NULL", given),
    )


def action_queries(account_id: int, since: datetime, today: date) -> tuple[Query, ...]:
    """What is asked for the actions on an account, its snooze and its ownership, to be read ahead."""
    return *_since_queries([account_id], since), _snooze_query(account_id, today), (_OWNERSHIP, (account_id,))


def action(connection: Connection, id_: int) -> Action | None:
    """An action by its id; None when there is none."""
    row = connection.execute(f"{_COLUMNS} WHERE x.id = ?", (id_,)).fetchone()
    return _action(row) if row else None


def acted_since(connection: Connection, since: datetime) -> set[int]:
    """The accounts about which anything was done or taken back since a moment."""
    rows = connection.execute(
        """SELECT account_id FROM account_action WHERE acted_at >= :since OR undone_at >= :since
        UNION SELECT account_id FROM pulse WHERE said_at >= :since OR withdrawn_at >= :since""",
        {"since": to_text(since)},
    )
    return {row[0] for row in rows}


def repeated(connection: Connection, like: Action, since: datetime) -> int | None:
    """The id of what the same person did in the same words about an account since a moment, and that stands."""
    row = connection.execute(
        """SELECT id FROM account_action WHERE account_id = ? AND kind = ? AND who = ? AND note = ? AND acted_on = ?
            AND coalesce(until, '') = ? AND acted_at >= ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1""",
        (
            like.account_id,
            like.kind,
            like.who,
            like.note,
            like.on.isoformat(),
            like.until.isoformat() if like.until else "",
            to_text(since),
        ),
    ).fetchone()
    return int(row[0]) if row else None


def last_of_person(connection: Connection, who: str) -> Action | None:
    """The last thing that somebody did and that stands, a pulse of theirs among it."""
    rows = (
        connection.execute(
            f"{_COLUMNS} WHERE x.who = ? AND x.undone_at IS NULL ORDER BY x.id DESC LIMIT 1", (who,)
        ).fetchone(),
        connection.execute(
            f"{_PULSES} WHERE p.who = ? AND p.withdrawn_at IS NULL ORDER BY p.said_at DESC, p.id DESC LIMIT 1",
            (who,),
        ).fetchone(),
    )
    return max((_action(row) for row in rows if row), key=lambda each: each.at, default=None)


def state_of(connection: Connection, account_id: int) -> str:
    """What tells whether anything was done or taken back about an account: it is another text each time."""
    acted = connection.execute(
        "SELECT coalesce(max(id), 0), count(undone_at) FROM account_action WHERE account_id = ?", (account_id,)
    ).fetchone()
    said = connection.execute(
        "SELECT coalesce(max(id), 0), count(withdrawn_at) FROM pulse WHERE account_id = ?", (account_id,)
    ).fetchone()
    return "-".join(map(str, (*acted, *said)))


def owner_name(connection: Connection, account_id: int) -> str:
    """Who owns an account, empty where nobody does."""
    query = "SELECT coalesce(o.name, '') FROM account a LEFT JOIN owner o ON o.id = a.owner_id WHERE a.id = ?"
    row = connection.execute(query, (account_id,)).fetchone()
    return str(row[0]) if row else ""


def ownership(connection: Connection, account_id: int) -> Ownership | None:
    """Who set the owner of an account, where files state another; None where nobody did or the files agree."""
    row = connection.execute(_OWNERSHIP, (account_id,)).fetchone()
    return Ownership(row[0], date.fromisoformat(row[1]), row[2]) if row else None


def _action(row: Sequence[Any]) -> Action:
    id_, account_id, kind, who, called, at, on, note, until, owner, before, score, undone = row
    return Action(
        id=id_,
        account_id=account_id,
        kind=kind,
        who=who,
        called=called,
        at=from_text(at),
        on=date.fromisoformat(on),
        note=note,
        until=date.fromisoformat(until) if until else None,
        owner=owner,
        before=before,
        score=score,
        undone=bool(undone),
    )
