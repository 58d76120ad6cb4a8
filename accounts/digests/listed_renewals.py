"""Which renewals a digest listed the last time: one that comes on changes comes for what is new among them."""

from collections.abc import Iterable, Mapping

from accounts.renewals.leaving import LeavingArr
from accounts.renewals.renewal_model import Renewal, Window
from store.connection import Connection

LEAVING = "leaving"
PAST_DUE = "past due"
Listed = tuple[tuple[int, int | None, str], ...]  # as a payload keeps what it tells of: account, no score, and where

_LAST = """
SELECT occasion, bands FROM delivery WHERE digest_id = ? AND state = 'sent'
ORDER BY substr(occasion, 1, 10) DESC, finished_at DESC LIMIT 1"""
_LISTED = "SELECT account_id, band FROM digest_account WHERE digest_id = ? AND occasion = ?"


def listed_renewals(rows: Iterable[Renewal], windows: Iterable[Window], leaving: Iterable[LeavingArr]) -> Listed:
    """The accounts that a digest lists, and in which parts: past due, within 30, 60 or 90 days, leaving."""
    parts: dict[int, set[str]] = {}
    ends = sorted(each.days for each in windows)
    for each in rows:
        within = next((str(days) for days in ends if each.days_to_renewal <= days), "")
        parts.setdefault(each.account_id, set()).add(PAST_DUE if each.past_due else within)
    for gone in leaving:
        parts.setdefault(gone.account_id, set()).add(LEAVING)
    return tuple((account, None, " ".join(sorted(known))) for account, known in parts.items())


def are_new(connection: Connection, digest_id: int, listed: Listed) -> bool:
    """Whether any of the accounts wasn't listed the last time, or in another part; False where that isn't on record."""
    occasion, recorded = connection.execute(_LAST, (digest_id,)).fetchone() or ("", None)
    if recorded is None:
        return False
    before: Mapping[int, str] = dict(connection.execute(_LISTED, (digest_id, occasion)).fetchall())
    return any(before.get(account) != part for account, _, part in listed)
