"""Digests of an owner's accounts go on when the owner is renamed: what names them by the old name names their email."""

import re
from contextlib import suppress
from dataclasses import replace

from accounts.digests.subscriptions import COLUMNS, SubscriptionError, make_way, read_row
from store.connection import Connection


def rename_in_scopes(connection: Connection, old: str, new: str) -> None:
    """Puts another name or an email of an owner into the scopes of digests that name them by the old name.

    One that has ended makes way for one that goes on; where two that go on are of the same accounts then, it stays.
    """
    names = re.compile(rf"@{re.escape(old)}(?![\w.@-])", re.IGNORECASE)
    rows = connection.execute(f"SELECT {COLUMNS} FROM digest WHERE scope <> '' ORDER BY state = 'ended', id").fetchall()
    for each in map(read_row, rows):
        renamed = names.sub(lambda _: f"@{new}", each.scope)
        if renamed != each.scope:
            with suppress(SubscriptionError):
                make_way(connection, replace(each, scope=renamed))
                connection.execute("UPDATE digest SET scope = ? WHERE id = ?", (renamed, each.id))
