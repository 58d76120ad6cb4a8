"""Rows that say what they said in the last import are passed over, and nobody can tell: what comes of an import is what
comes of one that compares every row.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from accounts import Store, open_store
from accounts.actions import recording
from accounts.actions.model import ActionError, Actor
from accounts.errors import ImportFileError
from accounts.health import load_config
from accounts.importing import (
    ImportContext,
    ImportResult,
    Options,
    Written,
    add_alias,
    forget_alias,
    imported_rows,
    preview_undo,
    run_import,
    undo,
)
from accounts.importing.planning import make_plan
from accounts.readers import open_table
from tests.accounts.importing.conftest import Company
from tests.examples import examples

ALL, NONE = 0, 10**9  # rows of a file from which on they are remembered
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
TODAY = date(2026, 6, 15)
PEOPLE = (
    "Dana,dana@cs.example",
    "Lee,lee@cs.example",
    "Dana,",
    "dana@cs.example,",
    "lee@cs.example,",
    "Kim,",
    ",kim@cs.example",
    ",",
)
HEADERS = (
    "id,name,domain,segment,owner,owner email,arr,seats,churn date,customer since,renewal date,remarks",
    "Account ID,Account Name,Segment,Owner,Owner Email,ARR,MRR",
    "Remarks,ARR,Account ID,Account Name,Customer Since",
)
FILLED = (
    "id name domain segment owner arr seats churned since renews note",
    "id name segment owner arr mrr",
    "note arr id name since",
)


@contextmanager
def remembering(least: int) -> Iterator[None]:
    before = imported_rows.FEWEST
    imported_rows.FEWEST = least  # type: ignore[misc]  # of so few rows as a test has, it isn't worth it
    try:
        yield
    finally:
        imported_rows.FEWEST = before  # type: ignore[misc]


class Listing:
    """What a CRM has, which changes a little from day to day."""

    def __init__(self, some: Random) -> None:
        self.some, self.odd = some, some.choice([0.004, 0.02, 0.15])
        self.end, self.mark = "\n", ""
        self.rows = {f"A-{number}": self._row(number) for number in range(12)}

    def _row(self, number: int) -> dict[str, str]:
        def pick(*usual: str, odd: tuple[str, ...] = ()) -> str:
            return self.some.choice(odd if odd and self.some.random() < self.odd else usual)

        return {
            "name": pick(f"Company {number}", odd=(f"company  {number}", "Acme", "Total", "")),
            "domain": pick(f"company{number}.example", "", odd=("https://www.acme.example/",)),
            "segment": pick("SMB", "Mid-Market", odd=("smb", "mid market", "", "1-10", "1 - 10")),
            "owner": pick(*PEOPLE[:2], odd=PEOPLE[2:]),
            "arr": pick("1200", "12000", odd=("1,200", "€50", "", "0", "-5")),
            "mrr": pick("100", "1000", "", odd=("7",)),
            "seats": pick("5", "50", "", odd=("5.0", "five")),
            "churned": pick("", odd=("2026-06-01", "2026-06-17", "2026-06-19", "0000-00-00")),
            "since": pick("2024-01-01", "2025-03-01", odd=("", "2026-06-16", "2026-06-18", "3/1/2025", "3/25/2025")),
            "renews": pick("2026-12-31", "2027-01-31", "", odd=("25/12/2026", "1/2/2027")),
            "note": pick("", "plain", odd=("two\nlines", '5" pipe', "a, b", "ends in a\\", '"', "\x1e\x1f\u2028", "ü")),
        }

    def change(self) -> None:
        """A few rows become others, leave, or come."""
        some = self.some
        for _ in range(some.choice([0, 0, 1, 2, 3])):
            id_ = some.choice(list(self.rows))
            fresh = self._row(int(id_[2:]))
            name = some.choice(list(fresh))
            self.rows[id_][name] = fresh[name]
        if some.random() < 0.2:
            number = len(self.rows) + some.randrange(3)
            self.rows[f"A-{number}"] = self._row(number)
        if some.random() < 0.1:
            del self.rows[some.choice(list(self.rows))]
        if some.random() < 0.05:
            for number, row in enumerate(self.rows.values()):
                row["name"] = f"Other {number}"

    def text(self, header: int) -> str:
        """A file of it, now and then with a row twice, a row without its id, or a total."""
        some, lines = self.some, [HEADERS[header]]
        for id_, row in self.rows.items():
            said = "" if some.random() < self.odd / 10 else id_
            lines.append(self._line(header, said, row))
            if some.random() < self.odd / 10:
                lines.append(lines[-1])
            if some.random() < self.odd / 10:
                lines.append(self._line(header, id_, {**row, "arr": some.choice(["1200", "77"])}))
            if some.random() < self.odd / 10:
                lines.append(
                    some.choice(["", "", " ", ",,,", "Total", "Exported by Dana", '"left open', lines[0], 'a"b,"c'])
                )
        return self._written(lines)

    def _written(self, lines: list[str]) -> str:
        """The lines as a tool writes them, mostly as it did before."""
        some = self.some
        if some.random() < self.odd / 2:
            self.end, self.mark = some.choice(["\n", "\r\n", "\r"]), some.choice(["", "\ufeff"])
        return self.mark + self.end.join(lines) + some.choice(["", self.end, self.end, f"{self.end * 2}Page 1"])

    @staticmethod
    def _line(header: int, id_: str, row: dict[str, str]) -> str:
        quotes = str.maketrans({'"': '""'})
        quoted = {
            name: value if name == "owner" else f'"{value.translate(quotes)}"' if set(value) & {*',"\n'} else value
            for name, value in ({"id": id_} | row).items()
        }
        return ",".join(quoted[name] for name in FILLED[header].split())


class Twins:
    """Two stores to which the same happens; the first one remembers rows, and the other never does."""

    def __init__(self, first: Store, second: Store, folder: Path, seed: int) -> None:
        self.stores = {ALL: first, NONE: second}
        self.folder, self.some, self.day, self.turn = folder, Random(seed), TODAY, 0
        self.listing = Listing(self.some)
        self.used: dict[tuple[str, str, str], str] = {}

    def step(self) -> None:
        """Something happens to both. Raises `AssertionError` where it isn't the same."""
        self.turn += 1
        self.day += timedelta(days=self.some.choice([0, 0, 0, 1, 1, 2, -1]))
        act = self.some.choice(
            [self._file] * 6 + [self._use] * 5 + [self._take_back, self._own, self._alias, self._churn]
        )
        done = act()
        outcomes = []
        for least, store in self.stores.items():
            with remembering(least):
                outcomes.append(done(store))
        assert outcomes[0] == outcomes[1], act.__name__
        first, second = (everything(store) for store in self.stores.values())
        assert first == second, act.__name__

    def _occasion(self, record: Callable[[Written], None] | None = None) -> ImportContext:
        return ImportContext("dana", NOW + timedelta(minutes=self.turn), self.day, record)

    def _file(self) -> Callable[[Store], object]:
        self.listing.change()
        accept = {"future": 0.05, "negative": 0.05, "same": 0.1, "totals": 0.05}
        given: dict[str, Any] = {
            "skip_bad": self.some.random() < 0.8,
            "dry_run": self.some.random() < 0.1,
            "currency": self.some.choice(["USD"] * 9 + ["EUR"]),
            "accept": frozenset(name for name, often in accept.items() if self.some.random() < often),
        }
        return self._import("accounts", self.listing.text(self.some.choice([0, 0, 0, 0, 1, 2])), **given)

    def _use(self) -> Callable[[Store], object]:
        """A file of usage: mostly the one before with a row more or another figure, now and then one that adds up."""
        some, ids = self.some, list(self.listing.rows)
        for _ in range(some.choice([0, 1, 2])):
            day = some.choice(["2026-05-01", "2026-05-02", "2026-06-17"])
            self.used[some.choice(ids), day, some.choice(["", "api"])] = some.choice(["1", "20", "", "1,200"])
        rows = [f'{id_},{day},{feature},"{events}"' for (id_, day, feature), events in self.used.items()]
        if some.random() < 0.2:
            row = some.choice(rows or ["A-1,2026-05-01,,1"])
            rows.append(some.choice([row, row.replace("A-", "Company "), f"{row.rpartition(',')[0]},0", '"open']))
        head = "account,date,feature,events" if some.random() < 0.9 else "account,date,module,events"
        return self._import("usage", "\n".join((head, *rows)), skip_bad=some.random() < 0.8)

    def _churn(self) -> Callable[[Store], object]:
        id_ = self.some.choice(list(self.listing.rows))
        return self._import("churn", f"id,account,churn date\nC-{self.turn},{id_},2026-06-0{self.some.choice('129')}\n")

    def _import(self, kind: str, text: str, **given: Any) -> Callable[[Store], object]:
        path = self.folder / f"{kind}.csv"
        path.write_bytes(text.encode())

        def bring(store: Store) -> tuple[ImportResult | str, list[object]]:
            ids: list[object] = []

            def record(written: Written) -> None:
                if kind == "usage":  # whose rows have no ids
                    return
                ids.extend(sorted(written.connection.execute(written.rows).fetchall()))

            try:
                with open_table(path) as table:
                    result = run_import(store, kind, table, Options(**given), self._occasion(record))
            except ImportFileError as error:
                return str(error), ids
            return replace(result, rejects_file=None), ids

        return bring

    def _take_back(self) -> Callable[[Store], object]:
        def take_back(store: Store) -> object:
            found = preview_undo(store)
            return found and undo(store, found.entry.id, self._occasion(), force=True)

        return take_back

    def _own(self) -> Callable[[Store], object]:
        id_, name = self.some.choice(list(self.listing.rows)), self.some.choice(["Ana", "Dana"])
        at = datetime(self.day.year, self.day.month, self.day.day, 9, self.turn % 60, tzinfo=UTC)
        actor = Actor(f"U{name}", name, at, f"{name.casefold()}@cs.example", f"U{name}")
        back = self.some.random() < 0.4

        def own(store: Store) -> object:
            found = store.reading.execute("SELECT id FROM account WHERE key = ?", (id_,)).fetchone()
            last = store.reading.execute("SELECT max(id) FROM account_action WHERE undone_at IS NULL").fetchone()[0]
            with suppress(ActionError):
                if back and last:
                    return recording.undo(store, last, actor, load_config()) and None
                return found and recording.own(store, found[0], actor).owner
            return None

        return own

    def _alias(self) -> Callable[[Store], object]:
        written, meant = self.some.choice(["Acme", "Company 3", "A-3", "A-14"]), self.some.choice(["A-1", "A-2"])
        forget = self.some.random() < 0.5

        def alias(store: Store) -> object:
            if forget:
                with store.writing() as connection:
                    return forget_alias(connection, written)
            try:
                return add_alias(store, written, meant, self._occasion())
            except ImportFileError as error:
                return str(error)

        return alias


