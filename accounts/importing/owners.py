"""The owners that a file of accounts names: each person once, by email where there is one, else by name."""

import json
import sqlite3

from accounts.importing.matching import fold

Said = tuple[str | None, str | None]  # a name and an email, as a row has them


def enter(connection: sqlite3.Connection, people: dict[Said, int], import_id: int) -> None:
    """Makes the TEMP table `import_owner`: the owner for each number in `people`, entered if they aren't there yet."""
    connection.execute("CREATE TEMP TABLE import_owner (number INTEGER PRIMARY KEY, owner_id INTEGER)")
    if not people:
        return
    named = {row[0] for row in connection.execute("SELECT DISTINCT owner_id FROM import_row")}
    for (name, email), number in people.items():
        if number in named:
            owner_id = _owner(connection, name, email, import_id)
            connection.execute("INSERT INTO temp.import_owner VALUES (?, ?)", (number, owner_id))


def said(name: str | None, email: str | None) -> Said | None:
    """Who is meant; an email may stand where a name should. None for nobody."""
    if name and "@" in name and " " not in name:
        return None, email or name.casefold()
    return (name, email) if name or email else None


def _owner(connection: sqlite3.Connection, name: str | None, email: str | None, import_id: int) -> int:
    by_email = "SELECT id, name, email FROM owner WHERE email = ?1 OR key = ?1"
    found = connection.execute(by_email, (email,)).fetchone() if email else None
    if found is None and name:
        same = [
            row
            for row in connection.execute("SELECT id, name, email FROM owner ORDER BY id")
            if fold(row[1]) == fold(name) and (not email or not row[2])
        ]
        found = same[0] if len(same) == 1 else None
    if found is None:
        values = (email or fold(name), name or email, email, import_id)
        insert = "INSERT INTO owner (key, name, email, import_id) VALUES (?, ?, ?, ?)"
        return connection.execute(insert, values).lastrowid or 0
    _complete(connection, found, name, email, import_id)
    owner_id: int = found[0]
    return owner_id


def _complete(
    connection: sqlite3.Connection,
    found: tuple[int, str, str | None],
    name: str | None,
    email: str | None,
    import_id: int,
) -> None:
    """Learns the name of somebody known by email alone, and the email of somebody known by name alone."""
    owner_id, old_name, old_email = found
    new_name = name if name and old_name == old_email else old_name
    new_email = email or old_email
    if (new_name, new_email) == (old_name, old_email):
        return
    row = connection.execute("SELECT * FROM owner WHERE id = ?", (owner_id,)).fetchone()
    connection.execute(
        """INSERT INTO before_import SELECT ?1, coalesce(max(number), 0) + 1, 'owner', ?2 FROM before_import
        WHERE import_id = ?1""",
        (import_id, json.dumps(row)),
    )
    connection.execute("UPDATE owner SET name = ?, email = ? WHERE id = ?", (new_name, new_email, owner_id))
