"""The accounts that are offered while somebody types a name, their own and what is next before anything is typed."""

from datetime import date
from typing import Final

from accounts.names.account_search import Candidate, accounts_by_id, search_accounts
from accounts.names.normalisation import fold
from accounts.scopes.scope import Requester, owner_of
from store.database import Store

SHORT: Final = 1
"""So few letters are too few for the index of names."""
_OWN: Final = """
SELECT s.account_id FROM standing s WHERE s.owner_id = :owner
ORDER BY CASE WHEN s.arr IS NULL THEN 1 ELSE 0 END, s.arr DESC, s.account_id LIMIT :most"""
_NEXT: Final = """
SELECT r.account_id FROM renewal r WHERE r.act_by >= :today
ORDER BY r.act_by, r.renews_on, r.account_id, r.currency LIMIT :most"""
_LOOKED_THROUGH: Final = 200  # accounts, for one letter


def suggest_accounts(store: Store, text: str, asker: Requester, today: date, most: int) -> list[Candidate]:
    """At most so many accounts whose names begin with a text, have it in them or nearly so, the nearest first.

    Before two letters are typed they are among the asker's own with most ARR, or for who owns none among those that are
    to be acted on next.
    """
    typed = " ".join(text.split())
    if len(typed) > SHORT:
        return list(search_accounts(store, typed, most=most).candidates)
    with store.snapshot() as connection:
        owner = owner_of(connection, asker)
        given = {"most": _LOOKED_THROUGH if typed else most}
        if owner is None:
            rows = connection.execute(_NEXT, given | {"today": today.isoformat()}).fetchall()
        else:
            rows = connection.execute(_OWN, given | {"owner": owner[0]}).fetchall()
    found = accounts_by_id(store, list(dict.fromkeys(id_ for (id_,) in rows)))
    begun = fold(typed)
    return [each for each in found if any(word.startswith(begun) for word in fold(each.name).split())][:most]
