"""A store in which two scorings at once noted one move twice, as earlier builds did, is mended when it is opened."""

import sqlite3
from contextlib import closing
from pathlib import Path

from accounts import Store, open_store
from accounts.digests.health_changes import health_changes
from accounts.migrations import MIGRATIONS
from accounts.scopes.scope import ALL
from store.migrations import split_statements
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.test_migrations import applied

(CLEANING,) = (each for each in MIGRATIONS.files if each.stem.endswith("moves_noted_once"))
BEFORE = int(CLEANING.stem[:4]) - 1
ROWS = [  # account, moved on, moved before
    (1, "2026-06-10", ""),
    (1, "2026-06-14", "2026-06-10"),  # the move of the day after, noted for the day before by the second scoring
    (1, "2026-06-15", "2026-06-10"),
    (1, "2026-06-20", "2026-06-15"),
    (2, "2026-06-14", ""),
    (2, "2026-06-15", ""),
    (3, "2026-06-14", ""),
    (3, "2026-06-15", "2026-06-14"),
]
KEPT = [row for row in ROWS if row not in {(1, "2026-06-14", "2026-06-10"), (2, "2026-06-14", "")}]
INSERT = (
    "INSERT INTO health_change (account_id, moved_on, moved_before, score_before, band_before, way, currency, segment)"
    " VALUES (?, ?, ?, 75, 'green', 'worse', 'USD', '')"
)
FOUND = "SELECT account_id, moved_on, moved_before FROM health_change ORDER BY 1, 2"


def test_a_store_of_an_earlier_build_is_mended_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "earlier.db"
    with closing(applied(BEFORE, path)) as old:
        old.execute("INSERT INTO import VALUES (1, 'accounts', 'a.csv', '', 'me', '', 1, 0, 0, 0, 'written', NULL)")
        old.executemany(
            "INSERT INTO account (id, key, name, import_id) VALUES (?, ?, '', 1)", [(n, n) for n in (1, 2, 3)]
        )
        old.executemany(INSERT, ROWS)
    open_store(path).close()
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute(FOUND).fetchall() == KEPT


def test_an_account_is_found_once_afterwards_on_either_engine(store: Store, make: Factory) -> None:
    for name in "ABC":
        make.account(name, arr=100, currency="USD", customer_since="2024-01-01")
    with store.writing() as connection:
        connection.executemany(INSERT, ROWS)
        connection.execute(
            "INSERT INTO standing (account_id, segment, currency, band, known, as_of)"
            " SELECT id, '', 'USD', 'red', 100, '2026-06-20' FROM account"
        )
        connection.execute(
            "INSERT INTO scoring (scored_on, scored_at, accounts, changed) VALUES ('2026-06-20', '', 3, 0)"
        )
        for statement in split_statements(CLEANING.read_text(encoding="utf-8")):
            connection.execute(statement)
    assert store.reading.execute(FOUND).fetchall() == KEPT
    worse = health_changes(store.reading, ALL, TODAY)["worse"]
    assert worse.accounts == len({each.account_id for each in worse.first}) == 3
