"""Bringing a store up to date is done once, however many wait for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

from accounts import Store, open_store
from accounts.daily_update import is_up_to_date, update
from accounts.health import load_config, score_all
from accounts.importing import ImportContext, Options, preview_undo, run_import, undo
from accounts.readers import open_table
from store.timestamps import to_text
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.health.conftest import BY_HAND
from tests.engines import Engine

CONFIG = load_config()
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
ASKING = 4


def imported(store: Store, make: Factory, at: datetime) -> None:
    """An account by an import of a moment."""
    make.account("A", arr=100, currency="USD", customer_since="2024-01-01")
    with store.writing() as connection:
        connection.execute(
            "UPDATE import SET imported_at = ?, outcome = 'written', new = 1 WHERE id = (SELECT max(id) FROM import)",
            (to_text(at),),
        )


def test_what_was_asked_before_an_import_began_scores_what_it_brought_once(store: Store, make: Factory) -> None:
    imported(store, make, NOW + timedelta(minutes=1))
    assert update(store, NOW, CONFIG)
    assert is_up_to_date(store, TODAY, CONFIG)
    assert not update(store, NOW, CONFIG)


def test_an_import_that_began_before_a_scoring_and_is_written_after_it_is_not_counted_as_scored(
    engine: Engine, tmp_path: Path
) -> None:
    """It is read while another process scores."""
    place, began = engine.new(tmp_path), NOW - timedelta(minutes=1)
    with closing(open_store(place)) as importing, closing(open_store(place)) as scoring:

        def bring(text: str, progress: Callable[[int], None] | None = None) -> None:
            (tmp_path / "a.csv").write_text(f"id,name,arr\n{text}", encoding="utf-8")
            with open_table(tmp_path / "a.csv") as table:
                run_import(importing, "accounts", table, Options(progress=progress), ImportContext("me", began, TODAY))

        bring("A-1,Acme,100\n")
        scored: list[bool] = []
        bring("A-1,Acme,100\nA-2,Globex,200\n", lambda _: scored.append(update(scoring, NOW, CONFIG)))
        assert scored[0]
        assert not is_up_to_date(importing, TODAY, CONFIG)
        assert update(scoring, NOW, CONFIG)
        assert is_up_to_date(importing, TODAY, CONFIG)


def test_an_import_that_is_taken_back_is_not_counted_as_scored(store: Store, make: Factory) -> None:
    imported(store, make, NOW)
    assert update(store, NOW + timedelta(minutes=1), CONFIG)
    undoing = preview_undo(store)
    assert undoing is not None
    undo(store, undoing.entry.id, ImportContext("me", NOW, TODAY))
    assert not is_up_to_date(store, TODAY, CONFIG)


def test_of_those_who_ask_at_once_one_scores_and_the_others_wait(store: Store, make: Factory) -> None:
    imported(store, make, NOW)
    together = Barrier(ASKING)

    def ask(_: int) -> tuple[bool, bool]:
        together.wait()
        did = update(store, NOW, CONFIG)
        return did, is_up_to_date(store, TODAY, CONFIG)

    with ThreadPoolExecutor(ASKING) as pool:
        found = list(pool.map(ask, range(ASKING)))
    assert sorted(did for did, _ in found) == [False, False, False, True]
    assert all(done for _, done in found)


def test_scorings_of_one_day_at_once_note_each_move_once(store: Store, make: Factory) -> None:
    account = make.account("A", arr=100, currency="USD", customer_since="2024-01-01")
    make.insert("pulse", account_id=account, score=5, said_by="Dana", said_at="", said_on="2026-06-01")
    config = load_config(BY_HAND)
    update(store, NOW - timedelta(days=1), config)
    make.insert("pulse", account_id=account, score=1, said_by="Dana", said_at="", said_on=TODAY.isoformat())
    together = Barrier(ASKING)

    def score(_: int) -> None:
        together.wait()
        score_all(store, TODAY, config, NOW)

    with ThreadPoolExecutor(ASKING) as pool:
        list(pool.map(score, range(ASKING)))
    moved = store.reading.execute("SELECT account_id, moved_on, moved_before FROM health_change").fetchall()
    assert moved == [(account, TODAY.isoformat(), "")]
