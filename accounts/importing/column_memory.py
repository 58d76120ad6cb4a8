"""The mapping of columns that was set or confirmed in earlier imports of a kind."""

from accounts.columns import ColumnMapping, normalise
from accounts.importing.remembered import remember
from store.connection import Connection


def saved_mapping(connection: Connection, kind: str) -> dict[str, str]:
    """The columns that were confirmed for earlier files of the kind: normal header → field."""
    return dict(
        connection.execute("SELECT header, field FROM mapping WHERE kind = ? ORDER BY header", (kind,)).fetchall()
    )


def save_mapping(connection: Connection, kind: str, used: ColumnMapping, import_id: int) -> None:
    """Keeps which columns were set or confirmed in an import; those known by their names need no keeping."""
    said = {normalise(column.header) for column in used.columns if column.how in ("set", "guess", "remembered")}
    rows = [(kind, header, field) for header, field in used.mapping.items() if header in said]
    remember(connection, "mapping", rows, import_id)


def forget_mapping(connection: Connection, kind: str) -> int:
    """Forgets the columns of a kind and returns how many there were."""
    return connection.execute("DELETE FROM mapping WHERE kind = ?", (kind,)).rowcount
