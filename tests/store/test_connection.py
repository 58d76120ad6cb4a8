"""What every engine's connection does: the same values, whichever keeps them."""

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import psycopg
import pytest

from accounts import Store, open_store
from store import Connection
from store.errors import StoreConstraintError, StoreError
from store.integer_columns import NO_DAY
from tests.cases import cases
from tests.engines import Engine, Place


@pytest.fixture
def store(engine: Engine, empty: Place, tmp_path: Path) -> Iterator[Store]:
    """An empty store whose connection is new: that is what is tested here, with TEMP tables of many kinds."""
    with closing(open_store(engine.copy(empty, tmp_path))) as opened:
        yield opened


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


def test_questions_that_were_asked_often_are_answered_after_tables_were_dropped(store: Store) -> None:
    def asked() -> list[tuple[int]]:
        with store.snapshot() as connection:
            return connection.execute("SELECT count(*) FROM account WHERE id > ?", (0,)).fetchall()

    for _ in range(8):
        assert asked() == [(0,)]
        assert store.reading.execute("SELECT count(*) FROM owner").fetchall() == [(0,)]
    store.reading.execute("CREATE TEMP TABLE dropped (id INTEGER PRIMARY KEY)")
    store.reading.execute("DROP TABLE dropped")
    assert store.reading.execute("SELECT count(*) FROM owner").fetchall() == [(0,)]
    assert asked() == [(0,)]


def test_a_question_that_was_asked_often_is_answered_after_its_table_has_other_columns(store: Store) -> None:
    def asked() -> list[tuple[object, ...]]:
        with store.snapshot() as connection:
            return connection.execute("SELECT * FROM often WHERE id > ?", (0,)).fetchall()

    store.reading.execute("CREATE TEMP TABLE often (id INTEGER PRIMARY KEY)")
    store.reading.execute("INSERT INTO often (id) VALUES (1)")
    assert [asked() for _ in range(8)] == [[(1,)]] * 8
    store.reading.execute("ALTER TABLE often ADD COLUMN name TEXT")
    with suppress(psycopg.errors.FeatureNotSupported):  # PostgreSQL says once that what it keeps has other columns
        asked()
    assert asked() == [(1, None)]


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


def test_columns_of_whole_numbers_are_read_together(store: Store) -> None:
    rows = [(1, -1), (10**12, 0), (3, 2**62)]
    query = "SELECT CAST(id AS bigint) AS one, CAST(other AS bigint) AS two FROM some_numbers WHERE id > :least"
    store.reading.execute("CREATE TEMP TABLE some_numbers (id INTEGER PRIMARY KEY, other INTEGER)")
    store.reading.insert_many("some_numbers", ("id", "other"), rows)
    one, two = store.reading.integer_columns(("one", "two"), query, {"least": 0})
    assert sorted(zip(one.tolist(), two.tolist(), strict=True)) == sorted(rows)
    assert [each.tolist() for each in store.reading.integer_columns(("two",), query, {"least": 10**13})] == [[]]


def test_columns_of_days_are_read_as_ordinals(store: Store) -> None:
    days = [date(1, 1, 1), date(1969, 12, 31), date(2024, 2, 29), date(2026, 6, 15), date(9999, 12, 31)]
    rows = [*enumerate([each.isoformat() for each in days], 1), (len(days) + 1, None)]
    store.reading.execute("CREATE TEMP TABLE some_days (id INTEGER PRIMARY KEY, day TEXT)")
    store.reading.insert_many("some_days", ("id", "day"), rows)
    query = f"SELECT id, coalesce(day, '{NO_DAY}') AS day FROM some_days"
    ids, found = store.reading.integer_columns(("id", "day"), query, days={"day"})
    expected = dict(enumerate([*(each.toordinal() for each in days), 0], 1))
    assert dict(zip(ids.tolist(), found.tolist(), strict=True)) == expected
    assert [
        each.tolist() for each in store.reading.integer_columns(("day",), f"{query} WHERE id < 0", days={"day"})
    ] == [[]]


def test_a_column_that_lacks_a_number_is_refused(store: Store) -> None:
    query = "SELECT 1 AS one, CAST(NULL AS bigint) AS two UNION ALL SELECT 2, 3"
    with pytest.raises(ValueError, match="has a NULL"):
        store.reading.integer_columns(("one", "two"), query)


