"""The sample company: labelled, the same every time, and with all that a real one has to be looked after."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts import Store, StoreError, open_store
from accounts.health import load_config
from accounts.health.backtest import backtest
from accounts.kinds import KINDS
from accounts.sample import FILES, SOURCE, has_sample, load_sample, write_files
from accounts.sample.contracts import subscriptions
from accounts.sample.scenarios import scenarios
from tests.accounts.conftest import TODAY, Factory
from tests.cases import cases
from tests.engines import Engine, Place

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(engine.copy(empty, tmp_path_factory.mktemp("sample")))
    assert load_sample(store, TODAY, NOW) == 120
    yield store
    store.close()


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_files(tmp_path_factory.mktemp("files"), TODAY)


@pytest.fixture(scope="module")
def files(paths: list[Path]) -> dict[str, list[dict[str, str]]]:
    return {path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in paths}


def one(store: Store, query: str) -> int:
    found: int = store.reading.execute(query).fetchone()[0]
    return found


def test_there_is_a_file_of_every_kind() -> None:
    assert set(FILES) == set(KINDS)


def test_every_customer_owner_and_import_is_labelled_as_a_sample(sample: Store) -> None:
    assert one(sample, "SELECT count(*) FROM account WHERE name NOT LIKE '%(sample)'") == 0
    assert one(sample, "SELECT count(*) FROM owner WHERE name NOT LIKE '%(sample)'") == 0
    assert one(sample, "SELECT count(*) FROM contact WHERE name NOT LIKE '%Sample'") == 0
    assert (
        one(sample, f"SELECT count(*) FROM import WHERE source NOT LIKE '{SOURCE}%' OR imported_by != '{SOURCE}'") == 0
    )


def test_no_address_in_it_can_be_anybodys(files: dict[str, list[dict[str, str]]]) -> None:
    text = "\n".join(value for rows in files.values() for row in rows for value in row.values())
    assert set(re.findall(r"[\w.-]+@[\w.-]+", text)) <= set(re.findall(r"[\w.-]+@[\w-]+\.example\b", text))
    assert all(row["domain"].endswith(".example") for row in files["accounts"] if row["domain"])


def test_names_and_domains_are_each_used_once(files: dict[str, list[dict[str, str]]]) -> None:
    assert Counter(row["name"] for row in files["accounts"]).most_common(1)[0][1] == 1
    assert Counter(row["domain"] for row in files["accounts"] if row["domain"]).most_common(1)[0][1] == 1


def test_the_files_are_the_same_every_time_they_are_written(tmp_path: Path, paths: list[Path]) -> None:
    assert [path.read_bytes() for path in write_files(tmp_path, TODAY)] == [path.read_bytes() for path in paths]


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 1, 1)])
def test_the_files_can_be_written_on_any_day(tmp_path: Path, today: date) -> None:
    for path in write_files(tmp_path, today):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        happened = {"used_on", "touched_on", "answered_on", "opened_on", "closed_on", "churned_on", "left_on"}
        assert all(row[column] <= today.isoformat() for row in rows for column in happened & row.keys())


def test_two_owners_are_the_people_of_the_demo(sample: Store) -> None:
    from bot.terminal.demo import start_workspace

    people = {user["email"] for user in start_workspace()["users"]}
    assert people <= {email for (email,) in sample.reading.execute("SELECT email FROM owner")}


def test_it_has_customers_in_every_band(sample: Store) -> None:
    bands = dict(sample.reading.execute("SELECT band, count(*) FROM standing GROUP BY band"))
    assert bands["red"] >= 3
    assert bands["yellow"] >= 15
    assert bands["green"] >= 40
    assert bands["unknown"] >= 2


@cases(
    ("what", "query", "least"),
    [
        ("past due renewals", f"SELECT count(*) FROM standing WHERE renews_on < '{TODAY}'", 3),
        ("renewals ahead", f"SELECT count(*) FROM standing WHERE renews_on >= '{TODAY}'", 60),
        ("no renewal date", "SELECT count(*) FROM standing WHERE renews_on IS NULL", 3),
        ("no owner", "SELECT count(*) FROM standing WHERE owner_id IS NULL", 3),
        ("no segment", "SELECT count(*) FROM standing WHERE segment = ''", 2),
        ("no domain", "SELECT count(*) FROM account WHERE domain IS NULL", 2),
        ("no notice period", "SELECT count(*) FROM account WHERE notice_days IS NULL", 5),
        ("no champion", "SELECT count(*) FROM standing WHERE champion IS NULL", 10),
        ("no use", "SELECT count(*) FROM account a WHERE NOT EXISTS (SELECT 1 FROM usage WHERE account_id = a.id)", 3),
        ("overdue payments", "SELECT count(*) FROM account WHERE payment = 'overdue'", 4),
        ("churned this year", "SELECT count(*) FROM account WHERE status = 'churned'", 15),
        ("trials", "SELECT count(*) FROM account WHERE status = 'trial'", 2),
        ("currencies", "SELECT count(DISTINCT currency) FROM standing", 3),
        ("owners", "SELECT count(*) FROM owner", 5),
        ("roles", "SELECT count(DISTINCT role) FROM contact", 6),
        ("months of use", "SELECT count(DISTINCT substr(used_on, 1, 7)) FROM usage", 13),
        ("days with scores", "SELECT count(*) FROM scoring", 30),
        ("pulses", "SELECT count(*) FROM pulse", 100),
        ("open tickets", "SELECT count(*) FROM ticket WHERE closed_on IS NULL", 20),
        ("escalated ones", "SELECT count(*) FROM ticket WHERE closed_on IS NULL AND escalated = 1", 1),
    ],
)  # fmt: skip
def test_it_has_what_a_real_company_has_to_look_after(sample: Store, what: str, query: str, least: int) -> None:
    assert one(sample, query) >= least, what


def test_health_tells_who_left_from_who_stayed_better_than_chance_and_not_perfectly(sample: Store) -> None:
    soon = backtest(sample, TODAY, load_config())[0]
    assert soon.judged is not None
    assert 0.65 < soon.judged.auc < 0.97


def test_contracts_are_renewed_expanded_and_cut(sample: Store) -> None:
    day_after = sample.reading.days_after("a.ends_on", 1)
    moves = Counter(
        (after > before) - (after < before)
        for before, after in sample.reading.execute(
            f"""SELECT a.arr, b.arr FROM subscription a JOIN subscription b ON b.account_id = a.account_id
            AND b.product = a.product AND b.starts_on = {day_after}"""
        )
    )
    assert min(moves[-1], moves[0], moves[1]) >= 10


def test_a_store_tells_whether_the_sample_is_in_it(sample: Store, make: Factory) -> None:
    assert has_sample(sample)
    make.account("Acme")
    assert not has_sample(make.store)


def test_a_store_with_accounts_is_left_alone(make: Factory) -> None:
    make.account("Acme")
    with pytest.raises(StoreError, match="has accounts already"):
        load_sample(make.store, TODAY, NOW)
    assert one(make.store, "SELECT count(*) FROM account") == 1


def test_no_contract_of_the_sample_runs_for_no_day() -> None:
    days = [date(2026, 11, 20), date(2026, 11, 27), *(date(2026, 12, day) for day in (6, 7, 8))]
    rows = [row for day in days for story in scenarios(day) for row in subscriptions(story) if row["ends_on"]]
    assert [row for row in rows if str(row["starts_on"]) >= str(row["ends_on"])] == []
