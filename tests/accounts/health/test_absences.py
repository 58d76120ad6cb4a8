"""What an account was before it left isn't what it is compared with after it came back."""

from datetime import UTC, datetime, time

from accounts.account_health import health_on
from accounts.briefs.brief import load_brief
from accounts.derived.daily_changes import told_bands
from accounts.digests.health_changes import health_changes
from accounts.digests.since import accounts_since
from accounts.health import list_by_health, score_history
from accounts.health.explanations import CAME_BACK, why
from accounts.scopes.scope import ALL
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day, past

LEFT = "UPDATE account SET status = 'churned', churned_on = ? WHERE id = ?"
BACK = "UPDATE account SET status = 'active', churned_on = NULL, returned_on = ? WHERE id = ?"


def left_and_back(clinic: Clinic) -> int:
    """An account that was well ten days ago, left eight days ago, came back yesterday, and is not well."""
    account = clinic.customer()
    clinic.make.fact("touchpoint", account, touched_on=day(70))
    clinic.make.fact("touchpoint", account, touched_on=day(11))
    clinic.make.fact("touchpoint", clinic.customer("Other"), touched_on=day(2))
    clinic.score_all(10)
    say(clinic, LEFT, day(8), account)
    clinic.score_all(8)
    clinic.score_all(2)
    with clinic.store.writing() as connection:
        connection.execute("DELETE FROM touchpoint WHERE account_id = ? AND touched_on = ?", (account, day(11)))
    return account


def say(clinic: Clinic, statement: str, *given: object) -> None:
    with clinic.store.writing() as connection:
        connection.execute(statement, given)


def come_back(clinic: Clinic, account: int, back: int) -> None:
    say(clinic, BACK, day(back), account)
    clinic.score_all(back)


def test_on_the_day_on_which_it_came_back_it_has_not_moved(clinic: Clinic) -> None:
    account = left_and_back(clinic)
    come_back(clinic, account, 0)
    connection = clinic.store.reading
    assert clinic.rows("SELECT score_before, band_before FROM standing WHERE account_id = ?", account) == [
        (None, "unknown")
    ]
    assert health_changes(connection, ALL, past(12))["worse"].accounts == 0
    row = next(each for each in list_by_health(clinic.store, config=clinic.config).rows if each.account_id == account)
    assert (row.change, row.band_before, row.came_back, row.why[-1]) == (None, "unknown", True, CAME_BACK)
    for since in (9, 5, 1):
        assert why(clinic.store, account, past(since), TODAY, clinic.config)[-1] == CAME_BACK
    assert told_bands(connection, day(2), ALL) == {"green": 1}
    found = health_on(connection, account, TODAY, clinic.config)
    assert (found.since_yesterday, found.since_last_week, found.back_on) == (None, None, TODAY)
    assert load_brief(clinic.store, account, TODAY, clinic.config).since.score is None
    (posted,) = accounts_since(
        connection, {account: (95, "green")}, datetime.combine(past(9), time(9), UTC), past(9), TODAY
    )
    assert (posted.moved, posted.came_back, posted.changed) == (False, True, True)


def test_it_is_compared_with_what_it_was_after_it_came_back(clinic: Clinic) -> None:
    account = left_and_back(clinic)
    clinic.make.fact("touchpoint", account, touched_on=day(5))
    come_back(clinic, account, 1)
    say(clinic, "DELETE FROM touchpoint WHERE account_id = ? AND touched_on = ?", account, day(5))
    clinic.score_all(0)
    worse = health_changes(clinic.store.reading, ALL, past(12))["worse"]
    assert [(each.account_id, each.band_before) for each in worse.first] == [(account, "green")]
    assert [each.on for each in score_history(clinic.store, account, past(20), TODAY)] == [past(10), past(1), TODAY]


def test_one_that_is_back_on_the_same_day_was_never_absent(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.fact("touchpoint", account, touched_on=day(70))
    clinic.make.fact("touchpoint", clinic.customer("Other"), touched_on=day(2))
    clinic.score_all(1)
    before = clinic.rows("SELECT * FROM score")
    say(clinic, LEFT, day(0), account)
    clinic.score_all(0)
    assert len(clinic.rows("SELECT * FROM score")) == len(before) + 1
    come_back(clinic, account, 0)
    assert clinic.rows("SELECT * FROM score WHERE known < 0") == []
    assert clinic.rows("SELECT score_before IS NULL FROM standing WHERE account_id = ?", account) == [(0,)]
    assert why(clinic.store, account, past(1), TODAY, clinic.config)[-1] != CAME_BACK
