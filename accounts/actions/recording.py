"""Acting on an account: its owner, a snooze, done and calls, each in one transaction with what follows from it."""

from datetime import date, timedelta
from typing import Final

from accounts.actions import ownership, reading
from accounts.actions.model import (
    AccountGoneError,
    Action,
    ActionError,
    Actor,
    AlreadyOwnedError,
    ChangedMeanwhileError,
    Kind,
)
from accounts.derived import current_state, totals
from accounts.health.config import HealthConfig
from accounts.health.scoring import score_accounts
from accounts.scopes.scope import Requester, owner_of
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text

LONGEST: Final = 2_000  # characters of a note
FARTHEST: Final = timedelta(days=366)  # that an account is snoozed ahead
AT_ONCE: Final = timedelta(minutes=1)  # within which the same words of the same person are one and the same
OLDEST: Final = timedelta(days=366)  # that a call is logged back


def own(store: Store, account_id: int, actor: Actor) -> Action:
    """Makes whoever acts the owner. Raises `AlreadyOwnedError` where they are."""
    with store.writing() as connection:
        before = _owner(connection, account_id, actor)
        owner_id, _ = ownership.find_or_enter_owner(connection, actor)
        if owner_id == before:
            raise AlreadyOwnedError("You own it already.")
        id_ = _enter(connection, account_id, "own", actor, owner_id=owner_id, owner_before=before)
        ownership.set_owner(connection, account_id, owner_id, id_)
        _recompute(connection, account_id, actor.day)
        return _read(connection, id_)


def snooze(store: Store, account_id: int, until: date, note: str, actor: Actor) -> Action:
    """Leaves an account out of digests until a day. Raises `ActionError` for one that isn't ahead, or too far."""
    if until <= actor.day:
        raise ActionError(f"{until.isoformat()} isn't ahead: say a later day, such as tomorrow or monday.")
    if until - actor.day > FARTHEST:
        raise ActionError("An account is snoozed for a year at most.")
    with store.writing() as connection:
        _owner(connection, account_id, actor)
        if twice := _twice(connection, account_id, "snooze", actor, note=_note(note), until=until):
            return twice
        return _read(connection, _enter(connection, account_id, "snooze", actor, note=_note(note), until=until))


def done(store: Store, account_id: int, note: str, actor: Actor, config: HealthConfig) -> Action:
    """Says that what an account asked for is done. With a note it is a touchpoint, and the account is scored anew."""
    return _with_touchpoint(store, account_id, "done", note, actor, config)


def log_call(  # noqa: PLR0913, PLR0917  each is said at every call
    store: Store, account_id: int, note: str, actor: Actor, config: HealthConfig, on: date | None = None
) -> Action:
    """Keeps a call as a touchpoint, of today unless another day is given, and scores the account anew."""
    day = on or actor.day
    if day > actor.day:
        raise ActionError(
            f"A call of {day.isoformat()} hasn't been held yet. A note that begins with a day stands in quotes."
        )
    if actor.day - day > OLDEST:
        raise ActionError("A call is logged for a year back at most.")
    return _with_touchpoint(store, account_id, "call", note, actor, config, day)


def undo(store: Store, id_: int, actor: Actor, config: HealthConfig) -> Action:
    """Takes back what was done, for whoever did it or an owner of the account.

    Raises `ActionError` when it was taken back already, and for anybody else.
    """
    with store.writing() as connection:
        found = reading.action(connection, id_)
        if found is None:
            raise ActionError("There is nothing of that number to take back.")
        if found.undone:
            raise ActionError("That was taken back already.")
        check_may_undo(connection, found, actor)
        _owner(connection, found.account_id, actor)
        connection.execute(
            "UPDATE account_action SET undone_at = ?, undone_by = ? WHERE id = ?", (to_text(actor.at), actor.name, id_)
        )
        if found.kind == "own":
            ownership.take_back_owner(connection, found.account_id, id_)
            _recompute(connection, found.account_id, actor.day)
        elif found.kind in {"done", "call"}:
            connection.execute(
                "DELETE FROM touchpoint WHERE id = (SELECT touchpoint_id FROM account_action WHERE id = ?)", (id_,)
            )
            score_accounts(connection, [found.account_id], actor.day, config)
        return _read(connection, id_)


