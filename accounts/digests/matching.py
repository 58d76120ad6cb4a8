"""Whether the accounts that a digest is about are still there: its owner is told when none are any more, once."""

from datetime import datetime

from accounts.digests.notices import owe
from accounts.scopes.scope import ALL, Scope
from store.database import Store


def has_customers(store: Store, scope: Scope) -> bool:
    """Whether any customer is in a scope; all accounts always count as some."""
    if scope == ALL:
        return True
    where, given = scope.where("s")
    found = store.reading.execute(f"SELECT 1 FROM standing s WHERE {where} LIMIT 1", given).fetchone()
    return found is not None


def note(store: Store, digest_id: int, why: str, now: datetime) -> None:
    """Keeps why no accounts match a digest, nothing when some do; its owner is to hear of the first time."""
    (before,) = store.reading.execute("SELECT unmatched FROM digest WHERE id = ?", (digest_id,)).fetchone()
    if bool(before) == bool(why):
        return  # without holding others up
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE digest SET unmatched = ? WHERE id = ? AND (unmatched = '') <> (? = '')", (why, digest_id, why)
        )
        if changed.rowcount and why:
            owe(connection, digest_id, why, now, "unmatched")
