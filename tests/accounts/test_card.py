"""The card of an account: all that is known of it, and what isn't."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from accounts import Store
from accounts.account_card import AccountCard, load_card
from accounts.derived import current_state
from accounts.health import Sayer, load_config, score_all, set_pulse
from accounts.money.amounts import Money
from bot.accounts.card import health_lines
from bot.accounts.formatting import signed
from tests.accounts.conftest import TODAY, Factory

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def card(store: Store, make: Factory) -> Callable[[int], AccountCard]:
    """The card, once all that the test put into the store has been worked out."""

    def card(account_id: int) -> AccountCard:
        with store.writing() as connection:
            current_state.recompute(connection, None, TODAY)
        return load_card(store, account_id, TODAY)

    return card


def _rich(make: Factory) -> int:
    """An account of which everything is known."""
    id_ = make.account(
        "Acme",
        key="A-1",
        domain="acme.example",
        segment="Enterprise",
        industry="Tools",
        country="DE",
        plan="Gold",
        owner_id=make.owner("Dana", email="dana@ours.example"),
        seats=50,
        payment="paid",
    )
    make.subscription(id_, "2024-09-01", 10_000, ends_on="2025-09-01")
    make.subscription(id_, "2025-09-01", 12_000, ends_on="2026-09-01", notice_days=30, auto_renews=1)
    make.subscription(id_, "2026-06-01", 500, ends_on="2027-06-01", product="Add-on")
    for name, role, left_on in (
        ("Uma", "user", None),
        ("Cho", "champion", None),
        ("Sam", "sponsor", "2026-06-10"),
        ("Bo", None, None),
    ):
        make.fact("contact", id_, name=name, role=role, left_on=left_on)
    for used_on, users in (("2026-04-01", 49), ("2026-06-01", 30), ("2026-06-14", 41)):
        make.usage(id_, used_on, active_users=users, events=100)
    make.fact("touchpoint", id_, touched_on="2026-06-02", type="call", who="Dana", note="Rollout")
    make.fact("touchpoint", id_, touched_on="2026-07-01", type="meeting")
    make.fact("survey", id_, survey="nps", score=9, scale=10, answered_on="2026-05-01", comment="Good")
    make.fact("survey", id_, survey="csat", score=4, scale=5, answered_on="2026-05-02")
    make.fact("ticket", id_, opened_on="2026-06-01", priority="urgent")
    make.fact("ticket", id_, opened_on="2026-06-03", priority="low")
    make.fact("ticket", id_, opened_on="2026-05-01", closed_on="2026-05-02")
    return id_


def test_who_the_account_is(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(_rich(make))
    assert (found.key, found.name, found.domain, found.segment, found.industry, found.country) == (
        "A-1",
        "Acme",
        "acme.example",
        "Enterprise",
        "Tools",
        "DE",
    )
    assert (found.owner, found.owner_email, found.status, found.since) == (
        "Dana",
        "dana@ours.example",
        "active",
        date(2024, 9, 1),
    )


def test_what_was_bought_and_when_to_act(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(_rich(make))
    assert (found.arr, found.arr_year_ago) == ((Money(12_500_00, "USD"),), (Money(10_000_00, "USD"),))
    assert (found.plan, found.seats, found.seats_used, found.payment) == ("Gold", 50, 41, "paid")
    assert (found.renews_on, found.act_by, found.notice_days, found.auto_renews) == (
        date(2026, 9, 1),
        date(2026, 8, 2),
        30,
        True,
    )


def test_people_are_those_still_there_by_role(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(_rich(make))
    assert [(one.name, one.role, one.left_on) for one in found.contacts] == [
        ("Cho", "champion", None),
        ("Uma", "user", None),
        ("Bo", "", None),
        ("Sam", "sponsor", date(2026, 6, 10)),
    ]
    assert found.champion
    assert found.champion.name == "Cho"


def test_what_was_said_lately_and_nothing_of_tomorrow(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(_rich(make))
    assert found.touchpoint
    assert (found.touchpoint.day, found.touchpoint.text, found.touchpoint.who) == (date(2026, 6, 2), "call", "Dana")
    assert found.nps
    assert (found.nps.text, found.nps.note) == ("9 of 10", "Good")
    assert found.csat
    assert found.csat.text == "4 of 5"
    assert (found.open_tickets, found.urgent_tickets, found.oldest_ticket) == (2, 1, date(2026, 6, 1))


def test_news_are_told_and_the_age_of_data(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(_rich(make))
    assert found.changed == (
        "A contract of $500 a year began on 1 Jun 2026.",
        "Sam, sponsor, left on 10 Jun 2026.",
    )
    assert found.missing == ()
    assert found.as_of == {
        "account": date(2026, 1, 1),
        "contracts": date(2026, 1, 1),
        "usage": date(2026, 6, 14),
        "touchpoints": date(2026, 6, 2),
        "tickets": date(2026, 6, 3),
        "surveys": date(2026, 5, 2),
        "contacts": date(2026, 1, 1),
    }


def test_of_a_bare_account_all_that_is_missing_is_named(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(make.account("Bare"))
    assert found.missing == (
        "owner",
        "segment",
        "ARR",
        "seats",
        "renewal date",
        "champion",
        "usage",
        "touchpoints",
        "surveys",
    )
    assert (found.arr, found.health.score, found.health.band) == ((), None, "unknown")
    assert found.health.why


def test_stated_revenue_stands_for_contracts(make: Factory, card: Callable[[int], AccountCard]) -> None:
    found = card(make.account("Acme", arr=500_00, currency="EUR", renews_on="2026-07-01", customer_since="2024-01-01"))
    assert (found.arr, found.renews_on, found.act_by) == ((Money(500_00, "EUR"),), date(2026, 7, 1), None)
    assert "notice period" in found.missing


def test_one_who_left_is_said_to_have_left_and_why(make: Factory, card: Callable[[int], AccountCard]) -> None:
    id_ = make.account("Gone", status="churned", churned_on="2026-03-01", arr=100_00, currency="USD")
    make.fact("churn", id_, churned_on="2026-03-01", reason="price")
    found = card(id_)
    assert (found.status, found.churned_on, found.churn_reason) == ("churned", date(2026, 3, 1), "price")
    assert (found.arr, found.renews_on, found.missing) == ((), None, ())


def test_the_score_is_that_of_lists_with_its_change_and_why(store: Store, make: Factory) -> None:
    id_, config = _rich(make), load_config()
    for day in (8, 14, 15):
        with store.writing() as connection:
            current_state.recompute(connection, None, date(2026, 6, day))
        if day == 15:
            set_pulse(store, id_, 1, "sponsor left", Sayer("U0DANA", "Dana"), NOW, config)
        score_all(store, date(2026, 6, day), config)
    found = load_card(store, id_, TODAY, config)
    (score, before) = store.reading.execute("SELECT score, score_before FROM standing").fetchone()
    assert (found.health.score, found.health.on) == (score, TODAY)
    assert found.health.since_yesterday == score - before < 0
    assert found.health.since_last_week is not None
    assert any("ulse" in line for line in found.health.why)
    assert found.pulse
    assert (found.pulse.text, found.pulse.note, found.pulse.who) == ("1 of 5", "sponsor left", "Dana")


def test_a_change_is_since_the_day_that_was_scored_last(store: Store, make: Factory) -> None:
    id_, config = _rich(make), load_config()
    for day in (1, 15):
        with store.writing() as connection:
            current_state.recompute(connection, None, date(2026, 6, day))
        if day == 15:
            set_pulse(store, id_, 1, "sponsor left", Sayer("U0DANA", "Dana"), NOW, config)
        score_all(store, date(2026, 6, day), config)
    found = load_card(store, id_, TODAY, config).health
    assert found.last_scored_on == date(2026, 6, 1)
    assert found.since_last_scored
    assert (found.since_yesterday, found.since_last_week) == (None, None)
    assert f"{signed(found.since_last_scored)} since 1 Jun." in next(health_lines(load_card(store, id_, TODAY, config)))


def test_no_account_is_no_card(store: Store) -> None:
    with pytest.raises(LookupError):
        load_card(store, 99, TODAY)


def test_a_trial_is_no_contract_that_began_and_makes_no_customer(
    make: Factory, card: Callable[[int], AccountCard]
) -> None:
    account = make.account("Trying", customer_since="2026-06-08")
    make.subscription(account, "2026-06-08", 1_200, status="trial", ends_on="2026-06-22")
    assert card(account).changed == ("A trial began on 8 Jun 2026.",)
