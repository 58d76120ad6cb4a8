"""A digest can be asked for in the words that people use, and what can't be had is said."""

import contextlib
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.digests.conditions import conditions_text, read_conditions
from accounts.digests.recurrence import Recurrence
from accounts.digests.schedule import EVERY_DAY, WEEKDAYS, Schedule
from accounts.digests.subscription_parser import (
    SubscriptionRequest,
    SubscriptionRequestError,
    parse_subscription,
    recurrence_request,
    recurrence_text,
    weekdays_text,
)
from accounts.digests.subscription_parser.public_holidays import describe_holidays
from bot.digests.commands.selection import read_id
from tests.cases import cases


@cases(
    ("text", "requested"),
    [
        ("health", SubscriptionRequest("health")),
        ("Health at 9", SubscriptionRequest("health", time(9))),
        ("renewals at 9:30 weekdays", SubscriptionRequest("renewals", time(9, 30), WEEKDAYS)),
        ("renewal 5pm daily", SubscriptionRequest("renewals", time(17), EVERY_DAY)),
        ("health at 12 am", SubscriptionRequest("health", time(0))),
        ("health noon", SubscriptionRequest("health", time(12))),
        ("health 17.45 mon,thu", SubscriptionRequest("health", time(17, 45), frozenset({0, 3}))),
        ("health mon, thu at 8", SubscriptionRequest("health", time(8), frozenset({0, 3}))),
        ("health every monday at 8", SubscriptionRequest("health", time(8), frozenset({0}))),
        ("health mon-wed fri", SubscriptionRequest("health", weekdays=frozenset({0, 1, 2, 4}))),
        ("health sat-mon", SubscriptionRequest("health", weekdays=frozenset({5, 6, 0}))),
        (
            "portfolio weekly 8:00 Europe/Berlin",
            SubscriptionRequest("portfolio", time(8), frozenset({0}), "Europe/Berlin"),
        ),
        ("health at 9:00 new york", SubscriptionRequest("health", time(9), zone="America/New_York")),
        ("health europe/berlin mine", SubscriptionRequest("health", zone="Europe/Berlin", scope="mine")),
        ("health utc", SubscriptionRequest("health", zone="UTC")),
        ("health 9am PST", SubscriptionRequest("health", time(9), zone="America/Los_Angeles")),
        ("health for <@U123|dana> at 9", SubscriptionRequest("health", time(9), scope="<@U123|dana>")),
        (
            "health segment mid-market weekdays",
            SubscriptionRequest("health", weekdays=WEEKDAYS, scope="segment mid-market"),
        ),
        ("health only-changes skip empty", SubscriptionRequest("health", only_changes=True, skip_empty=True)),
        ("health --only-changes", SubscriptionRequest("health", only_changes=True)),
        ("term holidays de-by", SubscriptionRequest("term", holidays="DE-BY")),
        # the digest anywhere
        ("daily health at 9", SubscriptionRequest("health", time(9), EVERY_DAY)),
        ("9:00 health", SubscriptionRequest("health", time(9))),
        ("me to the health digest", SubscriptionRequest("health")),
        ("my renewals", SubscriptionRequest("renewals", scope="my")),
        ("weekly renewals", SubscriptionRequest("renewals", weekdays=frozenset({0}))),
        ("weekly", SubscriptionRequest("portfolio")),
        # days ahead
        ("renewals 60", SubscriptionRequest("renewals", horizon=60)),
        ("renewals next 45 days at 8", SubscriptionRequest("renewals", time(8), horizon=45)),
        ("renewals 60 9:00 mine", SubscriptionRequest("renewals", time(9), scope="mine", horizon=60)),
        ("renewals 9", SubscriptionRequest("renewals", time(9))),
        # times
        *(
            (f"health {said}", SubscriptionRequest("health", time(9)))
            for said in ("9am", "9:00am", "09.00", "9h", "9 Uhr", "um 9 Uhr")
        ),
        *(
            (f"health {said}", SubscriptionRequest("health", time(9)))
            for said in ("0900", "at 0900", "9:00:00", "9 o'clock", "9 a.m.")
        ),
        # days
        *(
            (f"health {said}", SubscriptionRequest("health", weekdays=EVERY_DAY))
            for said in ("every day", "every morning", "täglich")
        ),
        *(
            (f"health {said}", SubscriptionRequest("health", weekdays=WEEKDAYS))
            for said in ("mon to fri", "mon - fri", "mo-fr")
        ),
        *(
            (f"health {said}", SubscriptionRequest("health", weekdays=WEEKDAYS))
            for said in ("business days", "werktags", "Mo bis Fr")
        ),
        ("health monday through friday", SubscriptionRequest("health", weekdays=WEEKDAYS)),
        ("health weekends", SubscriptionRequest("health", weekdays=frozenset({5, 6}))),
        ("health every week", SubscriptionRequest("health", weekdays=frozenset({0}))),
        *(
            (f"health {said}", SubscriptionRequest("health", weekdays=frozenset({0, 3})))
            for said in ("mon & thu", "mon/thu", "mo,do")
        ),
        *(
            (f"health {said}", SubscriptionRequest("health", weekdays=frozenset({0, 3})))
            for said in ("mon , thu", "Montag, thurs")
        ),
        ("health M,W,F", SubscriptionRequest("health", weekdays=frozenset({0, 2, 4}))),
        ("health weds montags", SubscriptionRequest("health", weekdays=frozenset({0, 2}))),
        ("renewals 9:00, weekdays, Berlin", SubscriptionRequest("renewals", time(9), WEEKDAYS, "Europe/Berlin")),
        # zones: the clocks of the place, which EST as a zone would not be
        *(
            (f"health {said}", SubscriptionRequest("health", zone="Europe/Berlin"))
            for said in ("CET", "MEZ", "berlin time", "Munich")
        ),
        *(
            (f"health 9am {said}", SubscriptionRequest("health", time(9), zone="America/New_York"))
            for said in ("EST", "ET", "eastern")
        ),
        ("health eastern time", SubscriptionRequest("health", zone="America/New_York")),
        ("health at 9 my time", SubscriptionRequest("health", time(9))),
        ("health Eastern", SubscriptionRequest("health", scope="Eastern")),
        # holidays
        *(
            (f"health {said}", SubscriptionRequest("health", holidays="DE"))
            for said in ("holidays Germany", "DE holidays")
        ),
        *(
            (f"health {said}", SubscriptionRequest("health", holidays="DE"))
            for said in ("without holidays of DE", "no holidays de")
        ),
        *(
            (f"health {said}", SubscriptionRequest("health", holidays="US-CA"))
            for said in ("holidays us ca", "skip US-CA holidays")
        ),
        ("health United Kingdom holidays mon", SubscriptionRequest("health", weekdays=frozenset({0}), holidays="GB")),
        # the rest
        ("health when something changes", SubscriptionRequest("health", only_changes=True)),
        ("health silent", SubscriptionRequest("health", skip_empty=True)),
        ("health here mine please", SubscriptionRequest("health", scope="mine")),
        ('health "Time"', SubscriptionRequest("health", scope="Time")),
        ("health @Kim at the Lake daily", SubscriptionRequest("health", weekdays=EVERY_DAY, scope="@Kim at the Lake")),
    ],
)
def test_a_wish_is_read_in_any_order(text: str, requested: SubscriptionRequest) -> None:
    assert parse_subscription(text) == requested


