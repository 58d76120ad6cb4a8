"""Detects names of accounts and owners in a text: they stay where account data may be."""

from accounts.names.account_search import search_accounts
from store.database import Store


def is_known_name(store: Store, text: str) -> bool:
    """Whether an account is called so, nearly so or in part, or an owner has one of the words for a part of a name."""
    if search_accounts(store, text).candidates:
        return True
    rows = store.reading.execute("SELECT name, email FROM owner").fetchall()
    parts = {part for row in rows for name in row if name for part in name.casefold().replace("@", " ").split()}
    return not parts.isdisjoint(text.casefold().split())
