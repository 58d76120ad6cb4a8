"""A digest with a condition that comes at once is told when that comes to be met, once, and within the budget."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts import Store
from accounts.digests import claims, deliveries
from accounts.digests.condition_history import days_met
from accounts.digests.conditions import Figures, read_conditions
from accounts.digests.health_changes import HealthChange
from accounts.digests.planning import MAX_LATENESS, plan_deliveries
from accounts.digests.subscriptions import Digest
from accounts.money.amounts import Money
from accounts.money.rates import Total
from accounts.scopes.scope import ALL, Scope
from accounts.watches.limits import AlertLimit, set_limit
from bot.digests.commands.condition_texts import condition_words
from bot.digests.content.composer import FIGURES
from bot.digests.content.met_conditions import met_text
from bot.watches.look import look_for_changes
from tests.accounts.conftest import Factory as Rows
from tests.accounts.conftest import make
from tests.bot.digests.mornings import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Mornings, at
from tests.cases import cases

__all__ = ["make"]

SUNDAY = MONDAY - timedelta(days=1)
NOTHING = timedelta(0)


@pytest.fixture
def company(store: Store, make: Rows) -> Mornings:
    made = Mornings(store, make)
    for name, arr in (("Large", 900_000), ("Middling", 50_000), ("Small", 1_000)):
        made.pulse(made.customer(name, arr), 5, SUNDAY)
    made.night(SUNDAY)
    return made


def look(company: Mornings, now: datetime) -> int:
    return look_for_changes(company.workspace, company.composer, now, NOTHING)


def alert(company: Mornings, condition: str, **wanted: object) -> None:
    company.subscribed("health", conditions=read_conditions(condition), at_once=True, **wanted)
    look(company, at(MONDAY, 8))


def post(company: Mornings, now: datetime) -> list[str]:
    """The names that the delivery due at a moment tells of, or why nothing is told; nothing where none is due."""
    claims.skip_overdue(company.store, now - timedelta(minutes=1), MAX_LATENESS, timedelta(seconds=30))
    plan_deliveries(company.store, now)
    held = claims.claim(company.store, now, timedelta(seconds=30), NOTHING)
    if held is None:
        return []
    payload = company.composer.payload(held, now)
    if isinstance(payload, str):
        deliveries.finish(company.store, held, "skipped", now, payload)
        return [payload]
    assert deliveries.save_payload(company.store, held, payload.content)
    held = replace(held, messages=payload.content.messages, posted=("1",) * (len(payload.content.messages) - 1))
    assert deliveries.record_post(company.store, held, "2", now)
    names = dict(company.store.reading.execute("SELECT id, name FROM account").fetchall())
    return [names[id_] for id_, *_ in payload.content.told or ()]


def test_what_turns_red_in_the_day_is_told_then_and_the_next_day_no_more(company: Mornings) -> None:
    alert(company, "turned red")
    company.pulse(2, 1, at(MONDAY, 11))
    assert look(company, at(MONDAY, 11)) == 1
    assert post(company, at(MONDAY, 11)) == ["Middling"]
    company.night(TUESDAY)
    assert look(company, at(TUESDAY, 8)) == 0
    assert post(company, at(TUESDAY)) == ["its condition isn't met: something turned red"]


@pytest.mark.parametrize("digest", FIGURES)
def test_conditions_are_held_against_what_the_digest_would_say(company: Mornings, digest: Digest) -> None:
    company.customer("Late", 7_000, renews_on=(MONDAY - timedelta(days=3)).isoformat())
    for account, score in ((2, 1), (3, 3), (4, 1)):
        company.pulse(account, score, MONDAY)
    company.night(MONDAY)
    one = company.subscribed(digest, conditions=read_conditions("at-risk > 900000 USD"), at_once=True)
    found = company.composer.figures(one, at(MONDAY, 11))
    assert found == company.composer.compose(one, at(MONDAY, 11), None).figures
    assert found.at_risk is not None
    assert found.at_risk.each


def test_it_leads_with_what_made_it_come_and_not_with_who_moved_the_most(company: Mornings) -> None:
    alert(company, "turned red or at-risk > 900000 USD", weekdays=frozenset({6}))
    company.pulse(1, 3, at(MONDAY, 10))
    company.pulse(3, 1, at(MONDAY, 11))
    look(company, at(MONDAY, 11))
    plan_deliveries(company.store, at(MONDAY, 11))
    held = claims.claim(company.store, at(MONDAY, 11), timedelta(seconds=30), NOTHING)
    assert held is not None
    payload = company.composer.payload(held, at(MONDAY, 11))
    assert not isinstance(payload, str)
    first = payload.content.messages[0]
    came = "Small turned red. At-risk ARR is $901,000, over $900,000. 2 accounts got worse since 8 Jun, $901,000 ARR."
    assert came in first["text"]
    assert first["text"].endswith("Got worse (2): Small, Large.")
    assert "Those that meet its condition before the others." in str(first["blocks"])


@cases(
    ("condition", "said"),
    [
        ("turned red", "A, B, C and 1 more turned red."),
        ("turned yellow", ""),
        ("score < 60", "The score of A, B, C and 1 more fell under 60."),
        ("at-risk > 10 EUR", ""),
        ("at-risk > 10", "At-risk ARR is $11, over 10."),
    ],
)
def test_the_conditions_that_are_met_are_told_with_the_accounts_that_meet_them(condition: str, said: str) -> None:
    moved = [HealthChange(id_, name, "", None, 75, "green", 20, "red", 100) for id_, name in enumerate("ABCD", 1)]
    figures = Figures((("green", "red", 75, 20),) * 4, at_risk=Total((Money(1100, "USD"),)), accounts=(4, 3, 2, 1))
    assert met_text(read_conditions(condition), figures, moved) == said


def test_each_of_several_is_told_once_however_many_messages_a_day_there_are(company: Mornings) -> None:
    alert(company, "turned red", weekdays=frozenset({6}))
    came = []
    for hour, account in ((10, 3), (12, 2), (14, 1)):
        company.pulse(account, 1, at(MONDAY, hour))
        look(company, at(MONDAY, hour))
        came.append(post(company, at(MONDAY, hour)))
    assert came == [["Small"], ["Middling"], ["Large"]]


def test_a_sum_that_goes_up_and_down_around_its_limit_is_told_once_a_week(company: Mornings) -> None:
    alert(company, "at-risk > 40000", weekdays=frozenset({6}))
    came = []
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        for hour, score in ((10, 3), (12, 5)):
            company.pulse(2, score, at(day, hour))
            came.append(look(company, at(day, hour)))
            post(company, at(day, hour))
    assert came == [1, 0, 0, 0, 0, 0, 0, 0]
    later = NEXT_MONDAY + timedelta(days=4)
    company.night(later)
    assert look(company, at(later, 9)) == 0
    company.pulse(2, 3, at(later, 10))
    assert look(company, at(later, 10)) == 1


def test_what_is_met_when_it_is_subscribed_to_is_no_news(company: Mornings) -> None:
    company.pulse(1, 1, at(MONDAY, 7))
    alert(company, "at-risk > 40000", weekdays=frozenset({6}))
    assert look(company, at(MONDAY, 10)) == 0
    company.pulse(2, 5, at(MONDAY, 11))
    assert look(company, at(MONDAY, 11)) == 0


def test_a_limit_that_is_changed_is_no_news_by_itself(company: Mornings) -> None:
    alert(company, "at-risk > 40000", weekdays=frozenset({6}))
    company.pulse(3, 1, at(MONDAY, 9))
    assert look(company, at(MONDAY, 9)) == 0
    alert(company, "at-risk > 500", weekdays=frozenset({6}))
    assert look(company, at(MONDAY, 10)) == 0
    company.pulse(3, 5, at(MONDAY, 10))
    look(company, at(MONDAY, 10))
    company.pulse(3, 1, at(THURSDAY, 10))
    assert look(company, at(THURSDAY, 10)) == 0, "within a week it is told once"


def test_alerts_and_watched_accounts_share_the_budget_and_the_hours(company: Mornings) -> None:
    alert(company, "turned red", weekdays=frozenset({6}))
    set_limit(company.store, "T1", "C1", AlertLimit(daily=1), "U1", at(MONDAY))
    company.pulse(3, 1, at(MONDAY, 10))
    look(company, at(MONDAY, 10))
    assert post(company, at(MONDAY, 10)) == ["Small"]
    company.pulse(2, 1, at(MONDAY, 12))
    assert look(company, at(MONDAY, 12)) == 1
    assert post(company, at(MONDAY, 13)) == []
    assert post(company, at(TUESDAY, 8)) == ["Middling"]
    company.pulse(1, 1, at(TUESDAY, 20))
    look(company, at(TUESDAY, 20))
    assert post(company, at(TUESDAY, 21)) == []


def test_what_happens_while_an_alert_is_posted_comes_in_another(company: Mornings) -> None:
    alert(company, "turned red", weekdays=frozenset({6}))
    company.pulse(2, 1, at(MONDAY, 10))
    assert look(company, at(MONDAY, 10)) == 1
    held = claims.claim(company.store, at(MONDAY, 10), timedelta(seconds=30), NOTHING)
    assert held is not None
    payload = company.composer.payload(held, at(MONDAY, 10))
    assert not isinstance(payload, str)
    assert deliveries.save_payload(company.store, held, payload.content)
    company.pulse(3, 1, at(MONDAY, 10) + timedelta(seconds=10))
    assert look(company, at(MONDAY, 10) + timedelta(seconds=10)) == 1
    held = replace(held, messages=payload.content.messages, posted=("1",) * (len(payload.content.messages) - 1))
    assert deliveries.record_post(company.store, held, "2", at(MONDAY, 10) + timedelta(seconds=20))
    assert post(company, at(MONDAY, 11)) == ["Small"]


def test_one_that_is_not_asked_for_at_once_waits_until_it_is_due(company: Mornings) -> None:
    company.subscribed("health", conditions=read_conditions("turned red"))
    company.pulse(2, 1, at(MONDAY, 11))
    assert look(company, at(MONDAY, 11)) == 0


def test_the_days_on_which_it_would_have_come_are_those_of_turns(company: Mornings) -> None:
    for day, score in ((MONDAY, 1), (TUESDAY, 5), (WEDNESDAY, 1), (FRIDAY, 1)):
        company.pulse(2, score, day)
        company.night(day)
    with company.store.snapshot() as connection:
        red = days_met(connection, read_conditions("turned red"), ALL, FRIDAY, None)
        over = days_met(connection, read_conditions("at-risk > 40000"), ALL, FRIDAY, None)
        more = days_met(connection, read_conditions("at-risk > 60000"), ALL, FRIDAY, None)
        elsewhere = days_met(connection, read_conditions("turned red"), Scope(segment="SMB"), FRIDAY, None)
        under = days_met(connection, read_conditions("score < 60"), ALL, FRIDAY, None)
    assert (red.days, red.known) == ((MONDAY, WEDNESDAY), 5)
    assert over.days == (MONDAY, WEDNESDAY)
    assert (more.days, elsewhere.days) == ((), ())
    assert under.days == (MONDAY, WEDNESDAY)


def test_the_days_are_not_known_where_nothing_was_scored_before(store: Store, make: Rows) -> None:
    make.account("Acme")
    with store.snapshot() as connection:
        assert days_met(connection, read_conditions("turned red"), ALL, MONDAY, None).days is None


def test_conditions_read_as_amounts_and_sentences() -> None:
    conditions = read_conditions("turned red or at-risk > 200000 USD or score < 60")
    assert condition_words(conditions) == (
        "something turned red or at-risk ARR is over $200,000 or a score fell under 60"
    )
    assert condition_words(read_conditions("at-risk > 200000")) == "at-risk ARR is over 200,000"


def test_a_digest_of_renewals_comes_at_once_as_a_sum_is_exceeded(company: Mornings) -> None:
    for account, day in ((1, "2026-07-01"), (2, "2026-07-02")):
        with company.store.writing() as connection:
            connection.execute("UPDATE account SET renews_on = ? WHERE id = ?", (day, account))
    company.night(MONDAY)
    company.subscribed(
        "renewals", conditions=read_conditions("at-risk > 500000"), at_once=True, weekdays=frozenset({6})
    )
    assert look(company, at(MONDAY, 8)) == 0
    company.pulse(1, 1, at(MONDAY, 10))
    assert look(company, at(MONDAY, 10)) == 1
    held = claims.claim(company.store, at(MONDAY, 10), timedelta(seconds=30), NOTHING)
    assert held is not None
    assert "It comes at once, as asked for: when at-risk ARR is over 500,000." in str(
        company.composer.payload(held, at(MONDAY, 10))
    )
