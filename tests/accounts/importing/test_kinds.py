"""Files of what belongs to accounts: finding the account, keys where there are none, and the checks of each kind."""

import pytest

from tests.accounts.importing.conftest import Company


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("A-1", "A-1"),
        ("acme.example", "A-1"),
        ("https://www.acme.example/about", "A-1"),
        ("ACME", "A-1"),
        ("  initech ", "A-3"),
    ],
)
def test_the_account_is_found_by_id_domain_or_name(acme: Company, said: str, key: str) -> None:
    outcome = acme.bring("tickets", f"id,account,created at\nT-1,{said},2026-05-01\n")
    assert outcome.rejects == ()
    assert acme.column("SELECT a.key FROM ticket JOIN account a ON a.id = account_id") == [key]


def test_an_account_that_is_not_in_the_store_rejects_the_row(acme: Company) -> None:
    outcome = acme.bring("tickets", "id,account,created at\nT-1,Umbrella,2026-05-01\nT-2,,2026-05-01\n")
    assert [(r.line, r.value, r.reason) for r in outcome.rejects] == [
        (2, "Umbrella", "is no account of the store, by id, domain or name"),
        (3, "", "is empty"),
    ]


def test_accounts_that_may_be_meant_are_named(acme: Company) -> None:
    outcome = acme.bring("tickets", "id,account,created at\nT-1,Inittech,2026-05-01\n")
    assert outcome.rejects[0].reason == "is no account of the store, by id, domain or name; perhaps Initech (A-3)"


def test_a_name_of_several_accounts_rejects_the_row_with_their_ids(acme: Company) -> None:
    acme.bring("accounts", "id,name\nA-9,acme\n")
    outcome = acme.bring("tickets", "id,account,created at\nT-1,Acme,2026-05-01\n")
    assert outcome.rejects[0].reason == "is the name of 2 accounts; give the id: A-1, A-9"


def test_a_subscription_has_what_the_file_says(acme: Company) -> None:
    acme.bring(
        "subscriptions",
        "subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,churn_flag,"
        "billing_frequency,auto_renew_flag\n"
        "S-1,A-1,2025-01-01,2025-12-31,Pro,10,100,1200,False,True,monthly,False\n"
        "S-2,A-1,2026-01-01,,Pro,10,0,,True,False,monthly,True\n",
    )
    assert acme.rows("SELECT key, status, starts_on, ends_on, cancelled_on, arr, currency FROM subscription") == [
        ("S-1", "cancelled", "2025-01-01", "2025-12-31", "2025-12-31", 120_000, "USD"),
        ("S-2", "trial", "2026-01-01", None, None, 0, "USD"),
    ]


@pytest.mark.parametrize(
    ("header", "row", "column", "reason"),
    [
        ("end date,arr", "2024-12-31,5", "end date", "is before it starts, on 2025-01-01"),
        ("arr", "", "arr", "is empty: a subscription needs an amount, 0 when it is free"),
        ("arr,status,is churned", "5,cancelled,no", "status", "says it is cancelled, and another column says it isn't"),
        ("amount,billing interval", "5,", "amount", "is billed for how long? The row doesn't say"),
        ("unit price,billing interval,quantity", "5,month,", "unit price", "is for one seat"),
    ],
)
def test_a_subscription_that_makes_no_sense_is_rejected(
    acme: Company, header: str, row: str, column: str, reason: str
) -> None:
    text = f"account,start date,{header}\nAcme,2025-01-01,{row}\n"
    outcome = acme.bring("subscriptions", text, accept_guesses=True)
    assert [(r.line, r.column) for r in outcome.rejects] == [(2, column)]
    assert outcome.rejects[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("unit price,billing interval,quantity", "5,month,20"),
        ("amount,billing interval", "100,monthly"),
        ("amount,billing interval,interval count", "300,month,3"),
    ],
)
def test_what_is_billed_each_interval_becomes_arr(acme: Company, header: str, row: str) -> None:
    text = f"account,start date,{header}\nAcme,2025-01-01,{row}\n"
    mapped = {"interval count": "interval_count", "amount": "amount"}
    columns = {name: field for name, field in mapped.items() if name in header.split(",")}
    acme.bring("subscriptions", text, accept_guesses=True, columns=columns)
    assert acme.column("SELECT arr FROM subscription") == [120_000]


def test_use_is_found_through_its_subscription_and_added_up(acme: Company) -> None:
    acme.bring("subscriptions", "id,account,start date,arr\nS-1,A-2,2025-01-01,1\n")
    text = (
        "usage_id,subscription_id,usage_date,feature_name,usage_count\n"
        "U-1,S-1,2026-05-01,reports,3\nU-2,S-1,2026-05-01,reports,4\nU-3,S-1,2026-05-02,reports,5\n"
    )
    outcome = acme.bring("usage", text)
    assert (outcome.new, outcome.repeated) == (2, 1)
    assert acme.rows(
        "SELECT a.key, used_on, feature, subscription, events FROM usage JOIN account a ON a.id = account_id"
    ) == [("A-2", "2026-05-01", "reports", "S-1", 7), ("A-2", "2026-05-02", "reports", "S-1", 5)]
    again = acme.bring("usage", text)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_use_of_a_subscription_that_is_unknown_is_rejected(acme: Company) -> None:
    outcome = acme.bring("usage", "subscription id,date,count\nS-9,2026-05-01,3\n,2026-05-01,3\n")
    assert [(r.line, r.reason) for r in outcome.rejects] == [
        (2, "is no subscription of the store"),
        (3, "is empty, and no account is given"),
    ]


