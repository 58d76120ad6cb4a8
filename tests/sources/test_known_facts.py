"""Health says nothing about what a source stopped bringing, and takes its silence for no news of an account."""

from datetime import timedelta

from accounts.daily_update import update
from accounts.health import load_config
from accounts.health.explanations import examine
from accounts.health.scoring_model import changed_on
from tests.sources.company import NOON, Company

BOTH = """[crm]
kind = "accounts"
from = "folder"
files = "accounts*.csv"
every = "1h"

[app]
kind = "usage"
from = "folder"
files = "usage*.csv"
every = "1h"
needs = ["crm"]
"""
CONFIG = load_config()


def read(company: Company) -> None:
    company.write("accounts.csv", "id,name,payment", "a,Acme,paid")
    days = [(NOON - timedelta(days=ago)).date().isoformat() for ago in range(60)]
    company.write("usage.csv", "account id,date,events", *(f"a,{day},10" for day in days))
    assert [each.outcome for each in company.due(company.configure(BOTH))] == ["good", "good"]


def scored(company: Company) -> tuple[int | None, str]:
    """The points of usage after the scoring of the day, and why."""
    update(company.store, company.now, CONFIG)
    (id_,) = company.store.reading.execute("SELECT id FROM account WHERE key = 'a'").fetchone()
    parts = {part.name: part for part in examine(company.store, id_, company.now.date(), CONFIG).parts}
    return parts["usage"].points, parts["usage"].reason


def test_a_source_that_stopped_makes_its_part_unknown_and_not_silent(company: Company) -> None:
    read(company)
    assert scored(company)[0] is not None
    company.later(days=7)
    assert scored(company)[0] is not None  # old, and still counted with
    company.later(days=1)
    assert scored(company) == (None, "usage stopped on 15 Jun 2026")


def test_nothing_is_compared_across_the_day_on_which_it_is_left_out(company: Company) -> None:
    read(company)
    scored(company)
    company.later(days=8)
    scored(company)
    assert changed_on(company.store.reading) == company.now.date().isoformat()
    moved = company.store.reading.execute("SELECT count(*) FROM health_change").fetchone()
    assert moved == (0,)


def test_it_counts_again_once_it_comes_again(company: Company) -> None:
    read(company)
    company.later(days=8)
    scored(company)
    day = company.now.date().isoformat()
    company.write("usage-2.csv", "account id,date,events", f"a,{day},10", at=company.now - timedelta(minutes=5))
    company.due(company.configure(BOTH))
    assert scored(company)[0] is not None


def test_what_is_no_source_any_more_counts_as_imported_by_hand(company: Company) -> None:
    read(company)
    company.later(days=8)
    company.due(company.configure(BOTH.partition("[app]")[0]))
    assert scored(company)[0] is not None


def test_the_age_from_which_it_is_left_out_can_be_set(company: Company) -> None:
    company.configure(BOTH + 'unknown_after = "2d"\n')
    company.write("accounts.csv", "id,name", "a,Acme")
    company.write("usage.csv", "account id,date,events", "a,2026-06-15,10")
    company.due(company.configure(BOTH + 'unknown_after = "2d"\n'))
    company.later(days=3)
    assert scored(company)[1] == "usage stopped on 15 Jun 2026"
