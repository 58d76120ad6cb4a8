"""Files of accounts: what becomes of their columns, and which account a row is."""

from dataclasses import replace
from datetime import date, time

import pytest

from accounts.derived import current_state
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from accounts.errors import ImportFileError
from accounts.importing import preview_undo, undo
from accounts.scopes.parser import parse_scope
from accounts.scopes.scope import Requester
from tests.accounts.importing.conftest import NOW, Company


def test_a_file_of_accounts_is_read_into_the_store(company: Company) -> None:
    outcome = company.bring(
        "accounts",
        "Account ID,Account Name,Website,ARR,Currency,Renewal Date,Seats,Auto Renew,Notice Period\n"
        'A-1,Acme,https://www.acme.example/,"€120,000.50",EUR,2026-09-30,40,yes,30 days\n',
    )
    assert (outcome.written, outcome.new, outcome.rejected) == (True, 1, 0)
    assert company.rows(
        "SELECT key, name, domain, arr, currency, renews_on, seats, auto_renews, notice_days, status FROM account"
    ) == [("A-1", "Acme", "acme.example", 12_000_050, "EUR", "2026-09-30", 40, 1, 30, "active")]


def test_the_same_file_twice_changes_nothing(company: Company) -> None:
    text = "id,name,arr,owner,owner email,churn flag\n1,Acme,100,Dana,dana@cs.example,no\n2,Globex,,Lee,,yes\n"
    company.bring("accounts", text)
    before = company.everything()
    again = company.bring("accounts", text)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert company.everything() == before


def test_only_columns_of_the_file_change(company: Company) -> None:
    company.bring("accounts", "id,name,segment,seats\n1,Acme,Enterprise,40\n")
    outcome = company.bring("accounts", "id,name,seats\n1,Acme,50\n")
    assert (outcome.changed, [(c.what, c.field, c.old, c.new) for c in outcome.changes]) == (
        1,
        [("Acme", "seats", "40", "50")],
    )
    assert company.rows("SELECT segment, seats FROM account") == [("Enterprise", 50)]


def test_an_empty_cell_empties_the_field_and_leaves_what_is_never_empty(company: Company) -> None:
    company.bring("accounts", "id,name,segment,status\n1,Acme,Enterprise,trial\n")
    company.bring("accounts", "id,name,segment,status\n1,Acme,,\n")
    assert company.rows("SELECT segment, status FROM account") == [(None, "trial")]


@pytest.mark.parametrize(
    ("header", "row", "arr"),
    [
        ("arr", "1200", 120_000),
        ("mrr", "100", 120_000),
        ("arr,mrr", "1200,", 120_000),
        ("arr,mrr", ",100", 120_000),
        ("arr", "", None),
    ],
)
def test_arr_is_told_from_what_the_file_has(company: Company, header: str, row: str, arr: int | None) -> None:
    company.bring("accounts", f"name,{header}\nAcme,{row}\n")
    assert company.column("SELECT arr FROM account") == [arr]


def test_arr_that_is_not_twelve_times_mrr_is_taken_and_noted(company: Company) -> None:
    outcome = company.bring("accounts", "name,arr,mrr\nAcme,1200,150\nGlobex,1201,100\n")
    assert company.column("SELECT arr FROM account ORDER BY key") == [120_000, 120_100]
    assert "ARR isn't twelve times MRR: ARR was taken (1 row, first on line 2)." in outcome.notes


