"""Runs of sources: what is due is read once, a cursor moves only with the rows, and empty is not gone."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from accounts import Store, open_store
from accounts.importing import ImportContext, entries, preview_undo, undo
from accounts.readers.changed_rows import ChangedRows
from bot.sources.digest_notes import source_warning
from bot.sources.texts import report_text, state_text
from sources import state, sync_due
from sources.gone import gone_of_account
from sources.state import claim_source
from sources.status import source_status
from sources.sync import next_due
from tests.cases import cases
from tests.sources.company import NOON, OLD, Company

FOLDER = """[crm]
kind = "accounts"
from = "folder"
files = "accounts*.csv"
every = "30m"
"""
DATABASE = """[crm]
kind = "accounts"
from = "database"
url = "env:CRM"
query = "SELECT id, name, updated_at FROM customer"
since = "updated_at"
every = "30m"
columns = { updated_at = "-" }
"""


class Crm:
    """A company's own database."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("CREATE TABLE customer (id TEXT PRIMARY KEY, name TEXT, updated_at TEXT)")

    def put(self, id_: str, name: str, at: str | None) -> None:
        self._connection.execute("INSERT OR REPLACE INTO customer VALUES (?, ?, ?)", (id_, name, at))

    def remove(self, id_: str) -> None:
        self._connection.execute("DELETE FROM customer WHERE id = ?", (id_,))

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def crm(company: Company) -> Crm:
    made = Crm(company.folder / "crm.db")
    company.environment["CRM"] = made.url
    return made


def test_a_file_is_read_once_by_its_content(company: Company) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts-1.csv", "id,name", "a,Acme", "b,Beta")
    assert [(each.new, each.rows) for each in company.due(sources)] == [(2, 2)]
    assert company.due(sources) == []
    company.later(minutes=30)
    company.write("accounts-2.csv", "id,name", "a,Acme", "b,Beta")  # under another name, too
    assert [(each.outcome, each.tables) for each in company.due(sources)] == [("good", 0)]


def test_a_file_that_is_written_anew_as_it_was_keeps_its_facts_new_and_once_each_time(company: Company) -> None:
    sources = company.configure(f"{FOLDER}full = true\n")
    company.write("accounts.csv", "id,name", "a,Acme", "b,Beta", "c,Cord", at=OLD - timedelta(hours=1))
    company.due(sources)
    as_of, gone = [], []
    for hours in (0, 0, 1, 1, 2):
        company.write("accounts.csv", "id,name", "b,Beta", "c,Cord", at=OLD + timedelta(hours=hours))
        company.later(minutes=30)
        company.due(sources)
        (status,) = source_status(company.store, sources, company.now)
        as_of.append(status.as_of)
        gone.append(status.gone)
    assert as_of == [OLD + timedelta(hours=hours) for hours in (0, 0, 1, 1, 2)]
    assert gone == [0, 0, 0, 0, 1], "it is missing in three lists, however often they are looked at"
    company.write("accounts.csv", "id,name", "a,Acme", "b,Beta", "c,Cord", at=OLD + timedelta(hours=2, minutes=30))
    company.later(minutes=30)
    company.due(sources)
    assert company.state("crm").as_of == OLD + timedelta(hours=2, minutes=30), "it says again what it said before"


def test_a_file_that_goes_back_to_what_it_said_is_read_again_and_files_beside_it_keep_it_from_that(
    company: Company,
) -> None:
    crm = company.configure(FOLDER)
    for segment in ("SMB", "Enterprise", "SMB", "Enterprise"):
        company.write("accounts.csv", "id,name,segment", f"a,Acme,{segment}", at=company.now - timedelta(minutes=5))
        assert [each.tables for each in company.due(crm)] == [1]
        assert company.segments() == {segment}
        company.later(minutes=30)
        assert [each.tables for each in company.due(crm)] == [0]
        company.later(minutes=30)
    company.write("accounts-2.csv", "id,name,segment", "a,Acme,Other", at=company.now - timedelta(minutes=10))
    company.due(crm)
    company.later(minutes=30)
    company.write("accounts.csv", "id,name,segment", "a,Acme,SMB", at=company.now - timedelta(minutes=5))
    company.due(crm)
    assert company.segments() == {"Other"}


