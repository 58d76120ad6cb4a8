"""A digest whose accounts are gone goes on, says so on one line, and tells whoever subscribed, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.digests.subscriptions import Digest, Subscription, subscription
from bot.commands import respond
from bot.context import Context, Requester
from bot.digest_message import DigestMessage
from bot.digests.content.model import DigestPayload
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import GLOSSARY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Mornings, at, text

__all__ = ["make"]

DIGESTS: tuple[Digest, ...] = ("health", "renewals", "portfolio")


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    """A company with a customer of another segment and owner than the digests of the tests are about."""
    mornings = Mornings(store, make)
    mornings.customer("Stays", segment="SMB", owner_id=mornings.rows.owner("Kim Sample"))
    return mornings


def leaves(mornings: Mornings, account: int, **now: Any) -> None:
    """An account that is in no digest's scope any more."""
    with mornings.store.writing() as connection:
        for column, value in now.items():
            connection.execute(f"UPDATE account SET {column} = ? WHERE id = ?", (value, account))


def owed(store: Store) -> list[tuple[str, str]]:
    return store.reading.execute("SELECT about, why FROM notice ORDER BY id").fetchall()


def said(payload: DigestPayload | str) -> str:
    assert isinstance(payload, DigestPayload), payload
    return str(payload.content.messages[0]["text"])


@pytest.mark.parametrize("digest", DIGESTS)
def test_a_segment_with_no_customers_left_is_said_on_one_line_every_day_and_told_once(
    mornings: Mornings, digest: Digest
) -> None:
    acme = mornings.customer("Acme", segment="Enterprise")
    mornings.night(MONDAY)
    made = mornings.subscribed(digest, scope="segment Enterprise")
    mornings.delivered(MONDAY)
    leaves(mornings, acme, segment="SMB")
    for day in (TUESDAY, WEDNESDAY):
        mornings.night(day)
        digest_message = mornings.digest_message(made, day)
        assert digest_message.headline == "No accounts match “segment Enterprise”."
        assert text(digest_message).split("\n") == [digest_message.title, digest_message.headline]
        assert "No accounts match" in said(mornings.delivered(day))
    assert owed(mornings.store) == [("unmatched", "There is no segment “Enterprise”")]
    assert subscription(mornings.store, made.id).state == "active"


@pytest.mark.parametrize("digest", DIGESTS)
def test_an_owner_without_customers_is_said_and_told_likewise(mornings: Mornings, digest: Digest) -> None:
    mornings.rows.owner("Dana Sample")
    mornings.night(MONDAY)
    mornings.subscribed(digest, scope="@Dana Sample")
    assert "No accounts match “@Dana Sample”." in said(mornings.delivered(MONDAY))
    assert owed(mornings.store) == [("unmatched", "“@Dana Sample” has no customers")]


def test_a_name_that_came_to_mean_two_owners_shows_the_accounts_of_neither(mornings: Mornings) -> None:
    mornings.customer("Acme", owner_id=mornings.rows.owner("Dana Sample"))
    mornings.night(MONDAY)
    mornings.subscribed("health", scope="@Dana Sample")
    mornings.rows.insert("owner", key="dana-2", name="Dana Sample")
    assert "No accounts match" in said(mornings.delivered(MONDAY))


def test_accounts_that_come_back_are_told_of_again_and_so_is_their_next_leaving(mornings: Mornings) -> None:
    acme = mornings.customer("Acme", segment="Enterprise")
    mornings.subscribed("health", scope="segment Enterprise")
    for day, segment in ((MONDAY, "SMB"), (TUESDAY, "Enterprise"), (WEDNESDAY, "SMB"), (THURSDAY, "SMB")):
        leaves(mornings, acme, segment=segment)
        mornings.night(day)
        assert ("No accounts match" in said(mornings.delivered(day))) == (segment == "SMB")
    assert len(owed(mornings.store)) == 2


@pytest.mark.parametrize(
    ("wanted", "why"), [({"skip_empty": True}, "nothing to report"), ({"only_changes": True}, "nothing changed")]
)
def test_where_silence_was_chosen_it_is_silent_and_its_owner_hears_it_all_the_same(
    mornings: Mornings, wanted: dict[str, bool], why: str
) -> None:
    mornings.night(MONDAY)
    mornings.subscribed("health", scope="segment Enterprise", **wanted)
    assert mornings.delivered(MONDAY) == why
    assert len(owed(mornings.store)) == 1


def test_the_loss_of_the_last_customer_is_still_told(mornings: Mornings) -> None:
    dana = mornings.rows.owner("Dana Sample")
    acme = mornings.rows.account("Acme", customer_since="2024-01-01", owner_id=dana)
    mornings.rows.subscription(acme, "2025-06-20", 1_000, ends_on=TUESDAY.isoformat(), cancelled_on=TUESDAY.isoformat())
    mornings.night(MONDAY)
    made = mornings.subscribed("renewals", scope="@Dana Sample")
    mornings.delivered(MONDAY)
    leaves(mornings, acme, status="churned", churned_on=TUESDAY.isoformat())
    mornings.night(WEDNESDAY)
    digest_message = mornings.digest_message(made, WEDNESDAY, MONDAY)
    assert "Acme" in text(digest_message)


def test_a_term_a_day_needs_no_accounts(mornings: Mornings) -> None:
    mornings.subscribed("term", scope="segment Enterprise")
    assert "Term of the day" in said(mornings.delivered(MONDAY))
    assert owed(mornings.store) == []


def test_a_preview_shows_the_same_line(mornings: Mornings) -> None:
    mornings.night(MONDAY)
    made: Subscription = mornings.subscribed("health", scope="segment Enterprise")
    requester = Requester("U1", "u1@sample.example")
    context = Context(GLOSSARY, mornings.workspace, requester, "C1", "T1", now=at(MONDAY))
    reply = respond(f"digest preview {made.id}", context)[1]
    assert "No accounts match “segment Enterprise”." in reply.paragraphs
    later = replace(context, now=at(MONDAY) + timedelta(days=1))
    assert respond("digest subscribe health segment Enterprise", later)[1].outcome == "usage"


def test_a_company_without_any_customers_gets_its_digest_as_ever(store: Store, make: Factory) -> None:
    mornings = Mornings(store, make)
    mornings.night(MONDAY)
    digest_message = mornings.digest_message(mornings.subscribed("health"), MONDAY)
    assert isinstance(digest_message, DigestMessage)
    assert "Nothing got worse" in digest_message.headline
