"""A digest can be asked for in the words that people use, and what can't be had is said."""

import contextlib
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.digests.schedule import EVERY_DAY, WEEKDAYS
from bot.digests.wishes import Wish, WishError, read_id, read_wish, words_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("health", Wish("health")),
        ("Health at 9", Wish("health", time(9))),
        ("renewals at 9:30 weekdays", Wish("renewals", time(9, 30), WEEKDAYS)),
        ("renewal 5pm daily", Wish("renewals", time(17), EVERY_DAY)),
        ("health at 12 am", Wish("health", time(0))),
        ("health noon", Wish("health", time(12))),
        ("health 17.45 mon,thu", Wish("health", time(17, 45), frozenset({0, 3}))),
        ("health mon, thu at 8", Wish("health", time(8), frozenset({0, 3}))),
        ("health every monday at 8", Wish("health", time(8), frozenset({0}))),
        ("health mon-wed fri", Wish("health", weekdays=frozenset({0, 1, 2, 4}))),
        ("health sat-mon", Wish("health", weekdays=frozenset({5, 6, 0}))),
        ("portfolio weekly 8:00 Europe/Berlin", Wish("portfolio", time(8), frozenset({0}), "Europe/Berlin")),
        ("health at 9:00 new york", Wish("health", time(9), zone="America/New_York")),
        ("health europe/berlin mine", Wish("health", zone="Europe/Berlin", scope="mine")),
        ("health utc", Wish("health", zone="UTC")),
        ("health 9am PST", Wish("health", time(9), zone="America/Los_Angeles")),
        ("health for <@U123|dana> at 9", Wish("health", time(9), scope="<@U123|dana>")),
        ("health segment mid-market weekdays", Wish("health", weekdays=WEEKDAYS, scope="segment mid-market")),
        ("health only-changes skip empty", Wish("health", only_changes=True, skip_empty=True)),
        ("health --only-changes", Wish("health", only_changes=True)),
        ("term holidays de-by", Wish("term", holidays="DE-BY")),
    ],
)
def test_a_wish_is_read_in_any_order(text: str, wish: Wish) -> None:
    assert read_wish(text) == wish


@pytest.mark.parametrize(
    ("text", "argument", "meant"),
    [
        ("", "digest", "health"),
        ("helth", "digest", "health"),
        ("health at 25:00", "at", "9:00"),
        ("health at 9:75", "at", "9:00"),
        ("health 13pm", "at", "9:00"),
        ("health Europe/Berln", "zone", "Europe/Berlin"),
        ("health holidays XX", "holidays", "US"),
        ("health holidays DE-ZZ", "holidays", "US"),
        ("health holidays mon", "holidays", "US"),
        ("health holidays US-", "holidays", "US"),
        ("health holidays", "holidays", "US"),
    ],
)
def test_what_cannot_be_had_is_named_with_what_was_meant(text: str, argument: str, meant: str) -> None:
    with pytest.raises(WishError) as caught:
        read_wish(text)
    assert caught.value.argument == argument
    assert meant in caught.value.meant
    for mended in caught.value.mended(text):
        assert read_wish(mended)


@given(st.text(max_size=60))
def test_any_text_is_a_wish_or_an_error_that_says_why(text: str) -> None:
    with contextlib.suppress(WishError):
        assert read_wish(f"health {text}").digest == "health"


@pytest.mark.parametrize(("text", "id_"), [("3", 3), ("#12", 12), ("0", None), ("health", None), ("", None)])
def test_a_digest_is_known_by_its_number(text: str, id_: int | None) -> None:
    assert read_id(text) == id_


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (EVERY_DAY, "every day"),
        (WEEKDAYS, "on weekdays"),
        ({0}, "on Mondays"),
        ({0, 3, 5}, "on Mondays, Thursdays and Saturdays"),
    ],
)
def test_days_are_said_in_words(days: frozenset[int], words: str) -> None:
    assert words_of(frozenset(days)) == words
