"""Scores of all customers and of some: what is stored, when, and that both ways agree."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import Store, open_store
from accounts.derived.daily_changes import bands_on
from accounts.health import StoredScore, examine, parallel, score_accounts, score_all, score_history, scoring
from tests.accounts.conftest import TODAY, Factory
from tests.accounts.health.conftest import Clinic, day, past
from tests.engines import Engine, Place
from tests.examples import examples

SCORES = "SELECT account_id, scored_on, score, known, band FROM score ORDER BY 1, 2"
STANDING = "SELECT score, known, band, score_before, band_before FROM standing ORDER BY account_id"


def touch(clinic: Clinic, account: int, back: int) -> None:
    clinic.make.fact("touchpoint", account, touched_on=day(back))


def test_parts_without_data_leave_their_weight_to_the_rest(clinic: Clinic) -> None:
    account = clinic.customer(payment="overdue")  # contract: 50 points, weight 10
    touch(clinic, account, 20)  # interactions: 100 points, weight 20
    found = clinic.examine(account)
    # (50 × 10 + 100 × 20) ÷ 30 = 83.3
    assert (found.score, found.known, found.band) == (83, 30, "green")


def test_half_a_point_is_rounded_up(clinic: Clinic) -> None:
    account = clinic.customer(payment="overdue", renews_on=day(-45))  # 100 − 50 − 10 = 40, weight 10
    clinic.make.fact("survey", account, survey="csat", score=3, scale=5, answered_on=day(5))  # 50, weight 20
    clinic.make.insert("pulse", account_id=account, score=2, said_by="U1", said_at="", said_on=day(1))  # 25, weight 15
    # (400 + 1000 + 375) ÷ 45 = 39.4; with interactions of 42 (weight 20): (1775 + 840) ÷ 65 = 40.2
    assert (clinic.examine(account).score, clinic.examine(account).band) == (39, "red")
    clinic.make.fact("touchpoint", account, touched_on=day(65))
    other = clinic.customer("Other")
    touch(clinic, other, 0)
    assert (clinic.examine(account).score, clinic.examine(account).band) == (40, "yellow")


def test_with_nothing_known_there_is_no_score_and_no_row(clinic: Clinic) -> None:
    account = clinic.customer()
    assert clinic.score_all().changed == 0
    assert clinic.rows(SCORES) == []
    assert clinic.rows(STANDING) == [(None, 0, "unknown", None, "unknown")]
    assert score_history(clinic.store, account, past(3), past(0)) == ()


def test_a_row_is_stored_only_when_something_changed(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 10)
    changed = [clinic.score_all(back).changed for back in (5, 4, 3)]
    assert changed == [1, 0, 0]
    assert clinic.rows(SCORES) == [(account, day(5), 100, 20, "green")]


def test_every_scored_day_has_a_score(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 33)
    for back in (5, 4, 2, 0):
        clinic.score_all(back)
    # 28 and 29 days: 100; 31: 98; 33: 95.
    assert score_history(clinic.store, account, past(10), past(0)) == (
        StoredScore(past(5), 100, 20, "green"),
        StoredScore(past(4), 100, 20, "green"),
        StoredScore(past(2), 98, 20, "green"),
        StoredScore(past(0), 95, 20, "green"),
    )
    assert [each.on for each in score_history(clinic.store, account, past(4), past(3))] == [past(4)]


def test_the_score_before_is_that_of_the_scored_day_before(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 61)
    touch(clinic, clinic.customer("Other"), 3)
    seen = []
    for back in (35, 31, 30, 0):
        clinic.score_all(back)
        seen.append(clinic.rows(STANDING)[0])
    assert seen == [
        (100, 20, "green", None, "unknown"),  # 26 days
        (100, 20, "green", 100, "green"),  # 30
        (98, 20, "green", 100, "green"),  # 31
        (48, 20, "yellow", 98, "green"),  # 61
    ]


SCORINGS = "SELECT scored_on, accounts, changed FROM scoring ORDER BY 1"


def test_the_same_day_again_replaces_what_it_wrote(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 50)
    clinic.score_all(1)
    clinic.score_all()
    touch(clinic, account, 0)
    assert clinic.score_all().changed == 1
    once = clinic.rows(SCORES), clinic.rows(STANDING), clinic.rows(SCORINGS)
    clinic.score_all()
    assert (clinic.rows(SCORES), clinic.rows(STANDING)) == once[:2]
    assert once[2] == [(day(1), 1, 1), (day(0), 1, 1)]


def test_a_row_that_says_nothing_new_any_more_goes(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 10)
    clinic.score_all(1)
    ticket = clinic.make.fact("ticket", account, opened_on=day(1))
    clinic.score_all()
    assert len(clinic.rows(SCORES)) == 2
    with clinic.store.writing() as connection:
        connection.execute("DELETE FROM ticket WHERE id = ?", (ticket,))
    clinic.score_all()
    assert clinic.rows(SCORES) == [(account, day(1), 100, 20, "green")]


def test_where_it_is_still_yesterday_today_is_scored_again(clinic: Clinic) -> None:
    touch(clinic, clinic.customer(), 31)
    clinic.score_all()
    clinic.make.fact("ticket", 1, opened_on=day(0))
    assert clinic.score_all(1).on == TODAY
    assert [row[1:3] for row in clinic.rows(SCORES)] == [(day(0), 97)]  # (98 × 20 + 95 × 20) ÷ 40 = 96.5


def test_an_account_that_left_is_scored_no_more_and_its_history_ends(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 10)
    clinic.score_all(3)
    with clinic.store.writing() as connection:
        connection.execute("UPDATE account SET status = 'churned', churned_on = ? WHERE id = ?", (day(2), account))
    assert clinic.score_all(1).accounts == 0
    assert [each.on for each in score_history(clinic.store, account, past(5), past(0))] == [past(3)]


def test_some_accounts_are_scored_at_once_and_the_others_left_alone(clinic: Clinic) -> None:
    one, other = clinic.customer("One"), clinic.customer("Other")
    for account in (one, other):
        touch(clinic, account, 10)
    clinic.settle()
    with clinic.store.writing() as connection:
        score_accounts(connection, [one, one, 999], TODAY, clinic.config)
    assert clinic.rows(SCORES) == [(one, day(0), 100, 20, "green")]


def test_some_accounts_are_not_scored_for_a_day_before_the_last(clinic: Clinic) -> None:
    account = clinic.customer()
    touch(clinic, account, 10)
    clinic.score_all()
    clinic.make.fact("ticket", account, opened_on=day(1))
    with clinic.store.writing() as connection:
        score_accounts(connection, [account], past(1), clinic.config)
    assert [row[1] for row in clinic.rows(SCORES)] == [day(0)]


def test_what_somebody_scored_meanwhile_is_kept(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    account = clinic.customer()
    touch(clinic, account, 10)
    clinic.settle()
    publish = scoring._publish

    def late(connection: Any, today: Any) -> None:
        connection.execute("UPDATE standing SET score = 7, known = 50, band = 'red'")
        publish(connection, today)

    monkeypatch.setattr(scoring, "_publish", late)
    score_all(clinic.store, TODAY, clinic.config)
    assert clinic.rows(STANDING)[0][:3] == (7, 50, "red")


@pytest.mark.processes
def test_many_accounts_are_scored_by_several_processes_as_by_one(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    for back in range(20, 100, 8):
        touch(clinic, clinic.customer(f"Seen {back} days ago"), back)
    clinic.score_all(1)
    clinic.score_all()
    alone = clinic.rows(SCORES), clinic.rows(STANDING)
    with clinic.store.writing() as connection:
        connection.execute("DELETE FROM score WHERE scored_on = ?", (day(0),))
    monkeypatch.setattr(parallel, "PARALLEL_FROM", 0)
    monkeypatch.setattr(parallel, "BATCH_SIZE", 3)
    assert clinic.score_all().accounts == 10
    assert (clinic.rows(SCORES), clinic.rows(STANDING)) == alone


def test_the_time_of_scoring_is_kept(clinic: Clinic) -> None:
    now = datetime(2026, 6, 15, 2, 30, tzinfo=UTC)
    score_all(clinic.store, TODAY, clinic.config, now)
    assert clinic.rows("SELECT scored_on, scored_at, accounts, changed FROM scoring") == [
        (day(0), "2026-06-15T02:30:00.000Z", 0, 0)
    ]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


BACK = st.integers(-3, 500)
DAY = BACK.map(day)
ACCOUNT = st.fixed_dictionaries(
    {
        "segment": st.sampled_from([None, "SMB", "Enterprise"]),
        "customer_since": maybe(DAY),
        "seats": maybe(st.integers(0, 50)),
        "payment": st.sampled_from([None, "paid", "overdue"]),
        "renews_on": maybe(DAY),
        "auto_renews": st.sampled_from([None, 0, 1]),
    }
)
USAGE: st.SearchStrategy[tuple[Any, ...]] = st.tuples(
    BACK, st.sampled_from(["", "a", "b"]), maybe(st.integers(0, 40)), maybe(st.integers(0, 40))
)
SURVEY = st.fixed_dictionaries(
    {
        "survey": st.sampled_from(["nps", "csat", "ces"]),
        "score": st.integers(0, 10),
        "scale": st.sampled_from([5, 7, 10, 100]),
        "answered_on": DAY,
        "contact": st.sampled_from([None, "", "dana"]),
    }
)
TICKET = st.fixed_dictionaries(
    {
        "opened_on": DAY,
        "closed_on": maybe(DAY),
        "priority": st.sampled_from([None, "low", "urgent"]),
        "escalated": st.sampled_from([None, 0, 1]),
        "satisfaction": maybe(st.integers(1, 5)),
    }
)
SUBSCRIPTION = st.fixed_dictionaries(
    {
        "starts_on": DAY,
        "ends_on": maybe(DAY),
        "cancelled_on": maybe(DAY),
        "status": st.sampled_from(["active", "active", "trial", "cancelled"]),
        "seats": maybe(st.integers(0, 50)),
        "payment": st.sampled_from([None, "overdue"]),
    }
)
CUSTOMER: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "account": ACCOUNT,
        "usage": st.lists(USAGE, max_size=40, unique_by=lambda row: row[:2]),
        "touchpoint": st.lists(st.fixed_dictionaries({"touched_on": DAY}), max_size=3),
        "survey": st.lists(SURVEY, max_size=4),
        "ticket": st.lists(TICKET, max_size=4),
        "pulse": st.lists(st.tuples(st.integers(1, 5), DAY, st.sampled_from([None, "x"])), max_size=2),
        "subscription": st.lists(SUBSCRIPTION, max_size=3),
    }
)


def put(make: Factory, place: int, customer: dict[str, Any]) -> None:
    with make.store.writing() as connection:

        def insert(table: str, **row: Any) -> int:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            if "id" not in connection.columns(table):
                connection.execute(insert, (*row.values(),))
                return 0
            id_: int = connection.execute(f"{insert} RETURNING id", (*row.values(),)).fetchone()[0]
            return id_

        account = insert("account", key=str(place), name=str(place), import_id=1, **customer["account"])
        for back, feature, events, users in customer["usage"]:
            given = {"used_on": day(back), "feature": feature, "events": events, "active_users": users}
            insert("usage", account_id=account, import_id=1, **given)
        for kind in ("touchpoint", "survey", "ticket", "subscription"):
            for number, row in enumerate(customer[kind]):
                extra = {"arr": 100, "currency": "USD"} if kind == "subscription" else {}
                insert(kind, key=f"{account}-{number}", account_id=account, import_id=1, **row, **extra)
        for score, said_on, withdrawn in customer["pulse"]:
            insert(
                "pulse",
                account_id=account,
                score=score,
                said_by="",
                said_at="",
                said_on=said_on,
                withdrawn_at=withdrawn,
            )


@settings(max_examples=examples(0.4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(customers=st.lists(CUSTOMER, min_size=1, max_size=4), back=st.integers(0, 30))
def test_all_at_once_are_scored_as_each_alone(
    engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory, customers: list[dict[str, Any]], back: int
) -> None:
    with closing(open_store(engine.copy(empty, tmp_path_factory.mktemp("random")))) as store:
        check_that_all_agree(store, customers, back)


def check_that_all_agree(store: Store, customers: list[dict[str, Any]], back: int) -> None:
    make = Factory(store)
    clinic = Clinic(store, make)
    make.insert("import", id=1, kind="", source="", sha256="", imported_by="", imported_at="")
    for place, customer in enumerate(customers):
        put(make, place, customer)
    clinic.score_all(back)
    stored = clinic.rows("SELECT account_id, score, known, band FROM standing")
    for account, *values in stored:
        found = examine(store, account, TODAY - timedelta(days=back), clinic.config)
        assert [found.score, found.known, found.band] == values
        assert all(part.reason for part in found.parts)
        assert found.score is None or 0 <= found.score <= 100


def test_who_leaves_or_comes_the_next_day_is_no_matter_of_the_bands_of_a_day(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.fact("touchpoint", account, touched_on=day(2))
    clinic.make.fact("touchpoint", clinic.customer("Other"), touched_on=day(2))
    clinic.score_all(1)
    with clinic.store.writing() as connection:
        connection.execute("UPDATE account SET churned_on = ? WHERE id = ?", (day(0), account))
    clinic.make.fact("touchpoint", clinic.customer("New", customer_since=day(0)), touched_on=day(0))
    clinic.score_all(0)
    assert bands_on(clinic.store.reading, past(1)) == {"green": 2}
    assert bands_on(clinic.store.reading, past(0)) == {"green": 2}