def test_files_are_read_from_the_oldest_to_the_newest(company: Company) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts-1.csv", "id,name", "a,New", at=NOON - timedelta(hours=1))
    company.write("accounts-2.csv", "id,name", "a,Old", at=NOON - timedelta(hours=3))
    company.due(sources)
    assert company.names() == ["New"]


@pytest.mark.parametrize("name", [".accounts.csv", "accounts.csv.part", "~accounts.csv", "accounts.csv.tmp"])
def test_what_is_not_finished_is_left_alone(company: Company, name: str) -> None:
    sources = company.configure(FOLDER.replace("accounts*.csv", "*"))
    (company.folder / "sources.toml").rename(company.folder.parent / "sources.toml")
    company.write(name, "id,name", "a,Acme")
    assert [each.outcome for each in company.due(sources)] == ["failed"]  # nothing there is no answer
    assert company.names() == []


@pytest.mark.parametrize(("pattern", "said"), [("gone/*.csv", "no folder"), ("none*.csv", "no file none")])
def test_a_folder_or_file_that_is_not_there_is_an_error(company: Company, pattern: str, said: str) -> None:
    sources = company.configure(FOLDER.replace("accounts*.csv", pattern))
    (report,) = company.due(sources)
    assert report.outcome == "failed"
    assert said in report.reason


def test_a_file_that_changes_while_it_is_read_is_left_to_the_next_run(company: Company) -> None:
    company.write("accounts.csv", "id,name", "a,Acme")
    sources = company.configure(FOLDER)

    asked: list[datetime] = []

    def clock() -> datetime:
        """Is asked the fourth time when the table is open, and nothing of it is written."""
        asked.append(company.now)
        if len(asked) == 4:
            company.write("accounts.csv", "id,name", "a,Acme", "b,Beta", at=NOON)
        return company.now

    (report,) = sync_due(sources, replace(company.context, clock=clock))
    assert (report.outcome, company.names()) == ("failed", [])
    assert "was changed while it was read" in report.reason
    assert [each.new for each in company.sync(sources, "crm")] == [2]


def test_a_failure_is_tried_again_later_and_later(company: Company) -> None:
    sources = company.configure(FOLDER)
    waits = []
    for _ in range(4):
        company.due(sources)
        waits.append(company.state("crm").retry_at or NOON)
        company.now = waits[-1]
    assert [(b - a) for a, b in zip([NOON, *waits], waits, strict=False)] == [
        timedelta(minutes=each) for each in (1, 2, 4, 8)
    ]
    company.write("accounts.csv", "id,name", "a,Acme")
    company.due(sources)
    assert (company.state("crm").state, company.state("crm").failures) == ("good", 0)


def test_rejects_are_kept_with_reasons_and_nothing_is_half_imported(company: Company) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts.csv", "id,name,arr", "a,Acme,100", "b,Beta,few", "c,Ceta,lots")
    (report,) = company.due(sources)
    assert (report.outcome, report.rejected, company.names()) == ("failed", 2, [])
    assert [each["line"] for each in report.rejects] == [3, 4]
    assert "rejected because" in (company.folder / "rejects" / "crm.csv").read_text()
    (status,) = source_status(company.store, sources, company.now)
    assert status.rejected == 2


def test_bad_rows_can_be_left_out(company: Company) -> None:
    sources = company.configure(f"{FOLDER}skip_bad = true\n")
    company.write("accounts.csv", "id,name,arr", "a,Acme,100", "b,Beta,lots")
    (report,) = company.due(sources)
    assert (report.outcome, report.rejected, company.names()) == ("good", 1, ["Acme"])


def test_only_what_changed_is_read_of_a_database(company: Company, crm: Crm) -> None:
    sources = company.configure(DATABASE)
    crm.put("a", "Acme", "2026-06-01T08:00:00")
    crm.put("b", "Beta", "2026-06-02T08:00:00")
    assert [each.new for each in company.due(sources)] == [2]
    crm.put("c", "Ceta", "2026-06-02T08:00:00")  # as late as the newest one
    crm.put("a", "Acme Inc", "2026-06-03T08:00:00")
    company.later(minutes=30)
    assert [(each.rows, each.new, each.changed) for each in company.due(sources)] == [(3, 1, 1)]
    company.later(minutes=30)
    assert [(each.rows, each.new, each.changed) for each in company.due(sources)] == [(1, 0, 0)]
    assert company.state("crm").cursor == "text 2026-06-03T08:00:00"
    assert [each.new for each in entries(company.store.reading)] == [1, 2]  # a run without news isn't listed


