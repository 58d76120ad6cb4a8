"""The health digest tells who got worse and who recovered since the last one: each once, and none of them is missed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts import Store
from accounts.actions.model import Actor
from accounts.actions.recording import snooze
from accounts.digests.conditions import read_conditions
from accounts.digests.planning import plan_now
from accounts.digests.schedule import WEEKDAYS
from accounts.digests.subscriptions import subscribe
from bot.digest_message import DigestMessage
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Mornings,
    at,
    text,
)

__all__ = ["make"]

SUNDAY = MONDAY - timedelta(days=1)
NOT_MET = "its condition isn't met: something turned red or at-risk ARR is over 900,000"


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    return Mornings(store, make)


def entries(digest_message: DigestMessage) -> dict[str, list[str]]:
    """The names in each section."""
    return {section.title: [entry.label for entry in section.entries] for section in digest_message.sections}


def company(mornings: Mornings) -> tuple[int, int, int]:
    """A large, a middling and a small account, all thriving on Sunday."""
    kim = mornings.rows.owner("Kim Sample")
    large = mornings.customer("Large", 900_000, owner_id=kim)
    middling = mornings.customer("Middling", 50_000, owner_id=kim)
    small = mornings.customer("Small", 1_000)
    for each in (large, middling, small):
        mornings.pulse(each, 5, SUNDAY)
    mornings.night(SUNDAY)
    return large, middling, small


def test_who_got_worse_is_told_by_revenue_with_owner_reason_and_what_to_do(mornings: Mornings) -> None:
    large, middling, small = company(mornings)
    for account, score in ((small, 1), (large, 3), (middling, 1)):
        mornings.pulse(account, score, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    assert digest.headline == "3 accounts got worse since 14 Jun, $951,000 ARR."
    assert entries(digest) == {"Got worse (3)": ["Large", "Middling", "Small"]}
    assert digest.paragraphs == ("🔴 2 red (+2) · 🟡 1 yellow (+1) · 🟢 0 green (−3)",)
    first, _, last = digest.sections[0].entries
    assert first.lines[0] == "yellow 50 (−50), 15% known · was green 100 · $900,000 · Kim Sample"
    assert "pulse" in first.lines[1].casefold()
    assert first.lines[2].startswith("Next: ")
    assert (first.request, first.look) == (f"account id {large}", "yellow")
    assert "no owner" in last.lines[0]


@pytest.mark.parametrize(
    ("scope", "said", "bands"),
    [
        ("red", "2 of 3 accounts are red now.", "🔴 2 red (+2); in other bands 🟡 1 yellow (+1) · 🟢 0 green (−3)"),
        ("green", "0 of 3 accounts are green now.", "🟢 0 green (−3); in other bands 🔴 2 red (+2) · 🟡 1 yellow (+1)"),
        (
            "yellow over 100k",
            "1 of 1 account is yellow now.",
            "🟡 1 yellow (+1); in other bands 🔴 0 red · 🟢 0 green (−1)",
        ),
        ("over 100k", "1 account got worse", "🔴 0 red · 🟡 1 yellow (+1) · 🟢 0 green (−1)"),
    ],
)
def test_a_digest_of_some_bands_says_first_how_many_accounts_they_have(
    mornings: Mornings, scope: str, said: str, bands: str
) -> None:
    for account, score in zip(company(mornings), (3, 1, 1), strict=True):
        mornings.pulse(account, score, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health", scope=scope), MONDAY, SUNDAY)
    assert digest.headline.startswith(said)
    assert bands in digest.paragraphs


def test_a_first_digest_lists_those_that_its_counts_differ_by(mornings: Mornings) -> None:
    large, middling, small = company(mornings)  # all green at the end of Sunday
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.pulse(middling, 1, TUESDAY)
    mornings.night(TUESDAY)
    mornings.pulse(small, 1, NEXT_MONDAY)
    mornings.night(NEXT_MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), NEXT_MONDAY)  # a week after Monday
    assert digest.headline.startswith("2 accounts got worse since 15 Jun")
    assert entries(digest) == {"Got worse (2)": ["Middling", "Small"]}
    assert digest.paragraphs == ("🔴 3 red (+2) · 🟡 0 yellow · 🟢 0 green (−2)",)


def test_whoever_is_listed_is_explained(mornings: Mornings) -> None:
    accounts = [mornings.customer(f"Account {number}", 1_000 + number) for number in range(120)]
    for score, morning in ((5, SUNDAY), (1, MONDAY)):
        for each in accounts:
            mornings.pulse(each, score, morning)
        mornings.night(morning)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    assert [each.title for each in digest.sections] == ["Act on these first (5 of 120)", "Got worse besides (115)"]
    worse = [entry for each in digest.sections for entry in each.entries]
    assert len(worse) == len(accounts)
    assert all("pulse" in each.lines[1].casefold() and each.lines[2].startswith("Next: ") for each in worse)


def test_who_recovered_is_told_after_who_got_worse(mornings: Mornings) -> None:
    large, middling, _ = company(mornings)
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Large"]
    mornings.pulse(large, 4, TUESDAY)
    mornings.pulse(middling, 1, TUESDAY)
    mornings.night(TUESDAY)
    digest = mornings.digest_message(mornings.only(), TUESDAY, MONDAY)
    assert entries(digest) == {"Got worse (1)": ["Middling"], "Recovered (1)": ["Large"]}
    assert digest.headline == "1 account got worse since 15 Jun, $50,000 ARR."
    assert "Next:" not in " ".join(digest.sections[1].entries[0].lines)


def test_each_change_is_told_once(mornings: Mornings) -> None:
    large, middling, _ = company(mornings)
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Large"]
    mornings.night(TUESDAY)
    assert mornings.told(TUESDAY) == []
    mornings.pulse(middling, 2, WEDNESDAY)
    mornings.night(WEDNESDAY)
    assert mornings.told(WEDNESDAY) == ["Middling"]
    mornings.night(THURSDAY)
    assert mornings.told(THURSDAY) == []


def test_what_changed_over_the_weekend_is_told_on_monday(mornings: Mornings) -> None:
    large, middling, small = company(mornings)
    mornings.night(MONDAY)
    mornings.night(FRIDAY)
    mornings.subscribed("health", weekdays=WEEKDAYS)
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        assert mornings.told(day) == []
    saturday, sunday = FRIDAY + timedelta(1), FRIDAY + timedelta(2)
    mornings.pulse(large, 1, saturday)
    mornings.pulse(small, 1, saturday)
    mornings.night(saturday)
    mornings.pulse(middling, 1, sunday)
    mornings.pulse(small, 5, sunday)  # and is well again
    mornings.night(sunday)
    mornings.night(NEXT_MONDAY)
    assert mornings.told(NEXT_MONDAY) == ["Large", "Middling"]


def test_a_pulse_after_the_morning_s_digest_is_in_the_next_one(mornings: Mornings) -> None:
    large, *_ = company(mornings)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == []
    mornings.pulse(large, 1, at(MONDAY, 15))
    mornings.night(TUESDAY)
    digest = mornings.digest_message(mornings.only(), TUESDAY, MONDAY)
    assert digest.paragraphs == ("🔴 1 red (+1) · 🟡 0 yellow · 🟢 2 green (−1)",)
    assert mornings.told(TUESDAY) == ["Large"]
    mornings.night(WEDNESDAY)
    assert mornings.told(WEDNESDAY) == []


def test_who_was_told_of_and_gets_worse_still_on_the_same_day_is_told_again(mornings: Mornings) -> None:
    large, *_ = company(mornings)
    mornings.pulse(large, 3, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Large"]
    mornings.pulse(large, 1, at(MONDAY, 15))
    mornings.night(TUESDAY)
    digest = mornings.digest_message(mornings.only(), TUESDAY, MONDAY)
    assert digest.sections[0].entries[0].lines[0].startswith("red 0 (−50), 15% known · was yellow 50")


def test_only_the_last_that_a_day_told_of_an_account_is_kept_to_compare_with(mornings: Mornings) -> None:
    large, middling, _ = company(mornings)
    for each in (large, middling):
        mornings.pulse(each, 1, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Large", "Middling"]
    for hour, score in ((10, 5), (11, 3), (12, 5)):
        mornings.pulse(large, score, at(MONDAY, hour))
        plan_now(mornings.store, digest.id, at(MONDAY, hour))
        assert mornings.told(MONDAY, hour) == ["Large"]
    kept = mornings.store.reading.execute("SELECT account_id, score FROM digest_account ORDER BY account_id")
    assert kept.fetchall() == [(large, 100), (middling, 0)]


def test_who_recovers_on_the_day_they_were_told_of_is_told_to_have(mornings: Mornings) -> None:
    large, *_ = company(mornings)
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Large"]
    mornings.pulse(large, 5, at(MONDAY, 15))
    mornings.night(TUESDAY)
    digest = mornings.digest_message(mornings.only(), TUESDAY, MONDAY)
    assert entries(digest) == {"Recovered (1)": ["Large"]}


def test_what_a_digest_told_that_was_never_posted_is_told_by_the_next(mornings: Mornings) -> None:
    large, middling, _ = company(mornings)
    mornings.pulse(middling, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Middling"]
    mornings.pulse(large, 1, TUESDAY)
    mornings.night(TUESDAY)
    mornings.failed(TUESDAY)
    mornings.night(WEDNESDAY)
    digest = mornings.digest_message(mornings.only(), WEDNESDAY, MONDAY)
    assert digest.paragraphs == ("🔴 2 red (+1) · 🟡 0 yellow · 🟢 1 green (−1)",)
    assert mornings.told(WEDNESDAY) == ["Large"]
    mornings.night(THURSDAY)
    assert mornings.told(THURSDAY) == []


def test_two_digests_of_one_channel_are_told_each_on_its_own(mornings: Mornings) -> None:
    large, *_ = company(mornings)
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health")
    assert mornings.told(MONDAY) == ["Large"]
    mornings.subscribed("health", scope="@Kim Sample")
    assert mornings.told(MONDAY) == ["Large"]


def test_without_scores_of_then_nothing_is_said_to_be_no_worse(mornings: Mornings) -> None:
    mornings.pulse(mornings.customer("New"), 1, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    assert digest.headline == "What got worse since 14 Jun isn't known: there is no score of then to compare with."


def test_what_got_worse_on_the_day_of_the_digest_before_got_worse_today(mornings: Mornings) -> None:
    large, *_ = company(mornings)
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, MONDAY)
    assert digest.headline == "1 account got worse today, $900,000 ARR."


def test_the_order_of_those_to_act_on_takes_one_line(mornings: Mornings) -> None:
    accounts = company(mornings)
    for each in accounts:
        mornings.pulse(each, 1, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    assert digest.sections[0].text == "To be decided within two weeks first, then by ARR."


def test_a_quiet_day_says_so_in_one_line_or_is_silent_if_chosen(mornings: Mornings) -> None:
    company(mornings)
    mornings.night(MONDAY)
    quiet = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    assert quiet.headline == "Nothing got worse since 14 Jun."
    assert quiet.sections == ()
    assert quiet.empty


@pytest.mark.parametrize(
    ("chosen", "why"), [({"skip_empty": True}, "nothing to report"), ({"only_changes": True}, "nothing changed")]
)
def test_silence_is_recorded_and_what_comes_later_is_compared_with_what_was_sent(
    mornings: Mornings, chosen: dict[str, bool], why: str
) -> None:
    large, middling, _ = company(mornings)
    mornings.pulse(large, 1, MONDAY)
    mornings.night(MONDAY)
    mornings.subscribed("health", **chosen)
    assert mornings.told(MONDAY) == ["Large"]
    mornings.night(TUESDAY)
    assert mornings.delivered(TUESDAY) == why
    mornings.pulse(middling, 1, WEDNESDAY)
    mornings.night(WEDNESDAY)
    assert mornings.told(WEDNESDAY) == ["Middling"]


def test_a_digest_names_its_scope_the_age_of_its_data_and_what_is_missing(mornings: Mornings) -> None:
    company(mornings)
    mornings.customer("Nobody's", owner_id=None)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), WEDNESDAY)
    said = text(digest)
    assert "All accounts. Data: scored 15 Jun, 2 days ago." in said
    assert "1 account of which too little is known to score" in said
    assert "Missing: 2 accounts without an owner." in said
    own = mornings.digest_message(mornings.subscribed("health", scope="@Kim Sample"), MONDAY)
    assert "Accounts of Kim Sample." in text(own)


def test_a_first_score_is_no_news(mornings: Mornings) -> None:
    new = mornings.customer("New")
    mornings.night(SUNDAY)
    mornings.pulse(new, 1, MONDAY)
    mornings.night(MONDAY)
    assert mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY).sections == ()


def test_a_store_that_was_never_scored_has_an_answer_too(mornings: Mornings) -> None:
    mornings.customer("New")
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY)
    assert "not scored yet" in text(digest)


def test_ten_points_within_a_band_are_news_and_nine_are_not(mornings: Mornings) -> None:
    large, middling, _ = company(mornings)
    for account, score in ((large, 4), (middling, 5)):
        mornings.pulse(account, score, MONDAY)  # 100 to 75: green still
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    assert entries(digest) == {"Got worse (1)": ["Large"]}
    assert digest.sections[0].entries[0].lines[0].startswith("green 75 (−25), 15% known · $900,000")


def test_a_digest_that_waits_for_red_stays_away_until_something_turns_red(mornings: Mornings) -> None:
    _, middling, _ = company(mornings)
    mornings.subscribed("health", conditions=read_conditions("turned red or at-risk > 900000"))
    mornings.night(MONDAY)
    assert mornings.delivered(MONDAY) == NOT_MET
    mornings.pulse(middling, 1, TUESDAY)
    mornings.night(TUESDAY)
    assert mornings.told(TUESDAY) == ["Middling"]
    mornings.night(WEDNESDAY)
    assert mornings.delivered(WEDNESDAY) == NOT_MET


def test_no_last_day_to_act_is_named_where_the_notice_period_is_not_known(mornings: Mornings) -> None:
    renews_on = MONDAY + timedelta(days=40)
    for name, notice in (("Told", 30), ("Untold", None)):
        account = mornings.customer(name, 1_000, renews_on=renews_on, notice_days=notice)
        for score, morning in ((5, SUNDAY), (1, MONDAY)):
            mornings.pulse(account, score, morning)
    for morning in (SUNDAY, MONDAY):
        mornings.night(morning)
    digest = mornings.digest_message(mornings.subscribed("health"), MONDAY, SUNDAY)
    said = {each.label: each.lines[0] for section in digest.sections for each in section.entries}
    assert "act by 25 Jun, in 10 days" in said["Told"]
    assert "renews 25 Jul, in 40 days" in said["Untold"]
    assert "act by" not in said["Untold"]


def test_the_chart_below_red_accounts_draws_those_alone_and_is_titled_so(mornings: Mornings) -> None:
    red, green = mornings.customer("Red Ltd"), mornings.customer("Green Ltd")
    for day in (MONDAY - timedelta(days=7), MONDAY):
        mornings.pulse(red, 1, day)
        mornings.pulse(green, 5, day)
        mornings.night(day)
    chart = mornings.digest_message(mornings.subscribed("health", scope="red"), MONDAY).chart
    assert chart is not None
    assert (chart.title, [each.name for each in chart.series]) == ("Red accounts", ["Red"])
    assert chart.alt == "Red accounts from 8 June 2026 to 15 June 2026: red from 1 to 1."
    whole = mornings.digest_message(mornings.subscribed("health"), MONDAY).chart
    assert whole is not None
    assert (whole.title, [each.name for each in whole.series]) == ("Accounts by health", ["Red", "Green"])


def test_an_account_that_came_back_has_not_moved_and_is_counted_apart(mornings: Mornings) -> None:
    large, *_ = company(mornings)
    mornings.pulse(large, 5, MONDAY - timedelta(days=1))
    mornings.night(MONDAY)
    digest = mornings.subscribed("health")
    mornings.rows.fact("churn", large, churned_on=MONDAY.isoformat())
    mornings.night(MONDAY)
    with mornings.store.writing() as connection:
        connection.execute("UPDATE account SET returned_on = ? WHERE id = ?", (TUESDAY.isoformat(), large))
    mornings.pulse(large, 1, TUESDAY)
    mornings.night(TUESDAY)
    said = text(mornings.digest_message(digest, TUESDAY))
    assert "Got worse" not in said
    assert "1 account came back: it isn't compared with what it was before it left." in said


def test_counts_are_not_compared_with_those_of_the_accounts_that_a_digest_was_of_before(mornings: Mornings) -> None:
    for number, segment in enumerate(("SMB", "SMB", "Enterprise")):
        mornings.pulse(mornings.customer(f"A{number}", segment=segment), 5, MONDAY - timedelta(days=2))
    mornings.night(MONDAY)
    before = mornings.subscribed("health")
    mornings.delivered(MONDAY)
    changed = subscribe(mornings.store, replace(before, scope="segment Enterprise"), at(MONDAY, 10))
    mornings.night(TUESDAY)
    assert "🟢 1 green" in mornings.digest_message(changed, TUESDAY, MONDAY).paragraphs[1]
    assert "(" not in mornings.digest_message(changed, TUESDAY, MONDAY).paragraphs[1]
    mornings.delivered(TUESDAY)
    subscribe(mornings.store, before, at(TUESDAY, 10))
    mornings.night(WEDNESDAY)
    assert "(" not in mornings.digest_message(before, WEDNESDAY, TUESDAY).paragraphs[0]


def test_an_account_back_from_its_snooze_says_until_which_day_it_was(mornings: Mornings) -> None:
    dana = Actor("U0DANA", "Dana", at(MONDAY))
    for name, until in {"Acme": WEDNESDAY, "Globex": NEXT_MONDAY}.items():
        snooze(mornings.store, mornings.customer(name), until, "", dana)
    mornings.night(MONDAY)
    weekly = mornings.subscribed("health", weekdays=frozenset({0}))
    back = mornings.digest_message(weekly, NEXT_MONDAY, MONDAY).sections[-1]
    assert back.title == "Back from their snooze (2)"
    assert [entry.lines[-1] for entry in back.entries] == [
        "Snoozed by Dana until Wed 17 Jun",
        "Snoozed by Dana until today",
    ]


def test_a_score_that_fell_by_few_points_under_a_limit_is_told_once_and_named(mornings: Mornings) -> None:
    acme, globex = mornings.customer("Acme", 5_000), mornings.customer("Globex")

    def scored(day: date, score: int) -> None:
        """Acme's score of a day, within the yellow."""
        mornings.night(day)
        with mornings.store.writing() as connection:
            values = (score, acme, day.isoformat())
            connection.execute(
                "UPDATE score SET score = ?, band = 'yellow' WHERE account_id = ? AND scored_on = ?", values
            )
            connection.execute(
                "INSERT INTO score SELECT account_id, ?, ?, known, 'yellow', usage, interactions, satisfaction, pulse,"
                " contract FROM score WHERE account_id = ? ORDER BY scored_on DESC LIMIT 1 ON CONFLICT DO NOTHING",
                (day.isoformat(), score, acme),
            )
            connection.execute("UPDATE standing SET score = ?, band = 'yellow' WHERE account_id = ?", values[:2])

    for each in (acme, globex):
        mornings.pulse(each, 3, MONDAY - timedelta(days=2))
    waiting = mornings.subscribed("health", conditions=read_conditions("score < 60"))
    came = {}
    for day, score in {MONDAY: 61, TUESDAY: 59, WEDNESDAY: 58, THURSDAY: 61, FRIDAY: 59}.items():
        scored(day, score)
        payload = mornings.delivered(day)
        came[day] = payload if isinstance(payload, str) else str(payload.content.messages[0]["text"])
    silent = "its condition isn't met: a score fell under 60"
    assert [came[MONDAY], came[WEDNESDAY], came[THURSDAY]] == [silent] * 3
    for day in (TUESDAY, FRIDAY):
        assert "The score of Acme fell under 60. 1 account got worse" in came[day]
        assert "$5,000 ARR. " in came[day]
    assert mornings.composer.figures(waiting, at(FRIDAY)).accounts == ()


def test_an_account_that_turned_red_again_since_the_last_digest_that_came_is_told_again(mornings: Mornings) -> None:
    acme = mornings.customer("Acme")
    mornings.pulse(acme, 5, MONDAY - timedelta(days=2))
    mornings.night(MONDAY - timedelta(days=1))
    mornings.subscribed("health", conditions=read_conditions("turned red"))
    came = []
    for day, pulse in {MONDAY: 1, TUESDAY: 1, WEDNESDAY: 5, THURSDAY: 1, FRIDAY: 1}.items():
        mornings.pulse(acme, pulse, day)
        mornings.night(day)
        payload = mornings.delivered(day)
        came += [] if isinstance(payload, str) else [(day, payload.content.messages[0]["text"])]
    assert [day for day, _ in came] == [MONDAY, THURSDAY]
    assert all("Acme turned red. 1 account got worse since" in said for _, said in came)
