"""Other names of accounts, confirmed once and remembered: `Northwind GmbH` is another tool's northwind.example."""

from typing import Final, NamedTuple

from accounts.errors import ImportFileError
from accounts.importing.model import ImportContext
from accounts.importing.names import fold
from store.batches import id_ranges
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text

MOST: Final = 5  # accounts of a name that are told
SOME: Final = 20_000  # accounts whose names are compared at a time


class Alias(NamedTuple):
    """Another name of an account, as it was said, with the account's id and name."""

    written: str
    key: str
    name: str


def list_aliases(connection: Connection) -> tuple[Alias, ...]:
    """All of them, by name."""
    rows = connection.execute(
        """SELECT l.written, a.key, a.name FROM account_alias l JOIN account a ON a.id = l.account_id ORDER BY l.name"""
    )
    return tuple(Alias(*row) for row in rows)


def add_alias(store: Store, written: str, account: str, occasion: ImportContext) -> Alias:
    """Remembers that a name, a domain or an id means an account, which is given by its id, domain or name.

    Raises `ImportFileError` where there is no such account, or where the name is another account's own.
    """
    with store.writing() as connection:
        found = _account(store, connection, account)
        own = _named(connection, written)
        if not (name := fold(written)):
            raise ImportFileError(
                'Which name is it? For example cs import alias "Northwind GmbH" = "northwind.example"'
            )
        if own and own != [found]:
            raise ImportFileError(f"{written} is an account of its own: {own[0][2]} ({own[0][1]}).")
        connection.execute(
            """INSERT INTO account_alias (name, written, account_id, created_by, created_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET written = excluded.written, account_id = excluded.account_id,
            created_by = excluded.created_by, created_at = excluded.created_at""",
            (name, written, found[0], occasion.by, to_text(occasion.now)),
        )
    return Alias(written, found[1], found[2])


def keep_alias(connection: Connection, written: str, key: str, occasion: ImportContext) -> None:
    """Remembers that an id means the account with another one, unless it is an account's own, or means one already."""
    connection.execute(
        """INSERT INTO account_alias (name, written, account_id, created_by, created_at)
        SELECT ?, ?, id, ?, ? FROM account WHERE key = ? AND NOT EXISTS (SELECT 1 FROM account WHERE key = ?)
        ON CONFLICT (name) DO NOTHING""",
        (fold(written), written, occasion.by, to_text(occasion.now), key, written),
    )


def forget_alias(connection: Connection, written: str) -> bool:
    """Forgets a name; returns whether it was known."""
    return connection.execute("DELETE FROM account_alias WHERE name = ?", (fold(written),)).rowcount > 0


def _account(store: Store, connection: Connection, said: str) -> tuple[int, str, str]:
    found = _named(connection, said)
    if len(found) == 1:
        return found[0]
    if found:
        raise ImportFileError(f"{said} is {len(found)} accounts; give the id: {', '.join(key for _, key, _ in found)}.")
    from accounts.names.account_search import search_accounts  # compares names, which few imports need

    alike = search_accounts(store, said).candidates[:2]
    perhaps = f" Perhaps {' or '.join(f'{each.name} ({each.key})' for each in alike)}?" if alike else ""
    raise ImportFileError(f"{said} is no account of the store, by id, domain or name.{perhaps}")


def _named(connection: Connection, said: str) -> list[tuple[int, str, str]]:
    """The accounts with that id, else domain, else name."""
    for column, value in (("key", said), ("domain", fold(said))):
        rows: list[tuple[int, str, str]] = connection.execute(
            f"SELECT id, key, name FROM account WHERE {column} = ? ORDER BY key LIMIT ?", (value, MOST)
        ).fetchall()
        if rows:
            return rows
    return _called(connection, fold(said))


def _called(connection: Connection, folded: str | None) -> list[tuple[int, str, str]]:
    """The accounts of a name, by id."""
    found: list[tuple[int, str, str]] = []
    for before, last in id_ranges(connection, "account", "id", SOME):
        query = "SELECT id, key, name FROM account WHERE id > ? AND id <= ? ORDER BY id"
        found += [row for row in connection.execute(query, (before, last)) if fold(row[2]) == folded]
    return sorted(found, key=lambda row: row[1])[:MOST]
