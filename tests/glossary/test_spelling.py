"""Spelling: the meant word is nearest, and what is spelt as meant is left alone."""

import pytest

from glossary.search.english import Lexicon, everyday_english
from glossary.search.spelling import MARGIN, PhoneticIndex, nearest, phonetic_key
from tests.cases import cases

WORDS = (  # noqa: SIM905  the words are easier to read so
    "adoption advocate ambassador champion churn customer engagement health manager onboarding promoter renewal "
    "retention revenue score success touchpoint"
).split()


@cases(
    ("misspelt", "meant"),
    [
        ("custmer", "customer"), ("cutsomer", "customer"), ("customerr", "customer"), ("kustomer", "customer"),
        ("chrun", "churn"), ("churnn", "churn"), ("chirn", "churn"), ("ambasador", "ambassador"), ("helth", "health"),
        ("renewel", "renewal"), ("retension", "retention"), ("sucess", "success"), ("engagment", "engagement"),
        ("onbaording", "onboarding"), ("revanue", "revenue"), ("promotor", "promoter"), ("addoption", "adoption"),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_nearest_to_the_one_that_is_meant(misspelt: str, meant: str) -> None:
    found = PhoneticIndex((word,) for word in WORDS).near(misspelt, Lexicon(WORDS).limit(misspelt))
    assert found[0][1] == meant
    assert all(distance > found[0][0] + MARGIN for distance, _ in found[1:])


@cases("stranger", ["tomato", "churros", "embassy", "quantum", "xylophone", "a", "zzzz", "ü"])
def test_a_word_that_is_like_none_is_near_none(stranger: str) -> None:
    assert not PhoneticIndex((word,) for word in WORDS).near(stranger, Lexicon(WORDS).limit(stranger))


@cases("word", WORDS)
def test_the_index_finds_what_looking_at_every_word_finds(word: str) -> None:
    for at in range(len(word)):
        misspelt = word[:at] + word[at + 1 :]
        assert PhoneticIndex((word,) for word in WORDS).near(misspelt, 9) == nearest(misspelt, WORDS, 9)


@pytest.mark.parametrize(("one", "other"), [("receive", "recieve"), ("physical", "fisical"), ("success", "sucess")])
def test_words_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert phonetic_key(one) == phonetic_key(other)


def test_english_is_known_with_its_inflections_and_names_and_without_misspellings() -> None:
    assert {"tomato", "embassies", "renewable", "colour", "color", "london"} <= everyday_english()
    assert everyday_english().isdisjoint({"recieve", "miniscule", "custmer", "chrun", ""})


def test_two_english_words_joined_are_likelier_to_be_meant_than_misspelt() -> None:
    assert Lexicon([]).limit("offboarding") < Lexicon([]).limit("offbaordign")
