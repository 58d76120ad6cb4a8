"""Zendesk as a source: tickets of an incremental export, page after page, from where the last run ended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sources import SourcesFileError, SyncReport
from sources.vendors import zendesk as vendor
from tests.sources.company import NOON, Company
from tests.sources.vendors.fake import BROKEN, LIMITED, SECRET, says, serving
from tests.sources.vendors.fake_zendesk import SIGNED_IN, FakeZendesk, organization, ticket

TOML = """[crm]
kind = "accounts"
from = "folder"
files = "crm.csv"
every = "1h"

[zendesk]
kind = "tickets"
from = "zendesk"
key = "env:ZENDESK"
url = "{url}"
every = "1h"
needs = ["crm"]
{more}
"""
USER = 'user = "reports@vendor.example"'


@pytest.fixture
def zendesk() -> Iterator[FakeZendesk]:
    fake = FakeZendesk(
        organizations=[organization(1, "Acme (sample)", "acme.example"), organization(2, "Beta (sample)")],
        tickets=[ticket(10, 1), ticket(11, 2), ticket(12, None), ticket(13, 1), ticket(14, 2)],
    )
    with serving(fake):
        yield fake


def sync(home: Company, zendesk: FakeZendesk, more: str = USER) -> SyncReport:
    home.write(
        "crm.csv", "id,name,domain", "a,Acme (sample),acme.example", "b,Beta (sample),beta.example", "x-1,X,x.example"
    )
    home.environment["ZENDESK"] = SECRET
    return home.sync(home.configure(TOML.format(url=zendesk.url, more=more)))[-1]


def tickets(home: Company, columns: str = "t.key, a.name") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM ticket t JOIN account a ON a.id = t.account_id ORDER BY t.key"
    return home.store.reading.execute(query).fetchall()


def test_tickets_are_those_of_their_organization_s_account(company: Company, zendesk: FakeZendesk) -> None:
    report = sync(company, zendesk)
    assert (report.outcome, report.new) == ("good", 4), report
    assert tickets(company, "t.key, a.name, t.opened_on, t.closed_on, t.priority, t.subject")[0] == (
        "zendesk:10", "Acme (sample)", "2026-06-01", None, "high", "Question 10 (sample)",
    )  # fmt: skip
    assert "Tickets without an organization that names an account were passed over (1 row)." in report.notes


def test_the_next_run_goes_on_where_the_last_one_ended(company: Company, zendesk: FakeZendesk) -> None:
    sync(company, zendesk)
    assert company.state("zendesk").cursor == "5"
    solved = {"solved_at": "2026-06-14T10:00:00Z"}
    zendesk.tickets.append(ticket(10, 1, status="solved", updated_at="2026-06-15T10:00:00Z", metric_set=solved))
    zendesk.asked.clear()
    report = sync(company, zendesk)
    assert (report.changed, report.new) == (1, 0), report
    assert [each.query["cursor"] for each in zendesk.asked] == ["5"]
    assert tickets(company, "t.closed_on")[0] == ("2026-06-14",)


def test_a_cursor_that_is_no_longer_taken_is_left_for_the_day_of_the_last_run(
    company: Company, zendesk: FakeZendesk
) -> None:
    sync(company, zendesk)
    company.later(days=40)
    zendesk.tickets.append(ticket(20, 1, updated_at="2026-07-20T10:00:00Z", created_at="2026-07-20T09:00:00Z"))
    zendesk.fail_at = {len(zendesk.asked) + 1: says({"error": "InvalidCursor"}, 400)}
    report = sync(company, zendesk)
    assert (report.outcome, report.new) == ("good", 1), report
    assert int(zendesk.asked[-1].query["start_time"]) == (NOON - timedelta(days=1)).timestamp()
    assert "Zendesk no longer took the cursor: what changed since 2026-06-14 is read again." in report.notes
    zendesk.always = says({"error": "InvalidValue"}, 400)
    assert "it refused with 400" in sync(company, zendesk).reason


@pytest.mark.parametrize("status", ["closed", "deleted"])
def test_what_was_closed_on_no_known_day_was_when_it_changed_last(
    company: Company, zendesk: FakeZendesk, status: str
) -> None:
    zendesk.tickets = [ticket(10, 1, status=status, metric_set=None)]
    sync(company, zendesk)
    assert tickets(company, "t.closed_on") == [("2026-06-02",)]


def test_a_ticket_that_changes_while_it_is_read_has_its_later_state(company: Company, zendesk: FakeZendesk) -> None:
    zendesk.tickets.append(ticket(10, 1, priority="urgent"))
    sync(company, zendesk)
    assert tickets(company, "t.priority")[0] == ("urgent",)


def test_the_first_run_reads_back_as_far_as_it_is_told(company: Company, zendesk: FakeZendesk) -> None:
    zendesk.tickets[0]["updated_at"] = "2026-03-01T00:00:00Z"
    sync(company, zendesk, f'{USER}\nhistory = "30d"')
    assert [key for key, _ in tickets(company)] == ["zendesk:11", "zendesk:13", "zendesk:14"]


@pytest.mark.parametrize("pages", [1, 20])
def test_a_long_first_run_that_breaks_off_goes_on_where_it_was(
    company: Company, zendesk: FakeZendesk, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    """Each table is whole or not there, and the cursor stands behind the last one that is."""
    monkeypatch.setattr(vendor, "TABLE_PAGES", pages)
    zendesk.fail_at = {3: says({"error": "InvalidValue"}, 400)}
    report = sync(company, zendesk)
    assert (report.outcome, company.state("zendesk").cursor) == ("failed", "4")
    assert [key for key, _ in tickets(company)] == ["zendesk:10", "zendesk:11", "zendesk:13"]
    assert str(company.state("zendesk").as_of) == "2026-06-02 08:00:00+00:00"  # what came after isn't known
    zendesk.asked.clear()
    assert sync(company, zendesk).outcome == "good"
    assert [each.query.get("cursor") for each in zendesk.asked] == ["4"]
    assert len(tickets(company)) == 4


@pytest.mark.parametrize(("by", "name"), [("domain", "Acme (sample)"), ("external_id", "X")])
def test_what_names_the_account_is_chosen(company: Company, zendesk: FakeZendesk, by: str, name: str) -> None:
    zendesk.tickets = zendesk.tickets[:1]
    sync(company, zendesk, f'{USER}\naccount = "{by}"')
    assert tickets(company, "a.name") == [(name,)]


def test_an_oauth_token_needs_no_user(company: Company, zendesk: FakeZendesk) -> None:
    zendesk.authorization = f"Bearer {SECRET}"
    assert sync(company, zendesk, "").outcome == "good"


def test_an_oauth_client_signs_in_for_each_run(company: Company, zendesk: FakeZendesk) -> None:
    """API tokens can't be made since October 2026, and end in April 2027."""
    zendesk.authorization, zendesk.client_id = "Bearer made-up-token", "cs_bot"
    assert sync(company, zendesk, 'client_id = "cs_bot"').outcome == "good"
    assert zendesk.paths[0] == "/oauth/tokens"
    zendesk.tickets.append(ticket(15, 1))
    zendesk.authorization = SIGNED_IN
    until = "Zendesk takes API tokens until 30 April 2027: make an OAuth client, and name it by client_id."
    assert until in sync(company, zendesk).notes
    zendesk.authorization = "Bearer made-up-token"
    report = sync(company, zendesk, 'client_id = "other"')
    assert report.reason == (
        "zendesk: it refused with 401: the key isn't valid, or isn't any more. Set env:ZENDESK anew."
    )
    with pytest.raises(SourcesFileError, match=r"has a user.* and a client_id"):
        sync(company, zendesk, f'{USER}\nclient_id = "cs_bot"')


