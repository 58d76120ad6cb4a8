"""A score needs half of its weights: with less known, it says what is."""

from accounts.health import examine, list_by_health, load_config, score_all, why
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day


def test_a_renewal_date_alone_makes_nobody_green(clinic: Clinic) -> None:
    config = load_config()
    accounts = [clinic.customer(f"Account {n}", renews_on=day(-200)) for n in range(10)]
    clinic.settle()
    score_all(clinic.store, TODAY, config)
    found = list_by_health(clinic.store, config=config)
    assert {(each.band, each.score, each.known) for each in found.rows} == {("unknown", None, 10)}
    assert {each.why for each in found.rows} == {("Too little is known: 10%, the contract only.",)}
    assert why(clinic.store, accounts[0], TODAY, TODAY, config) == ("Too little is known: 10%, the contract only.",)


def test_use_alone_is_enough(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.use(account, 100, 0, events=50)
    clinic.settle()
    found = examine(clinic.store, account, TODAY, load_config())
    assert (found.known, found.band) == (50, "green")


def test_all_but_use_is_enough(clinic: Clinic) -> None:
    account = clinic.customer(payment="paid")
    clinic.make.fact("touchpoint", account, touched_on=day(3))
    clinic.make.fact("survey", account, survey="nps", score=10, scale=10, answered_on=day(2))
    clinic.settle()
    assert examine(clinic.store, account, TODAY, load_config()).known == 40
    clinic.make.insert("pulse", account_id=account, score=4, said_by="Dana", said_at="", said_on=day(1))
    found = examine(clinic.store, account, TODAY, load_config())
    assert (found.known, found.band) == (50, "green")
