"""What every engine's connection does: the same values, whichever keeps them."""

import json
from collections.abc import Iterator

import pytest

from accounts import Store
from store import Connection


def _made(connection: Connection) -> None:
    connection.execute("CREATE TEMP TABLE kept_value (id INTEGER PRIMARY KEY, name TEXT, share REAL, packed BLOB)")


def test_many_rows_are_entered_as_they_are(store: Store) -> None:
    rows = [(1, "Ümläut\t\\N\n", 0.5, b"\x00\xff\\"), (2, None, None, None), (3, "", -1.25, b"")]
    with store.writing() as connection:
        _made(connection)
        connection.insert_many("kept_value", ("id", "name", "share", "packed"), iter(rows))
        assert connection.execute("SELECT * FROM kept_value ORDER BY id").fetchall() == rows


def test_many_rows_may_be_entered_outside_a_transaction(store: Store) -> None:
    store.reading.execute("CREATE TEMP TABLE kept_flag (id INTEGER PRIMARY KEY, flag INTEGER)")
    store.reading.insert_many("kept_flag", ("flag",), ((flag,) for flag in (True, False)))
    assert store.reading.execute("SELECT flag FROM kept_flag ORDER BY id").fetchall() == [(1,), (0,)]


def test_what_fails_while_rows_are_made_is_raised_and_nothing_is_kept(store: Store) -> None:
    def rows() -> Iterator[tuple[str, str, str]]:
        yield "accounts", "name", "name"
        raise LookupError

    with pytest.raises(LookupError), store.writing() as connection:
        connection.insert_many("mapping", ("kind", "header", "field"), rows())
    assert store.reading.execute("SELECT count(*) FROM mapping").fetchone() == (0,)


def test_the_types_of_columns_are_told_in_their_order(store: Store) -> None:
    _made(store.reading)
    types = {"id": "INTEGER", "name": "TEXT", "share": "REAL", "packed": "BLOB"}
    assert list(store.reading.types("kept_value").items()) == list(types.items())
    assert store.reading.columns("kept_value") == list(types)
    assert store.reading.types("nothing_such") == {}


def test_values_become_a_json_list(store: Store) -> None:
    made = store.reading.json_list(["1", "NULL", "'a \"b\" ü'", "1.5", "n"])
    (found,) = store.reading.execute(f"SELECT {made} FROM (SELECT 7 AS n) AS x").fetchone()
    assert json.loads(found) == [1, None, 'a "b" ü', 1.5, 7]