def test_rows_without_a_time_of_change_are_read_each_time_and_said(company: Company, crm: Crm) -> None:
    sources = company.configure(DATABASE)
    crm.put("a", "Acme", "2026-06-01T08:00:00")
    crm.put("b", "Beta", None)
    company.due(sources)
    crm.put("b", "Better", None)
    company.later(minutes=30)
    (report,) = company.due(sources)
    assert report.changed == 1
    assert "1 row has no updated_at: it is read each time." in report.notes


def test_a_time_that_is_still_to_come_holds_no_change_back(company: Company, crm: Crm) -> None:
    """One row of the year 9999 and nothing that changed was read any more, in runs that were good."""
    sources = company.configure(DATABASE)
    crm.put("a", "Acme", "2026-06-15T08:00:00")
    crm.put("b", "Beta", "9999-12-31T00:00:00")
    company.due(sources)
    assert company.state("crm").cursor == "text 2026-06-15T08:00:00"
    crm.put("a", "Acme Inc", "2026-06-15T06:56:00")  # in the hour that clocks had twice, and some minutes before
    company.later(minutes=30)
    (report,) = company.due(sources)
    assert (report.changed, report.rows) == (1, 2), report
    assert "1 row has a time in updated_at that is still to come: it is read each time." in report.notes


@cases(
    ("value", "cursor"),
    [
        (datetime(2026, 6, 15, 11, tzinfo=UTC), "time 2026-06-15T11:00:00+00:00"),
        (datetime(2026, 6, 15, 12, 1, tzinfo=UTC), ""),
        (datetime(2026, 6, 16, 1), "time 2026-06-16T01:00:00"),  # noqa: DTZ001 - a zone ahead of UTC
        (datetime(2026, 6, 17), ""),  # noqa: DTZ001 - of a database that has none
        (date(2026, 6, 16), "day 2026-06-16"),
        (date(2026, 6, 17), ""),
        ("2026-06-17 08:00:00Z", ""),
        ("2026-06-99 08:00:00", "text 2026-06-99 08:00:00"),
        (7, "int 7"),
    ],
)
def test_a_cursor_never_stands_in_the_future(value: object, cursor: str) -> None:
    changed = ChangedRows("at", now=NOON)
    assert list(changed.watch(["at"], iter([[[value]]]))) == [[[value]]]
    assert (changed.newest, changed.ahead) == (cursor, int(not cursor))
    kept = f"time {NOON.replace(year=2099).isoformat()}"
    assert ChangedRows("at", kept, NOON).newest == ""


def test_times_as_text_of_two_zones_are_refused(company: Company, crm: Crm) -> None:
    sources = company.configure(DATABASE)
    crm.put("a", "Acme", "2026-06-01T08:00:00+02:00")
    crm.put("b", "Beta", "2026-06-01T07:00:00Z")
    (report,) = company.due(sources)
    assert report.outcome == "failed"
    assert "several zones" in report.reason


def test_another_query_is_read_from_the_start(company: Company, crm: Crm) -> None:
    crm.put("a", "Acme", "2026-06-01T08:00:00")
    crm.put("b", "Beta", "2026-06-02T08:00:00")
    company.due(company.configure(DATABASE))
    company.later(minutes=30)
    upper = company.configure(DATABASE.replace("name,", "upper(name) AS name,"))
    assert [each.changed for each in company.due(upper)] == [2]


def test_a_list_that_shrinks_by_more_than_a_third_is_held(company: Company) -> None:
    sources = company.configure(f"{FOLDER}full = true\n")
    company.write("accounts-1.csv", "id,name,segment", *(f"{n},Customer {n},SMB" for n in range(9)))
    company.due(sources)
    fewer = [f"{n},Customer {n},Large" for n in range(5)]
    company.write("accounts-2.csv", "id,name,segment", *fewer, at=NOON - timedelta(hours=1))
    company.later(minutes=30)
    (report,) = company.due(sources)
    assert (report.outcome, report.reason[:9]) == ("held", "crm lists")
    assert "lists 5 rows, and 9 before" in report.reason
    assert company.segments() == {"SMB"}
    assert state.release(company.store, "crm", company.now)
    (report,) = company.due(sources)
    assert (report.outcome, report.changed) == ("good", 5)
    assert not state.release(company.store, "crm", company.now)


