"""Health says nothing about what a source stopped bringing, and takes its silence for no news of an account."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.daily_update import update
from accounts.health import load_config
from accounts.health.explanations import examine
from accounts.health.scoring_model import changed_on
from tests.cases import cases
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


@cases(
    ("origin", "at", "as_of", "old"),
    [
        ("folder", "06:30 Europe/Berlin weekdays", "2026-06-12 06:00", "2026-06-15 08:30"),  # Friday, and Monday
        ("folder", "06:30 Europe/Berlin weekdays", "2026-06-11 06:00", "2026-06-12 08:30"),
        ("folder", "06:30 Europe/Berlin mon", "2026-06-14 23:00", "2026-06-22 08:30"),
        ("folder", "06:30 Europe/Berlin weekdays holidays DE", "2026-12-24 06:00", "2026-12-28 08:30"),
        ("folder", "02:30 Europe/Berlin", "2026-03-28 02:00", "2026-03-29 05:30"),  # a time that there isn't
        ("https", "06:30 Europe/Berlin weekdays", "2026-06-12 06:30:03", "2026-06-15 08:30"),  # no Last-Modified
        ("https", "06:30 Europe/Berlin mon", "2026-06-14 23:00", "2026-06-22 08:30"),
        ("database", "06:30 Europe/Berlin weekdays", "2026-06-12 06:30", "2026-06-15 08:30"),
    ],
)
def test_facts_are_old_when_the_run_that_is_to_bring_newer_ones_is_past(
    company: Company, origin: str, at: str, as_of: str, old: str
) -> None:
    """A file of Friday was called stopped on Saturday, and one of each week on all days but two."""
    place = {"folder": 'files = "a.csv"', "https": 'url = "env:X"', "database": 'url = "env:X"\nquery = "SELECT 1"'}[
        origin
    ]
    (source,) = company.configure(f'[use]\nkind = "usage"\nfrom = "{origin}"\n{place}\nat = "{at}"\n')
    berlin = ZoneInfo("Europe/Berlin")
    moments = [datetime.fromisoformat(each).replace(tzinfo=berlin) for each in (as_of, old)]
    assert source.old_from(moments[0]) == moments[1]


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
