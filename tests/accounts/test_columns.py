"""Which column fills which field: what is known is taken, what isn't is asked, and nothing is taken wrongly."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.columns import map_columns, normalise
from accounts.columns.headers import known_key
from accounts.errors import ImportFileError
from accounts.kinds import KINDS, Kind
from tests.cases import cases

EXPORTS = Path(__file__).parent / "exports"
RECOGNISED: dict[str, dict[str, str]] = {
    "chartmogul-accounts": {
        "key": "Customer External ID", "name": "Customer Name", "country": "Country", "plan": "Plan Name",
        "owner": "Owner", "status": "Status", "customer_since": "Customer Since", "arr": "ARR", "mrr": "MRR",
        "currency": "Currency",
    },
    "chartmogul-subscriptions": {
        "key": "Subscription External ID", "account": "Customer External ID", "plan": "Plan Name",
        "status": "Status", "starts_on": "Start Date", "ends_on": "End Date", "arr": "ARR", "mrr": "MRR",
        "interval": "Billing Cycle", "currency": "Currency", "seats": "Quantity",
    },
    "gainsight-accounts": {
        "key": "Gsid", "name": "Name", "industry": "Industry", "owner": "CSM Name", "owner_email": "CSM Email",
        "status": "Status", "customer_since": "Original Contract Date", "arr": "ARR", "mrr": "MRR",
        "renews_on": "Renewal Date",
    },
    "gainsight-subscriptions": {
        "key": "Relationship Id", "account": "Company Id", "product": "Relationship Type", "status": "Status",
        "starts_on": "Original Contract Date", "ends_on": "Renewal Date", "arr": "ARR", "mrr": "MRR",
    },
    "gainsight-touchpoints": {
        "key": "Activity Id", "account": "Company Id", "touched_on": "Activity Date", "type": "Activity Type",
        "who": "Author", "note": "Subject",
    },
    "gainsight-usage": {
        "account": "Company Id", "used_on": "Date", "feature": "Event Name", "events": "Event Count",
        "active_users": "Unique Users",
    },
    "hubspot-accounts": {
        "key": "Record ID", "name": "Company name", "domain": "Company Domain Name", "industry": "Industry",
        "country": "Country/Region", "owner": "Company owner", "status": "Lifecycle Stage",
        "customer_since": "Became a Customer Date", "arr": "Annual recurring revenue",
        "currency": "Company currency",
    },
    "hubspot-contacts": {
        "key": "Record ID", "account": "Associated Company IDs", "first_name": "First Name",
        "last_name": "Last Name", "email": "Email", "title": "Job Title", "role": "Buying Role",
    },
    "hubspot-surveys": {
        "key": "Record ID", "account": "Associated Company IDs", "survey": "Survey type", "score": "Rating",
        "answered_on": "Submission date", "contact": "Email", "comment": "Response",
    },
    "hubspot-tickets": {
        "key": "Ticket ID", "account": "Associated Company IDs", "opened_on": "Create date",
        "closed_on": "Close date", "priority": "Priority", "subject": "Ticket name",
        "status": "Ticket status",
    },
    "hubspot-touchpoints": {
        "key": "Record ID", "account": "Associated Company IDs", "touched_on": "Activity date",
        "type": "Activity type", "who": "Activity assigned to", "note": "Meeting name",
    },
    "intercom-tickets": {
        "key": "Conversation ID", "account": "Company ID", "opened_on": "Conversation started at (UTC)",
        "closed_on": "Conversation last closed at (UTC)", "satisfaction": "Conversation rating",
        "subject": "Conversation title", "status": "Conversation state",
    },
    "planhat-accounts": {
        "key": "_id", "name": "name", "domain": "domains", "segment": "custom.Segment", "country": "country",
        "owner": "owner", "status": "status", "customer_since": "customerFrom", "churned_on": "customerTo",
        "arr": "arr", "mrr": "mrr", "renews_on": "renewalDate", "auto_renews": "autoRenews",
    },
    "planhat-contacts": {
        "key": "externalId", "account": "companyId", "name": "name", "first_name": "firstName",
        "last_name": "lastName", "email": "email", "title": "position",
    },
    "planhat-subscriptions": {
        "key": "externalId", "account": "companyId", "product": "product", "status": "status",
        "starts_on": "fromDate", "ends_on": "toDate", "arr": "arr", "mrr": "mrr", "currency": "_currency",
        "notice_days": "noticePeriod", "notice_unit": "noticeUnit", "auto_renews": "autoRenews",
    },
    "planhat-surveys": {
        "key": "_id", "account": "companyId", "score": "nps", "answered_on": "answeredAt", "contact": "email",
        "comment": "comment",
    },
    "planhat-touchpoints": {
        "key": "_id", "account": "companyId", "touched_on": "date", "type": "type", "who": "users",
        "note": "subject",
    },
    "salesforce-accounts": {
        "key": "Account ID", "name": "Account Name", "domain": "Website", "industry": "Industry",
        "country": "Billing Country", "owner": "Customer Success Manager", "owner_email": "CSM Email",
        "status": "Type", "customer_since": "Customer_Since__c", "arr": "ARR__c", "currency": "Account Currency",
        "renews_on": "Next_Renewal_Date__c", "notice_days": "Notice_Period_Days__c",
        "auto_renews": "Auto_Renewal__c",
    },
    "salesforce-contacts": {
        "key": "Contact ID", "account": "Account ID", "name": "Full Name", "first_name": "First Name",
        "last_name": "Last Name", "email": "Email", "title": "Title", "role": "Role",
    },
    "salesforce-subscriptions": {
        "key": "Contract Number", "account": "Account: Account ID", "status": "Status",
        "starts_on": "Contract Start Date", "ends_on": "Contract End Date", "arr": "ARR__c",
        "currency": "Contract Currency", "notice_days": "Owner Expiration Notice", "auto_renews": "Auto_Renew__c",
    },
    "salesforce-tickets": {
        "key": "Case ID", "account": "Account ID", "opened_on": "Date/Time Opened", "closed_on": "Date/Time Closed",
        "priority": "Priority", "escalated": "Escalated", "subject": "Subject",
        "status": "Status",
    },
    "salesforce-touchpoints": {
        "key": "Activity ID", "account": "Account ID", "touched_on": "Date", "type": "Task Subtype",
        "who": "Assigned", "note": "Subject",
    },
    "stripe-accounts": {
        "key": "id", "name": "Name", "country": "Card Address Country", "plan": "Plan", "status": "Status",
        "customer_since": "Created (UTC)", "currency": "Currency", "payment": "Delinquent",
        "notice_given": "Cancel At Period End",
    },
    "stripe-subscriptions": {
        "key": "id", "account": "Customer ID", "product": "Product", "plan": "Plan", "status": "Status",
        "starts_on": "Start (UTC)", "ends_on": "Current Period End (UTC)", "cancelled_on": "Ended At (UTC)",
        "amount": "Amount", "interval": "Interval", "currency": "Currency", "seats": "Quantity",
        "notice_given": "Cancel At Period End", "notice_on": "Canceled At (UTC)",
    },
    "vitally-accounts": {
        "key": "External ID", "name": "Name", "segment": "Customer Segment", "industry": "traits.industry",
        "plan": "traits.plan", "owner": "CSM", "churned_on": "Churned At", "arr": "ARR", "mrr": "MRR",
        "currency": "traits.currency", "renews_on": "Next Renewal Date",
    },
    "vitally-contacts": {
        "key": "External ID", "account": "Account ID", "name": "Name", "email": "Email", "title": "Job Title",
        "role": "traits.role",
    },
    "vitally-surveys": {
        "key": "ID", "account": "Account ID", "score": "NPS Score", "answered_on": "Responded At",
        "contact": "User Email", "comment": "Feedback",
    },
    "zendesk-tickets": {
        "key": "Id", "account": "Organization", "opened_on": "Created at", "closed_on": "Solved at",
        "priority": "Priority", "subject": "Subject", "status": "Status",
    },
}  # fmt: skip


def table(name: str) -> tuple[list[str], list[list[str]]]:
    text = (EXPORTS / f"{name}.csv").read_text(encoding="utf-8")
    mark = ";" if text.partition("\n")[0].count(";") > 3 else ","
    header, *rows = csv.reader(text.splitlines(), delimiter=mark)
    return header, list(rows)


def filled(kind: str, header: str, *rows: tuple[object, ...], **options: Any) -> dict[str, str]:
    """Field → header as far as it is certain; headers are separated by semicolons."""
    found = map_columns(KINDS[kind], header.split(";"), rows, **options)
    return {column.field: column.header for column in found.columns if column.field and column.how != "guess"}


def test_every_export_of_a_tool_is_described() -> None:
    assert sorted(RECOGNISED) == sorted(path.stem for path in EXPORTS.glob("*.csv"))


@cases("name", RECOGNISED)
def test_an_export_of_a_known_tool_needs_neither_configuration_nor_a_guess(name: str) -> None:
    kind = KINDS[name.partition("-")[2]]
    header, rows = table(name)
    found = map_columns(kind, header, rows)
    assert found.missing == ()
    assert found.guesses == ()
    assert {field: header[position] for field, position in found.fields.items()} == RECOGNISED[name]


@cases("name", RECOGNISED)
def test_an_export_without_rows_is_recognised_by_its_headers(name: str) -> None:
    header, _ = table(name)
    found = map_columns(KINDS[name.partition("-")[2]], header)
    assert found.missing == ()
    assert found.guesses == ()


SEPARATE_FILES = {
    "accounts": "account_id;account_name;industry;country;signup_date;referral_source;plan_tier;seats;is_trial;"
    "churn_flag",
    "subscriptions": "subscription_id;account_id;start_date;end_date;plan_tier;seats;mrr_amount;arr_amount;is_trial;"
    "upgrade_flag;downgrade_flag;churn_flag;billing_frequency;auto_renew_flag",
    "usage": "usage_id;subscription_id;usage_date;feature_name;usage_count;usage_duration_secs;error_count",
    "tickets": "ticket_id;account_id;submitted_at;closed_at;resolution_time_hours;priority;"
    "first_response_time_minutes;satisfaction_score;escalation_flag",
    "churn": "churn_event_id;account_id;churn_date;reason_code;refund_amount_usd;is_reactivation;feedback_text",
}


@cases("kind", SEPARATE_FILES)
def test_tables_of_a_warehouse_are_recognised_without_a_guess(kind: str) -> None:
    found = map_columns(KINDS[kind], SEPARATE_FILES[kind].split(";"))
    assert (found.missing, found.guesses) == ((), ())


@cases(
    ("kind", "header", "row", "field"),
    [
        ("accounts", "customer_id", "C-1", "key"),
        ("accounts", "plan_type", "Basic", "plan"),
        ("accounts", "company_size", "51-200", "segment"),
        ("accounts", "company_size", "Small (1-50)", "segment"),
        ("accounts", "is_active", "1", "active"),
        ("accounts", "join_date", "2026-01-01", "customer_since"),
        ("accounts", "cancel_reason", "Budget", "churn_reason"),
        ("subscriptions", "sub_id", "S-1", "key"),
        ("subscriptions", "subscription_start", "2026-01-01", "starts_on"),
        ("subscriptions", "subscription_end", "2026-01-01", "ends_on"),
        ("subscriptions", "subscription_status", "Expired", "status"),
        ("subscriptions", "cancel_date", "2026-01-01", "cancelled_on"),
        ("subscriptions", "monthly_revenue", "12.5", "mrr"),
        ("subscriptions", "last_payment_status", "failed", "payment"),
        ("churn", "churn_month", "2026-01", "churned_on"),
        ("usage", "usage_month", "2026-01", "used_on"),
        ("usage", "week_start", "2026-01-05", "used_on"),
        ("usage", "times_used", "3", "events"),
        ("tickets", "ticket_date", "2026-01-01", "opened_on"),
        ("tickets", "ticket_resolved_date", "2026-01-01", "closed_on"),
        ("tickets", "resolved", "2026-01-01", "closed_on"),
        ("tickets", "resolved", "0", "status"),
        ("tickets", "status", "Waiting on customer", "status"),
        ("tickets", "resolution_hrs", "8.5", "hours_open"),
        ("tickets", "days_to_resolve", "8", "days_open"),
        ("tickets", "customer_rating", "3.9", "satisfaction"),
    ],
)
def test_headers_of_public_data_are_known_without_a_guess(kind: str, header: str, row: str, field: str) -> None:
    assert filled(kind, header, (row,)) == {field: header}


def test_a_number_of_people_is_no_segment() -> None:
    assert filled("accounts", "name;company_size", ("Acme", "835")) == {"name": "name"}


def test_the_date_that_is_the_tickets_own_goes_before_the_rows() -> None:
    header = "ticket_id;customer_id;ticket_created_date;created_at"
    row = ("T-1", "C-1", "2024-04-22", "2026-07-25 00:18:31.172947")
    assert filled("tickets", header, row)["opened_on"] == "ticket_created_date"


def test_what_no_column_could_be_is_not_asked_for_by_one() -> None:
    header, row = ["sub_id", "customer_id", "start_date", "discount_pct"], ["S-1", "C-1", "2026-01-01", "10"]
    (missing,) = map_columns(KINDS["subscriptions"], header, [row]).missing
    assert "No other column could be it: add one called " in missing


def test_usage_needs_no_account_when_it_has_a_subscription() -> None:
    assert map_columns(KINDS["usage"], ["subscription_id", "usage_date", "usage_count"]).missing == ()
    assert map_columns(KINDS["usage"], ["account", "usage_date", "usage_count"]).missing == ()
    assert "account or subscription" in map_columns(KINDS["usage"], ["usage_date", "usage_count"]).missing[0]


@cases(
    ("header", "field"),
    [
        ("ARR", "arr"),
        ("ARR__c", "arr"),
        ("acme__ARR__c", "arr"),
        ("ARR ($)", "arr"),
        ("ARR (EUR)", "arr"),
        ("arr_eur", "arr"),
        ("  Annual Recurring Revenue ", "arr"),
        ("annualRecurringRevenue", "arr"),
        ("ANNUAL-RECURRING-REVENUE", "arr"),
        ("Account: Name", "name"),
        ("Account: Account Name", "name"),
        ("Account.Name", "name"),
        ("Acct Name", "name"),
        ("Account Owner: Full Name", "owner"),
        ("CSM__r.Name", "owner"),
        ("CSMName", "owner"),
        ("traits.industry", "industry"),
        ("properties.industry", "industry"),
        ("Renewal Date (UTC)", "renews_on"),
        ("Date of signing up", None),
        ("Sign-up date", "customer_since"),
        ("signed_up_at", "customer_since"),
        ("Web site", "domain"),
        ("E-Mail", None),
        ("Licences", "seats"),
        ("Sitz", None),
    ],
)
def test_spellings_of_a_header_are_one(header: str, field: str | None) -> None:
    assert map_columns(KINDS["accounts"], [header]).columns[0].field == field


@cases(
    ("kind", "header", "value"),
    [
        ("accounts", "Parent Account", "Acme"),
        ("accounts", "Parent Account ID", "001"),
        ("accounts", "Created By", "Dana"),
        ("accounts", "Last Modified", "2026-01-01"),
        ("accounts", "Created Date", "2026-01-01"),
        ("accounts", "Renewal Likelihood", "high"),
        ("accounts", "Renewal Likelihood (%)", "80"),
        ("accounts", "Last Renewal Date", "2026-01-01"),
        ("accounts", "Renewal Date (previous)", "2026-01-01"),
        ("accounts", "Previous ARR", "1000"),
        ("accounts", "ARR last year", "1000"),
        ("accounts", "Target ARR", "1000"),
        ("accounts", "ARR Growth", "12"),
        ("accounts", "ARR at risk", "1000"),
        ("accounts", "ARR (k$)", "12"),
        ("accounts", "ARR (in thousands)", "12"),
        ("accounts", "ARR in cents", "1200"),
        ("accounts", "Contract value (TCV)", "30000"),
        ("accounts", "Total Contract Value", "30000"),
        ("accounts", "Annual Revenue", "9000000"),
        ("accounts", "Number of Employees", "40"),
        ("accounts", "Start of fiscal year", "2026-01-01"),
        ("accounts", "Notice period (months)", "3"),
        ("accounts", "Customer Since (years)", "3"),
        ("accounts", "Churn risk", "high"),
        ("accounts", "Churn score", "7"),
        ("accounts", "Trial end date", "2026-01-01"),
        ("accounts", "Seats used", "7"),
        ("accounts", "Previous CSM", "Dana"),
        ("accounts", "CSM start date", "2026-01-01"),
        ("accounts", "Name of CEO", "Dana"),
        ("accounts", "Contact name", "Dana"),
        ("accounts", "Status reason", "budget"),
        ("contacts", "Manager email", "dana@acme.example"),
        ("contacts", "Contact owner", "Dana"),
        ("contacts", "Lead source", "web"),
        ("usage", "Usage (last 30d)", "30"),
        ("usage", "Licensed users", "30"),
        ("subscriptions", "Amount paid", "30"),
        ("subscriptions", "Discount amount", "30"),
        ("subscriptions", "New MRR", "30"),
        ("subscriptions", "Trial end (UTC)", "2026-01-01"),
        ("tickets", "Updated at", "2026-01-01"),
        ("tickets", "First response at", "2026-01-01"),
        ("tickets", "Closed by", "Dana"),
        ("surveys", "NPS category", "Promoter"),
    ],
)
def test_what_only_sounds_like_a_field_is_neither_taken_nor_guessed(kind: str, header: str, value: str) -> None:
    needed = [field.name for field in KINDS[kind] if field.required]
    found = map_columns(KINDS[kind], [*needed, header], [[*([None] * len(needed)), value]])
    assert found.columns[-1].field is None


def test_an_owners_id_is_asked_about_and_only_where_there_is_no_name() -> None:
    found = map_columns(KINDS["accounts"], ["Name", "Owner ID"], [["Acme", "0054"]])
    assert [(guess.header, guess.field) for guess in found.guesses] == [("Owner ID", "owner")]
    found = map_columns(KINDS["accounts"], ["Name", "Owner ID", "Owner Name"], [["Acme", "0054", "Dana"]])
    assert filled("accounts", "Name;Owner ID;Owner Name")["owner"] == "Owner Name"
    assert found.guesses == ()


def test_of_two_columns_for_a_field_the_better_is_taken_and_the_other_named() -> None:
    found = map_columns(KINDS["accounts"], ["Account Owner", "CSM", "Name"], [["Sam", "Dana", "Acme"]])
    assert found.fields["owner"] == 1
    assert found.columns[0].why == "owner is taken from “CSM”"
    assert found.others == {"owner": (0,)}


def test_a_column_with_values_goes_before_one_without() -> None:
    rows = [("Acme", "", "Dana"), ("Bolt", None, "Sam")]
    assert filled("accounts", "Name;CSM;Account Owner", *rows)["owner"] == "Account Owner"


def test_a_cancellation_that_none_of_the_first_rows_has_is_not_taken_from_another_column() -> None:
    rows = [("s1", "2026-01-01", "", "2026-03-01")]
    assert filled("subscriptions", "id;start;Ended At;Canceled At", *rows)["cancelled_on"] == "Ended At"


def test_repeated_headers_are_told_apart_by_what_they_hold() -> None:
    found = map_columns(KINDS["accounts"], ["Name", "Name"], [["", "Acme"]])
    assert found.fields == {"name": 1}


@cases(
    ("kind", "header", "value", "why"),
    [
        ("accounts", "Renewal", "High", "named like renews_on, but “High” can't be one"),
        ("accounts", "Annual run rate", "2026-01-01", "named like arr, but “2026-01-01” can't be one"),
        ("accounts", "Churn", "2026-01-01", "named like churned, but “2026-01-01” can't be one"),
        ("accounts", "Stage", "Green", "named like status, but “Green” can't be one"),
        ("accounts", "Customer", "TRUE", "named like name, but “TRUE” can't be one"),
        ("accounts", "Account", "17", "named like name, but “17” can't be one"),
        ("usage", "Users", "Dana", "named like active_users, but “Dana” can't be one"),
        ("accounts", "ARR (k$)", "17", "“k$” in its header may change what it means"),
    ],
)
def test_values_that_contradict_a_name_unsay_it(kind: str, header: str, value: str, why: str) -> None:
    column = map_columns(KINDS[kind], [header], [[value]]).columns[0]
    assert (column.field, column.why) == (None, why)


def test_links_to_the_tool_are_not_the_customers_domain() -> None:
    rows = [(f"https://crm.example/{number}", f"a{number}.example") for number in range(3)]
    assert filled("accounts", "Name;URL;Website", *[("A", *row) for row in rows])["domain"] == "Website"
    assert filled("accounts", "Name;URL", *[("A", *row) for row in rows]) == {"name": "Name"}


@pytest.mark.parametrize("header", ["Contract Start Date", "Start Date", "Subscription Start Date"])
def test_the_start_of_the_present_term_is_not_taken_for_when_they_became_a_customer(header: str) -> None:
    (guess,) = map_columns(KINDS["accounts"], ["Name", header], [["Acme", "2026-01-01"]]).guesses
    assert guess.field == "customer_since"
    assert filled("accounts", f"Name;{header}") == {"name": "Name"}


def test_one_bad_value_among_good_ones_leaves_the_column_in_place() -> None:
    rows = [("2026-01-01",), ("soon",), ("2026-03-01",), ("",)]
    assert filled("accounts", "Renewal Date", *rows) == {"renews_on": "Renewal Date"}


@cases(
    ("header", "value", "field"),
    [
        ("Renewl Date", "2026-01-01", "renews_on"),
        ("Acount Name", "Acme", "name"),
        ("Our CSM", "Dana", "owner"),
        ("Industri", "Retail", "industry"),
        ("Annual recuring revenue", "1,200", "arr"),
        ("Expiry date", "2026-01-01", "renews_on"),
    ],
)
def test_a_header_that_is_nearly_known_is_guessed_and_said_why(header: str, value: str, field: str) -> None:
    (guess,) = map_columns(KINDS["accounts"], [header], [[value]]).guesses
    assert guess.field == field
    assert guess.why.startswith(("its name is like ", "it may be the "))


@cases("name", RECOGNISED)
def test_a_misspelt_header_is_guessed_or_left_out_and_never_taken_for_another_field(name: str) -> None:
    kind, (header, rows) = KINDS[name.partition("-")[2]], table(name)
    for field, right in RECOGNISED[name].items():
        at, middle = header.index(right), len(right) // 2
        misspelt = [*header[:at], right[:middle] + right[middle + 1 :], *header[at + 1 :]]
        found = map_columns(kind, misspelt, rows).columns[at]
        assert found.field in (field, None), misspelt[at]
        assert found.how != "name" or found.field == field


def test_a_guess_needs_values_that_fit() -> None:
    assert map_columns(KINDS["accounts"], ["Renewl Date"], [["maybe"]]).guesses == ()
    assert map_columns(KINDS["accounts"], ["Renewl Date"], [[""]]).guesses == ()


def test_the_only_dates_of_a_file_are_guessed_to_be_the_date_that_is_required() -> None:
    header = ["account", "Wann", "count"]
    found = map_columns(KINDS["usage"], header, [["acme", "2026-03-14", "7"]])
    assert [(guess.header, guess.field, guess.why) for guess in found.guesses] == [
        ("Wann", "used_on", "it is the only column of dates")
    ]
    found = map_columns(KINDS["usage"], [*header, "Bis"], [["acme", "2026-03-14", "7", "2026-03-15"]])
    assert found.guesses == ()
    assert found.missing == ('No column fills used_on (The day). Say which: --map "Wann=used_on"',)


def test_what_is_given_goes_before_what_is_remembered_and_that_before_names() -> None:
    header = "Name;Legal;Kunde"
    assert filled("accounts", header, remembered={"legal": "name"})["name"] == "Legal"
    assert filled("accounts", header, remembered={"legal": "name"}, given={"Kunde": "name"})["name"] == "Kunde"
    assert filled("accounts", header, given={"kunde": "Account Name"})["name"] == "Kunde"


def test_rows_are_counted_and_not_the_different_values() -> None:
    rows = [("2026-01-01",)] * 98 + [("TBD",), ("rolling",)]
    assert filled("accounts", "Renewal Date", *rows) == {"renews_on": "Renewal Date"}
    rows = [("cancelled",)] * 20 + [(word,) for word in ("Dormant", "Frozen", "Legal hold", "Transferred")]
    assert filled("subscriptions", "contract status", *rows) == {"status": "contract status"}


@pytest.mark.parametrize(
    ("kind", "header"), [("subscriptions", "Status"), ("accounts", "ARR ($)"), ("usage", "events")]
)
def test_a_column_that_has_the_fields_very_name_is_kept_whatever_is_in_it(kind: str, header: str) -> None:
    assert header in filled(kind, header, ("Somewhere else",)).values()


def test_a_column_of_the_very_name_gives_way_to_one_whose_values_fit() -> None:
    assert filled("accounts", "name;ARR;Annual run rate", ("Acme", "red", "100"))["arr"] == "Annual run rate"


def test_few_dates_among_words_are_still_dates_and_the_words_are_the_rows_fault() -> None:
    rows = [("2026-01-01",)] * 2 + [("TBD",)] * 8
    assert filled("accounts", "Renewal Date", *rows) == {"renews_on": "Renewal Date"}


@cases(
    ("kind", "header", "row", "asked"),
    [
        ("churn", "account_id;due_date;x", "A1;2026-06-30;1", "No other column could be it: add one called "),
        ("churn", "account_id;start date", "A1;2026-06-30", "No other column could be it: add one called "),
        ("churn", "account_id;last login;Wann", "A1;2026-06-30;2026-06-30", '--map "Wann=churned_on"'),
        ("subscriptions", "account;start;order_id", "A1;2026-06-30;77", "No other column could be it: add one called "),
        (
            "subscriptions",
            "account;start;Contract Term (months)",
            "A1;2026-06-30;12",
            "No other column could be it: add one called ",
        ),
        (
            "subscriptions",
            "account;start;Seats in use",
            "A1;2026-06-30;77",
            "No other column could be it: add one called ",
        ),
        ("subscriptions", "account;start;spend monthly", "A1;2026-06-30;77", '--map "spend monthly=mrr"'),
        ("subscriptions", "account;start;yearly spend", "A1;2026-06-30;77", '--map "yearly spend=arr"'),
        (
            "subscriptions",
            "account;start;Fee",
            "A1;2026-06-30;77",
            '--map "Fee=arr" if it is for a year, --map "Fee=mrr"',
        ),
        ("contacts", "email;Mail 2", "a@b.example;c@b.example", "No other column could be it: add one called "),
    ],
)
def test_what_is_proposed_is_only_what_a_careful_person_would(kind: str, header: str, row: str, asked: str) -> None:
    (missing,) = map_columns(KINDS[kind], header.split(";"), [row.split(";")]).missing
    assert asked in missing


def test_the_price_of_a_contract_is_asked_about_and_not_taken_for_a_years() -> None:
    header, row = "contract_id;account_id;start_date;end_date;contract_value", "C1;A1;2024-01-01;2027-01-01;90000"
    (guess,) = map_columns(KINDS["subscriptions"], header.split(";"), [row.split(";")]).guesses
    assert (guess.header, guess.field) == ("contract_value", "term_amount")


@cases(
    ("kind", "header", "field"),
    [
        ("accounts", "property_annualrecurringrevenue", "arr"),
        ("accounts", "properties_name", "name"),
        ("accounts", "properties.domain", "domain"),
        ("accounts", "fields.Account Name", "name"),
        ("accounts", "attributes.renewal_date", "renews_on"),
        ("accounts", "properties_hs_arr", "arr"),
        ("tickets", "properties.createdate", "opened_on"),
        ("subscriptions", "property_plan", "plan"),
    ],
)
def test_what_connectors_put_before_a_header_is_left_out(kind: str, header: str, field: str) -> None:
    assert filled(kind, header) == {field: header}


@pytest.mark.parametrize("nothing", ["", "-"])
def test_a_column_can_be_left_out(nothing: str) -> None:
    assert filled("accounts", "Name;ARR", given={"ARR": nothing}) == {"name": "Name"}
    assert filled("accounts", "Name;ARR", remembered={"arr": ""}) == {"name": "Name"}


def test_what_is_set_or_confirmed_is_remembered_and_known_names_are_not() -> None:
    found = map_columns(KINDS["accounts"], ["Name", "Our CSM", "ARR", "X"], [["Acme", "Dana", 1, "EU"]],
                      given={"X": "segment", "ARR": "-"})  # fmt: skip
    assert found.mapping == {"our csm": "owner", "arr": "", "x": "segment"}
    again = map_columns(KINDS["accounts"], ["Name", "Our CSM", "ARR", "X"], [], remembered=found.mapping)
    assert (again.fields, again.guesses) == ({"name": 0, "owner": 1, "segment": 3}, ())


def test_a_field_that_is_gone_is_no_longer_remembered() -> None:
    assert filled("accounts", "Name;X", remembered={"x": "shoe_size"}) == {"name": "Name"}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"Acount": "name"}, 'There is no column “Acount” in the file: it has “Account”, “Area”. '
                             'For example --map "Account=name"'),
        ({"Area": "segmnt"}, 'Files of accounts have no field “segmnt”. For example --map "Area=segment".'),
        ({"Area": "name", "Account": "name"}, "can't both fill name"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_answered_with_the_nearest(said: dict[str, str], message: str) -> None:
    with pytest.raises(ImportFileError) as error:
        map_columns(KINDS["accounts"], ["Account", "Area"], given=said)
    assert message in str(error.value)


def test_a_missing_column_is_named_with_what_it_is_and_how_to_say_which() -> None:
    (missing,) = map_columns(KINDS["contacts"], ["email", "Yritys"], [["a@b.example", "Acme"]]).missing
    assert missing == (
        "No column fills account (The account that the row belongs to: its id, domain or name). "
        'Say which: --map "Yritys=account"'
    )


@cases(("name", "taken_for"), [
    ("salesforce-tickets", "accounts"), ("hubspot-contacts", "accounts"), ("stripe-subscriptions", "churn"),
    ("planhat-accounts", "churn"), ("zendesk-tickets", "surveys"), ("gainsight-usage", "contacts"),
])  # fmt: skip
def test_a_file_of_another_kind_is_not_taken_for_what_it_is_not(name: str, taken_for: str) -> None:
    header, rows = table(name)
    found = map_columns(KINDS[taken_for], header, rows)
    assert found.fields == {}
    assert f"Use cs import {name.partition('-')[2]}" in found.missing[0]


@cases(
    ("header", "taken_for", "kind"),
    [
        ("customer_id;date;feature;events", "accounts", "usage"),
        ("customer_id;name;date;count", "accounts", "usage"),
        ("Account Name;Month;Logins", "accounts", "usage"),
        ("Account Name;Date;Score", "accounts", "surveys"),
        ("Company;First name;Last name;Email", "accounts", "contacts"),
        ("subscription_id;account_id;start_date;end_date;plan;mrr", "accounts", "subscriptions"),
        ("ticket_id;account_id;created_at;status", "accounts", "tickets"),
        ("Account;Meeting date;Meeting type;Subject", "accounts", "touchpoints"),
        ("Account;Opened;Closed;Priority;Subject", "touchpoints", "tickets"),
    ],
)
def test_a_file_is_refused_as_another_kind_by_its_shape(header: str, taken_for: str, kind: str) -> None:
    (missing,) = map_columns(KINDS[taken_for], header.split(";")).missing
    assert f"Use cs import {kind}" in missing
    assert map_columns(KINDS[taken_for], header.split(";"), any_kind=True).missing != (missing,)
    assert map_columns(KINDS[kind], header.split(";")).missing == ()


@cases(
    "header",
    [
        "Customer ID;Name;Start date;End date;MRR",
        "id;name;created_at;status",
        "id;company;email;status;date",
        "name;score;date;owner",
        "Account ID;Account Name;Last activity date;Subject",
    ],
)
def test_a_file_of_accounts_with_a_column_or_two_of_something_else_is_still_one(header: str) -> None:
    assert "name" in map_columns(KINDS["accounts"], header.split(";")).fields


@cases("name", RECOGNISED)
def test_no_other_kind_knows_more_columns_of_an_export(name: str) -> None:
    header, _ = table(name)
    known = {kind: len(filled(kind, ";".join(header), given={header[0]: "-"})) for kind in KINDS}
    assert max(known.values()) <= known[name.partition("-")[2]] + 1


def test_a_price_is_needed_in_one_form_or_another() -> None:
    assert "arr or mrr or amount" in map_columns(KINDS["subscriptions"], ["account", "start"]).missing[0]
    assert map_columns(KINDS["subscriptions"], ["account", "start", "mrr"]).missing == ()


@cases(
    ("header", "currency"),
    [
        ("Name;ARR (EUR)", "EUR"),
        ("Name;ARR €", "EUR"),
        ("Name;ARR (€)", "EUR"),
        ("Name;arr_gbp", "GBP"),
        ("Name;ARR ($)", ""),
        ("Name;ARR (EUR);Currency", "EUR"),
        ("Name;ARR (EUR);MRR (USD)", "EUR"),
        ("Name;ARR;Currency", ""),
        ("Name;ARR (USD);ARR;Currency", ""),
    ],
)
def test_a_currency_that_a_header_names_is_that_of_its_amounts(header: str, currency: str) -> None:
    assert map_columns(KINDS["accounts"], header.split(";")).currency == currency


@cases(
    ("header", "taken"),
    [
        ("Name;ARR (USD);ARR;Currency", {"arr": "ARR", "currency": "Currency"}),
        ("Name;ARR;ARR (converted);ARR Currency", {"arr": "ARR", "currency": "ARR Currency"}),
        ("Name;ARR (USD);Currency", {"arr": "ARR (USD)"}),
        ("Name;ARR (EUR);MRR (USD)", {"arr": "ARR (EUR)"}),
        ("Name;ARR (EUR);MRR", {"arr": "ARR (EUR)", "mrr": "MRR"}),
    ],
)
def test_amounts_are_never_read_in_a_currency_that_their_header_denies(header: str, taken: dict[str, str]) -> None:
    assert filled("accounts", header) == {"name": "Name", **taken}


def test_an_amount_beside_a_quantity_says_how_it_was_read() -> None:
    found = map_columns(KINDS["subscriptions"], ["account", "start", "Amount", "Quantity", "Interval"])
    assert found.notes == (
        '“Amount” is taken to be for all of “Quantity” together. If it is for one: --map "Amount=unit_amount"',
    )


@cases("kind", KINDS.values())
def test_a_name_means_one_field_unless_its_values_tell_which(kind: Kind) -> None:
    owners: dict[str, list[tuple[str, str]]] = {}
    for field in kind:
        others = {known_key(name) for name in kind[field.after].names} if field.after else set()
        for key in {known_key(name) for name in (field.name, *field.names)} - others:
            owners.setdefault(key, []).append((field.name, field.type))
    assert {key: both for key, both in owners.items() if len({type_ for _, type_ in both}) < len(both)} == {}


@cases("kind", KINDS.values())
def test_words_of_a_choice_mean_one_value(kind: Kind) -> None:
    for field in kind:
        words = [word for value, words in field.choices for word in {normalise(each) for each in (value, *words)}]
        assert sorted(words) == sorted(set(words)), field.name


@given(
    st.sampled_from(list(KINDS.values())),
    st.lists(st.text(max_size=12), max_size=6),
    st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=3),
)
def test_any_header_and_rows_are_survived_and_every_column_is_accounted_for(
    kind: Kind, header: list[str], rows: list[list[str]]
) -> None:
    found = map_columns(kind, header, rows)
    assert [column.header for column in found.columns] == header
    assert len(found.fields) == sum(column.field is not None for column in found.columns)