def test_an_empty_list_is_held_too(company: Company, crm: Crm) -> None:
    sources = company.configure(DATABASE.replace('since = "updated_at"\n', ""))
    crm.put("a", "Acme", None)
    company.due(sources)
    crm.remove("a")
    company.later(minutes=30)
    assert [each.outcome for each in company.due(sources)] == ["held"]
    assert state.release(company.store, "crm", company.now)
    for _ in range(2):
        assert [each.outcome for each in company.due(sources)] == ["good"]
        company.later(minutes=30)


def test_what_is_missing_in_three_lists_is_gone_and_stays_in_the_store(company: Company, crm: Crm) -> None:
    sources = company.configure(DATABASE.replace('since = "updated_at"\n', ""))
    for each in "abcd":
        crm.put(each, each.upper() * 4, None)
    company.due(sources)
    crm.remove("a")
    gone = []
    for _ in range(4):
        company.later(minutes=30)
        company.due(sources)
        gone += [each.gone for each in source_status(company.store, sources, company.now)]
    assert gone == [0, 0, 1, 1]
    assert "AAAA" in company.names()
    crm.put("a", "AAAA", None)
    company.later(minutes=30)
    company.due(sources)
    assert [each.gone for each in source_status(company.store, sources, company.now)] == [0]


def test_a_source_that_is_taken_out_of_the_file_lists_no_account_no_more(company: Company, crm: Crm) -> None:
    """Its last words, that it lists an account no more, stood on cards for good after it was renamed."""
    sources = company.configure(DATABASE.replace('since = "updated_at"\n', "gone_after = 2\n"))
    for name in "abcd":
        crm.put(name, name.upper(), None)
    company.sync(sources)
    crm.remove("a")
    for _ in range(2):
        company.sync(sources)
    ((account,),) = company.store.reading.execute("SELECT id FROM account WHERE key = 'a'").fetchall()
    assert len(gone_of_account(company.store, account)) == 1
    assert company.due(()) == []
    assert gone_of_account(company.store, account) == ()


def test_a_run_that_lost_its_lease_writes_nothing(company: Company, store: Store) -> None:
    from sources.run import run_source

    sources = company.configure(FOLDER)
    company.write("accounts.csv", "id,name", "a,Acme")
    slow = claim_source(store, sources[0], company.now)
    assert slow is not None
    company.later(minutes=10)
    other = claim_source(store, sources[0], company.now)
    assert other is not None
    assert run_source(slow, company.context).outcome == "lost"
    assert company.names() == []
    assert run_source(other, company.context).outcome == "good"
    assert company.names() == ["Acme"]


def test_nobody_else_runs_what_is_being_run(company: Company, store: Store) -> None:
    sources = company.configure(FOLDER)
    assert claim_source(store, sources[0], company.now) is not None
    assert claim_source(store, sources[0], company.now, at_once=True) is None
    assert company.due(sources) == []
    assert [each.outcome for each in company.sync(sources, "crm")] == ["running"]


def test_a_source_waits_for_what_it_needs(company: Company) -> None:
    both = f"""{FOLDER}
[contracts]
kind = "subscriptions"
from = "folder"
files = "contracts*.csv"
needs = ["crm"]
every = "5m"
"""
    sources = company.configure(both)
    company.write("contracts.csv", "id,account id,start date,end date,arr", "s,a,2026-01-01,2026-12-31,100")
    assert [each.source for each in company.due(sources)] == ["crm"]  # there is no file of accounts yet
    company.write("accounts.csv", "id,name", "a,Acme")
    company.later(minutes=5)
    assert [(each.source, each.new) for each in company.due(sources)] == [("crm", 1), ("contracts", 1)]


def test_what_was_undone_is_read_again(company: Company, crm: Crm) -> None:
    sources = company.configure(DATABASE)
    crm.put("a", "Acme", "2026-06-01T08:00:00")
    company.due(sources)
    crm.put("b", "Beta", "2026-06-02T08:00:00")
    company.later(minutes=30)
    company.due(sources)
    preview = preview_undo(company.store)
    assert preview is not None
    undo(company.store, preview.entry.id, ImportContext("somebody", company.now, company.now.date()))
    assert company.names() == ["Acme"]
    company.later(minutes=30)
    company.due(sources)
    assert company.names() == ["Acme", "Beta"]


