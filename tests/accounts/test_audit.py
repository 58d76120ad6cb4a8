"""The audit log: who looked at account data, where and when."""

from contextlib import closing
from datetime import UTC, datetime

import pytest

from accounts import Store, open_store
from accounts.audit import AuditEntry, entries, record_entry
from store import StoreBusyError
from store.sqlite_connection import SqliteConnection
from tests.engines import wait_little

AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
LOOK = AuditEntry(AT, "U0DANA", "C01", "account", "shown")


def test_who_looked_is_told_newest_first_and_of_one_person(store: Store) -> None:
    record_entry(store, LOOK)
    record_entry(store, AuditEntry(AT, "U0BEN", "C01", "renewals", "refused"))
    assert [each.who for each in entries(store)] == ["U0BEN", "U0DANA"]
    assert entries(store, who="U0DANA") == (LOOK,)


def test_an_import_holds_no_look_up_where_a_server_keeps_the_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has one writer, whom each waits for and tries again; the look is there once either way."""
    with closing(open_store(store.place)) as another:
        wait_little(another, monkeypatch)
        with store.writing():
            if isinstance(store.reading, SqliteConnection):
                with pytest.raises(StoreBusyError):
                    record_entry(another, LOOK, tries=2)
            else:
                record_entry(another, LOOK)
                assert entries(another) == (LOOK,)
        if isinstance(store.reading, SqliteConnection):
            record_entry(another, LOOK)
    assert entries(store) == (LOOK,)
