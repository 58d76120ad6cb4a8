"""The CSM's own word on an account: kept, taken back, and listed. Each scores the account anew at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from accounts.errors import PulseError
from accounts.health.config import HealthConfig
from accounts.health.model import Pulse, PulseChange, StoredScore
from accounts.health.scoring import score_accounts
from store import timestamps
from store.connection import Connection
from store.database import Store

LONGEST: Final = 2_000  # characters of a note
AT_ONCE: Final = timedelta(minutes=1)  # within which the same pulse of the same person is one and the same
_UNKNOWN: Final = "Of that pulse only the name of who said it is known, which others may have."
_PULSES: Final = """
SELECT id, account_id, score, coalesce(note, ''), said_by, said_at FROM pulse
WHERE account_id = ? AND withdrawn_at IS NULL ORDER BY said_on DESC, id DESC LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Sayer:
    """Who says a pulse: the id of a Slack user or the operator's login, and the name that others know them by."""

    id: str
    name: str


def set_pulse(  # noqa: PLR0913, PLR0917  each is said at every call
    store: Store, account_id: int, score: int, note: str, said_by: Sayer, now: datetime, config: HealthConfig
) -> PulseChange:
    """Keeps a pulse from 1 to 5; `now` says the zone whose day it is. What comes twice at once is kept once.

    Raises `PulseError` for any other number.
    """
    if isinstance(score, bool) or score not in range(1, 6):
        raise PulseError(f"A pulse is a whole number from 1 (about to leave) to 5 (thriving), not {score}. Try 4.")
    if len(note := note.strip()) > LONGEST:
        raise PulseError(f"A note has {LONGEST:,} characters at most, this one has {len(note):,}.")
    who = (said_by.name, said_by.id)
    values = (account_id, score, note or None, timestamps.to_text(now), now.date().isoformat(), *who)

    def write(connection: Connection) -> None:
        if not connection.execute("SELECT 1 FROM account WHERE id = ?", (account_id,)).fetchone():
            raise LookupError(f"there is no account with id {account_id}")
        connection.execute(
            "INSERT INTO pulse (account_id, score, note, said_at, said_on, said_by, who) VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )

    with store.writing() as connection:
        if twice := _twice(connection, account_id, score, note, said_by.id, now):
            return twice
        return _changed(connection, account_id, now.date(), config, write)


def withdraw_pulse(
    store: Store, pulse_id: int, now: datetime, config: HealthConfig, by: str | None = None
) -> PulseChange:
    """Takes a pulse back; the one before it counts again. Raises `PulseError` when it is gone already, and when it was
    said by somebody else than the one whose id is given, or nobody knows by whom.
    """
    with store.writing() as connection:
        found = connection.execute(
            "SELECT account_id, said_by, who FROM pulse WHERE id = ? AND withdrawn_at IS NULL", (pulse_id,)
        ).fetchone()
        if not found:
            raise PulseError("That pulse was taken back already.")
        if by is not None and (by != found[2] or not by):
            known = f"Only {found[1]}, who said it, takes that pulse back." if found[2] else _UNKNOWN
            raise PulseError(f"{known} Say your own: it counts from then on.")

        def write(connection: Connection) -> None:
            connection.execute("UPDATE pulse SET withdrawn_at = ? WHERE id = ?", (timestamps.to_text(now), pulse_id))

        return _changed(connection, found[0], now.date(), config, write)


def list_pulses(store: Store, account_id: int, limit: int = 10) -> tuple[Pulse, ...]:
    """What was said of an account, latest first, without what was taken back."""
    return tuple(Pulse(*row) for row in store.reading.execute(_PULSES, (account_id, limit)))


def _changed(
    connection: Connection,
    account_id: int,
    today: date,
    config: HealthConfig,
    write: Callable[[Connection], None],
) -> PulseChange:
    previous, before = _latest(connection, account_id), _scored(connection, account_id, today)
    write(connection)
    score_accounts(connection, [account_id], today, config)
    return PulseChange(_latest(connection, account_id), previous, before, _scored(connection, account_id, today))


def _twice(  # noqa: PLR0913, PLR0917  as `set_pulse`
    connection: Connection, account_id: int, score: int, note: str, who: str, now: datetime
) -> PulseChange | None:
    """What the same person said in the same words a moment ago, where nobody said anything since."""
    said = [Pulse(*row) for row in connection.execute(_PULSES, (account_id, 2))]
    if not said or not who or (said[0].score, said[0].note) != (score, note):
        return None
    (said_by_id,) = connection.execute("SELECT who FROM pulse WHERE id = ?", (said[0].id,)).fetchone()
    if said_by_id != who or not timedelta() <= now - timestamps.from_text(said[0].said_at) <= AT_ONCE:
        return None
    stands = _scored(connection, account_id, now.date())
    return PulseChange(said[0], said[1] if len(said) > 1 else None, stands, stands)


def _latest(connection: Connection, account_id: int) -> Pulse | None:
    row = connection.execute(_PULSES, (account_id, 1)).fetchone()
    return Pulse(*row) if row else None


def _scored(connection: Connection, account_id: int, today: date) -> StoredScore:
    """How the account stands; unknown where it isn't a customer."""
    row = connection.execute("SELECT score, known, band FROM standing WHERE account_id = ?", (account_id,)).fetchone()
    return StoredScore(today, *(row or (None, 0, "unknown")))
