"""A company that keeps accounts, subscriptions, use, tickets and churn in separate files, as its systems write them."""

import pytest

from tests.accounts.importing.conftest import Company

ACCOUNTS = """account_id,account_name,industry,country,signup_date,referral_source,plan_tier,seats,is_trial,churn_flag
A-2e4581,Company_0,EdTech,US,2024-10-16,partner,Basic,9,False,False
A-43a9e3,Company_1,FinTech,IN,2023-08-17,other,Basic,18,False,True
A-0a282f,Company_2,DevTools,US,2024-08-27,organic,Basic,1,True,False
A-1f0ac7,Company_3,HealthTech,UK,2023-08-27,other,Basic,24,True,False
"""
SUBSCRIPTIONS = """subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,\
upgrade_flag,downgrade_flag,churn_flag,billing_frequency,auto_renew_flag
S-8cec59,A-2e4581,2024-11-01,,Enterprise,14,2786,33432,False,False,False,False,monthly,True
S-0f6f44,A-43a9e3,2024-01-11,2024-04-12,Pro,17,833,9996,False,False,False,True,annual,True
S-51c0d1,A-0a282f,2024-12-25,,Enterprise,62,0,0,True,True,False,False,monthly,False
S-f81687,A-1f0ac7,2023-12-23,,Enterprise,5,995,11940,False,False,False,False,annual,True
"""
USAGE = """usage_id,subscription_id,usage_date,feature_name,usage_count,usage_duration_secs,error_count,is_beta_feature
U-1c6c24,S-0f6f44,2024-01-27,feature_20,9,5004,0,False
U-f07cb8,S-0f6f44,2024-01-27,feature_20,9,369,0,False
U-f07cb8,S-f81687,2024-03-05,feature_5,12,7602,1,True
"""
TICKETS = """ticket_id,account_id,submitted_at,closed_at,resolution_time_hours,priority,first_response_time_minutes,\
satisfaction_score,escalation_flag
T-0024de,A-2e4581,2024-11-27,2024-11-28 03:00:00,27.0,high,15,,False
T-4d04b9,A-1f0ac7,2024-07-16,2024-07-18 02:00:00,50.0,urgent,2,4.0,True
"""
CHURN = """churn_event_id,account_id,churn_date,reason_code,refund_amount_usd,preceding_upgrade_flag,\
preceding_downgrade_flag,is_reactivation,feedback_text
C-816288,A-43a9e3,2024-10-27,pricing,19.75,False,True,False,
C-5a81e4,A-1f0ac7,2024-06-25,support,0.0,False,False,False,missing features
"""
FILES = {"accounts": ACCOUNTS, "subscriptions": SUBSCRIPTIONS, "usage": USAGE, "tickets": TICKETS, "churn": CHURN}


@pytest.fixture
def public(company: Company) -> Company:
    """All files, imported with nothing said about them."""
    for kind, text in FILES.items():
        assert company.bring(kind, text).written
    return company


def test_every_row_of_every_file_is_imported_without_configuration(public: Company) -> None:
    tables = ("account", "subscription", "usage", "ticket", "churn")
    assert {table: public.column(f"SELECT count(*) FROM {table}")[0] for table in tables} == {
        "account": 4,
        "subscription": 4,
        "usage": 2,  # two of a day under one subscription are added up
        "ticket": 2,
        "churn": 2,
    }


def test_the_figures_are_those_of_the_files(public: Company) -> None:
    assert public.rows("SELECT key, status, seats FROM account ORDER BY name") == [
        ("A-2e4581", "active", 9),
        ("A-43a9e3", "churned", 18),
        ("A-0a282f", "trial", 1),
        ("A-1f0ac7", "trial", 24),
    ]
    assert public.rows("SELECT key, status, arr, currency, cancelled_on FROM subscription ORDER BY key") == [
        ("S-0f6f44", "cancelled", 999_600, "USD", "2024-04-12"),
        ("S-51c0d1", "trial", 0, "USD", None),
        ("S-8cec59", "active", 3_343_200, "USD", None),
        ("S-f81687", "active", 1_194_000, "USD", None),
    ]
    assert public.column("SELECT events FROM usage ORDER BY used_on") == [18, 12]
    assert public.rows("SELECT closed_on, priority, satisfaction, escalated FROM ticket ORDER BY opened_on") == [
        ("2024-07-18", "urgent", 4, 1),
        ("2024-11-28", "high", None, 0),
    ]
    assert public.rows("SELECT churned_on, reason, note FROM churn ORDER BY churned_on") == [
        ("2024-06-25", "support", "missing features"),
        ("2024-10-27", "pricing", None),
    ]


@pytest.mark.parametrize("kind", FILES)
def test_importing_a_file_again_changes_nothing(public: Company, kind: str) -> None:
    before = public.everything()
    outcome = public.bring(kind, FILES[kind])
    assert (outcome.new, outcome.changed, outcome.rejected) == (0, 0, 0)
    assert public.everything() == before
