"""Missed words are kept normalised and counted; what may say who, where or how much isn't kept at all."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from curation.missed_words import MissedWord, add_misses, forget_word, missed_between, word_kept
from store import Store
from tests.cases import cases

DAY = date(2026, 6, 15)


@cases(
    ("text", "kept"),
    [
        ("ZQT", "zqt"),
        ("Sky-Score?", "sky score"),
        ("“blue room”", "blue room"),
        ("the ZQT review", "the zqt review"),
        ("b2c", "b2c"),
    ],
)
def test_a_short_name_is_kept_normalised(text: str, kept: str) -> None:
    assert word_kept(text) == kept


@cases(
    "text",
    [
        "dana@acme.example",
        "@dana",
        "<@U012345>",
        "https://acme.example/x",
        "acme.example",
        "12345",
        "ZQT 2026",
        "100k",
        "$40",
        "Acme GmbH",
        "Globex Inc.",
        "Dana Millerova",
        "qwert zuiop",
        "why does our biggest customer in Lyon hate us",
        "=cmd|x",
        "",
        "?!",
    ],
)
def test_what_may_name_somebody_or_say_how_much_is_not_kept(text: str) -> None:
    assert word_kept(text) == ""


def test_the_name_of_an_account_is_not_kept() -> None:
    assert word_kept("Initech", lambda name: name.casefold() == "initech") == ""


@given(st.text(max_size=60))
def test_nothing_that_is_kept_holds_an_address_or_a_long_number(text: str) -> None:
    kept = word_kept(text)
    assert len(kept) <= 80
    assert "@" not in kept
    assert "<" not in kept


def test_misses_are_counted_by_day_and_those_of_long_ago_go(words: Store) -> None:
    add_misses(words, date(2025, 1, 1), "T1", {"old": 3})
    add_misses(words, DAY, "T1", {"zqt": 2, "sky score": 1})
    add_misses(words, DAY, "T1", {"zqt": 1})
    assert missed_between(words, date(2025, 1, 1), DAY) == [MissedWord("zqt", 3), MissedWord("sky score", 1)]
    assert missed_between(words, date(2026, 6, 16), date(2026, 6, 30)) == []
    assert forget_word(words, "zqt") == 1
    assert missed_between(words, DAY, DAY) == [MissedWord("sky score", 1)]
