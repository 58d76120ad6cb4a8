"""Files of what belongs to accounts: finding the account, keys where there are none, and the checks of each kind."""

import pytest

from accounts.errors import ImportFileError
from accounts.importing import UnconfirmedError
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
    assert [each for each in outcome.notes if "said once" in each] == [
        'Another tool\'s id of an account is said once: cs import alias "Umbrella" = "acme.example", and then kept.'
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
        (
            "amount,billing interval",
            "5,",
            "amount",
            "is billed for how long? The row doesn't say: if it is for the whole contract, --map it to term_amount",
        ),
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
    acme.bring("subscriptions", "id,account,start,arr\nS-1,A-1,2026-01-01,100\n")
    outcome = acme.bring("usage", "subscription id,date,count\nS-9,2026-05-01,3\n,2026-05-01,3\n")
    assert [(r.line, r.reason) for r in outcome.rejects] == [
        (2, "is no subscription of the store"),
        (3, "is empty, and no account is given"),
    ]


def test_rows_of_use_that_are_left_out_take_no_others_with_them(acme: Company) -> None:
    rows = "".join(f"Stranger,2026-05-{day:02},1\n" for day in range(1, 6))
    rows += "".join(f"Acme,2026-05-{day:02},1\n" for day in range(1, 11))
    outcome = acme.bring("usage", f"account,date,count\n{rows}", skip_bad=True)
    assert (outcome.new, outcome.rejected) == (10, 5)


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
    ],
)
def test_an_answer_beyond_its_scale_is_rejected(acme: Company, survey: str, score: str, reason: str) -> None:
    text = f"account,survey,score,date\nAcme,{survey},{score},2026-05-01\n"
    assert acme.bring("surveys", text).rejects[0].reason == reason


def test_surveys_that_nobody_answered_are_passed_over_and_counted(acme: Company) -> None:
    rows = "account,nps score,date\nAcme,9,2026-05-01\nAcme,,2026-05-02\nAcme,NaN,2026-05-03\n"
    outcome = acme.bring("surveys", rows)
    assert (outcome.new, outcome.rejected) == (1, 0)
    assert outcome.notes == ("Surveys without a score were passed over: nobody answered (2 rows, first on line 3).",)


@pytest.mark.parametrize(
    ("kind", "text", "first"),
    [
        ("tickets", "id,account,opened\nT-1,Acme,2026-05-01\n", "cs import accounts accounts.csv"),
        ("usage", "subscription id,date,count\nS-9,2026-05-01,3\n", "cs import subscriptions subscriptions.csv"),
    ],
)
def test_a_file_that_comes_too_early_is_told_what_comes_first(
    company: Company, kind: str, text: str, first: str
) -> None:
    with pytest.raises(ImportFileError, match=first):
        company.bring(kind, text)


def test_months_stand_for_their_first_days_and_that_is_said(acme: Company) -> None:
    outcome = acme.bring("usage", "account,month,logins\nAcme,2026-04,30\nAcme,2026-05,31\n")
    assert outcome.notes == ("“month” has no days: “2026-04” was taken for its first day.",)
    assert acme.column("SELECT used_on FROM usage") == ["2026-04-01", "2026-05-01"]


@pytest.mark.parametrize(
    ("header", "row", "closed_on"),
    [
        ("closed_at", "2026-05-03 10:00", "2026-05-03"),
        ("resolution_time_hours", "27.5", "2026-05-02"),
        ("days_to_resolve", "3", "2026-05-04"),
        ("days_to_resolve", "", None),
        ("status", "Resolved", "2026-05-01"),
        ("status", "Waiting on a part", None),
        ("resolved", "1", "2026-05-01"),
        ("resolved", "False", None),
        ("status,resolution_days", "Escalated,14", None),
        ("status,resolution_days", "Closed,14", "2026-05-15"),
        ("status,closed_at", "Closed,2026-05-02", "2026-05-02"),
        ("status,closed_at", "Reopened,2026-05-02", None),
    ],
)
def test_a_ticket_is_closed_when_the_file_says_or_after_so_long(
    acme: Company, header: str, row: str, closed_on: str | None
) -> None:
    acme.bring("tickets", f"id,account,opened,{header}\nT-1,Acme,2026-05-01,{row}\nT-2,Acme,2026-05-01,{row}\n")
    assert acme.column("SELECT DISTINCT closed_on FROM ticket") == [closed_on]


def test_a_rating_is_rounded_to_a_whole_one(acme: Company) -> None:
    acme.bring("tickets", "id,account,opened,csat\nT-1,Acme,2026-05-01,3.6\nT-2,Acme,2026-05-01,4.0\n")
    assert acme.column("SELECT satisfaction FROM ticket") == [4, 4]


@pytest.mark.parametrize(
    ("header", "row", "status", "cancelled_on"),
    [
        ("is active", "1", "active", None),
        ("is active", "False", "cancelled", "2026-03-31"),
        ("status", "Upgraded", "cancelled", None),
        ("status", "At Risk", "active", None),
    ],
)
def test_a_subscription_that_no_longer_runs_is_cancelled(
    acme: Company, header: str, row: str, status: str, cancelled_on: str | None
) -> None:
    acme.bring("subscriptions", f"id,account,start,end,mrr,{header}\nS-1,A-1,2025-04-01,2026-03-31,10,{row}\n")
    assert acme.rows("SELECT status, cancelled_on FROM subscription") == [(status, cancelled_on)]


