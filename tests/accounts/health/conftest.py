"""Customers whose health can be looked at: facts are put in, and contracts worked out as an import would."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.health import HealthConfig, HealthExamination, ScoringRun, examine, load_config, score_all
from tests.accounts.conftest import TODAY, Factory

BY_HAND = Path(__file__).with_name("by_hand.toml")


@dataclass(frozen=True)
class Clinic:
    """Looks at the health of accounts on days counted back from today."""

    store: Store
    make: Factory
    config: HealthConfig = field(default_factory=lambda: load_config(BY_HAND))

    def customer(self, name: str = "Acme", **row: Any) -> int:
        """A customer of two years."""
        return self.make.account(name, **{"customer_since": day(730), **row})

    def use(self, account_id: int, first: int, last: int, every: int = 1, **amounts: int) -> None:
        """Use from `first` to `last` days ago."""
        values = {"events": None, "active_users": None, **amounts}
        with self.make.at_once() as connection:
            connection.executemany(
                "INSERT INTO usage (account_id, used_on, events, active_users, import_id) VALUES (?, ?, ?, ?, 1)",
                [(account_id, day(back), *values.values()) for back in range(first, last - 1, -every)],
            )

    def examine(self, account_id: int, back: int = 0, **options: Any) -> HealthExamination:
        """The health of an account so many days ago."""
        self.settle()
        return examine(self.store, account_id, TODAY - timedelta(days=back), self.config, **options)

    def score_all(self, back: int = 0) -> ScoringRun:
        """Scores everybody, so many days ago."""
        self.settle(back)
        return score_all(self.store, TODAY - timedelta(days=back), self.config)

    def settle(self, back: int = 0) -> None:
        """Works out contracts and standing."""
        with self.store.writing() as connection:
            current_state.recompute(connection, None, TODAY - timedelta(days=back))

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """What the store holds."""
        return self.store.reading.execute(query, given).fetchall()


def day(back: int) -> str:
    """The day so many days before today."""
    return (TODAY - timedelta(days=back)).isoformat()


def past(back: int) -> date:
    """The same, as a date."""
    return TODAY - timedelta(days=back)


@pytest.fixture
def clinic(store: Store, make: Factory) -> Clinic:
    return Clinic(store, make)