def test_an_amount_without_a_currency_has_the_default_and_that_is_said(company: Company) -> None:
    outcome = company.bring("accounts", "name,arr\nAcme,1200\n", currency="JPY")
    assert company.rows("SELECT arr, currency FROM account") == [(1200, "JPY")]
    assert any("in JPY" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("header", "row", "status"),
    [
        ("status", "Trialing", "trial"),
        ("status", "", "active"),
        ("churn flag", "True", "churned"),
        ("churn flag", "False", "active"),
        ("is trial,churn flag", "True,False", "trial"),
        ("is trial,churn flag", "True,True", "churned"),
        ("status,is trial", "active,yes", "trial"),
        ("churn date", "2025-01-31", "churned"),
        ("churn date", "2027-01-31", "active"),
        ("status,churn date", "active,2027-01-31", "active"),
        ("status", "lead", "prospect"),
    ],
)
def test_a_status_is_told_from_several_columns(company: Company, header: str, row: str, status: str) -> None:
    assert company.bring("accounts", f"name,{header}\nAcme,{row}\n").rejects == ()
    assert company.column("SELECT status FROM account") == [status]


@pytest.mark.parametrize(
    ("header", "row", "column"),
    [
        ("status,churn flag", "active,True", "status"),
        ("status,churn flag", "churned,False", "status"),
        ("status,churn date", "active,2025-01-31", "status"),
        ("customer since,churn date", "2025-02-01,2025-01-31", "churn date"),
        ("customer since,renewal date", "2025-02-01,2025-01-31", "renewal date"),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected(company: Company, header: str, row: str, column: str) -> None:
    outcome = company.bring("accounts", f"name,{header}\nAcme,{row}\n")
    assert [(reject.line, reject.column) for reject in outcome.rejects] == [(2, column)]
    assert company.column("SELECT count(*) FROM account") == [0]


def test_a_row_without_an_id_is_known_by_its_domain_then_its_name(acme: Company) -> None:
    outcome = acme.bring("accounts", "name,domain,seats\nAcme Corp,acme.example,5\ninitech,,7\nHooli,,9\n")
    assert (outcome.new, outcome.changed) == (1, 2)
    assert acme.rows("SELECT key, name, seats FROM account ORDER BY key") == [
        ("A-1", "Acme Corp", 5),
        ("A-2", "Globex", None),
        ("A-3", "initech", 7),
        ("hooli", "Hooli", 9),
    ]


def test_another_domain_is_another_account_even_of_the_same_name(acme: Company) -> None:
    assert acme.bring("accounts", "name,domain\nAcme,acme-bikes.example\n").new == 1


def test_a_name_that_several_accounts_share_needs_the_id(acme: Company) -> None:
    acme.bring("accounts", "id,name\nA-9,Initech\n")
    outcome = acme.bring("accounts", "name,seats\nInitech,7\n")
    assert outcome.rejects[0].reason == "is the name of 2 accounts; give the id: A-3, A-9"


def test_ids_tell_upper_from_lower_case(company: Company) -> None:
    assert company.bring("accounts", "id,name\n001a,Acme\n001A,Globex\n").new == 2


def test_one_person_is_one_owner(company: Company) -> None:
    company.bring(
        "accounts",
        "name,owner,owner email\nAcme,Dana Lee,Dana@cs.example\nGlobex,Lee Dana,dana@cs.example\nHooli,,\n",
    )
    assert company.rows("SELECT key, name, email FROM owner") == [("dana@cs.example", "Dana Lee", "dana@cs.example")]
    assert company.column("SELECT owner_id IS NOT NULL FROM account ORDER BY key") == [1, 1, 0]


DAILY = Schedule(time(9), EVERY_DAY, "UTC")
DIGEST = Subscription(team="T1", channel="", digest="health", scope="", created_by="U1", schedule=DAILY)
OWNED = "id,name,owner,owner email\nA-1,Acme,{0},dana@cs.example\nA-2,Globex,{1},dana@cs.example\n"


def test_an_owner_who_is_renamed_under_one_email_goes_by_the_new_name(company: Company) -> None:
    company.bring("accounts", OWNED.format("Dana Lee", "Dana Lee"))
    for channel, scope in (("C1", "@Dana Lee red"), ("C2", "@Dana Leeson"), ("C3", "mine")):
        there = replace(DIGEST, channel=channel, scope=scope)
        subscribe(company.store, there, NOW)
    assert company.bring("accounts", OWNED.format("Dana Miller", "Dana Miller")).written
    assert company.rows("SELECT name, email FROM owner") == [("Dana Miller", "dana@cs.example")]
    scopes = company.column("SELECT scope FROM digest ORDER BY channel")
    assert scopes == ["@dana@cs.example red", "@Dana Leeson", "mine"]
    again = company.bring("accounts", OWNED.format("Dana Miller", "Dana Miller"))
    assert (again.new, again.changed) == (0, 0)
    found = preview_undo(company.store)
    assert found is None or found.entry.new == 2  # a renamed owner alone changes no account


def test_a_former_name_alone_is_the_owner_who_had_it(company: Company) -> None:
    company.bring("accounts", OWNED.format("Dana Lee", "Dana Lee"))
    company.bring("accounts", OWNED.format("Dana Miller", "Dana Miller"))
    outcome = company.bring("accounts", "id,name,owner\nA-1,Acme,dana lee\nA-3,Hooli,Dana Lee\n")
    assert company.rows("SELECT name, email FROM owner") == [("Dana Miller", "dana@cs.example")]
    assert company.column("SELECT count(DISTINCT owner_id) FROM account") == [1]
    assert "“Dana Lee” is Dana Miller, who was called that before." in outcome.notes
    assert company.bring("accounts", "id,name,owner\nA-1,Acme,Dana Lee\nA-3,Hooli,Dana Lee\n").changed == 0


def test_a_former_name_that_somebody_else_has_now_is_theirs(company: Company) -> None:
    company.bring("accounts", OWNED.format("Dana Lee", "Dana Lee"))
    company.bring("accounts", OWNED.format("Dana Miller", "Dana Miller"))
    company.bring("accounts", "id,name,owner,owner email\nA-3,Hooli,Dana Lee,d.lee@cs.example\n")
    company.bring("accounts", "id,name,owner\nA-4,Umbra,Dana Lee\n")
    owners = "SELECT o.email FROM account a JOIN owner o ON o.id = a.owner_id WHERE a.key = 'A-4'"
    assert company.column(owners) == ["d.lee@cs.example"]


def test_of_two_names_under_one_email_in_a_file_the_first_counts_each_time(company: Company) -> None:
    company.bring("accounts", OWNED.format("Dana Lee", "Lee D."))
    for _ in range(2):
        company.bring("accounts", OWNED.format("Dana Lee", "Lee D."))
        assert company.column("SELECT name FROM owner") == ["Dana Lee"]


@pytest.mark.parametrize("column", ["owner email", "owner slack"])
def test_a_name_that_two_owners_have_is_the_one_who_is_known_by_it_alone(company: Company, column: str) -> None:
    address = "dana@cs.example" if column == "owner email" else "U0AB12CD34"
    text = f"id,name,owner,{column}\nA-1,Acme,Dana,\nA-2,Globex,,{address}\nA-3,Initech,Dana,{address}\n"
    assert company.bring("accounts", text).new == 3
    owners = company.rows("SELECT * FROM owner")
    assert company.bring("accounts", text).unchanged == 3
    assert company.rows("SELECT * FROM owner") == owners
    assert company.column("SELECT count(DISTINCT owner_id) FROM account") == [2]


def test_an_owner_known_by_name_gets_an_email_later(company: Company) -> None:
    company.bring("accounts", "name,owner\nAcme,Dana Lee\nGlobex,kim@cs.example\n")
    company.bring("accounts", "name,owner,owner email\nAcme,dana  lee,dana@cs.example\nGlobex,Kim,kim@cs.example\n")
    assert company.rows("SELECT name, email FROM owner ORDER BY email") == [
        ("Dana Lee", "dana@cs.example"),
        ("Kim", "kim@cs.example"),
    ]


def test_rows_said_twice_are_one(company: Company) -> None:
    outcome = company.bring("accounts", "id,name\n1,Acme\n1,Acme\n2,Globex\n")
    assert (outcome.new, outcome.repeated, outcome.rejected) == (2, 1, 0)


def test_an_id_with_two_stories_names_the_line_of_the_first(company: Company) -> None:
    outcome = company.bring("accounts", "id,name,seats\n1,Acme,5\n2,Globex,6\n1,Acme,7\n", skip_bad=True)
    assert [(r.line, r.column, r.value, r.reason) for r in outcome.rejects] == [
        (4, "id", "1", "is on line 2 too, with another seats: 5")
    ]
    assert outcome.new == 2


def test_of_a_churn_event_and_a_status_that_turned_active_the_later_one_counts(company: Company) -> None:
    company.bring("accounts", "id,name,status,arr\nA-1,Acme,churned,100\nA-2,Globex,active,100\n")
    company.bring("churn", "id,account,churn date\nC-1,A-1,2026-05-01\nC-2,A-2,2026-05-01\n")
    here = "SELECT a.name FROM standing s JOIN account a ON a.id = s.account_id ORDER BY a.name"
    assert company.column(here) == []
    company.bring("accounts", "id,name,status,arr\nA-1,Acme,active,100\nA-2,Globex,active,200\n")
    assert company.column(here) == ["Acme"]  # Globex was called active all along, though it had left
    found = preview_undo(company.store)
    assert found is not None
    assert undo(company.store, found.entry.id, company.occasion)
    assert company.column(here) == []
    company.bring("accounts", "id,name,status\nA-1,Acme,active\n")
    company.bring("churn", "id,account,churn date\nC-3,A-1,2026-06-15\n")
    assert company.column(here) == ["Acme"]  # said on the day on which it came back
    company.bring("churn", "id,account,churn date\nC-4,A-1,2026-06-16\n")
    assert company.column(here) == ["Acme"]
    with company.store.writing() as connection:
        current_state.advance_to(connection, date(2026, 6, 17))
    assert company.column(here) == []


def test_who_came_back_has_not_left(company: Company) -> None:
    company.bring("accounts", "id,name,status,churn date\n1,Acme,churned,2025-01-31\n")
    company.bring("accounts", "id,name,status\n1,Acme,active\n")
    assert company.rows("SELECT status, churned_on FROM account") == [("active", None)]
    assert company.column("SELECT count(*) FROM standing") == [1]


def test_an_account_that_may_be_there_under_another_id_is_pointed_out(acme: Company) -> None:
    outcome = acme.bring("accounts", "id,name,domain\ncus_1,ACME,\ncus_2,Globex Inc,globex.example\ncus_3,Hooli,\n")
    assert (
        "2 new accounts have the domain or name of one in the store under another id: line 2, ACME, is A-1 there."
        in outcome.notes
    )


def test_accounts_without_names_are_called_by_their_ids_until_a_file_names_them(company: Company) -> None:
    outcome = company.bring("accounts", "customer_id,segment\nC-1,SMB\nC-2,SMB\n")
    assert outcome.notes == ("Accounts without a name are called by their ids (2, first on line 2).",)
    assert company.column("SELECT name FROM account ORDER BY key") == ["C-1", "C-2"]
    company.bring("accounts", "id,name\nC-1,Acme\nC-2,\n")
    assert company.column("SELECT name FROM account ORDER BY key") == ["Acme", "C-2"]
    again = company.bring("accounts", "customer_id,segment\nC-1,SMB\nC-2,Enterprise\n")
    assert [(each.what, each.field) for each in again.changes] == [("C-2", "segment")]
    assert company.column("SELECT name FROM account ORDER BY key") == ["Acme", "C-2"]


def test_rows_that_share_their_ids_are_no_accounts_without_names(company: Company) -> None:
    rows = "".join(f"C-1,2026-01-{day:02}\n" for day in range(1, 20))
    with pytest.raises(ImportFileError, match="No column fills name"):
        company.bring("accounts", f"account_id,month\n{rows}")


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("name\nAcme\n", "id,name\nA-1,ACME\n"),
        ("name,domain\nAcme,acme.example\n", "id,name,domain\nA-1,Acme Inc,acme.example\n"),
    ],
)
def test_an_account_without_an_id_gets_it_from_a_later_file(company: Company, first: str, later: str) -> None:
    company.bring("accounts", first)
    company.bring("tickets", "id,account,opened\nT-1,Acme,2026-05-01\n")
    before = company.everything()
    outcome = company.bring("accounts", later)
    assert (outcome.new, outcome.changed) == (0, 1)
    assert outcome.notes == ("1 account of the store had no id, and gets one: on line 2, A-1.",)
    assert company.rows("SELECT key FROM account") == [("A-1",)]
    assert company.bring("accounts", later).unchanged == 1
    assert company.bring("tickets", "id,account,opened\nT-1,A-1,2026-05-01\n").unchanged == 1
    entry = preview_undo(company.store)
    assert entry
    undo(company.store, entry.entry.id, company.occasion)
    assert company.everything() == before