@pytest.mark.parametrize(
    ("header", "row", "state"),
    [
        ("status", "Pending Cancellation", ("active", None, 1, None)),
        ("status", "non_renewing", ("active", None, 1, None)),
        ("status,cancel at period end", "active,true", ("active", None, 1, None)),
        ("status,cancel at period end", "active,false", ("active", None, None, None)),
        ("status,canceled at", "active,2026-05-01", ("active", None, 1, "2026-05-01")),  # before its end
        ("canceled at", "2026-05-01", ("active", None, 1, "2026-05-01")),
        ("canceled at,ended at", "2026-05-01,", ("active", None, 1, "2026-05-01")),
        ("canceled at,ended at", "2026-05-01,2026-06-01", ("cancelled", "2026-06-01", None, "2026-05-01")),
        ("termination date", "2026-05-01", ("cancelled", "2026-05-01", None, None)),
        ("status,canceled at", "cancelled,2026-05-01", ("cancelled", "2026-05-01", None, None)),
        ("status,notice date", "cancelled,2026-05-01", ("cancelled", "2026-05-01", None, "2026-05-01")),
        ("status,notice date,is churned", "active,2026-05-01,no", ("active", None, 1, "2026-05-01")),
    ],
)
def test_notice_given_is_read_row_by_row_from_several_columns(
    acme: Company, header: str, row: str, state: tuple[str, str | None, int | None, str | None]
) -> None:
    acme.bring("subscriptions", f"id,account,start,end,mrr,{header}\nS-1,A-1,2025-07-01,2026-12-31,10,{row}\n")
    assert acme.rows("SELECT status, cancelled_on, notice_given, notice_on FROM subscription") == [state]


@pytest.mark.parametrize(
    ("header", "row", "state"),
    [
        ("status", "Pending Cancellation", ("active", 1)),
        ("status", "Active", ("active", None)),
        ("status,cancel at period end", "active,yes", ("active", 1)),
        ("cancel at period end", "yes", ("active", 1)),
        ("status,cancel at period end", "churned,yes", ("churned", None)),
    ],
)
def test_an_account_may_be_under_notice(company: Company, header: str, row: str, state: tuple[str, int | None]) -> None:
    company.bring("accounts", f"id,name,{header}\nA-1,Acme,{row}\n")
    assert company.rows("SELECT status, notice_given FROM account") == [state]


@pytest.mark.parametrize(
    ("cell", "months"),
    [("12", 12), ("12 months", 12), ("1 year", 12), ("annual", 12), ("Month to month", 1), ("P3M", 3), ("0", None)],
)
def test_a_renewal_term_is_read_in_months(acme: Company, cell: str, months: int | None) -> None:
    acme.bring("subscriptions", f"id,account,start,mrr,renewal term\nS-1,A-1,2025-07-01,10,{cell}\n")
    assert acme.column("SELECT renewal_term FROM subscription") == [months]


def test_the_only_price_is_taken_and_said_and_beside_seats_it_is_asked_about(acme: Company) -> None:
    outcome = acme.bring("subscriptions", "id,account,start,monthly price\nS-1,A-1,2026-01-01,10\n")
    assert "“monthly price” is taken to be the mrr." in outcome.notes[0]
    assert acme.column("SELECT arr FROM subscription") == [12_000]
    with pytest.raises(UnconfirmedError):
        acme.bring("subscriptions", "id,account,start,seats,monthly price\nS-1,A-1,2026-01-01,4,10\n")


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


@pytest.mark.parametrize("said", ["A-2;A-1", "9999; A-2", "A-2, A-1", "A-2|A-1"])
def test_of_several_ids_in_a_cell_the_first_known_is_taken_and_said(acme: Company, said: str) -> None:
    outcome = acme.bring("contacts", f'account,name\n"{said}",Dana\nGlobex,Lee\n')
    assert acme.rows("SELECT a.key, c.name FROM contact c JOIN account a ON a.id = c.account_id") == [
        ("A-2", "Dana"),
        ("A-2", "Lee"),
    ]
    assert outcome.notes == (f"Where a cell has several ids of accounts, the first one known was taken: “{said}” …",)


def test_a_name_with_a_comma_is_no_list_of_ids(acme: Company) -> None:
    assert acme.bring("contacts", 'account,name\n"Acme, Globex",Dana\n').rejected == 1


@pytest.mark.parametrize("header", ["month", "snapshot_month", "period"])
def test_revenue_by_month_is_not_added_up_as_contracts(acme: Company, header: str) -> None:
    with pytest.raises(ImportFileError, match="no contracts"):
        acme.bring(
            "subscriptions", f"account,{header},mrr\nAcme,2026-04-01,10\nAcme,2026-05-01,10\n", accept_guesses=True
        )


def test_a_contract_that_starts_in_a_month_is_one(acme: Company) -> None:
    acme.bring("subscriptions", "id,account,start month,mrr\nS-1,Acme,2026-04,10\nS-2,Acme,2026-05,10\n")
    assert acme.column("SELECT starts_on FROM subscription ORDER BY key") == ["2026-04-01", "2026-05-01"]


def test_a_time_to_resolution_that_makes_no_sense_says_nothing(acme: Company) -> None:
    outcome = acme.bring(
        "tickets", "id,account,opened,resolution hours\nT-1,Acme,2026-05-01,-6.8\nT-2,Acme,2026-05-01,27\n"
    )
    assert outcome.rejected == 0
    assert acme.column("SELECT closed_on FROM ticket ORDER BY key") == [None, "2026-05-02"]