@cases(
    ("text", "argument", "meant"),
    [
        ("", "digest", "health"),
        ("helth", "digest", "health"),
        ("health at 25:00", "at", "9:00"),
        ("health at 9:75", "at", "9:00"),
        ("health 13pm", "at", "9:00"),
        ("health Europe/Berln", "zone", "Europe/Berlin"),
        ("health holidays XX", "holidays", "US"),
        ("health holidays DE-ZZ", "holidays", "DE"),
        ("health holidays Czech Republik mine", "holidays", "CZ"),
        ("health holidays Swizerland mon", "holidays", "CH"),
        ("health holidays Santa Cruz at 9", "holidays", "BO-S"),
        ("health holidays mon", "holidays", "US"),
        ("health holidays US-", "holidays", "US"),
        ("health holidays", "holidays", "US"),
        ("health no holidays", "holidays", "DE-BY"),
        ("health at nine", "at", "9:00"),
        ("health at 9:00 and 17:00", "at", ""),
        ("health 9am CET London", "zone", ""),
        ("health on the 1st mon,thu", "weekdays", "first working day of the month"),
        ("health on the 41st", "day", "1"),
        ("health every two weeks from 2026-13-01", "start", ""),
        ("health mon from 2026-12-07", "start", ""),
        ("health every hour", "weekdays", "mondays"),
        ("health 60 days", "horizon", ""),
        ("term when at-risk > 5k", "when", ""),
        ("renewals when something turns red", "when", "when at-risk > 200k"),
        ("renewals 9000 days", "horizon", "90 days"),
        ("health and renewals", "digest", ""),
        ("health, renewals", "digest", ""),
        ("health in #general at 9", "channel", ""),
        ("daily at 9", "digest", "health"),
        ("mine", "digest", "health"),
    ],
)
def test_what_cannot_be_had_is_named_with_what_was_meant(text: str, argument: str, meant: str) -> None:
    with pytest.raises(SubscriptionRequestError) as caught:
        parse_subscription(text)
    assert caught.value.argument == argument
    assert meant in caught.value.meant
    for corrected in caught.value.corrected(text):
        assert parse_subscription(corrected)


