"""On the day on which scores are made in another way nobody has moved, and what was scored before stays as it was."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from accounts.digests.health_changes import bands_before, health_changes
from accounts.health import HealthConfig, Sayer, list_by_health, load_config, score_all, set_pulse
from accounts.health.scoring_model import NEVER, changed_on, model_of, model_since
from accounts.scopes.scope import ALL
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import BY_HAND, Clinic, day


def other(tmp_path: Path) -> HealthConfig:
    """Weights by which an account without a touchpoint for 70 days is red, and not yellow."""
    path = tmp_path / "other.toml"
    path.write_text(f"{BY_HAND.read_text()}\n[interactions]\nzero_after = 75\n")
    return load_config(path)


def company(clinic: Clinic) -> int:
    account = clinic.customer()
    clinic.make.fact("touchpoint", account, touched_on=day(70))
    clinic.make.fact("touchpoint", clinic.customer("Other"), touched_on=day(2))
    clinic.score_all(2)
    clinic.score_all(1)
    return account


def stands(clinic: Clinic, account: int) -> tuple[object, ...]:
    return clinic.rows("SELECT score, band, score_before, band_before FROM standing WHERE account_id = ?", account)[0]


def test_nobody_has_moved_on_the_day_that_the_weights_change(clinic: Clinic, tmp_path: Path) -> None:
    account = company(clinic)
    before = clinic.rows("SELECT * FROM score ORDER BY account_id, scored_on")
    clinic.settle()
    run = score_all(clinic.store, TODAY, other(tmp_path))
    assert stands(clinic, account) == (11, "red", 11, "red")
    assert run.changed == 0
    assert health_changes(clinic.store.reading, ALL, TODAY - timedelta(days=5))["worse"].accounts == 0
    assert bands_before(clinic.store.reading, ALL, TODAY - timedelta(days=1)) is None
    assert clinic.rows("SELECT * FROM score WHERE scored_on < ? ORDER BY account_id, scored_on", day(0)) == before


def test_what_moves_on_the_day_after_is_told(clinic: Clinic, tmp_path: Path) -> None:
    account, config = company(clinic), other(tmp_path)
    clinic.settle()
    score_all(clinic.store, TODAY, config)
    clinic.make.fact("touchpoint", account, touched_on=(TODAY + timedelta(days=1)).isoformat())
    score_all(clinic.store, TODAY + timedelta(days=1), config)
    assert stands(clinic, account) == (100, "green", 11, "red")
    assert health_changes(clinic.store.reading, ALL, TODAY + timedelta(days=1))["recovered"].accounts == 1


def test_a_pulse_on_the_day_is_told_against_the_new_scores(clinic: Clinic, tmp_path: Path) -> None:
    account, config = company(clinic), other(tmp_path)
    clinic.settle()
    score_all(clinic.store, TODAY, config)
    set_pulse(clinic.store, account, 5, "", Sayer("U0DANA", "Dana"), datetime.combine(TODAY, time(9), UTC), config)
    score, band, *was = stands(clinic, account)
    assert was == [11, "red"]
    assert (score, band) == (49, "yellow")  # 11 × 20 and 100 × 15 of 35


def test_lists_say_that_scores_are_made_in_another_way(clinic: Clinic, tmp_path: Path) -> None:
    company(clinic)
    clinic.settle()
    score_all(clinic.store, TODAY, other(tmp_path))
    said = " ".join(list_by_health(clinic.store, config=other(tmp_path)).missing)
    assert f"Scores are made in another way from {TODAY} on" in said
    score_all(clinic.store, TODAY + timedelta(days=1), other(tmp_path))
    assert "another way" not in " ".join(list_by_health(clinic.store, config=other(tmp_path)).missing)


def test_a_model_is_that_of_all_its_numbers(clinic: Clinic, tmp_path: Path) -> None:
    assert model_of(load_config(BY_HAND)) == model_of(clinic.config)
    assert model_of(other(tmp_path)) != model_of(clinic.config)


def test_since_when_a_model_scores(clinic: Clinic, tmp_path: Path) -> None:
    connection = clinic.store.reading
    assert model_since(connection, "2-x") == ""
    company(clinic)
    assert model_since(connection, model_of(clinic.config)) == ""
    assert model_since(connection, model_of(other(tmp_path))) == NEVER
    assert changed_on(connection) is None
    score_all(clinic.store, TODAY, other(tmp_path))
    assert model_since(connection, model_of(other(tmp_path))) == changed_on(connection) == TODAY.isoformat()


def test_scores_of_before_models_were_kept_are_of_another(clinic: Clinic) -> None:
    account = company(clinic)
    with clinic.store.writing() as connection:
        connection.execute("UPDATE scoring SET model = '', peers = ''")
    clinic.score_all()
    assert stands(clinic, account) == (33, "red", 33, "red")
