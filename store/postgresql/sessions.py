"""Sessions of other programs of ours on a schema."""

import time
from typing import Final

from store.postgresql.postgresql_store import PROGRAM, PostgresqlStore

_OTHERS: Final = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = ? AND pid <> pg_backend_pid()"""
_PATIENCE: Final = 1.0  # seconds that the server takes to notice the end of a program


def others_at(place: str) -> int:
    """Returns how many sessions of ours there are on the schema of a store. Raises `StoreError`.

    Not counted is one whose URL gives it another `application_name`.
    """
    store, until = PostgresqlStore(place), time.monotonic() + _PATIENCE
    try:
        while True:
            (count,) = store.reading.execute(_OTHERS, (f"{PROGRAM} {store.schema}",)).fetchone()
            if not count or time.monotonic() > until:
                return int(count)
            time.sleep(_PATIENCE / 10)
    finally:
        store.close()