def everything(store: Store) -> dict[str, list[Any]]:
    """All rows of a store but those that are remembered."""
    found = {}
    for name in store.reading.tables():
        if not name.startswith("imported_"):
            columns = ", ".join(column for column in store.reading.columns(name) if column != "fingerprint")
            found[name] = sorted(store.reading.execute(f"SELECT {columns} FROM {name}").fetchall(), key=repr)
    return found


@pytest.mark.parametrize("seed", range(max(2, examples(0.2))))
def test_whatever_happens_an_import_does_what_it_does_without_what_is_remembered(tmp_path: Path, seed: int) -> None:
    stores = [open_store(tmp_path / f"{name}.db") for name in ("first", "second")]
    twins = Twins(stores[0], stores[1], tmp_path, seed)
    try:
        for _ in range(25):
            twins.step()
    finally:
        for store in stores:
            store.close()


LISTED = "id,name,owner,segment\nA-1,Acme,Dana,SMB\nA-2,Globex,Dana,SMB\nA-3,Initech,Dana,SMB\n"


@pytest.fixture
def listed(company: Company) -> Iterator[Company]:
    """A store with a file of accounts, all of whose rows are remembered."""
    with remembering(ALL):
        assert company.bring("accounts", LISTED).new == 3
        assert unknown(company, LISTED) == []
        yield company


