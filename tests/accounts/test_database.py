"""Importing from databases: a real PostgreSQL that the tests start, and SQLite."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest

from accounts import ImportFileError
from accounts.readers import Row
from accounts.readers.sql import open_query
from accounts.readers.sql_url import DRIVERS, DatabaseUrl
from tests import postgresql
from tests.cases import cases

TABLES = """
CREATE TABLE account (id bigint, name text, arr numeric(12, 2), since date, seen timestamptz, live boolean, tags text[],
                      extra jsonb, share double precision, ref uuid);
INSERT INTO account VALUES
    (1, 'Acme', 1200.50, '2026-01-31', '2026-06-01 10:00+00', true, '{a,b}', '{"k": 1}', 0.5,
     '00000000-0000-0000-0000-000000000001'),
    (2, 'Café %s 100%', NULL, NULL, NULL, false, NULL, NULL, NULL, NULL);
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM account; SELECT 1';
CREATE TABLE many AS SELECT i AS id, 'Company ' || i AS name FROM generate_series(1, 2500) AS i;
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    import psycopg

    with postgresql.server(programs) as listening:
        with psycopg.connect(
            host="127.0.0.1",
            port=listening,
            user=postgresql.USER,
            password=postgresql.PASSWORD,
            dbname="postgres",
        ) as connection:
            connection.execute(TABLES)
        yield listening


@pytest.fixture
def url(port: int) -> str:
    return f"postgresql://{postgresql.USER}:{quote(postgresql.PASSWORD, safe='')}@127.0.0.1:{port}/postgres"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "source.db"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE account (name, arr); INSERT INTO account VALUES ('Acme', 12.5), ('B', NULL)")
    connection.close()
    return path


def rows(url: str, query: str | Path) -> list[Row]:
    with open_query(url, query) as table:
        return list(table)


def refusal(url: str, query: str | Path = "SELECT 1") -> str:
    with pytest.raises(ImportFileError) as raised, open_query(url, query):
        pass
    return str(raised.value)


def test_postgresql_gives_rows_with_the_types_of_its_columns(url: str) -> None:
    with open_query(url, "SELECT * FROM account ORDER BY id") as table:
        assert table.header == ["id", "name", "arr", "since", "seen", "live", "tags", "extra", "share", "ref"]
        (first, cells), (second, nulls) = table
    assert (first, second) == (1, 2)
    seen = cells[4]
    assert isinstance(seen, datetime)
    assert seen.astimezone(UTC) == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert [*cells[:4], *cells[5:]] == [
        1,
        "Acme",
        Decimal("1200.50"),
        date(2026, 1, 31),
        True,
        "a, b",
        '{"k": 1}',
        0.5,
        "00000000-0000-0000-0000-000000000001",
    ]
    assert nulls == [2, "Café %s 100%", *[None] * 3, False, *[None] * 4]


def test_rows_of_a_query_are_gone_through_as_often_as_wanted(url: str) -> None:
    with open_query(url, "SELECT id FROM many ORDER BY id") as table:
        first, second = list(table), list(table)
        assert first == second == [(at, [at]) for at in range(1, 2501)]
        assert table.size == table.position == 2500
        sha256 = table.sha256
    with open_query(url, "SELECT id FROM many ORDER BY id") as again:
        assert again.sha256 == sha256
    with open_query(url, "SELECT id + 1 AS id FROM many ORDER BY id") as other:
        assert other.sha256 != sha256


def test_a_pass_that_was_left_in_the_middle_is_begun_anew(url: str) -> None:
    with open_query(url, "SELECT id FROM many ORDER BY id") as table:
        assert next(iter(table)) == (1, [1])
        assert sum(1 for _ in table) == 2500


@pytest.mark.parametrize(
    "query",
    [
        "SELECT name FROM account WHERE name LIKE '%100\\%' AND '12:30:00'::time > '10:00'",
        "-- every account\nWITH a AS (SELECT * FROM account)\nSELECT name FROM a WHERE id % 2 = 0;\n",
    ],
)
def test_percent_signs_colons_comments_and_a_last_semicolon_are_the_querys_own(url: str, query: str) -> None:
    assert rows(url, query) == [(1, ["Café %s 100%"])]


def test_a_query_may_be_a_file(url: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts.sql"
    path.write_bytes(b"\xef\xbb\xbfSELECT name FROM account WHERE id = 1;\r\n")
    assert rows(url, path) == rows(url, str(path)) == [(1, ["Acme"])]


def test_columns_of_the_same_name_are_kept_apart(url: str) -> None:
    with open_query(url, "SELECT 1 AS id, 2 AS id, 3") as table:
        assert table.header == ["id", "id (2)", "?column?"]
        assert list(table) == [(1, [1, 2, 3])]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT wipe()",
        "SELECT 1; DELETE FROM account; COMMIT",
        "WITH gone AS (DELETE FROM account RETURNING id) SELECT * FROM gone",
        "DELETE FROM account RETURNING id",
        "DROP TABLE account",
        "COMMIT; DROP TABLE account",
    ],
)
def test_nothing_can_be_changed_where_rows_are_read(url: str, query: str) -> None:
    refusal(url, query)
    assert rows(url, "SELECT count(*) FROM account") == [(1, [2])]


def test_bad_sql_is_refused_in_the_databases_own_words(url: str) -> None:
    assert 'relation "acounts" does not exist' in refusal(url, "SELECT * FROM acounts")
    assert "syntax error at or near" in refusal(url, "SELEKT 1")
    assert "division by zero" in refusal(url, "SELECT 1 / (2500 - id) FROM many ORDER BY id")


