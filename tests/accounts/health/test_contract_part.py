"""What the contract part says of renewals that are signed, and of who leaves: the same as the list of who leaves."""

from tests.accounts.health.conftest import Clinic, day


def contract(clinic: Clinic, account: int) -> tuple[int | None, str]:
    found = clinic.examine(account)["contract"]
    return found.points, found.reason


def test_a_contract_under_notice_that_a_later_one_takes_over_costs_nothing(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.subscription(account, day(330), 12_000, ends_on=day(-30), notice_given=1)
    assert contract(clinic, account) == (0, "notice given, leaves on 15 Jul 2026")
    clinic.make.subscription(account, day(-31), 13_000, ends_on=day(-395))
    assert contract(clinic, account) == (100, "the next contract begins on 16 Jul 2026")


def test_an_account_that_leaves_on_a_known_day_leaves_with_its_contracts(clinic: Clinic) -> None:
    account = clinic.customer(churned_on=day(-20))
    clinic.make.subscription(account, day(100), 12_000, ends_on=day(-265))
    assert contract(clinic, account) == (0, "notice given, leaves on 5 Jul 2026")


def test_an_account_under_notice_that_states_its_arr_leaves_as_well(clinic: Clinic) -> None:
    account = clinic.customer(arr=500_000, currency="USD", notice_given=1, renews_on=day(-40))
    assert contract(clinic, account) == (0, "notice given, leaves on 25 Jul 2026")
    without_a_day = clinic.customer("Bolt", arr=500_000, currency="USD", notice_given=1)
    assert contract(clinic, without_a_day) == (0, "notice given")


def test_a_contract_that_was_cancelled_on_no_known_day_is_no_notice(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.subscription(account, day(300), 12_000, ends_on=day(-200), product="Core")
    clinic.make.subscription(account, day(700), 5_000, status="cancelled", product="Extra")
    assert contract(clinic, account) == (100, "renews on 1 Jan 2027")


def test_a_renewal_date_before_which_the_first_contract_is_signed_is_not_to_be_renewed(clinic: Clinic) -> None:
    account = clinic.customer(arr=500_000, currency="USD", renews_on=day(-10))
    assert contract(clinic, account) == (82, "to be renewed in 10 days")
    clinic.make.subscription(account, day(-10), 6_000, ends_on=day(-375))
    assert contract(clinic, account) == (100, "the next contract begins on 25 Jun 2026")


def test_between_two_contracts_none_is_past_due(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.subscription(account, day(500), 12_000, ends_on=day(100))
    clinic.make.subscription(account, day(-20), 12_000, ends_on=day(-385))
    assert contract(clinic, account) == (100, "the next contract begins on 5 Jul 2026")


def test_what_left_today_had_notice_yesterday(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.subscription(account, day(300), 12_000, ends_on=day(-200), product="Core")
    clinic.make.subscription(account, day(300), 5_000, ends_on=day(0), notice_given=1, product="Extra")
    assert clinic.examine(account, back=1)["contract"].reason.startswith("notice given for 1 of 2 contracts")
    assert contract(clinic, account) == (100, "renews on 1 Jan 2027")