def unknown(company: Company, text: str) -> list[str]:
    """The ids of the rows of a file that have to be compared."""
    with open_table(company.file(text)) as table:
        plan = make_plan(company.store.reading, "accounts", table, Options())
        memory = imported_rows.memory_of(plan, table, TODAY)
        assert memory
        memory.recall(company.store.reading)
        return [str(row[0]) for some in table.marked(memory) for row in some.cells]


def test_a_row_that_says_something_else_is_compared_and_then_remembered(listed: Company) -> None:
    later = LISTED.replace("Globex,", "Globex Inc,")
    assert unknown(listed, later) == ["A-2"]
    outcome = listed.bring("accounts", later)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 1, 2)
    assert unknown(listed, later) == []
    assert unknown(listed, LISTED) == ["A-2"]


def test_rows_of_an_account_that_another_file_or_an_undo_changed_are_compared(listed: Company) -> None:
    assert listed.bring("accounts", "id,name\nA-3,Initrode\n").changed == 1
    assert unknown(listed, LISTED) == ["A-3"]
    found = preview_undo(listed.store)
    assert found
    assert undo(listed.store, found.entry.id, listed.occasion)
    assert unknown(listed, LISTED) == ["A-3"]
    assert listed.bring("accounts", LISTED).unchanged == 3
    assert unknown(listed, LISTED) == []


