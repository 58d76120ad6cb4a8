"""A digest says how old its facts are, and first of all which of them stopped."""

from datetime import date, time, timedelta

import pytest

from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription
from bot.commands import respond
from bot.context import Context, Requester
from bot.digest_message import DigestMessage
from bot.digests.content.composer import Composer
from bot.digests.content.model import ComposedDigest
from glossary import load
from tests.bot.sources.conftest import Office
from tests.sources.company import NOON

ACCOUNTS = """[crm]
kind = "accounts"
from = "folder"
files = "accounts*.csv"
every = "30m"
"""
USAGE = """
[app]
kind = "usage"
from = "folder"
files = "usage*.csv"
every = "1h"
stale_after = "26h"
needs = ["crm"]
"""
HEALTH = Subscription(
    team="T", channel="C", digest="health", scope="", created_by="U", schedule=Schedule(time(9), EVERY_DAY, "UTC")
)


def message(office: Office, since: date | None = None) -> DigestMessage:
    said = composed(office, since).said
    assert isinstance(said, DigestMessage)
    return said


def composed(office: Office, since: date | None = None) -> ComposedDigest:
    return Composer(load(), office.workspace).compose(HEALTH, office.company.now, since)


@pytest.fixture
def read(office: Office) -> Office:
    """Accounts and usage, both read at noon as of 10:00."""
    company = office.company
    company.write("accounts.csv", "id,name", "a,Acme")
    company.write("usage.csv", "account id,date,events", "a,2026-06-14,10")
    assert [each.outcome for each in company.due(company.configure(ACCOUNTS + USAGE))] == ["good", "good"]
    return office


def test_it_says_as_of_when(read: Office) -> None:
    assert message(read).footnotes[0] == "As of 10:00."
    read.company.write("usage.csv", "account id,date,events", "a,2026-06-15,10", at=NOON)
    read.company.later(hours=1)
    read.company.due(read.company.configure(ACCOUNTS + USAGE))
    assert message(read).footnotes[0] == "As of: accounts 10:00, usage 12:00."


def test_what_stopped_is_its_first_line(read: Office) -> None:
    read.company.later(days=2)
    read.company.configure(ACCOUNTS.replace("every", 'stale_after = "30d"\nevery') + USAGE)
    told = message(read)
    assert told.headline == "Usage stopped on 15 Jun: what came after it isn't known."
    assert told.paragraphs[0].startswith("What got worse since")
    read.company.later(days=6)
    assert message(read).headline == "Usage stopped on 15 Jun: health says nothing about use."


def test_what_fails_is_its_first_line_before_it_is_old(read: Office) -> None:
    (read.company.folder / "accounts.csv").unlink()
    read.company.later(minutes=30)
    read.company.due(read.company.configure(ACCOUNTS + USAGE))
    assert message(read).headline == "Accounts can't be read since 12:30: they are as of 10:00."


def test_what_is_held_and_what_was_never_read(office: Office) -> None:
    company = office.company
    company.write("accounts-1.csv", "id,name", *(f"{n},Customer {n}" for n in range(9)))
    sources = company.configure(ACCOUNTS + "full = true\n" + USAGE)
    company.due(sources)
    company.write("accounts-2.csv", "id,name", "1,Customer 1", at=NOON)
    company.later(minutes=30)
    company.due(sources)
    assert message(office).headline == (
        "Accounts are held since 12:30, as more than a third is missing: they are as of 10:00. "
        "Usage was never read: the source fails."
    )


def test_a_feed_that_stops_is_a_change_once(read: Office) -> None:
    assert not composed(read, NOON.date()).changed
    read.company.later(days=2)
    assert composed(read, NOON.date()).changed
    read.company.later(days=3)
    assert not composed(read, (NOON + timedelta(days=4)).date()).changed


def test_a_wrong_file_of_sources_is_said(read: Office) -> None:
    (read.company.folder / "sources.toml").write_text("[crm]\n")
    assert message(read).headline == "The sources can't be told: how old this is isn't known."


def test_its_data_has_the_ages(read: Office) -> None:
    assert message(read).data["sources"] == [
        {"name": "crm", "kind": "accounts", "as_of": "2026-06-15T10:00:00+00:00", "state": "good", "stale": False},
        {"name": "app", "kind": "usage", "as_of": "2026-06-15T10:00:00+00:00", "state": "good", "stale": False},
    ]


def test_a_preview_says_it_too(read: Office) -> None:
    read.company.later(days=2)
    context = Context(load(), read.workspace, Requester("U1"), "C1", "T1", now=read.company.now)
    _, reply = respond("digest preview health", context)
    assert reply.paragraphs[0].startswith("Accounts stopped on 15 Jun")
