"""The condition a store is in: whether it is sound, and how old its data is."""

from dataclasses import dataclass
from datetime import datetime

from accounts.migrations import MIGRATIONS
from store import timestamps
from store.database import Store
from store.errors import StoreError
from store.failures import FILE_ERRORS, describe_error


@dataclass(frozen=True, slots=True)
class LatestImport:
    """The latest import of a kind of file that still stands."""

    kind: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoreDiagnosis:
    """`fault` says in plain words what is wrong with the store and what to do, and is empty for a sound one; the
    latest import is first.
    """

    version: int
    fault: str
    accounts: int
    imports: tuple[LatestImport, ...]


def diagnose(store: Store) -> StoreDiagnosis:
    """Looks through the whole store, which takes seconds for millions of rows."""
    try:
        return _looked_through(store)
    except (*FILE_ERRORS, StoreError) as error:
        return StoreDiagnosis(0, str(describe_error(error, store.path)), 0, ())


def latest_imports(store: Store) -> tuple[LatestImport, ...]:
    """The latest import of each kind that still stands, the latest first."""
    imports = store.reading.execute(
        """SELECT kind, source, imported_at FROM (
            SELECT kind, source, imported_at,
                row_number() OVER (PARTITION BY kind ORDER BY imported_at DESC, id DESC) AS n
            FROM import WHERE undone_at IS NULL AND outcome = 'written'
        ) AS latest WHERE n = 1 ORDER BY imported_at DESC, kind"""
    ).fetchall()
    return tuple(LatestImport(kind, source, timestamps.from_text(at)) for kind, source, at in imports)


def _looked_through(store: Store) -> StoreDiagnosis:
    with store.snapshot() as connection:
        fault, version = store.find_fault(), store.version_of(MIGRATIONS)
        (accounts,) = connection.execute("SELECT count(*) FROM account").fetchone()
        latest = latest_imports(store)
    return StoreDiagnosis(version, fault, accounts, latest)