def test_a_limit_at_the_same_page_each_time_is_got_past(company: Company, zendesk: FakeZendesk) -> None:
    """Of ten requests a minute, and a wait that is longer than a run takes: the first run began anew each time."""
    zendesk.page = 1
    for _ in range(3):
        zendesk.fail_at = {len(zendesk.asked) + 3: says({}, 429, Retry_After="93")}
        report = sync(company, zendesk)
    assert (report.outcome, len(tickets(company))) == ("good", 4), report


def test_limits_and_failures_in_the_middle_are_waited_out(company: Company, zendesk: FakeZendesk) -> None:
    zendesk.fail_at = {2: LIMITED, 4: BROKEN}
    assert sync(company, zendesk).outcome == "good"
    assert len(tickets(company)) == 4


NO_END: dict[str, Any] = {"tickets": [], "organizations": [], "after_cursor": None}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({**NO_END, "end_of_stream": False}, "doesn't say whether it is the last one"),
        (NO_END, "doesn't say whether it is the last one"),
        ({**NO_END, "end_of_stream": True, "tickets": None}, "has no list “tickets”. Nothing is taken as gone"),
    ],
)
def test_an_answer_that_is_none_fails(company: Company, zendesk: FakeZendesk, answer: object, said: str) -> None:
    zendesk.always = says(answer)
    assert said in sync(company, zendesk).reason


def test_nothing_new_is_a_good_run(company: Company, zendesk: FakeZendesk) -> None:
    sync(company, zendesk)
    report = sync(company, zendesk)
    assert (report.outcome, report.rows, company.state("zendesk").cursor) == ("good", 0, "5")


def test_all_tickets_can_not_be_asked_for(company: Company, zendesk: FakeZendesk) -> None:
    with pytest.raises(SourcesFileError, match="leave full = true out"):
        sync(company, zendesk, "full = true")