@pytest.mark.parametrize(
    "change",
    ["UPDATE owner SET email = 'dana@cs.example'", "UPDATE standing SET segment = 'smb'"],
    ids=["an owner", "how a segment is spelled"],
)
def test_all_rows_are_compared_where_what_they_are_read_by_has_changed(listed: Company, change: str) -> None:
    with listed.store.writing() as connection:
        connection.execute(change)
    assert unknown(listed, LISTED) == ["A-1", "A-2", "A-3"]


@pytest.mark.parametrize("again", ["A-1,Acme,Dana,SMB", "A-1,Acme,Lee,SMB", ",Acme,Dana,SMB"])
def test_a_row_that_repeats_a_remembered_one_is_what_it_is_in_a_first_file(listed: Company, again: str) -> None:
    outcome = listed.bring("accounts", f"{LISTED}{again}\n", dry_run=True)
    with remembering(NONE):
        assert listed.bring("accounts", f"{LISTED}{again}\n", dry_run=True) == outcome


def test_rows_of_few_headers_are_kept(listed: Company) -> None:
    for number in range(6):
        assert listed.bring(
            "accounts", LISTED.replace("segment", f"segment,Extra {number}").replace("SMB", "SMB,")
        ).written
    assert listed.column("SELECT count(*) FROM imported_layout") == [4]
    assert listed.column("SELECT count(DISTINCT layout_id) FROM imported_row") == [4]


DATED = "id,name,renewal date,remarks\n" + "".join(f'A-{n},"N {n}",2027-01-0{n},"two\nlines, {n}"\n' for n in (1, 2, 3))


def test_rows_in_quotes_and_of_several_lines_are_remembered_wherever_they_stand(company: Company) -> None:
    header, *rows = DATED.replace("\nA", "\n\0A").split("\0")
    with remembering(ALL):
        assert company.bring("accounts", DATED).new == 3
        assert unknown(company, DATED) == []
        assert unknown(company, f"{header}{rows[2]}{rows[0].replace('two', 'more')}{rows[1]}") == ["A-1"]


@pytest.mark.parametrize("said", ["25/12/2027", "12/25/2027", "3/4/2027"])
def test_a_date_that_says_in_which_order_it_is_written_is_heard_in_a_file_whose_dates_never_did(
    company: Company, said: str
) -> None:
    later = DATED.replace("2027-01-02", said)
    outcomes: list[ImportResult | str] = []
    for least in (ALL, NONE):
        with remembering(ALL):
            company.bring("accounts", DATED)
        with remembering(least):
            try:
                outcomes.append(replace(company.bring("accounts", later), import_id=None))
            except ImportFileError as error:
                outcomes.append(str(error))
            found = preview_undo(company.store) if least == ALL else None
            assert not found or undo(company.store, found.entry.id, company.occasion, force=True)
    assert outcomes[0] == outcomes[1]


def test_a_line_that_was_a_row_is_left_out_where_it_stands_below_the_table(listed: Company) -> None:
    short = LISTED.replace("A-1,Acme,Dana,SMB", "A-1")
    below = short.replace("A-1\n", "") + "\nA-1\n"
    with remembering(ALL):
        listed.bring("accounts", short)
        outcome = listed.bring("accounts", below, dry_run=True)
    with remembering(NONE):
        assert listed.bring("accounts", below, dry_run=True) == outcome
