"""The term of the day: what this workspace missed comes first, and none comes twice."""

from datetime import date, timedelta

import pytest

from accounts import Store
from accounts.digests.term_lookups import AGAIN_AFTER, add_lookups
from bot.digests.content.model import DigestPayload
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import GLOSSARY, MONDAY, TUESDAY, WEDNESDAY, Mornings

__all__ = ["make"]


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    each = Mornings(store, make)
    each.subscribed("term")
    return each


def term(mornings: Mornings, day: date) -> str:
    """The term of a day, once it is delivered."""
    payload = mornings.delivered(day)
    assert isinstance(payload, DigestPayload)
    return payload.content.term


def test_what_was_missed_comes_before_what_was_looked_up_and_before_all_else(mornings: Mornings) -> None:
    add_lookups(mornings.store, MONDAY, {"champion": 9}, {"gross-revenue-retention": 2})
    assert [term(mornings, day) for day in (MONDAY, TUESDAY)] == ["gross-revenue-retention", "champion"]
    assert term(mornings, WEDNESDAY) not in {"gross-revenue-retention", "champion"}


def test_no_term_comes_twice_in_a_month(mornings: Mornings) -> None:
    shown = [term(mornings, MONDAY + timedelta(days=ahead)) for ahead in range(30)]
    assert len(set(shown)) == len(shown)
    assert set(shown) <= GLOSSARY.terms.keys()


def test_after_half_a_year_a_term_may_come_again(mornings: Mornings) -> None:
    add_lookups(mornings.store, MONDAY, {}, {"champion": 1})
    assert term(mornings, MONDAY) == "champion"
    later = MONDAY + AGAIN_AFTER
    add_lookups(mornings.store, later, {}, {"champion": 1})
    assert term(mornings, later) == "champion"


def test_look_ups_of_long_ago_and_of_terms_that_are_gone_do_not_count(mornings: Mornings) -> None:
    add_lookups(mornings.store, MONDAY - timedelta(days=90), {}, {"champion": 50})
    add_lookups(mornings.store, MONDAY, {}, {"no-such-term": 50, "gross-revenue-retention": 1})
    assert term(mornings, MONDAY) == "gross-revenue-retention"


def test_the_card_says_why_it_was_chosen(mornings: Mornings) -> None:
    add_lookups(mornings.store, MONDAY, {"champion": 2}, {"champion": 1})
    reply = mornings.composed(mornings.only(), MONDAY).reply
    assert reply.title.startswith("Term of the day: Champion")
    assert reply.footnotes[-1] == "Chosen because it was asked for 3 times here lately."
    assert (reply.data["kind"], reply.data["digest"]) == ("digest", "term")


def test_a_digest_of_a_category_shows_its_terms_alone(store: Store, make: Factory) -> None:
    mornings = Mornings(store, make)
    mornings.subscribed("term", scope="retention")
    add_lookups(store, MONDAY, {"champion": 9}, {"gross-revenue-retention": 2})
    shown = [term(mornings, MONDAY + timedelta(days=ahead)) for ahead in range(10)]
    assert shown[0] == "gross-revenue-retention"
    assert {GLOSSARY.terms[each].category for each in shown} == {"retention"}


def test_of_a_category_that_is_gone_it_says_so_and_goes_on(store: Store, make: Factory) -> None:
    mornings = Mornings(store, make)
    mornings.subscribed("term", scope="no-such-category")
    reply = mornings.composed(mornings.only(), MONDAY).reply
    assert reply.footnotes[-1] == "The glossary has no category “no-such-category” any more: the term is one of all."
