"""What is told of watched accounts: each change once, merged, at a decent hour, within the budget."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts import Store
from accounts.digests import claims, deliveries
from accounts.digests.delivery_log import deliveries as delivered
from accounts.digests.planning import MAX_LATENESS, plan_deliveries, plan_now
from accounts.digests.subscriptions import subscription, unsubscribe
from accounts.watches.comparison import Step
from accounts.watches.detection import look_for_changes
from accounts.watches.history import changes
from accounts.watches.limits import AlertLimit, set_limit
from accounts.watches.watches import Watch, begin_watch, end_watch, feed_wanted, watches
from bot.digests.content.model import DigestPayload
from bot.watches.texts import step_text
from tests.accounts.conftest import Factory as Rows
from tests.accounts.conftest import make
from tests.bot.digests.mornings import FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, WEDNESDAY, Mornings, at
from tests.cases import cases
from tests.engines import sqlite_of

__all__ = ["make"]

NOTHING = timedelta(0)


@pytest.fixture
def company(store: Store, make: Rows) -> Mornings:
    return Mornings(store, make)


def watched(company: Mornings, account: int, now: datetime, *, by: str = "U1", at_once: bool = False) -> Watch:
    return begin_watch(company.store, account, feed_wanted("T1", "C1", by, "UTC"), now, at_once=at_once).watch


def look(company: Mornings, now: datetime) -> int:
    return look_for_changes(company.store, now, NOTHING)


def post(company: Mornings, now: datetime, *, outcome: str = "sent") -> list[str]:
    """What the delivery that can be claimed at a moment says of each account; nothing where there is none."""
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
    if outcome != "sent":
        deliveries.finish(company.store, held, "failed", now, outcome)
        return [outcome]
    held = replace(held, messages=payload.content.messages, posted=("1",) * (len(payload.content.messages) - 1))
    assert deliveries.record_post(company.store, held, "2", now)
    return told(company, payload)


def told(company: Mornings, payload: DigestPayload) -> list[str]:
    blocks = [block for message in payload.content.messages for block in message["blocks"]]
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


def band(company: Mornings, account: int, score: int, now: datetime) -> None:
    """Brings an account into a band by a pulse: 1 is red, 3 yellow, 5 green."""
    company.pulse(account, score, now)


def test_a_band_that_turns_red_is_told_once_with_what_it_was_and_why(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    assert (look(company, at(MONDAY, 10)), post(company, at(MONDAY, 10))) == (0, [])
    band(company, acme, 1, at(MONDAY, 11))
    assert look(company, at(MONDAY, 11)) == 1
    first, *_, entry = post(company, at(MONDAY, 11))
    assert first == "*Turned red, was green.*"
    assert "🔴 *Acme*\nPulse fell from 100 to 0" in entry
    assert (look(company, at(MONDAY, 12)), post(company, at(MONDAY, 12))) == (0, [])


def test_several_accounts_come_in_one_message_the_one_that_leaves_first(company: Mornings) -> None:
    acme, bolt, gone = company.customer("Acme", 9_000), company.customer("Bolt"), company.customer("Gone", 10)
    for each in (acme, bolt, gone):
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    for each in (acme, bolt, gone):
        watched(company, each, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 11))
    band(company, bolt, 3, at(MONDAY, 11))
    company.rows.fact("contact", bolt, name="Pat", role="champion")
    company.rows.fact("churn", gone, churned_on=MONDAY.isoformat())
    company.night(TUESDAY)
    assert look(company, at(TUESDAY)) == 1
    headline, _, *entries = post(company, at(TUESDAY))
    assert headline == "*3 watched accounts changed.*"
    assert [entry.splitlines()[0] for entry in entries] == ["⚪ *Gone*", "🔴 *Acme*", "🟡 *Bolt*"] or [
        entry.splitlines()[0] for entry in entries
    ] == ["• *Gone*", "🔴 *Acme*", "🟡 *Bolt*"]
    assert "It has left" in entries[0]
    assert "New champion: Pat." in entries[2]


def test_what_goes_back_and_forth_is_told_once_until_it_stays(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    band(company, acme, 3, at(MONDAY, 10))
    look(company, at(MONDAY, 10))
    assert post(company, at(MONDAY, 10))
    for hour, score in ((11, 5), (12, 3), (13, 5)):
        band(company, acme, score, at(MONDAY, hour))
        assert look(company, at(MONDAY, hour)) == 0
    assert look(company, at(FRIDAY)) == 0
    following = MONDAY + timedelta(days=7)
    assert look(company, at(following, 14)) == 1
    assert "Acme 2 (health)." in post(company, at(following, 14))[0]
    assert "Back to green, was yellow." in "\n".join(post(company, at(following, 14)))


def test_what_gets_worse_is_told_however_soon(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    band(company, acme, 3, at(MONDAY, 10))
    look(company, at(MONDAY, 10))
    post(company, at(MONDAY, 10))
    band(company, acme, 1, at(MONDAY, 11))
    assert look(company, at(MONDAY, 11)) == 1
    assert "Turned red, was yellow." in "\n".join(post(company, at(MONDAY, 11)))


def test_nothing_comes_at_night_unless_that_was_asked_for(company: Mornings) -> None:
    acme, bolt = company.customer("Acme"), company.customer("Bolt")
    for each in (acme, bolt):
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 22))
    assert look(company, at(MONDAY, 22)) == 1
    assert post(company, at(MONDAY, 23)) == []
    assert post(company, at(TUESDAY, 7)) == []
    watched(company, bolt, at(TUESDAY, 7), at_once=True)
    band(company, bolt, 1, at(TUESDAY, 7))
    assert look(company, at(TUESDAY, 7)) == 0, "the message that is planned comes earlier"
    assert len(post(company, at(TUESDAY, 7))) == 4
    assert post(company, at(TUESDAY, 8)) == []


def test_the_budget_of_a_day_leaves_the_rest_to_the_next_in_one_message(company: Mornings) -> None:
    accounts = [company.customer(name) for name in ("Acme", "Bolt", "Cord")]
    for each in accounts:
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    for each in accounts:
        watched(company, each, at(MONDAY))
    set_limit(company.store, "T1", "C1", AlertLimit(daily=1), "U1", at(MONDAY))
    came = []
    for hour, each in enumerate(accounts, 10):
        band(company, each, 1, at(MONDAY, hour))
        look(company, at(MONDAY, hour))
        came.append(bool(post(company, at(MONDAY, hour))))
    assert came == [True, False, False]
    assert post(company, at(TUESDAY, 8))[0] == "*2 watched accounts changed.*"


def test_the_weekly_line_says_what_was_spared(company: Mornings) -> None:
    acme, bolt = company.customer("Acme"), company.customer("Bolt")
    for each in (acme, bolt):
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    for each in (acme, bolt):
        watched(company, each, at(MONDAY, 20))
    set_limit(company.store, "T1", "C1", AlertLimit(), "U1", at(MONDAY))
    for hour, score in ((21, 1), (22, 5)):
        band(company, acme, score, at(MONDAY, hour))
        look(company, at(MONDAY, hour))
    company.rows.fact("contact", bolt, name="Pat", role="champion")
    company.night(TUESDAY)
    look(company, at(TUESDAY))
    assert "New champion: Pat." in "\n".join(post(company, at(TUESDAY)))
    following = at(MONDAY + timedelta(days=7))
    assert post(company, following) == [
        "*2 changes of 1 account weren't worth a message.*\nAcme 2 (health).\n"
        "A change that is reversed within 7 days isn't told again; one that gets worse is."
    ]
    assert post(company, following + timedelta(days=7)) == ["nothing to report"]


def test_what_is_unwatched_is_in_no_weekly_line(company: Mornings) -> None:
    acme, bolt = company.customer("Acme"), company.customer("Bolt")
    for each in (acme, bolt):
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watch, _ = (watched(company, each, at(MONDAY, 20)) for each in (acme, bolt))
    band(company, acme, 1, at(MONDAY, 21))
    look(company, at(MONDAY, 21))
    end_watch(company.store, watch)
    assert post(company, at(TUESDAY, 8)) == ["nothing to report"]
    assert post(company, at(MONDAY + timedelta(days=7))) == ["nothing to report"]


def test_what_fails_again_and_again_is_tried_no_more_often_than_the_budget_allows(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 10))
    tried = []
    for hour in range(10, 18):
        look(company, at(MONDAY, hour))
        tried += post(company, at(MONDAY, hour), outcome="refused")
    assert tried == ["refused"] * 3
    assert "Turned red" in "".join(post(company, at(TUESDAY, 8)))


def test_what_could_not_be_posted_is_told_later(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 10))
    look(company, at(MONDAY, 10))
    assert post(company, at(MONDAY, 10), outcome="refused") == ["refused"]
    assert look(company, at(MONDAY, 11)) == 1
    assert "Turned red" in "\n".join(post(company, at(MONDAY, 11)))


def test_renewals_owners_notices_and_names_are_told_as_they_change(company: Mornings) -> None:
    dana, kim = company.rows.owner("Dana"), company.rows.owner("Kim")
    acme = company.customer("Acme", owner_id=dana, renews_on="2026-09-30")
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    with company.store.writing() as connection:
        connection.execute(
            "UPDATE account SET name = 'Acme Group', owner_id = ?, renews_on = '2026-12-31' WHERE id = ?", (kim, acme)
        )
    company.night(TUESDAY)
    look(company, at(TUESDAY))
    said = "\n".join(post(company, at(TUESDAY)))
    for text in ("Renewal moved to 31 Dec", "was 30 Sep", "New owner: Kim, was Dana", "It was called Acme until now"):
        assert text in said
    with company.store.writing() as connection:
        connection.execute("UPDATE account SET notice_given = 1 WHERE id = ?", (acme,))
    company.night(WEDNESDAY)
    look(company, at(WEDNESDAY))
    assert "Notice given: it leaves" in "\n".join(post(company, at(WEDNESDAY)))


def test_an_account_that_is_taken_out_of_the_store_is_said_to_be_gone_and_to_be_back(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    with company.store.writing() as connection:
        connection.execute("DELETE FROM account WHERE id = ?", (acme,))
    company.customer("Other")  # which may get its number
    look(company, at(MONDAY, 10))
    assert "The store has no such account any more" in "\n".join(post(company, at(MONDAY, 10)))
    company.customer("Acme")
    company.night(TUESDAY)
    look(company, at(TUESDAY))
    assert "It is a customer" in "\n".join(post(company, at(TUESDAY)))


def test_looking_twice_records_and_plans_once(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 10))
    assert [look(company, at(MONDAY, 10)) for _ in range(3)] == [1, 0, 0]
    assert len([each for each in delivered(company.store) if each.state == "pending"]) == 1


def test_a_model_of_scores_that_changed_is_no_news_of_an_account(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    company.pulse(acme, 1, TUESDAY)
    company.night(TUESDAY)
    with company.store.writing() as connection:
        connection.execute("UPDATE scoring SET model = 'other' WHERE scored_on < ?", (TUESDAY.isoformat(),))
    assert look(company, at(TUESDAY)) == 0
    (watch,) = watches(company.store.reading, 1)
    assert (watch.seen["band"], watch.told["band"]) == ("red", "red")


def test_what_changed_before_all_watches_ended_is_told_by_none_that_begin_anew(company: Mornings) -> None:
    acme, globex = company.customer("Acme"), company.customer("Globex")
    for each in (acme, globex):
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    feed = watched(company, acme, at(MONDAY)).digest_id
    watched(company, globex, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 20))  # which waits for the hours
    company.pulse(globex, 4, at(MONDAY, 20))  # and is too little for a message
    look(company, at(MONDAY, 20))
    unsubscribe(company.store, feed)
    watched(company, globex, at(TUESDAY))
    assert {each.outcome for each in changes(company.store, feed, 9)} == {"spared"}
    company.night(NEXT_MONDAY)
    look(company, at(NEXT_MONDAY, 8))
    assert post(company, at(NEXT_MONDAY)) == ["nothing to report"]


def test_the_same_zone_s_hours_hold_where_the_clocks_differ(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    begin_watch(company.store, acme, feed_wanted("T1", "C1", "U1", "America/Los_Angeles"), at(MONDAY))
    band(company, acme, 1, at(MONDAY, 10))  # three in the morning there
    look(company, at(MONDAY, 10))
    assert post(company, at(MONDAY, 14)) == []
    assert post(company, datetime(2026, 6, 15, 15, tzinfo=UTC))


def test_a_look_that_finds_nothing_new_writes_nothing(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    before = sqlite_of(company.store).total_changes
    assert look(company, at(MONDAY, 10)) == 0
    assert sqlite_of(company.store).total_changes == before


def test_an_urgent_change_takes_along_what_is_planned_for_later_though_one_message_a_day_may_come(
    company: Mornings,
) -> None:
    acme, bolt = company.customer("Acme"), company.customer("Bolt")
    for each in (acme, bolt):
        company.pulse(each, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    watched(company, bolt, at(MONDAY), at_once=True)
    set_limit(company.store, "T1", "C1", AlertLimit(daily=1), "U1", at(MONDAY))
    band(company, acme, 1, at(TUESDAY, 6))  # which waits for the hours
    look(company, at(TUESDAY, 6))
    band(company, bolt, 1, at(TUESDAY, 7))
    look(company, at(TUESDAY, 7))
    assert post(company, at(TUESDAY, 7))[0] == "*2 watched accounts changed.*"
    band(company, bolt, 3, at(TUESDAY, 9))
    look(company, at(TUESDAY, 9))
    assert post(company, at(TUESDAY, 23)) == []  # that was the one of the day


def test_a_feed_is_previewed_and_sent_at_once_like_a_digest(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watch = watched(company, acme, at(MONDAY))
    band(company, acme, 1, at(MONDAY, 22))
    look(company, at(MONDAY, 22))
    feed = subscription(company.store, watch.digest_id)
    assert "Turned red" in company.composer.compose(feed, at(MONDAY, 22), None).reply.paragraphs[0]
    plan_now(company.store, feed.id, at(MONDAY, 22))
    assert "Turned red" in post(company, at(MONDAY, 22))[0]
    look(company, at(MONDAY, 23))
    assert post(company, at(TUESDAY, 8)) == ["nothing to report"]


def test_a_renewal_that_has_passed_is_no_moved_one() -> None:
    step = Step("renewal", "2026-06-10", "2027-06-10")
    assert step_text(step, MONDAY) == "The renewal of 10 Jun has passed, the next is 10 Jun 2027, in 360 days"
    assert step_text(Step("renewal", "2026-06-30", "2026-09-30"), MONDAY).startswith("Renewal moved to 30 Sep, in 107")


@cases(
    ("hours", "asked", "comes"),
    [
        ((8, 18), "2026-06-12T20:00", "2026-06-15T08:00"),  # a Friday evening: on Monday
        ((8, 18), "2026-06-13T10:00", "2026-06-15T08:00"),
        ((8, 18), "2026-06-15T07:59", "2026-06-15T08:00"),
        ((8, 18), "2026-06-15T17:59", "2026-06-15T17:59"),
        ((8, 18), "2026-06-15T18:00", "2026-06-16T08:00"),
        ((0, 0), "2026-06-15T23:00", "2026-06-15T23:00"),
    ],
)
def test_the_hours_open_on_the_next_of_their_days(hours: tuple[int, int], asked: str, comes: str) -> None:
    limit = AlertLimit(opens=time(hours[0]), closes=time(hours[1]))
    opening = limit.opening(datetime.fromisoformat(asked).replace(tzinfo=UTC), "UTC")
    assert opening == datetime.fromisoformat(comes).replace(tzinfo=UTC)


def test_an_account_that_came_back_is_not_held_against_its_health_from_before_it_left(company: Mornings) -> None:
    acme = company.customer("Acme")
    company.pulse(acme, 5, MONDAY - timedelta(days=1))
    company.night(MONDAY)
    watched(company, acme, at(MONDAY))
    company.rows.fact("churn", acme, churned_on=MONDAY.isoformat())
    company.night(MONDAY)
    look(company, at(MONDAY, 10))
    assert "It has left" in "\n".join(post(company, at(MONDAY, 10)))
    with company.store.writing() as connection:
        connection.execute("UPDATE account SET returned_on = ? WHERE id = ?", (TUESDAY.isoformat(), acme))
    company.pulse(acme, 1, TUESDAY)
    company.night(TUESDAY)
    look(company, at(TUESDAY))
    said = "\n".join(post(company, at(TUESDAY)))
    assert "It is a customer" in said
    assert "green" not in said