@cases(
    ("text", "corrected"),
    [
        ("health at 9:00 and 17:00", "health at 9:00"),
        ("health, renewals", "health"),
        ("health in #general at 9", "health at 9"),
        ("daily at 9", "daily at 9 health"),
    ],
)
def test_what_is_offered_instead_reads_as_if_it_had_been_typed(text: str, corrected: str) -> None:
    with pytest.raises(SubscriptionRequestError) as caught:
        parse_subscription(text)
    assert corrected in caught.value.corrected(text)


@pytest.mark.parametrize("text", ["health UTC+2", "health at 9 GMT-5", "health +02:00"])
def test_an_offset_is_no_zone_as_it_does_not_go_with_the_clocks(text: str) -> None:
    with pytest.raises(SubscriptionRequestError, match="when the clocks change"):
        parse_subscription(text)


@given(st.text(max_size=60))
def test_any_text_is_a_wish_or_an_error_that_says_why(text: str) -> None:
    with contextlib.suppress(SubscriptionRequestError):
        assert parse_subscription(f"health {text}").digest == "health"


@cases(("text", "id_"), [("3", 3), ("#12", 12), ("0", None), ("health", None), ("", None)])
def test_a_digest_is_known_by_its_number(text: str, id_: int | None) -> None:
    assert read_id(text) == id_


@cases(
    ("days", "words"),
    [
        (EVERY_DAY, "every day"),
        (WEEKDAYS, "on weekdays"),
        ({0}, "on Mondays"),
        ({0, 3, 5}, "on Mondays, Thursdays and Saturdays"),
    ],
)
def test_days_are_said_in_words(days: frozenset[int], words: str) -> None:
    assert weekdays_text(frozenset(days)) == words


@cases(
    ("text", "weekdays", "recurrence"),
    [
        ("every two weeks", None, Recurrence("week", 2)),
        ("biweekly mon", {0}, Recurrence("week", 2)),
        ("every other Tuesday from 2026-12-01", {1}, Recurrence("week", 2, start=date(2026, 12, 1))),
        ("every 2 weeks on mon and thu from 2026-12-07", {0, 3}, Recurrence("week", 2, start=date(2026, 12, 7))),
        ("alternate fridays", {4}, Recurrence("week", 2)),
        ("first Monday", {0}, Recurrence("month", 1)),
        ("last friday of the month", {4}, Recurrence("month", -1)),
        ("monthly on Mondays", {0}, Recurrence("month", 1)),
        ("on the 1st", EVERY_DAY, Recurrence("month", 1, "day")),
        ("the 15th of each month", EVERY_DAY, Recurrence("month", 15, "day")),
        ("last day of the month", EVERY_DAY, Recurrence("month", -1, "day")),
        ("last working day", EVERY_DAY, Recurrence("month", -1, "workday")),
        ("first business day of each quarter", EVERY_DAY, Recurrence("quarter", 1, "workday")),
        ("monthly", EVERY_DAY, Recurrence("month", 1, "workday")),
        ("quarter's first day", EVERY_DAY, Recurrence("quarter", 1, "day")),
        ("quarterly first monday", {0}, Recurrence("quarter", 1)),
    ],
)
def test_how_often_is_read_said_and_read_again(text: str, weekdays: set[int] | None, recurrence: Recurrence) -> None:
    requested = parse_subscription(f"health {text} at 8:30")
    assert (requested.weekdays, requested.recurrence, requested.scope) == (weekdays, recurrence, "")
    schedule = Schedule(time(8, 30), frozenset(weekdays or {0}), "UTC", recurrence=recurrence)
    for said in (recurrence_request(schedule), *([] if recurrence.start else [recurrence_text(schedule)])):
        again = parse_subscription(f"health {said}")
        assert (again.weekdays, again.recurrence) == (schedule.weekdays, recurrence)


