"""A clock that was ahead for a while leaves nothing that would count as worked out until then."""

from datetime import UTC, datetime, timedelta

from accounts import Store
from accounts.daily_update import is_up_to_date, update
from accounts.health import list_by_health, load_config
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.health.conftest import BY_HAND

CONFIG = load_config(BY_HAND)
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)


def test_scores_of_a_day_to_come_are_forgotten_and_made_anew(store: Store, make: Factory) -> None:
    account = make.account("A", arr=100, currency="USD", customer_since="2024-01-01")
    make.insert("pulse", account_id=account, score=5, said_by="Dana", said_at="", said_on="2026-06-01")
    update(store, NOW + timedelta(days=365), CONFIG)
    assert not is_up_to_date(store, TODAY, CONFIG)
    make.insert("pulse", account_id=account, score=1, said_by="Dana", said_at="", said_on=TODAY.isoformat())
    assert update(store, NOW, CONFIG)
    assert is_up_to_date(store, TODAY, CONFIG)
    found = list_by_health(store, config=CONFIG)
    assert (found.scored_on, [(row.band, row.score) for row in found.rows]) == (TODAY, [("red", 0)])
    later = store.reading.execute("SELECT count(*) FROM score WHERE scored_on > ?", (TODAY.isoformat(),)).fetchone()
    assert later == (0,)
    update(store, NOW + timedelta(days=1), CONFIG)
    assert is_up_to_date(store, TODAY, CONFIG)  # elsewhere it is tomorrow already
