"""Bearer tokens, each for one person: only a hash is kept, so that nobody can read a token out of the store."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from store import timestamps
from store.database import Store

COLUMNS = "id, person, label, writes, made_by, made_at, expires_at, revoked_at, used_on"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be kept: whose it is, by Slack id or email, and until when it is one."""

    person: str
    label: str
    writes: bool
    made_by: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as it is kept. `used_on` is the last day on which it was used, None for one that never was."""

    id: int
    person: str
    label: str
    writes: bool
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_on: date | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at


def keep_token(store: Store, secret: str, new: NewToken) -> AccessToken:
    """Keeps the hash of a secret with whom it stands for. The secret is to be long and random."""
    values = (
        *(_digest(secret), new.person, new.label, int(new.writes), new.made_by),
        *map(timestamps.to_text, (new.made_at, new.expires_at)),
    )
    with store.writing() as connection:
        row = connection.execute(
            "INSERT INTO access_token (digest, person, label, writes, made_by, made_at, expires_at) "
            f"VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING {COLUMNS}",
            values,
        ).fetchone()
    return _token(row)


def find_token(store: Store, secret: str, now: datetime) -> AccessToken | None:
    """The token of a secret; None for one that isn't known, expired or was revoked."""
    query = f"SELECT {COLUMNS} FROM access_token WHERE digest = ?"
    row = store.reading.execute(query, (_digest(secret),)).fetchone()
    found = _token(row) if row else None
    return found if found and found.is_valid(now) else None


def list_tokens(store: Store) -> tuple[AccessToken, ...]:
    """Every token there ever was, the newest first."""
    rows = store.reading.execute(f"SELECT {COLUMNS} FROM access_token ORDER BY id DESC")
    return tuple(map(_token, rows.fetchall()))


def revoke_token(store: Store, id_: int, now: datetime) -> AccessToken | None:
    """Ends a token at once, and returns it; None where there is none of that number. One that ended stays as it is."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE access_token SET revoked_at = ? WHERE id = ? AND revoked_at = ''", (timestamps.to_text(now), id_)
        )
        row = connection.execute(f"SELECT {COLUMNS} FROM access_token WHERE id = ?", (id_,)).fetchone()
    return _token(row) if row else None


def note_use(store: Store, id_: int, day: date) -> None:
    """Notes that a token was used on a day. Raises `StoreBusyError` while an import holds the store."""
    with store.writing() as connection:
        connection.execute("UPDATE access_token SET used_on = ? WHERE id = ?", (day.isoformat(), id_))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: Any) -> AccessToken:  # noqa: ANN401  a row of either engine
    id_, person, label, writes, made_by, made_at, expires_at, revoked_at, used_on = row
    return AccessToken(
        id=id_,
        person=person,
        label=label,
        writes=bool(writes),
        made_by=made_by,
        made_at=timestamps.from_text(made_at),
        expires_at=timestamps.from_text(expires_at),
        revoked_at=timestamps.from_text(revoked_at) if revoked_at else None,
        used_on=date.fromisoformat(used_on) if used_on else None,
    )