def test_values_become_a_json_list(store: Store) -> None:
    made = store.reading.json_list(["1", "NULL", "'a \"b\" ü'", "1.5", "n"])
    (found,) = store.reading.execute(f"SELECT {made} FROM (SELECT 7 AS n) AS x").fetchone()
    assert json.loads(found) == [1, None, 'a "b" ü', 1.5, 7]


@cases(
    ("day", "days", "expected"),
    [
        ("2026-01-31", 1, "2026-02-01"),
        ("2026-01-31", -31, "2025-12-31"),
        ("2026-01-31", "-CASE WHEN :n > 3 THEN 3 ELSE 0 END", "2026-01-28"),
        ("2026-01-31", ":n + 1", "2026-02-06"),
        ("9999-12-31", 0, "9999-12-31"),
        ("9999-12-31", 1, None),
        (None, 1, None),
    ],
)
def test_days_are_counted_on_from_a_day(store: Store, day: str | None, days: int | str, expected: str | None) -> None:
    query = f"SELECT {store.reading.days_after(':day', days)}"
    given = {"day": day, "n": 5} if isinstance(days, str) else {"day": day}
    assert store.reading.execute(query, given).fetchone() == (expected,)


def test_a_temp_table_is_empty_each_time_it_is_made_however_many_rows_it_had(store: Store) -> None:
    for rows in (3, 20_000, 0):
        store.reading.temp_table("some_numbers", "n INTEGER, said TEXT, PRIMARY KEY (n)")
        assert store.reading.execute("SELECT count(*) FROM some_numbers").fetchone() == (0,)
        with store.writing() as connection:
            connection.insert_many("some_numbers", ("n", "said"), ((n, "a number") for n in range(rows)))


def test_a_temp_table_that_was_rolled_back_is_made_again(store: Store) -> None:
    store.reading.execute("BEGIN")
    store.reading.temp_table("some_days", "day TEXT, PRIMARY KEY (day)")
    store.reading.rollback()
    store.reading.temp_table("some_days", "day TEXT, PRIMARY KEY (day)")
    assert store.reading.execute("SELECT * FROM some_days").fetchall() == []


def test_triggers_rest_once_and_are_awake_after_it(store: Store) -> None:
    def counted() -> int:
        (number,) = store.reading.execute("SELECT coalesce(sum(renewals), 0) FROM renewal_sum").fetchone()
        return int(number)

    def enter(connection: Connection, day: str) -> None:
        connection.execute(
            "INSERT INTO renewal (account_id, renews_on, currency, act_by, segment, band) VALUES (1, ?, '', ?, '', '')",
            (day, day),
        )

    with store.writing() as connection:
        connection.execute(
            "INSERT INTO import (id, kind, source, sha256, imported_by, imported_at)"
            " VALUES (1, 'accounts', '', '', '', '2026-01-01T00:00:00Z')"
        )
        connection.execute("INSERT INTO account (id, key, name, import_id) VALUES (1, 'a', 'A', 1)")
        enter(connection, "2026-01-01")
        assert counted() == 1
        with connection.resting("renewal", "standing") as resting, connection.resting("renewal") as again:
            assert (resting, again) == (True, False)
            enter(connection, "2026-01-02")
        assert counted() == 1
        enter(connection, "2026-01-03")
        assert counted() == 2


_ENTER = "INSERT INTO mapping (kind, header, field) VALUES ('accounts', 'Name', 'name')"


def _swallows(store: Store) -> None:
    """Goes on within a transaction after a statement that failed."""
    with store.writing() as connection:
        connection.execute(_ENTER)
        with suppress(StoreConstraintError):
            connection.execute(_ENTER)


def test_what_failed_in_the_middle_is_not_said_to_be_kept(server_engine: Engine, tmp_path: Path) -> None:
    """PostgreSQL undoes it at the COMMIT, and reports no error."""
    with closing(open_store(server_engine.new(tmp_path))) as store:
        with pytest.raises(StoreError, match="Nothing was kept"):
            _swallows(store)
        assert store.reading.execute("SELECT count(*) FROM mapping").fetchone() == (0,)
        with store.writing() as connection:
            connection.execute(_ENTER)
        assert store.reading.execute("SELECT count(*) FROM mapping").fetchone() == (1,)


def test_temp_tables_that_are_dropped_are_gone_and_can_be_made_anew(store: Store) -> None:
    for _ in range(2):
        store.reading.temp_table("some_days", "day TEXT, PRIMARY KEY (day)")
        store.reading.insert_many("some_days", ("day",), [("2026-06-15",)])
        store.reading.drop_temp_tables("some_days", "other_days")
        assert store.reading.columns("some_days") == []
