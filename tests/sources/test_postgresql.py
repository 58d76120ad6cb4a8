"""A source in a real PostgreSQL: what changed is read, what was committed late too, and nothing is lost."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests import postgresql
from tests.sources.company import Company

CRM = """[crm]
kind = "accounts"
from = "database"
url = "env:CRM"
query = '''SELECT id::text AS id, name, arr, updated_at FROM customer -- '10:30' isn't a parameter
'''
since = "updated_at"
every = "30m"
columns = { updated_at = "-" }
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with postgresql.server(programs) as listening:
        yield listening


@pytest.fixture
def crm(port: int, company: Company) -> Iterator[Any]:
    import psycopg

    quoted = quote(postgresql.PASSWORD, safe="")
    company.environment["CRM"] = f"postgresql://{postgresql.USER}:{quoted}@127.0.0.1:{port}/postgres"
    with psycopg.connect(
        host="127.0.0.1", port=port, user=postgresql.USER, password=postgresql.PASSWORD, dbname="postgres",
        autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute("DROP TABLE IF EXISTS customer")
        connection.execute("CREATE TABLE customer (id int, name text, arr numeric(12, 2), updated_at timestamptz)")
        yield connection


def put(crm: Any, id_: int, name: str, at: str | None) -> None:
    crm.execute("DELETE FROM customer WHERE id = %s", (id_,))
    crm.execute("INSERT INTO customer VALUES (%s, %s, 1200.50, %s)", (id_, name, at))


def test_what_changed_is_read_whatever_zone_its_time_was_written_in(company: Company, crm: Any) -> None:
    sources = company.configure(CRM)
    put(crm, 1, "Acme", "2026-06-14 10:00:00+02")
    put(crm, 2, "Beta", "2026-06-14 09:00:00.123456+00")
    put(crm, 3, "Ceta", None)
    reports = company.due(sources)
    assert company.state("crm").cursor == "time 2026-06-14T09:00:00.123456+00:00"
    put(crm, 1, "Acme Inc", "2026-06-14 12:00:00+02")
    put(crm, 4, "Delta", "2026-06-14 08:57:00+00")  # begun before the newest row, and committed after it was read
    company.later(minutes=30)
    reports += company.due(sources)
    assert [(each.new, each.changed) for each in reports] == [(3, 0), (1, 1)]
    assert company.names() == ["Acme Inc", "Beta", "Ceta", "Delta"]


def test_a_server_that_breaks_off_loses_nothing(company: Company, crm: Any) -> None:
    sources = company.configure(CRM)
    put(crm, 1, "Acme", "2026-06-14 10:00:00+00")
    company.due(sources)
    before = company.state("crm").cursor
    crm.execute("ALTER TABLE customer RENAME TO hidden")
    company.later(minutes=30)
    (report,) = company.due(sources)
    crm.execute("DROP TABLE hidden")
    assert (report.outcome, company.names(), company.state("crm").cursor) == ("failed", ["Acme"], before)
    assert 'relation "customer" does not exist' in report.reason
    assert postgresql.PASSWORD not in report.reason
