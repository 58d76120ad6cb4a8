"""A digest waits for its sources up to the time that it was told, and then says what it left without."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.digests import claims
from accounts.digests.claims import Claim
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscription_parser import SubscriptionRequestError, parse_subscription
from accounts.digests.subscriptions import Subscription, subscribe, subscriptions
from bot.commands import respond
from bot.context import Context, Requester
from bot.digest_message import DigestMessage
from bot.digests.content.composer import Composer
from bot.settings import AccountSettings
from bot.sources.waiting import SourceWaiting
from glossary import load
from tests.bot.sources.conftest import Office
from tests.cases import cases

NINE = datetime(2026, 6, 15, 9, tzinfo=UTC)
CRM = """[crm]
kind = "accounts"
from = "folder"
files = "accounts*.csv"
at = "09:05 UTC"
"""


@cases(
    ("text", "until"),
    [
        ("health at 9:00 wait until 9:30", time(9, 30)),
        ("health at 9:00 weekdays and wait for its sources until 10am Europe/Berlin", time(10)),
        ("health wait till 9.30, mine", time(9, 30)),
        ("health at 9:00", None),
        ("health don't wait", time(0)),
    ],
)
def test_it_is_read_in_words(text: str, until: time | None) -> None:
    assert parse_subscription(text).wait_until == until


@pytest.mark.parametrize(
    "text", ["health at 9:00 wait until 8:30", "health at 9:00 wait until 14:30", "health wait until tomorrow"]
)
def test_what_can_not_be_waited_for_is_said(text: str) -> None:
    with pytest.raises(SubscriptionRequestError):
        parse_subscription(text)


@pytest.fixture
def waiting(office: Office) -> tuple[Office, Claim]:
    """Accounts that were read yesterday, a digest at 9:00 that waits until 9:30, and its delivery of today."""
    company = office.company
    company.now = NINE - timedelta(days=1, hours=-1)
    company.write("accounts.csv", "id,name", "a,Acme", at=company.now)
    company.due(company.configure(CRM))
    wanted = Subscription(
        team="T1", channel="C1", digest="health", scope="", created_by="U1",
        schedule=Schedule(time(9), EVERY_DAY, "UTC"), wait_until=time(9, 30),
    )  # fmt: skip
    subscribe(company.store, wanted, company.now)
    company.now = NINE
    plan_deliveries(company.store, NINE)
    held = claims.claim(company.store, NINE, timedelta(minutes=1), timedelta(seconds=1))
    assert held is not None
    return office, held


def headline(office: Office, held: Claim) -> str:
    composed = Composer(load(), office.workspace).compose(held.subscription, office.company.now, None, held.occasion)
    assert isinstance(composed.said, DigestMessage)
    return composed.said.headline


def test_it_waits_for_a_source_that_is_to_come_and_goes_when_it_came(waiting: tuple[Office, Claim]) -> None:
    office, held = waiting
    waits = SourceWaiting(office.workspace)
    assert waits.until(held, NINE) == (NINE + timedelta(minutes=1), "waits for crm")
    office.company.now = NINE + timedelta(minutes=6)
    office.company.write("accounts.csv", "id,name", "a,Acme Inc", at=NINE)
    office.company.due(office.company.configure(CRM))
    assert waits.until(held, office.company.now) is None
    assert "waited" not in headline(office, held)


def test_it_leaves_at_its_time_and_says_without_what(waiting: tuple[Office, Claim]) -> None:
    office, held = waiting
    waits = SourceWaiting(office.workspace)
    assert waits.until(held, NINE + timedelta(minutes=29, seconds=30)) == (
        NINE + timedelta(minutes=30),
        "waits for crm",
    )
    office.company.now = NINE + timedelta(minutes=30)
    assert waits.until(held, office.company.now) is None
    assert headline(office, held) == "It waited until 09:30 for accounts, and left without."


def test_one_that_was_not_told_to_wait_or_is_asked_for_at_once_does_not(waiting: tuple[Office, Claim]) -> None:
    office, held = waiting
    waits = SourceWaiting(office.workspace)
    assert waits.until(replace(held, subscription=replace(held.subscription, wait_until=None)), NINE) is None
    assert waits.until(replace(held, occasion="2026-06-15T09:00:00"), NINE) is None


def test_it_is_kept_shown_and_changed(office: Office) -> None:
    company = office.company
    company.write("accounts.csv", "id,name", "a,Acme")
    company.due(company.configure(CRM))
    settings = {**vars(office.workspace.settings), "cs_channels": frozenset({"C1"})}
    office.workspace.__dict__["settings"] = AccountSettings(**settings)

    def ask(text: str) -> str:
        context = Context(load(), office.workspace, Requester("U1"), "C1", "T1", now=company.now)
        _, reply = respond(f"digest subscribe {text}", context)
        return " ".join((reply.title, *reply.paragraphs, *(f"{fact.label}: {fact.text}" for fact in reply.facts)))

    def kept() -> time | None:
        (each,) = subscriptions(company.store)
        return each.wait_until

    assert "Waits: for its sources until 09:30" in ask("health at 9:00 UTC wait until 9:30")
    assert kept() == time(9, 30)
    ask("health at 8:00 UTC")
    assert kept() == time(9, 30)
    assert "It comes at 10:00: it can wait until a later time" in ask("health at 10:00 UTC")
    ask("health at 8:00 UTC don't wait")
    assert kept() is None