def test_a_source_that_is_paused_is_left_alone_and_says_so(company: Company) -> None:
    company.write("accounts.csv", "id,name", "a,Acme")
    company.due(company.configure(FOLDER))
    company.later(hours=30)
    sources = company.configure(f"{FOLDER}paused = true\n")
    company.write("accounts.csv", "id,name", "a,Acme", "b,Beta", at=company.now)
    assert company.due(sources) == []
    assert next_due(sources, company.store, company.now) is None
    (report,) = company.sync(sources)
    assert report_text(report) == "crm is paused: take paused = true out of its file first."
    (status,) = source_status(company.store, sources, company.now)
    assert state_text(status, company.now) == "paused, as of 2026-06-15 10:00 UTC (32 hours ago)"
    assert not status.is_awaited(company.now, company.now)
    assert source_warning(status, "Accounts", "health", company.now) == (
        "Accounts are paused, as of 15 Jun 10:00: what came after them isn't known."
    )
    assert [each.new for each in company.due(company.configure(FOLDER))] == [1]


def test_a_missing_secret_names_the_variable(company: Company) -> None:
    (report,) = company.due(company.configure(DATABASE))
    assert report.outcome == "failed"
    assert "the environment has no variable CRM" in report.reason


def test_the_store_opens_without_sources(company: Company) -> None:
    open_store(company.store.place).close()


def test_one_that_is_stopped_by_hand_may_be_run_again_at_once(company: Company) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts.csv", "id,name", "a,Acme", at=company.now)  # just written: it is looked at twice

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(sync_due(sources, replace(company.context, sleep=stop)))
    assert [each.new for each in company.due(sources)] == [1]


def test_a_fault_of_our_own_is_a_failure_that_waits(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts.csv", "id,name", "a,Acme")
    monkeypatch.setattr("sources.run.import_options", lambda *_: 1 / 0)
    (report,) = company.due(sources)
    assert (report.outcome, "ZeroDivisionError" in report.reason) == ("failed", True)
    assert company.due(sources) == []


def test_a_clock_that_was_ahead_holds_nothing_up(company: Company, store: Store) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts.csv", "id,name", "a,Acme")
    assert claim_source(store, sources[0], company.now + timedelta(days=400)) is not None
    assert [each.new for each in company.due(sources)] == [1]


def test_files_wait_behind_one_that_is_refused(company: Company) -> None:
    sources = company.configure(FOLDER)
    company.write("accounts-1.csv", "id,name,arr", "a,Acme,lots", at=NOON - timedelta(hours=3))
    company.write("accounts-2.csv", "id,name,arr", "a,Acme,100")
    (report,) = company.due(sources)
    assert report.reason.endswith("Files after it wait, so that none is overtaken.")
    assert company.names() == []


def test_a_source_of_which_no_row_was_ever_imported_is_not_good(company: Company) -> None:
    """As where its accounts are named by something else: it said good, and that there are no tickets."""
    text = FOLDER.replace("accounts*", "crm") + (
        '[desk]\nkind = "tickets"\nfrom = "folder"\nfiles = "tickets*.csv"\nevery = "30m"\nskip_bad = true\n'
    )
    sources = company.configure(text)
    company.write("crm.csv", "id,name", "a,Acme")
    company.write("tickets-1.csv", "id,account,opened", "1,Nobody,2026-06-01")
    _, desk = company.sync(sources)
    assert (desk.outcome, company.state("desk").as_of) == ("failed", None)
    assert desk.reason.endswith(
        "none of its 1 rows can be imported, and nothing of it ever was. The first, line 2: account “Nobody” is no "
        "account of the store, by id, domain or name."
    )
    company.write("tickets-1.csv", "id,account,opened", "1,Nobody,2026-06-01", "2,Acme,2026-06-01")
    company.write("tickets-2.csv", "id,account,opened", "3,Nobody,2026-06-02", at=OLD + timedelta(minutes=1))
    _, desk = company.sync(sources)
    assert (desk.outcome, desk.new, desk.rejected) == ("good", 1, 2)
    assert "row 2 was left out: account “Nobody” is no account" in report_text(desk)
    company.later(minutes=30)
    company.write("tickets-3.csv", "id,account,opened", "4,Acme,2026-06-02", at=NOON)
    assert company.sync(sources, "desk")[0].outcome == "good"
    kept = [path.read_text() for path in sorted((company.folder / "rejects").glob("desk*"))]
    assert ["1,Nobody" in text for text in kept].count(True) >= 1
    assert ["3,Nobody" in text for text in kept].count(True) == 1
