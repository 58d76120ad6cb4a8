"""A small company for the bot's tests: a real store with a few accounts of two owners, scored as of a Monday."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts import open_store
from accounts.derived import current_state
from accounts.health import load_config, score_all
from bot.context import Context
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from tests.accounts.conftest import Factory as Rows
from tests.engines import Engine, Place

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
DANA, KIM = "dana@sample.example", "kim@sample.example"
MANY = 23  # small accounts beside those with names


def fill(place: Place) -> None:
    """Makes the store."""
    store = open_store(place)
    rows = Rows(store)
    rows.insert(
        "import",
        id=1,
        kind="accounts",
        source="test",
        sha256="",
        imported_by="test",
        imported_at="2026-06-14T00:00:00.000Z",
    )
    dana, kim = rows.owner("Dana Sample", email=DANA), rows.owner("Kim Sample", email=KIM, slack_user="U0KIM")
    acme = rows.account(
        "Acme & Sons",
        domain="acme.example",
        segment="Enterprise",
        owner_id=dana,
        customer_since="2024-06-01",
        notice_days=30,
    )
    rows.subscription(acme, "2024-06-01", 100_000, ends_on="2025-06-30")
    rows.subscription(acme, "2025-07-01", 120_000, ends_on="2026-06-30", notice_days=60, seats=200, auto_renews=1)
    rows.fact("contact", acme, name="Pat Example", role="champion", title="VP <Operations>", email="pat@acme.example")
    rows.fact(
        "touchpoint", acme, touched_on="2026-06-01", type="QBR", who="Dana Sample", note="Went *well*, see <!channel>"
    )
    rows.fact("survey", acme, survey="nps", score=9, scale=10, answered_on="2026-05-20")
    labs = rows.account("Acme Labs", domain="labs.example", segment="SMB", owner_id=kim, customer_since="2025-01-01")
    rows.subscription(labs, "2025-06-01", 9_000, ends_on="2026-06-10")
    rows.fact("ticket", labs, opened_on="2026-06-02", priority="urgent", subject="Down", escalated=1)
    risk = rows.account(
        "Red Ltd", owner_id=dana, customer_since="2024-01-01", arr=500_000, currency="USD", payment="overdue"
    )
    rows.fact("survey", risk, survey="nps", score=0, scale=10, answered_on="2026-06-01")
    for number in range(4):
        rows.fact("ticket", risk, opened_on="2026-05-02", priority="urgent", subject=f"Down {number}", escalated=1)
    gone = rows.account("Gone Corp", domain="gone.example", owner_id=kim, status="churned", churned_on="2026-02-01")
    rows.subscription(gone, "2025-02-01", 30_000, ends_on="2026-02-01", cancelled_on="2026-02-01")
    for number in range(MANY):
        each = rows.account(f"Small {number:02}", segment="SMB", owner_id=None if number == 3 else kim)
        ends = TODAY + timedelta(days=20 + number)
        rows.subscription(each, "2025-08-01", 1_000 + number, ends_on=ends.isoformat())
    used = [(TODAY - timedelta(days=back)).isoformat() for back in range(1, 29)]
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO usage (account_id, used_on, active_users, events, import_id) "
            "SELECT id, ?, 5, 40, 1 FROM account WHERE name LIKE 'Small %'",
            [(day,) for day in used],
        )
        connection.executemany(
            "INSERT INTO usage (account_id, used_on, active_users, events, import_id) VALUES (?, ?, 4, ?, 1)",
            [
                (account, (TODAY - timedelta(days=back)).isoformat(), now if back < 29 else before)
                for account, before, now in ((acme, 100, 100), (labs, 30, 16), (risk, 30, 2))
                for back in range(1, 180)
            ],
        )
        current_state.recompute(connection, None, TODAY)
    for back in (1, 0):
        score_all(store, TODAY - timedelta(days=back), load_config())
    store.close()


@pytest.fixture(scope="session")
def filled(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The store, made once."""
    place = engine.new(tmp_path_factory.mktemp("company"))
    fill(place)
    return place


@pytest.fixture
def database(engine: Engine, filled: Place, tmp_path: Path) -> Place:
    """A copy of the store, for a test to write into."""
    return engine.copy(filled, tmp_path)


@pytest.fixture
def workspace(database: Place) -> Iterator[Workspace]:
    """The book of accounts over the copy."""
    workspace = Workspace(AccountSettings(cs_database=database, cs_email=DANA))
    yield workspace
    workspace.close()


@pytest.fixture
def workspace_with(database: Place) -> Iterator[Callable[..., Workspace]]:
    """Makes books of accounts over the copy, with settings of one's own."""
    made: list[Workspace] = []

    def make(**settings: Any) -> Workspace:
        made.append(Workspace(AccountSettings(cs_database=database, **settings)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def context(workspace: Workspace) -> Context:
    """What a question asked by the operator is answered from."""
    return Context(load(), workspace, now=NOW)
