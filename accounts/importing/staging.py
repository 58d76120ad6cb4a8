"""The TEMP table of checked rows, and the tables they are for."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from accounts.importing.model import RejectedRow
from store.connection import Connection
from store.errors import StoreUnreachableError


@dataclass(frozen=True, slots=True)
class Target:
    """A table. `identity` are the columns that know a row.

    A row of the store is another thing than one of a file with the same id where all columns of a group in `apart`
    differ: then the ids are those of two tools. `day` is the column that tells people which row it is.

    A column in `kept` is never empty: an empty cell leaves what is there, and a new row gets the value named here
    (None: there is none, and the row is rejected).
    """

    table: str
    kept: Mapping[str, str | None]
    identity: tuple[str, ...] = ("key",)
    apart: tuple[tuple[str, ...], ...] = ()
    day: str = ""

    @property
    def has_account(self) -> bool:
        """Whether each row belongs to an account."""
        return self.table != "account"


TARGETS = {
    target.table: target
    for target in (
        Target("account", {"name": None, "status": "active"}),
        Target(
            "subscription",
            {"status": "active", "starts_on": None, "arr": None, "currency": None},
            apart=(("account_id", "starts_on"),),
            day="starts_on",
        ),
        Target("churn", {"churned_on": None}, apart=(("account_id", "churned_on"),), day="churned_on"),
        Target("contact", {"name": None}, apart=(("name", "email"),), day="email"),
        Target(
            "usage",
            {"used_on": None, "feature": "", "subscription": ""},
            ("account_id", "used_on", "feature", "subscription"),
        ),
        Target(
            "survey",
            {"survey": None, "score": None, "answered_on": None},
            apart=(("answered_on", "score"), ("account_id", "answered_on")),
            day="answered_on",
        ),
        Target(
            "touchpoint",
            {"touched_on": None},
            apart=(("account_id", "touched_on"), ("touched_on", "type", "note")),
            day="touched_on",
        ),
        Target(
            "ticket",
            {"opened_on": None},
            apart=(("opened_on", "subject"), ("account_id", "opened_on"), ("account_id", "subject")),
            day="opened_on",
        ),
    )
}


REJECT = "INSERT INTO import_reject (line, header, value, reason)"  # and a SELECT of them
TEMPORARY = (  # import_row and so on
    *(
        "row",
        "reject",
        "said",
        "folded",
        "named",
        "name",
        "new",
        "met",
        "alias",
        "changed",
        "owner",
        "sum",
        "made",
        "shared",
        "mark",
        "known",
        "form",
        "other_form",
    ),
    "adopted",
)
AT_ONCE = 10_000
"""So many rows are entered by one call: over a network each costs a round trip."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The rows of a file. `filled` are columns of the target that the file fills, `derived` those worked out from them;
    `headers` says which column of the file each field is from, `tool` whose ids it has, `unit` what the place of a row
    is called.

    `import_row` has a row's line, what it says of its account (`said`) and the columns; `import_reject` its faults.
    """

    connection: Connection
    target: Target
    filled: tuple[str, ...]
    derived: tuple[str, ...]
    headers: Mapping[str, str]
    tool: str = ""
    unit: str = "line"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that are staged."""
        return (*self.filled, *self.derived)

    def add(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Stages rows of line, said account and the filled columns, in that order."""
        self.connection.insert_many("import_row", ("line", "said", *self.filled), rows)

    def reject(self, rejects: Iterable[RejectedRow]) -> None:
        """Keeps what is wrong with rows, staged or not."""
        rows = ((each.line, each.column, _storable(each.value), each.reason, each.asks) for each in rejects)
        self.connection.insert_many("import_reject", ("line", "header", "value", "reason", "asks"), rows)

    def drop_rejected(self) -> None:
        """Takes rejected rows out of those to be written."""
        self.connection.execute("DELETE FROM import_row WHERE line IN (SELECT line FROM import_reject)")

    def has(self, column: str) -> bool:
        """Whether the file fills the column."""
        return column in self.columns

    def shown_id(self, key: str) -> str:
        """An id as the file has it, without what is put before it to keep it apart."""
        tool = f"{self.tool}:" if self.tool else ""
        bare = key.removeprefix(tool)
        return bare.partition(":")[2] if self.target.table == "survey" and not bare.startswith("~") else bare

    def value(self, column: str) -> str:
        """The SQL of a staged row's value; owners are staged by number, as the file has them."""
        return (
            "(SELECT owner_id FROM import_owner WHERE number = s.owner_id)" if column == "owner_id" else f"s.{column}"
        )

    def count(self, table: str) -> int:
        """How many rows a TEMP table has."""
        found: int = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found


def _storable(value: str) -> str:
    """A cell without what PostgreSQL keeps in no text."""
    return value.replace("\0", "")


@contextmanager
def staged(stage: Stage) -> Iterator[Stage]:
    """A stage with its TEMP tables, which are gone at the end, whatever happens."""
    _strike(stage.connection)
    stage.connection.execute(f"CREATE TEMP TABLE import_row (line INTEGER PRIMARY KEY, said TEXT, {typed(stage)})")
    stage.connection.execute(
        "CREATE TEMP TABLE import_reject"
        " (id INTEGER PRIMARY KEY, line INTEGER, header TEXT, value TEXT, reason TEXT, asks TEXT DEFAULT '')"
    )
    try:
        yield stage
    finally:
        _strike(stage.connection)


def typed(stage: Stage) -> str:
    """The staged columns as a table of them declares them."""
    types = stage.connection.types(stage.target.table)
    return ", ".join(f"{name} {types[name]}" for name in stage.columns)


def check_staged(stage: Stage) -> None:
    """Raises `StoreUnreachableError` where the connection was lost since the rows were staged, and they with it."""
    if not stage.connection.columns("import_row"):
        raise StoreUnreachableError("The connection to the accounts was lost: nothing was imported. Try again.")


def _strike(connection: Connection) -> None:
    if connection.in_transaction:
        connection.rollback()
    connection.drop_temp_tables(*(f"import_{table}" for table in TEMPORARY))