@pytest.mark.parametrize(
    "later",
    [
        "id,name\nA-1,Acme\nA-2,Acme\n",
        "id,name,domain\nA-1,Acme,other.example\n",
    ],
)
def test_ids_are_given_to_no_account_that_is_only_perhaps_the_same(company: Company, later: str) -> None:
    company.bring("accounts", "name,domain\nAcme,acme.example\n")
    outcome = company.bring("accounts", later)
    assert outcome.changed == 0
    assert "acme.example" in company.column("SELECT key FROM account")


def test_two_ids_are_two_accounts_and_that_is_noted(company: Company) -> None:
    company.bring("accounts", "id,name\nA-1,Acme\n")
    outcome = company.bring("accounts", "id,name\n9001,Acme\n")
    assert outcome.new == 1
    assert "under another id" in outcome.notes[0]


def test_a_segment_has_one_spelling_and_that_is_the_stores(company: Company) -> None:
    rows = (
        "id,name,segment\n1,Acme,Mid-Market\n2,Globex,mid market\n3,Hooli,MIDMARKET\n4,Initech,1-10\n5,Umbrella,110\n"
    )
    outcome = company.bring("accounts", rows)
    assert outcome.notes == (
        "“mid market” was taken for the segment “Mid-Market” (1 row, first on line 3).",
        "“MIDMARKET” was taken for the segment “Mid-Market” (1 row, first on line 4).",
    )
    assert company.bring("accounts", rows).unchanged == 5
    company.bring("accounts", "id,name,segment\n6,Vandelay,midmarket\n7,Wonka,\n")
    segments = company.column("SELECT segment FROM account ORDER BY key")
    assert segments == ["Mid-Market", "Mid-Market", "Mid-Market", "1-10", "110", "Mid-Market", None]


def test_an_owner_is_known_in_slack_by_the_user_that_a_file_names(company: Company) -> None:
    company.bring(
        "accounts", "id,name,csm,csm slack id\n1,Acme,Dana,U024BE7LH\n2,Globex,,U024BE7LH\n3,Hooli,W012345678,\n"
    )
    assert company.rows("SELECT name, slack_user FROM owner ORDER BY name") == [
        ("Dana", "U024BE7LH"),
        ("W012345678", "W012345678"),
    ]
    company.bring("accounts", "id,name,csm,csm email,csm slack id\n3,Hooli,Lee,lee@cs.example,W012345678\n")
    assert company.rows("SELECT name, email FROM owner WHERE slack_user = 'W012345678'") == [("Lee", "lee@cs.example")]
    assert parse_scope(company.store, "mine", Requester("W012345678")).words == "accounts of Lee"
    assert parse_scope(company.store, "<@U024BE7LH>").words == "accounts of Dana"