def check_may_undo(connection: Connection, found: Action, actor: Actor) -> None:
    """Returns where somebody may take back what was done. Raises `ActionError` where they may not."""
    if not may_undo(connection, found, actor):
        raise ActionError(f"Only {found.called}, who did it, or the account's owner takes that back.")


def may_undo(connection: Connection, found: Action, actor: Actor) -> bool:
    """Whether somebody did it, owns the account or did so before it."""
    if actor.id == found.who:
        return True
    who = owner_of(connection, Requester(actor.slack_user, actor.email))
    if who is None:
        return False
    owners = connection.execute(
        """SELECT a.owner_id, x.owner_before FROM account a
        LEFT JOIN account_action x ON x.id = ? AND x.account_id = a.id AND ? <> 'pulse' WHERE a.id = ?""",
        (found.id, found.kind, found.account_id),
    ).fetchone()
    return owners is not None and who[0] in owners


def _with_touchpoint(  # noqa: PLR0913, PLR0917  as above
    store: Store,
    account_id: int,
    kind: Kind,
    note: str,
    actor: Actor,
    config: HealthConfig,
    on: date | None = None,
) -> Action:
    note, day = _note(note), on or actor.day
    with store.writing() as connection:
        _owner(connection, account_id, actor)
        if twice := _twice(connection, account_id, kind, actor, note=note, on=day):
            return twice
        id_ = _enter(connection, account_id, kind, actor, note=note, on=day)
        if note or kind == "call":
            (touchpoint_id,) = connection.execute(
                "INSERT INTO touchpoint (key, account_id, touched_on, type, who, note) VALUES (?, ?, ?, ?, ?, ?)"
                " RETURNING id",
                (f"said:{id_}", account_id, day.isoformat(), kind, actor.name, note or None),
            ).fetchone()
            connection.execute("UPDATE account_action SET touchpoint_id = ? WHERE id = ?", (touchpoint_id, id_))
            score_accounts(connection, [account_id], actor.day, config)
        return _read(connection, id_)


def _note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST:
        raise ActionError(f"A note has {LONGEST:,} characters at most, this one has {len(note):,}.")
    return note


def _owner(connection: Connection, account_id: int, actor: Actor) -> int | None:
    """The owner of an account that is acted on.

    Raises `AccountGoneError` when there is no such account, and `ChangedMeanwhileError` when it isn't as it was seen.
    """
    row = connection.execute("SELECT owner_id FROM account WHERE id = ?", (account_id,)).fetchone()
    if row is None:
        raise AccountGoneError("That account isn't there any more: the import that brought it was taken back.")
    if actor.seen and actor.seen != reading.state_of(connection, account_id):
        raise ChangedMeanwhileError("Somebody did something about it meanwhile.")
    owner_id: int | None = row[0]
    return owner_id


def _enter(  # noqa: PLR0913  what is said of each kind
    connection: Connection,
    account_id: int,
    kind: Kind,
    actor: Actor,
    *,
    note: str = "",
    until: date | None = None,
    on: date | None = None,
    owner_id: int | None = None,
    owner_before: int | None = None,
) -> int:
    (id_,) = connection.execute(
        """INSERT INTO account_action
            (account_id, kind, who, called, acted_at, acted_on, until, note, owner_id, owner_before)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
        (
            account_id,
            kind,
            actor.id,
            actor.name,
            to_text(actor.at),
            (on or actor.day).isoformat(),
            until.isoformat() if until else None,
            note,
            owner_id,
            owner_before,
        ),
    ).fetchone()
    return int(id_)


def _twice(  # noqa: PLR0913  as above
    connection: Connection,
    account_id: int,
    kind: Kind,
    actor: Actor,
    *,
    note: str,
    until: date | None = None,
    on: date | None = None,
) -> Action | None:
    """What the same person did in the same words a moment ago: what comes twice does nothing twice."""
    like = Action(0, account_id, kind, actor.id, actor.name, actor.at, on or actor.day, note, until)
    found = reading.repeated(connection, like, actor.at - AT_ONCE)
    return _read(connection, found) if found else None


def _read(connection: Connection, id_: int) -> Action:
    found = reading.action(connection, id_)
    if found is None:
        raise LookupError(f"there is no action {id_}")
    return found


def _recompute(connection: Connection, account_id: int, today: date) -> None:
    """Brings what follows from an account's owner up to date, for the day that all others stand for."""
    current_state.recompute(connection, [account_id], max(totals.computed_for(connection) or today, today))