@cases(
    ("said", "zone"),
    [
        ("weekdays ET", "America/New_York"),
        ("mon,thu PT", "America/Los_Angeles"),
        ("first monday CT", "America/Chicago"),
        ("9am SGT", "Asia/Singapore"),
        ("AEDT", "Australia/Sydney"),
    ],
)
def test_zones_are_known_by_their_letters_behind_days_as_behind_a_time(said: str, zone: str) -> None:
    requested = parse_subscription(f"health {said}")
    assert (requested.zone, requested.scope) == (zone, "")


@pytest.mark.parametrize("said", ["PT", "segment ET"])
def test_letters_that_stand_alone_may_be_a_segment(said: str) -> None:
    assert (parse_subscription(f"health {said}").zone, parse_subscription(f"health {said}").scope) == ("", said)


@cases(
    ("said", "place"),
    [
        ("Czech Republic", "CZ"),
        ("Great Britain", "GB"),
        ("UK", "GB"),
        ("England", "GB-ENG"),
        ("Scotland", "GB-SCT"),
        ("Türkiye", "TR"),
        ("Bavaria", "DE-BY"),
        ("California", "US-CA"),
        ("Ontario", "CA-ON"),
        ("Ontario, Canada", "CA-ON"),
        ("DE-Bayern", "DE-BY"),
        ("de by", "DE-BY"),
        ("Washington DC", "US-DC"),
        ("CH-Stadt Zurich", "CH-Stadt Zurich"),
        ("U.S.", "US"),
        ("Hong Kong", "HK"),
    ],
)
def test_a_place_with_holidays_is_known_by_any_name_people_use(said: str, place: str) -> None:
    assert parse_subscription(f"health holidays {said} mine").holidays == place
    assert parse_subscription(f"health holidays {place}").holidays == place


@cases(
    ("place", "notes"),
    [
        ("DE-BY", ["public holidays of Bavaria, Germany (DE-BY)"]),
        (
            "UA",
            [
                "public holidays of Ukraine (UA)",
                "None are known there for 2026 and 2027, so no day of them is left out.",
            ],
        ),
        (
            "IL",
            [
                "public holidays of Israel (IL)",
                "The weekend there is Friday and Saturday, and its working days are sun,mon,tue,wed,thu.",
            ],
        ),
        ("LK", ["public holidays of Sri Lanka (LK)", "None are known there for 2027, so no day of it is left out."]),
        (
            "GB",
            [
                "public holidays of United Kingdom (GB)",
                "Only those of the whole country are left out: a day such as Easter Monday (GB-ENG) is not. "
                "Name a part to leave out its own: holidays GB-ENG.",
            ],
        ),
    ],
)
def test_what_holidays_leave_out_and_what_they_do_not_is_said(place: str, notes: list[str]) -> None:
    assert [*describe_holidays(place, WEEKDAYS, date(2026, 11, 29))] == notes


@cases(
    ("said", "conditions", "scope"),
    [
        ("when something turns red", "turned red", ""),
        ("when red", "turned red", ""),
        ("when vendor group turns red", "turned red", "vendor group"),
        ("when something turns red or something turns yellow", "turned red or turned yellow", ""),
        ("when enterprise is red or gets yellow", "turned red or turned yellow", "enterprise"),
        ("when enterprise turns red or at-risk > 200k", "turned red or at-risk > 200000", "enterprise"),
        ("only when an account goes yellow", "turned yellow", ""),
        ("if ARR at risk is over €1.5m", "at-risk > 1500000 EUR", ""),
        ("when score falls below 60 or turned red", "score < 60 or turned red", ""),
    ],
)
def test_when_a_digest_comes_at_all_is_read_and_read_again(said: str, conditions: str, scope: str) -> None:
    requested = parse_subscription(f"health at 9 {said}")
    assert (conditions_text(requested.conditions), requested.scope, requested.at) == (conditions, scope, time(9))
    assert parse_subscription(f"health when {conditions}").conditions == requested.conditions
    assert read_conditions(conditions) == requested.conditions


