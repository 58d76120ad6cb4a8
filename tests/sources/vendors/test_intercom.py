"""Intercom as a source: conversations of people as tickets of their companies."""

from collections.abc import Iterator
from typing import Any

import pytest

from sources import SyncReport
from tests.sources.company import Company
from tests.sources.vendors.fake import BROKEN, LIMITED, SECRET, says, serving
from tests.sources.vendors.fake_intercom import (
    FakeIntercom,
    contact,
    conversation,
    error,
    intercom_company,
    seconds,
)

TOML = """[crm]
kind = "accounts"
from = "folder"
files = "crm.csv"
every = "1h"

[intercom]
kind = "tickets"
from = "intercom"
key = "env:INTERCOM"
url = "{url}"
every = "1h"
needs = ["crm"]
{more}
"""


@pytest.fixture
def intercom() -> Iterator[FakeIntercom]:
    fake = FakeIntercom(
        companies=[intercom_company("c1", "a", "Acme (sample)"), intercom_company("c2", "b", "Beta (sample)")],
        contacts=[contact("p1", "c1"), contact("p2", "c2", "c1"), contact("p3")],
        conversations=[
            conversation("1", "p1"),
            conversation("2", "p2"),
            conversation("3", "p3"),
            conversation("4", "gone", "p1"),
        ],
    )
    with serving(fake):
        yield fake


def sync(home: Company, intercom: FakeIntercom, more: str = "") -> SyncReport:
    home.write("crm.csv", "id,name", "a,Acme (sample)", "b,Beta (sample)")
    home.environment["INTERCOM"] = SECRET
    return home.sync(home.configure(TOML.format(url=intercom.url, more=more)))[-1]


def tickets(home: Company, columns: str = "t.key, a.name") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM ticket t JOIN account a ON a.id = t.account_id ORDER BY t.key"
    return home.store.reading.execute(query).fetchall()


@pytest.mark.parametrize("by", ["company_id", "name"])
def test_conversations_are_tickets_of_people_s_companies(company: Company, intercom: FakeIntercom, by: str) -> None:
    report = sync(company, intercom, f'account = "{by}"')
    assert (report.outcome, report.new) == ("good", 3), report
    assert tickets(company) == [
        ("intercom:1", "Acme (sample)"), ("intercom:2", "Beta (sample)"), ("intercom:4", "Acme (sample)"),
    ]  # fmt: skip
    assert report.notes[:2] == [
        "Conversations of people in several companies count for the first one (1 row).",
        "Conversations of people without a company that names an account were passed over (1 row).",
    ]


def test_each_company_and_person_is_asked_for_once(company: Company, intercom: FakeIntercom) -> None:
    sync(company, intercom)
    assert sorted(each for each in intercom.paths if each.startswith("/companies")) == [
        "/companies/c1",
        "/companies/c2",
    ]
    asked = [each.json["query"]["value"] for each in intercom.asked if each.path == "/contacts/search"]
    assert asked == [["p1", "p2"], ["p3", "gone"]]


def test_a_closed_one_has_its_day_and_its_rating(company: Company, intercom: FakeIntercom) -> None:
    closed = {
        "state": "closed",
        "statistics": {"last_close_at": seconds("2026-06-12T10:00:00")},
        "conversation_rating": {"rating": 5},
        "title": "Invoice (sample)",
    }
    intercom.conversations = [conversation("1", "p1", **closed)]
    sync(company, intercom)
    expected = ("2026-06-10", "2026-06-12", 5, "Invoice (sample)", "low")
    assert tickets(company, "t.opened_on, t.closed_on, t.satisfaction, t.subject, t.priority") == [expected]


def test_what_changed_on_the_day_of_the_last_run_is_read_again(company: Company, intercom: FakeIntercom) -> None:
    """A search for what is newer than a moment begins with the next day: the one before is asked for."""
    sync(company, intercom)
    assert company.state("intercom").cursor == "2026-06-11T08:00:00+00:00"
    intercom.conversations.append(conversation("5", "p1", updated_at=seconds("2026-06-11T09:00:00")))
    report = sync(company, intercom)
    assert (report.new, report.changed) == (1, 0), report


def test_a_company_that_was_deleted_names_no_account(company: Company, intercom: FakeIntercom) -> None:
    """A person may still be of it: each run failed, and no ticket came any more."""
    intercom.companies.pop()
    report = sync(company, intercom)
    assert (report.outcome, [name for _, name in tickets(company)]) == ("good", ["Acme (sample)"] * 3), report


def test_limits_and_failures_in_the_middle_are_waited_out(company: Company, intercom: FakeIntercom) -> None:
    intercom.fail_at = {2: LIMITED, 5: BROKEN}
    assert sync(company, intercom).outcome == "good"
    assert len(tickets(company)) == 3


@pytest.mark.parametrize(
    ("number", "failure", "said"),
    [
        (2, error(403, "api_plan_restricted", "Active subscription needed."), "It says: Active subscription needed."),
        (4, says({"type": "list"}), "what Intercom says of company c2 isn't one"),
        (5, says({"type": "conversation.list"}), "has no list “conversations”"),
        (2, says({"type": "list"}), "answered with no list “data”"),
        (
            1,
            says({"type": "conversation.list", "conversations": [conversation("1", "p1")], "total_count": 4}),
            "Intercom gave 1 of 4 conversations",
        ),
    ],
)
def test_a_run_that_breaks_off_leaves_all_as_it_was(
    company: Company, intercom: FakeIntercom, number: int, failure: Any, said: str
) -> None:
    intercom.fail_at = {number: failure}
    report = sync(company, intercom)
    assert (report.outcome, tickets(company), company.state("intercom").cursor) == ("failed", [], "")
    assert said in report.reason