def test_a_log_of_events_is_counted_and_people_are_not_added_up(acme: Company) -> None:
    acme.bring("usage", "account,date,event\nAcme,2026-05-01,login\nAcme,2026-05-01,login\n")
    acme.bring("usage", "account,date,users\nAcme,2026-05-02,5\nAcme,2026-05-02,3\n")
    assert acme.rows("SELECT used_on, feature, events, active_users FROM usage") == [
        ("2026-05-01", "login", 2, None),
        ("2026-05-02", "", None, 5),
    ]


@pytest.mark.parametrize(
    ("survey", "score", "reason"),
    [
        ("nps", "11", "isn't an answer from 0 to 10"),
        ("ces", "0", "isn't an answer from 1 to 7"),
        ("csat", "101", "isn't an answer from 0 to 100"),
        ("nps", "", "is empty"),
    ],
)
def test_an_answer_beyond_its_scale_is_rejected(acme: Company, survey: str, score: str, reason: str) -> None:
    text = f"account,survey,score,date\nAcme,{survey},{score},2026-05-01\n"
    assert acme.bring("surveys", text).rejects[0].reason == reason


@pytest.mark.parametrize(("scores", "scale"), [("4 5 1", 5), ("4 9", 10), ("80 4", 100)])
def test_csat_is_out_of_the_least_that_all_answers_fit(acme: Company, scores: str, scale: int) -> None:
    rows = "".join(f"Acme,{score},2026-05-01,{score}@acme.example\n" for score in scores.split())
    outcome = acme.bring("surveys", f"account,csat score,date,email\n{rows}")
    assert set(acme.column("SELECT scale FROM survey")) == {scale}
    assert any(note.startswith("CSAT was taken") for note in outcome.notes)


def test_which_survey_a_file_is_comes_from_an_option_or_a_header(acme: Company) -> None:
    acme.bring("surveys", "account,nps score,date\nAcme,9,2026-05-01\n")
    acme.bring("surveys", "account,score,date\nAcme,7,2026-05-02\n", survey="ces")
    assert acme.rows("SELECT survey, scale, score FROM survey") == [("nps", 10, 9), ("ces", 7, 7)]


def test_answers_of_nobody_in_particular_all_count_however_often_they_are_imported(acme: Company) -> None:
    text = "account,nps,date\nAcme,9,2026-05-01\nAcme,9,2026-05-01\nAcme,3,2026-05-01\n"
    assert acme.bring("surveys", text).new == 3
    assert acme.bring("surveys", text).unchanged == 3


def test_two_touchpoints_of_a_day_that_differ_are_two(acme: Company) -> None:
    rows = "".join(f"Acme,2026-05-01,call,{note}\n" for note in ("Pricing", "Outage", "Outage"))
    text = f"account,date,type,note\n{rows}"
    first, again = acme.bring("touchpoints", text), acme.bring("touchpoints", text)
    assert (first.new, first.repeated, again.unchanged) == (2, 1, 2)


def test_a_contact_is_named_in_one_column_or_in_two(acme: Company) -> None:
    acme.bring(
        "contacts",
        "first name,last name,email,company,role\nKim,Roe,kim@acme.example,Acme,Champion\n,,x@acme.example,Acme,\n",
    )
    assert acme.rows("SELECT name, email, role FROM contact") == [
        ("Kim Roe", "kim@acme.example", "champion"),
        ("x@acme.example", "x@acme.example", None),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [("2026-05-02,2026-05-01,3", "closed_at"), ("2026-05-02,2026-05-03,6", "satisfaction_score")],
)
def test_a_ticket_that_makes_no_sense_is_rejected(acme: Company, row: str, column: str) -> None:
    outcome = acme.bring("tickets", f"ticket_id,account_id,submitted_at,closed_at,satisfaction_score\nT-1,A-1,{row}\n")
    assert [reject.column for reject in outcome.rejects] == [column]


def test_a_row_that_moves_to_another_account_moves(acme: Company) -> None:
    acme.bring("subscriptions", "id,account,start date,arr\nS-1,A-1,2026-01-01,100\n")
    outcome = acme.bring("subscriptions", "id,account,start date,arr\nS-1,A-2,2026-01-01,100\n")
    assert outcome.changed == 1
    assert acme.rows("SELECT a.key, s.arr FROM standing s JOIN account a ON a.id = account_id WHERE s.arr > 0") == [
        ("A-2", 10_000)
    ]