@cases(
    ("text", "message", "works"),
    [
        (
            "health when enterprise turns red or smb turns yellow",
            "of the same accounts, not of enterprise and smb",
            ["health when enterprise turns red", "health when smb turns yellow"],
        ),
        (
            "health when at-risk > 200k and enterprise turns red at 9:00",
            "say or in place of and",
            [
                "health when at-risk > 200k or enterprise turns red at 9:00",
                "health when at-risk > 200k at 9:00",
                "health when enterprise turns red at 9:00",
            ],
        ),
        ("renewals 60 90 germany", "one number of days ahead: 60 or 90?", ["renewals 60 germany"]),
        ("renewals next 30 days 45 days", "one number of days ahead: 30 or 45?", ["renewals next 30 days"]),
        ("health mention @a mention @b", "one user group: @a or @b?", ["health mention @a"]),
        (
            "renewals 60 japan mine at 9:00",
            "“japan” is a country and a time zone",
            ["renewals 60 country japan mine at 9:00", "renewals 60 Asia/Tokyo mine at 9:00"],
        ),
    ],
)
def test_what_would_be_dropped_in_silence_is_refused_with_what_works(text: str, message: str, works: list[str]) -> None:
    with pytest.raises(SubscriptionRequestError) as refused:
        parse_subscription(text)
    assert message in str(refused.value)
    assert [*refused.value.corrected(text)] == works
    for each in works:
        parse_subscription(each)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("health when red turns", ["health when something turns red", "health when at-risk > 200k"]),
        ("renewals if it rains", ["renewals when at-risk > 200k"]),
        ("portfolio when ARR drops", ["portfolio"]),
    ],
)
def test_a_condition_that_is_none_is_said_to_be_none_and_no_owner(text: str, works: list[str]) -> None:
    with pytest.raises(SubscriptionRequestError) as refused:
        parse_subscription(text)
    assert (refused.value.argument, [*refused.value.corrected(text)]) == ("when", works)


@cases(
    ("text", "place"),
    [
        ("health holidays NO at 9:00", "NO"),
        ("health holidays CA on weekdays", "CA"),
        ("health without holidays of CA on mondays at 9", "CA"),
        ("health holidays CA on at 9:00", "CA-ON"),
        ("health holidays CA ON at 9:00", "CA-ON"),
        ("health CA on holidays", "CA-ON"),
    ],
)
def test_a_preposition_behind_a_country_is_no_part_of_it(text: str, place: str) -> None:
    assert parse_subscription(text).holidays == place


@cases(
    ("text", "at", "zone", "holidays"),
    [
        ("health at 9 holidays DE-BY", time(9), "", "DE-BY"),
        ("health mine at 9 holidays none", time(9), "", ""),
        ("health New York holidays NO at 9", time(9), "America/New_York", "NO"),
        ("health noon Japan holidays US", time(12), "Japan", "US"),
        ("health at 9 Japan holidays", time(9), "", "JP"),
        ("health at 9 AT-9 holidays London", time(9), "Europe/London", "AT-9"),
        ("health US holidays New York", None, "America/New_York", "US"),
    ],
)
def test_a_time_or_zone_before_holidays_of_a_place_says_when_it_comes(
    text: str, at: time | None, zone: str, holidays: str
) -> None:
    read = parse_subscription(text)
    assert (read.at, read.zone, read.holidays, read.scope.replace("mine", "")) == (at, zone, holidays, "")


def test_mentions_that_are_said_one_after_another_all_count() -> None:
    read = parse_subscription("health mention owners mention @cs-emea and mention owners")
    assert read == SubscriptionRequest("health", mentions="owners and @cs-emea")


@pytest.mark.parametrize("text", ["health at 9:00 weekdays Japan mine", "health 9am japan", "health noon Japan"])
def test_a_country_behind_a_time_is_its_zone(text: str) -> None:
    assert parse_subscription(text).zone == "Japan"


@pytest.mark.parametrize(
    "text", ["health when enterprise turns red or enterprise turns yellow", "health when red at 9:00 and mine"]
)
def test_conditions_of_the_same_accounts_stay_together(text: str) -> None:
    parse_subscription(text)
