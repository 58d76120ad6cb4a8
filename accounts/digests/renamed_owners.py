"""Digests of an owner's accounts go on when the owner is renamed: what names them by the old name names their email."""

import re

from store.connection import Connection


def rename_in_scopes(connection: Connection, old: str, new: str) -> None:
    """Puts another name or an email of an owner into the scopes of digests that name them by the old name."""
    names = re.compile(rf"@{re.escape(old)}(?![\w.@-])", re.IGNORECASE)
    rows = connection.execute("SELECT id, team, channel, digest, scope FROM digest WHERE scope <> ''").fetchall()
    for id_, *place, scope in rows:
        renamed = names.sub(lambda _: f"@{new}", scope)
        if renamed != scope:
            connection.execute(
                """UPDATE digest SET scope = ? WHERE id = ? AND NOT EXISTS (
                    SELECT 1 FROM digest x WHERE x.team = ? AND x.channel = ? AND x.digest = ? AND x.scope = ?)""",
                (renamed, id_, *place, renamed),
            )
