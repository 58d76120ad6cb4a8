"""Sentences about a value agree with it as it is shown: in number, in what is left of it, and in the days they name."""

import pytest

from tests.metrics.asking import mistake, result

MEANINGS = {
    "crr 2000 0 667": "33.4% of the customers of the start are still there; 66.6% have left.",
    "nrr 100k 0 0 7250": "Without new customers, revenue would have shrunk by 7.2%.",
    "crr 1M 0 999999": "99.9999% of the customers of the start are still there; 0.0001% have left.",
    "gross-margin $1M $220k": "22% of what is earned goes into delivering it.",
    "lifetime 96%": "A customer stays for 1 month on average.",
    "accounts-per-csm 1 1": "A CSM looks after one account on average.",
    "engagement-count 1": "One valuable conversation in the period.",
    "active-users bob": "One user was active.",
    "onboarding-duration 2025-01-31 2025-03-01 limit=1mo": (
        "That is 1 day past what is allowed: 1 month ends on 28 February 2025."
    ),
    "onboarding-duration 2024-01-31 2024-02-29 limit=1mo": (
        "That is within what is allowed: 1 month ends on 29 February 2024."
    ),
    "onboarding-duration 2025-01-31 open": "It isn't finished; 3 months end on 30 April 2025.",
}


@pytest.mark.parametrize(("request_text", "meaning"), MEANINGS.items())
def test_a_meaning_says_what_is_shown(request_text: str, meaning: str) -> None:
    assert result(request_text).meaning == meaning


@pytest.mark.parametrize(
    ("request_text", "shown"),
    [
        ("lifetime 96%", "1 month"),
        ("accounts-per-csm 1 1", "1 account per CSM"),
        ("accounts-per-csm 3 2", "1.5 accounts per CSM"),
    ],
)
def test_one_is_one_of_a_thing(request_text: str, shown: str) -> None:
    assert result(request_text).value_text == shown


@pytest.mark.parametrize(
    ("limit", "said"),
    [("1.5mo", "limit is in whole months of the calendar, such as limit=3mo, not 1.5."), ("120000mo", "fewer months")],
)
def test_months_allowed_that_have_no_end_on_the_calendar_are_refused(limit: str, said: str) -> None:
    wrong = mistake(f"onboarding-duration 2025-01-31 2025-04-30 limit={limit}")
    assert wrong.argument == "limit"
    assert said in wrong.message
