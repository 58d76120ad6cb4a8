"""The CSM's word: it counts at once, and can be taken back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from accounts.errors import PulseError
from accounts.health import PulseChange, Sayer, list_pulses, set_pulse, withdraw_pulse
from tests.accounts.health.conftest import Clinic, day

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


def say(clinic: Clinic, account: int, score: int, note: str = "", now: datetime = NOW) -> PulseChange:
    return set_pulse(clinic.store, account, score, note, Sayer("U1", "Dana"), now, clinic.config)


@pytest.fixture
def account(clinic: Clinic) -> int:
    account = clinic.customer()
    clinic.make.fact("touchpoint", account, touched_on=day(60))
    clinic.make.fact("touchpoint", clinic.customer("Other"), touched_on=day(1))
    clinic.score_all(1)
    return account


def test_a_pulse_moves_the_score_at_once(clinic: Clinic, account: int) -> None:
    change = say(clinic, account, 1, " new sponsor is sceptical ")
    assert (change.before.score, change.before.band) == (52, "yellow")  # 59 days
    # (50 × 20 + 0 × 15) ÷ 35 = 28.6
    assert (change.after.score, change.after.band, change.after.known) == (29, "red", 35)
    assert change.pulse is not None
    assert (change.pulse.note, change.previous) == ("new sponsor is sceptical", None)


def test_the_day_s_change_is_still_against_the_day_before(clinic: Clinic, account: int) -> None:
    say(clinic, account, 1)
    say(clinic, account, 5)
    standing = clinic.rows("SELECT score, score_before FROM standing WHERE account_id = ?", account)
    assert standing == [(71, 52)]  # (50 × 20 + 100 × 15) ÷ 35 = 71.4


def test_a_pulse_can_be_taken_back_once(clinic: Clinic, account: int) -> None:
    first, second = say(clinic, account, 4).pulse, say(clinic, account, 1).pulse
    assert first
    assert second
    change = withdraw_pulse(clinic.store, second.id, NOW, clinic.config)
    assert (change.pulse, change.previous) == (first, second)
    assert change.after.score == 61  # (50 × 20 + 75 × 15) ÷ 35 = 60.7
    with pytest.raises(PulseError, match="taken back already"):
        withdraw_pulse(clinic.store, second.id, NOW, clinic.config)
    assert list_pulses(clinic.store, account) == (first,)


def test_the_same_pulse_of_the_same_person_a_moment_later_is_one(clinic: Clinic, account: int) -> None:
    first = say(clinic, account, 4, "keen")
    again = say(clinic, account, 4, " keen", NOW + timedelta(seconds=5))
    assert (again.pulse, again.previous, again.after) == (first.pulse, None, first.after)
    say(clinic, account, 4, "keen", NOW + timedelta(minutes=5))
    set_pulse(clinic.store, account, 4, "keen", Sayer("U2", "Dana"), NOW + timedelta(minutes=5), clinic.config)
    assert len(list_pulses(clinic.store, account)) == 3


def test_a_pulse_is_taken_back_by_who_said_it_and_not_by_a_namesake(clinic: Clinic, account: int) -> None:
    pulse = say(clinic, account, 4).pulse
    assert pulse
    with pytest.raises(PulseError, match="Only Dana, who said it, takes that pulse back"):
        withdraw_pulse(clinic.store, pulse.id, NOW, clinic.config, "U2")
    assert withdraw_pulse(clinic.store, pulse.id, NOW, clinic.config, "U1").previous == pulse


def test_a_pulse_of_which_only_a_name_is_known_is_nobodys_to_take_back(clinic: Clinic, account: int) -> None:
    id_ = clinic.make.insert("pulse", account_id=account, score=4, said_by="Dana", said_at="", said_on=day(1))
    for who in ("", "Dana", "U1"):
        with pytest.raises(PulseError, match="only the name of who said it is known"):
            withdraw_pulse(clinic.store, id_, NOW, clinic.config, who)


def test_what_was_said_is_listed_latest_first(clinic: Clinic, account: int) -> None:
    for score, back in ((3, 2), (5, 1), (4, 1)):
        say(clinic, account, score, now=NOW - timedelta(days=back))
    assert [each.score for each in list_pulses(clinic.store, account)] == [4, 5, 3]


def test_a_pulse_counts_from_the_day_it_is_where_it_was_said(clinic: Clinic, account: int) -> None:
    evening = datetime(2026, 6, 15, 22, tzinfo=timezone(timedelta(hours=-5)))  # the 16th in UTC
    assert say(clinic, account, 5, now=evening).after.score == 71


@pytest.mark.parametrize("score", [0, 6, -1, True])
def test_any_other_number_is_refused_and_nothing_is_written(clinic: Clinic, account: int, score: int) -> None:
    with pytest.raises(PulseError, match="Try 4"):
        say(clinic, account, score)
    assert list_pulses(clinic.store, account) == ()


def test_a_note_longer_than_a_page_is_refused(clinic: Clinic, account: int) -> None:
    with pytest.raises(PulseError, match="2,000 characters at most"):
        say(clinic, account, 3, "x" * 2001)


def test_no_pulse_for_an_account_that_is_not_there(clinic: Clinic) -> None:
    with pytest.raises(LookupError):
        say(clinic, 999, 3)


def test_a_pulse_on_an_account_that_left_is_kept_and_scores_nothing(clinic: Clinic) -> None:
    account = clinic.customer(status="churned", churned_on=day(30))
    clinic.settle()
    assert say(clinic, account, 2).after.score is None
    assert len(list_pulses(clinic.store, account)) == 1