def test_a_day_that_never_comes_is_named_with_what_leaves_it_out(url: str) -> None:
    message = refusal(url, "SELECT name, CAST('infinity' AS date) AS ends FROM account")
    assert "'infinity'. Leave it out in the query, such as NULLIF(end_date, 'infinity')" in message
    assert rows(url, "SELECT name, NULLIF(CAST('infinity' AS date), 'infinity') AS ends FROM account")[0][1] == [
        "Acme",
        None,
    ]


def test_a_query_without_rows_says_so(url: str) -> None:
    assert "gave no rows" in refusal(url, "SELECT id, name FROM account WHERE false")
    assert "query is empty" in refusal(url, " ;\n")


def test_a_wrong_password_is_refused_and_never_repeated(port: int) -> None:
    wrong = "wr0ng-passw0rd"
    message = refusal(f"postgresql://{postgresql.USER}:{wrong}@127.0.0.1:{port}/postgres")
    assert "password authentication failed" in message
    assert wrong not in message


def test_a_password_is_in_no_name_and_no_message(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    quoted = quote(postgresql.PASSWORD, safe="")
    with open_query(url, "SELECT 1") as table:
        said = [table.source, repr(table), *map(str, table.notes)]
    said.append(refusal(url, f"SELECT '{postgresql.PASSWORD}' FROM nowhere"))
    said.append(refusal(url, f'SELECT 1 FROM "{postgresql.PASSWORD}"'))
    said.append(refusal(url.replace("127.0.0.1", "127.0.0.1x")))
    for text in [*said, caplog.text]:
        assert postgresql.PASSWORD not in text
        assert quoted not in text


def test_a_server_that_is_not_there_is_named() -> None:
    message = refusal("postgresql://reader:secret-word@127.0.0.1:1/db")
    assert message.startswith("postgresql://127.0.0.1:1/db can't be reached: ")
    assert "secret-word" not in message


def test_postgres_is_taken_for_postgresql(url: str) -> None:
    assert rows(url.replace("postgresql://", "postgres://"), "SELECT 1") == [(1, [1])]


def test_sqlite_is_read_as_well(file: Path) -> None:
    with open_query(f"sqlite:///{file}", "SELECT name, arr FROM account ORDER BY name") as table:
        assert table.header == ["name", "arr"]
        assert list(table) == [(1, ["Acme", 12.5]), (2, ["B", None])]
        assert table.source == f"sqlite:///{file}"


def test_sqlite_is_not_written_to(file: Path) -> None:
    assert "readonly" in refusal(f"sqlite:///{file}", "DELETE FROM account RETURNING name")
    assert len(rows(f"sqlite:///{file}", "SELECT * FROM account")) == 2


@cases(
    "arguments", ["", "?mode=ro", "?mode=ro&uri=true", "?immutable=1", "?timeout=5", "?uri=true&mode=ro&cache=private"]
)
def test_what_a_url_says_of_an_sqlite_file_holds(file: Path, arguments: str) -> None:
    """`?mode=ro` was left out with a warning of Python, `&uri=true` made an empty file, and `file:` was none."""
    odd = file.with_name("50% of a b#c?.db")  # which a URL can name behind `file:` alone
    odd.write_bytes(file.read_bytes())
    for place in (str(file), f"file:{file}", f"file:{quote(str(odd))}"):
        with open_query(f"sqlite:///{place}{arguments}", "SELECT name FROM account") as table:
            assert len(list(table)) == 2
    assert {each.name for each in file.parent.iterdir()} == {file.name, odd.name}


def test_an_argument_that_sqlite_has_not_is_refused(file: Path) -> None:
    assert "SQLite takes no mod: write a URL such as" in refusal(f"sqlite:///{file}?mod=ro")


def test_a_missing_sqlite_file_is_not_made(tmp_path: Path) -> None:
    assert "There is no SQLite file" in refusal(f"sqlite:///{tmp_path}/nothing.db")
    assert not list(tmp_path.iterdir())


@cases("url", ["", "accounts.db", "postgresql://u:secret-word@host:port/db", "://", "secret-word"])
def test_what_is_no_url_gets_an_example_and_is_not_repeated(url: str) -> None:
    message = refusal(url)
    assert "postgresql://user:password@host/database" in message
    assert "secret-word" not in message


@cases("scheme", ["snowflake", "bigquery", "databricks", "trino"])
def test_a_missing_driver_is_named_with_what_installs_it(scheme: str) -> None:
    message = refusal(f"{scheme}://user:secret-word@host/db")
    assert f"pip install {DatabaseUrl(f'{scheme}://host').package}" in message
    assert DRIVERS[scheme] in message
    assert "secret-word" not in message


def test_an_engine_that_nobody_knows_is_named() -> None:
    assert "nosuch" in refusal("nosuch://user:secret-word@host/db")


def test_tokens_in_a_url_are_secrets_too() -> None:
    address = DatabaseUrl("databricks://token:dapi-1234@host/db?http_path=/sql/1&access_token=very%20secret")
    assert address.name == "databricks://host/db"
    assert address.without_secrets("dapi-1234 very secret very+secret very%20secret") == "*** *** *** ***"
    assert "a" * 3 not in DatabaseUrl("x://u:aaa@h/d").without_secrets("it was aaa")


@pytest.mark.parametrize("query", ["accounts.sql", "my accounts.SQL", "accounts", "../queries/accounts.txt"])
def test_a_query_of_one_word_or_that_ends_so_is_a_file(file: Path, query: str) -> None:
    assert f"The query {query} can't be read" in refusal(f"sqlite:///{file}", query)


def test_a_missing_query_file_is_named(file: Path) -> None:
    assert "nowhere.sql can't be read" in refusal(f"sqlite:///{file}", "nowhere.sql")
