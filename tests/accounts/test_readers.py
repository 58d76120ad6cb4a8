"""Files as exporting tools write them, and files that are no tables."""

import contextlib
import csv
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts import ImportFileError
from accounts.readers import delimited_rows, open_table
from accounts.readers.known_lines import PassedLines
from accounts.readers.marked_rows import fingerprints
from tests.cases import cases
from tests.examples import examples

if TYPE_CHECKING:
    from store.connection import IntegerColumn

Read = tuple[list[str], list[tuple[int, list[object]]]]
Write = Callable[..., Path]

SMALL = "name,arr\nAcme,1\nBeta,2\n"
AS_READ: Read = (["name", "arr"], [(2, ["Acme", "1"]), (3, ["Beta", "2"])])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes, name: str = "accounts.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def read(path: Path | str, **options: Any) -> Read:
    with open_table(path, **options) as table:
        return table.header, [(place, list(cells)) for place, cells in table]


def rows(path: Path, **options: Any) -> list[tuple[int, list[object]]]:
    return read(path, **options)[1]


def cells(path: Path, **options: Any) -> list[list[object]]:
    return [each for _, each in rows(path, **options)]


def refusal(path: Path | str, **options: Any) -> str:
    with pytest.raises(ImportFileError) as raised, open_table(path, **options) as table:
        for _ in table:
            pass
    return str(raised.value)


def workbook(sheets: dict[str, list[list[object]]], hidden: str = "") -> bytes:
    make = openpyxl.Workbook()
    make.remove(make.active)
    for name, content in sheets.items():
        sheet = make.create_sheet(name)
        for row in content:
            sheet.append(row)
        if name == hidden:
            sheet.sheet_state = "hidden"
    file = io.BytesIO()
    make.save(file)
    return file.getvalue()


def archive(files: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


@cases(
    "content",
    [
        SMALL.encode(),
        b"\xef\xbb\xbf" + SMALL.encode(),
        SMALL.encode("utf-16"),
        b"\xfe\xff" + SMALL.encode("utf-16-be"),
        SMALL.encode("utf-16-le"),
        SMALL.encode("utf-16-be"),
        SMALL.encode("utf-32"),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("\n", "\r").encode(),
        SMALL.rstrip("\n").encode(),
        SMALL.replace(",", ";").encode(),
        SMALL.replace(",", "\t").encode(),
        SMALL.replace(",", "|").encode(),
        SMALL.replace(",", ", ").encode(),
        b'"name","arr"\n"Acme","1"\n"Beta","2"\n',
        gzip.compress(SMALL.encode(), mtime=0),
        gzip.compress(SMALL[:12].encode(), mtime=0) + gzip.compress(SMALL[12:].encode(), mtime=0),
        archive({"export/accounts.csv": SMALL, "__MACOSX/x": "y"}),
    ],
)
@cases("name", ["accounts.csv", "accounts", "accounts.xlsx", "ACCOUNTS.TXT"])
def test_a_text_table_is_read_whatever_wrote_it_and_whatever_it_is_called(
    content: bytes, name: str, write: Write
) -> None:
    assert read(write(content, name)) == AS_READ


def test_windows_1252_is_read_and_said(write: Write) -> None:
    path = write("name,note\nCafé Müller,“1 €” – ok\n".encode("cp1252"))
    assert cells(path) == [["Café Müller", "“1 €” – ok"]]
    with open_table(path) as table:
        assert "Windows-1252" in table.notes[0]


def test_an_odd_byte_far_down_a_utf8_file_costs_nothing_else(write: Write) -> None:
    many = "é,1\n" * 40_000
    path = write(("name,arr\n" + many).encode() + "Café,2\n".encode("cp1252") + "日本,3\n".encode())
    assert cells(path)[-2:] == [["Café", "2"], ["日本", "3"]]


def test_another_encoding_can_be_named(write: Write) -> None:
    path = write("name,arr\nПример,1\n".encode("cp1251"))
    assert cells(path, encoding="windows-1251") == [["Пример", "1"]]
    assert "isn't an encoding" in refusal(path, encoding="nope")


def test_the_line_that_excel_writes_for_a_separator_is_obeyed(write: Write) -> None:
    assert rows(write("sep=;\r\nname;arr\r\nA,B;1,5\r\n")) == [(3, ["A,B", "1,5"])]
    assert rows(write('"sep=|"\nname|arr\nA,B|1,5\n')) == [(3, ["A,B", "1,5"])]


def test_a_separator_inside_values_does_not_mislead(write: Write) -> None:
    assert cells(write("name;price\nA;1,5\nB;2,5\nC;3,5\n")) == [["A", "1,5"], ["B", "2,5"], ["C", "3,5"]]
    assert cells(write("name,tags\nA,x;y\nB,z;w\n")) == [["A", "x;y"], ["B", "z;w"]]
    assert cells(write("name\tnote\nA\ta, b, c\nB\td, e, f\n")) == [["A", "a, b, c"], ["B", "d, e, f"]]
    assert read(write("name\nAcme, Inc; Co\n\nBeta\n"))[0] == ["name"]


def test_lines_are_those_of_the_file_where_cells_hold_line_ends(write: Write) -> None:
    assert rows(write('name,note\n"A\nB","c ""d"""\r\n\n , \n,,,\nE,f\n')) == [
        (2, ["A\nB", 'c "d"']),
        (7, ["E", "f"]),
    ]


def test_short_rows_are_filled_up_and_spare_cells_are_kept_only_if_they_hold_something(write: Write) -> None:
    assert rows(write("a,b,c\n1\n1,2,3,,\n1,2,3,4\n,2\n")) == [
        (2, ["1", None, None]),
        (3, ["1", "2", "3"]),
        (4, ["1", "2", "3", "4"]),
        (5, ["", "2", None]),
    ]


def test_columns_of_the_same_name_are_kept_apart_and_told(write: Write) -> None:
    path = write("Name,name,,Name,Name (2)\n1,2,3,4,5\n")
    with open_table(path) as table:
        assert table.header == ["Name", "name (2)", "column 3", "Name (3)", "Name (2) (2)"]
        assert len(set(map(str.casefold, table.header))) == 5
        assert "“name (2)”" in table.notes[0]


def test_empty_columns_at_the_end_are_none(write: Write) -> None:
    assert read(write("a,b,,\n1,2,,\n"))[0] == ["a", "b"]
    assert read(write("a,b,\n1,2,3\n"))[0] == ["a", "b", "column 3"]


@cases(
    "above",
    [
        "Accounts report\n\n",
        "Accounts report,,,\nGenerated,2026-01-01,,\n\n",
        "\n\n\n",
        '"A\ntitle"\n',
        "Report: all\n",
    ],
)
def test_titles_above_the_header_are_passed_over(above: str, write: Write) -> None:
    header, found = read(write(f"{above}name,arr,seats,plan\nAcme,1,2,3\n"))
    assert header == ["name", "arr", "seats", "plan"]
    assert found == [(above.count("\n") + 2, ["Acme", "1", "2", "3"])]


def test_what_a_report_says_below_its_table_is_left_out_and_told(write: Write) -> None:
    path = write('a,b,c\n1,2,3\n\n\n"Grand total"\n"Copyright (c), all rights"\n"Confidential"\n')
    assert rows(path) == [(2, ["1", "2", "3"])]
    with open_table(path) as table:
        assert len(list(table)) == 1
        assert "Line 5 and what follows" in table.notes[0]


@pytest.mark.parametrize("between", [1, 5_000])
def test_a_last_line_of_one_cell_is_below_the_table_however_far_up_an_empty_line_stands(
    between: int, write: Write
) -> None:
    path = write("a,b,c\n1,2,3\n\n" + "4,5,6\n" * between + "Internal\n")
    with open_table(path) as table:
        assert len(list(table)) == 1 + between
        assert f"Line {between + 4} and what follows" in table.notes[0]


def test_a_short_row_after_an_empty_one_is_a_row_when_others_follow(write: Write) -> None:
    assert rows(write("a,b,c\n1,2,3\n\nx\n4,5,6\n")) == [
        (2, ["1", "2", "3"]),
        (4, ["x", None, None]),
        (5, ["4", "5", "6"]),
    ]


def test_files_that_were_put_together_have_one_header(write: Write) -> None:
    path = write("name,arr\nAcme,1\nname,arr\nBeta,2\n\x1a")
    with open_table(path) as table:
        assert list(table) == [(2, ["Acme", "1"]), (4, ["Beta", "2"])]
        assert "line 3" in table.notes[0]


def test_quotes_behind_backslashes_are_part_of_the_text(write: Write) -> None:
    assert cells(write('name,note\n"Acme","12\\" screen, \\"new\\""\n"Beta","x"\n')) == [
        ["Acme", '12" screen, "new"'],
        ["Beta", "x"],
    ]
    assert cells(write('name,path\n"Acme","C:\\new\\"\n')) == [["Acme", "C:\\new\\"]]


def test_very_long_cells_and_zero_bytes_are_read(write: Write) -> None:
    long = "x" * 1_000_000
    assert cells(write(f"a,b\n1,{long}\n2,y\x00z\n")) == [["1", long], ["2", "y\x00z"]]


@pytest.mark.parametrize("content", ['a,b\n1,2\n3,"4\n5,6\n', 'a,b\n1,2\n3,"4', 'a,b\n1,2\n3,"' + "x\n" * 8_400_000])
def test_a_quote_that_is_never_closed_is_named_with_its_line(content: str, write: Write) -> None:
    assert "line 3: a cell begins with a quotation mark that is never closed" in refusal(write(content))


@cases(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"\n \r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x00" * 100, "is empty"),
        (b",,,\n,,\n", "is empty"),
        (b"name,arr\n", "a header and no rows below it: name, arr"),
        (b"name,arr\n\n,\n", "a header and no rows"),
        (b"x" * 100_000, "is no table: its first line has more than 65,536 characters"),
        (b"[]", "no records"),
        (b"{}", "no records"),
        (b"%PDF-1.7 ...", "is a PDF. Export it as CSV or XLSX."),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xff\xd8\xff\xe0JFIF", "is a picture"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99,
            "is an old Excel file (.xls) or a workbook with a password",
        ),
        (b"PAR1\x15\x04", "is a Parquet file"),
        (b"SQLite format 3\x00", "is an SQLite database. Import from it with --from sqlite:///"),
        (b"<!DOCTYPE html><html><body>Sign in", "is a web page, not the export itself"),
        (b"\xef\xbb\xbf <table><tr><td>name</table>", "is a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "is XML"),
        (b"BZh91AY", "is packed with bzip2"),
        (bytes(range(256)) * 20, "is no table"),
        (gzip.compress(SMALL.encode(), mtime=0)[:-6], "is damaged or cut short"),
        (b"\x1f\x8b\x08rubbish", "is damaged or cut short"),
        (b"PK\x03\x04rubbish", "is damaged or cut short"),
        (archive({"a.csv": SMALL, "b.csv": SMALL}), "is an archive of 2 files: unpack it (a.csv, b.csv)"),
        (archive({"[Content_Types].xml": "x", "word/document.xml": "x"}), "is a Word document"),
        (archive({"mimetype": "x"}), "is an OpenDocument file"),
        (archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "is damaged, or no workbook"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content: bytes, what: str, write: Write) -> None:
    message = refusal(write(content, "accounts.csv"))
    assert what in message
    assert "accounts.csv" in message


def test_a_file_that_can_not_be_opened_says_why(tmp_path: Path, write: Write) -> None:
    write(SMALL)
    assert "Did you mean" in refusal(tmp_path / "acounts.csv")
    assert "doesn't exist" in refusal(tmp_path / "no" / "where.csv")
    assert "is a folder" in refusal(tmp_path)
    assert "can't be read" in refusal(tmp_path / ("x" * 300))
    assert "doesn't exist" in refusal("nul\x00byte") or "can't be read" in refusal("nul\x00byte")


def test_standard_input_is_read_as_often_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(SMALL.encode(), mtime=0))))
    with open_table("-") as table:
        assert table.source == "standard input"
        assert list(table) == list(table) == AS_READ[1]
        assert table.sha256 == hashlib.sha256(gzip.compress(SMALL.encode(), mtime=0)).hexdigest()


def test_a_pipe_is_read_as_often_as_wanted(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(SMALL,))
    writer.start()
    with open_table(path) as table:
        assert list(table) == list(table) == AS_READ[1]
    writer.join()


def test_the_hash_is_that_of_the_file_itself(write: Write) -> None:
    for content in (SMALL.encode(), gzip.compress(SMALL.encode(), mtime=0), workbook({"S": [["a", "b"], [1, 2]]})):
        with open_table(write(content)) as table:
            assert table.sha256 == hashlib.sha256(content).hexdigest()


def test_progress_ends_at_the_size(write: Write) -> None:
    path = write("name,arr\n" + "Acme,1\n" * 100_000)
    with open_table(path) as table:
        positions = [table.position for place, _ in table if place % 10_000 == 0]
        assert positions == sorted(positions)
        assert 0 < positions[0] <= positions[-1] <= table.size == path.stat().st_size


def test_a_file_that_changes_between_two_readings_is_refused(write: Write) -> None:
    path = write(SMALL)
    with open_table(path) as table:
        assert len(list(table)) == 2
        path.write_text(SMALL + "Gamma,3\n")
        with pytest.raises(ImportFileError, match="was changed while it was read"):
            list(table)


@pytest.mark.parametrize("pack", [bytes, lambda content: gzip.compress(content, mtime=0)], ids=["as it is", "packed"])
def test_a_file_in_the_place_of_another_is_refused_and_never_has_its_hash(
    write: Write, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    content = pack(SMALL.encode())
    path, other = write(content), tmp_path / "other"
    other.write_bytes(pack(SMALL.replace("Beta", "Zeta").encode()).ljust(len(content), b"\0"))
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    with open_table(path) as table:
        assert len(list(table)) == 2
        other.replace(path)
        with pytest.raises(ImportFileError, match="was changed while it was read"):
            _ = table.sha256


def test_what_is_unpacked_has_no_name(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing of it stays, even after a kill."""
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    with open_table(write(gzip.compress(SMALL.encode(), mtime=0))) as table:
        list(table)
        assert not list(spool.iterdir())
        assert len(list(table)) == 2


@cases(
    ("content", "unit", "places"),
    [
        ('[{"name": "Acme", "arr": 1},\n {"name": "Beta", "arr": 2.5}]', "record", [1, 2]),
        (
            '{"total": 2, "accounts": [{"name": "Acme", "arr": 1}, {"name": "Beta", "arr": 2.5}], "next": null}',
            "record",
            [1, 2],
        ),
        ('{"data": {"accounts": [{"name": "Acme", "arr": 1}, {"name": "Beta", "arr": 2.5}]}}', "record", [1, 2]),
        ('{"name": "Acme", "arr": 1}\n\n{"name": "Beta", "arr": 2.5}\n', "line", [1, 3]),
        ('{\n"name": "Acme",\n"arr": 1\n}\n{"name": "Beta",\n"arr": 2.5}', "record", [1, 2]),
        ('{"name": "Acme", "arr": 1}{"name": "Beta", "arr": 2.5}', "record", [1, 2]),
        (
            '[{"properties": {"name": "Acme", "arr": 1}}, {"properties": {"name": "Beta", "arr": 2.5}}]',
            "record",
            [1, 2],
        ),
    ],
)
@cases("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_in_any_shape(content: str, unit: str, places: list[int], encoding: str, write: Write) -> None:
    with open_table(write(content.encode(encoding), "accounts.json")) as table:
        assert table.header == ["name", "arr"]
        assert table.unit == unit
        assert list(table) == list(table) == [(places[0], ["Acme", 1]), (places[1], ["Beta", 2.5])]


def test_what_is_inside_objects_gets_columns_of_its_own(write: Write) -> None:
    records = [
        {"id": 1, "owner": {"name": "Dana", "at": {"city": "Oslo"}}, "tags": ["a", "b"]},
        {"id": 2, "late": True, "list": [{"x": 1}], "none": None, "nan": float("nan")},
    ]
    header, found = read(write(json.dumps(records)))
    assert header == ["id", "owner.name", "owner.at.city", "tags", "late", "list", "none", "nan"]
    assert [row for _, row in found] == [
        [1, "Dana", "Oslo", "a, b", None, None, None, None],
        [2, None, None, None, True, '[{"x": 1}]', None, None],
    ]


def test_of_several_lists_one_is_chosen(write: Write) -> None:
    path = write('{"accounts": [{"a": 1}], "users": [{"b": 2}]}')
    assert "it has several lists: choose one with --sheet" in refusal(path)
    assert read(path, sheet="users") == (["b"], [(1, [2])])
    assert "no list “x”, but accounts, users" in refusal(path, sheet="x")


@cases(
    ("content", "where"),
    [
        ('{"a": 1}\n{"a": 2\n', "line 2"),
        ('{"a": 1}\n[1]\n{"a": 1}', "record 2"),
        ('[{"a": 1}, {"a": 2', "record 1"),
        ('[{"a": 1}, {"a": 2}', "record 2"),
        ('[{"a": 1} {"a": 2}]', "record 1"),
        ('[{"a": 1}, 2]', "record 2"),
        ('[["a"], [1]]', "record 1"),
        ("[" * 100_000, "record 0"),
        ('[{"a": ' + "1" * 5000 + "}]", "record 0"),
        ('[{"a": 1}] x', "record 1"),
    ],
)
def test_json_that_is_broken_is_named_with_its_place(content: str, where: str, write: Write) -> None:
    assert where in refusal(write(content, "accounts.json"))


def test_a_sheet_is_read_with_its_types_below_its_title(write: Write) -> None:
    content = workbook(
        {
            "Read me": [["This is an export"], ["of accounts"]],
            "Accounts": [
                ["Accounts report"],
                [],
                ["name", "since", "arr", "live", "name", None],
                ["Acme", datetime(2026, 1, 31), 1200.5, True, "x"],  # noqa: DTZ001 - as a spreadsheet has it
                [],
                ["Beta", date(2026, 2, 1), 7, False, None, None],
                ["Gamma"],
            ],
        }
    )
    with open_table(write(content, "a.xlsx")) as table:
        assert table.header == ["name", "since", "arr", "live", "name (2)"]
        assert table.unit == "row"
        assert any("“Read me”" in note for note in table.notes)
        assert (
            list(table)
            == list(table)
            == [
                (4, ["Acme", datetime(2026, 1, 31), 1200.5, True, "x"]),  # noqa: DTZ001
                (6, ["Beta", datetime(2026, 2, 1), 7, False, None]),  # noqa: DTZ001
                (7, ["Gamma", None, None, None, None]),
            ]
        )


def test_a_sheet_is_chosen_by_name_and_those_in_sight_come_first(write: Write) -> None:
    tables: dict[str, list[list[object]]] = {name: [["a", "b"], [name, 1]] for name in ("Old", "New")}
    path = write(workbook(tables, hidden="Old"), "a.xlsx")
    assert cells(path) == [["New", 1]]
    assert cells(path, sheet="old") == [["Old", 1]]
    assert "no sheet “x”, but Old, New" in refusal(path, sheet="x")


def test_a_sheet_that_says_it_is_smaller_than_it_is_is_read_whole(write: Write) -> None:
    content = workbook({"S": [["a", "b"], [1, 2], [3, 4]]})
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B3"', b'ref="A1"'))
    assert cells(write(file.getvalue(), "a.xlsx")) == [[1, 2], [3, 4]]


def test_an_empty_workbook_says_so(write: Write) -> None:
    assert "is empty" in refusal(write(workbook({"S": []}), "a.xlsx"))
    assert "no rows below it: a, b" in refusal(write(workbook({"S": [["a", "b"]]}), "a.xlsx"))


def big_csv(file: Any) -> None:
    file.write("name,arr,note\n")
    for at in range(20_000):
        file.write(f"Company {at},{at},{'x' * 150}\n")


def big_json(file: Any) -> None:
    file.write("[")
    for at in range(8_000):
        file.write(f'{"," if at else ""}{{"name": "Company {at}", "arr": {at}, "note": "{"x" * 400}"}}')
    file.write("]")


@pytest.mark.parametrize("fill", [big_csv, big_json])
def test_a_long_file_is_never_in_memory_as_a_whole(fill: Callable[[Any], None], tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("w") as file:
        fill(file)
    tracemalloc.start()
    try:
        with open_table(path) as table:
            assert sum(1 for _ in table) >= 8_000
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size / 2
    finally:
        tracemalloc.stop()


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=12)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=8)
)


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "table"


@given(
    TABLES,
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
@example(table=[["0", '\\"0']], delimiter=",", encoding="utf-8", end="\n", packed=False)
@example(table=[['\\",b', "0"]], delimiter=",", encoding="utf-8", end="\n", packed=False)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_that_csv_writes_is_read_back(  # noqa: PLR0917
    path: Path,
    table: list[list[str]],
    delimiter: str,
    encoding: str,
    end: str,
    packed: bool,  # noqa: FBT001
) -> None:
    header = [f"column-{at}" for at in range(len(table[0]))]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *table])
    content = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    wanted = [row for row in table if any(cell.strip() for cell in row)]
    if wanted:
        assert read(path) == (header, [(at, row) for at, row in enumerate(table, start=2) if row in wanted])
    else:
        assert "no rows" in refusal(path)


@given(st.lists(st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers() | TEXTS, max_size=5), max_size=8))
def test_any_records_that_json_writes_are_read_back(path: Path, records: list[dict[str, object]]) -> None:
    wanted = [list(each.values()) for each in records if any(str(v).strip() for v in each.values() if v is not None)]
    for content in (json.dumps(records), json.dumps({"n": 1, "records": records}), "\n".join(map(json.dumps, records))):
        path.write_text(content)
        if not wanted:
            continue
        found = [[cell for cell in row if cell is not None] for row in cells(path)]
        assert [sorted(map(str, row)) for row in found] == [
            sorted(str(value) for value in row if value is not None) for row in wanted
        ]


@given(
    st.text(st.sampled_from('ab,; "\\\n\r\x00é\u2028'), max_size=40),
    st.sampled_from(",;"),
    st.sampled_from([None, "\\"]),
    st.integers(1, 9),
)
@example(text="a\r\nb,c\n", delimiter=",", escape=None, piece=9)
@example(text="a,b\r\n c, d\r\n", delimiter=",", escape=None, piece=9)
@example(text='a,"b\n\nc"\nd\n', delimiter=",", escape=None, piece=3)
def test_rows_are_those_of_one_parser_wherever_the_text_is_cut(
    text: str, delimiter: str, escape: str | None, piece: int
) -> None:
    """What is quickly cut, and what is parsed with the lines after it, is what `csv.reader` makes of the whole."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited_rows, "_PIECE", piece)
        found: list[tuple[int, list[str]]] = []
        parser = delimited_rows.RowParser("f", io.StringIO(text, newline=""), delimiter, escape, 0)
        with contextlib.suppress(ImportFileError):  # of a quotation mark that stays open, after the rows before
            for some in parser:
                assert not isinstance(some, PassedLines)
                rows = some if isinstance(some, delimited_rows.Lines) else some.cut(delimiter)
                found += zip(*rows, strict=True)
    end = delimited_rows._END
    lines = [*io.StringIO(text, newline=""), end]
    reader = csv.reader(lines, delimiter=delimiter, escapechar=escape, skipinitialspace=True)
    wanted, begun = [], 1
    for row in reader:
        wanted.append((begun, row))
        begun = reader.line_num + 1
    assert found == [each for each in wanted if each[1] != [end]]


class Known:
    """Rows that are known by their fingerprints."""

    def __init__(self, marks: Collection[int | None]) -> None:
        self.marks, self.passed = marks, 0

    def find(self, marks: "IntegerColumn") -> "IntegerColumn":
        return np.array([0 if mark in self.marks else -1 for mark in marks.tolist()])

    def pass_over(self, rows: "IntegerColumn") -> None:
        self.passed += len(rows)


LINES = [
    "1,2",
    "3,4",
    " 5,6",
    "7, 8",
    ",9",
    '"1",2',
    '"a',
    'b",2',
    'a"b,"c',
    '"a\n\n",""',
    '"x""y",2',
    "alone",
    "",
    ",",
]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
@example(["1,2", "", "alone"], "\n", None)
@example(["1,2", "", "alone", "3,4"], "\n", None)
@example(["1,2", "", ",9", "alone"], "\n", None)
@example(['"a', 'b",2', "1,2"], "\r\n", None)
def test_rows_that_are_known_are_passed_over_and_all_others_are_what_they_were(
    path: Path, lines: list[str], end: str, drawn: st.DataObject | None
) -> None:
    path.write_bytes(("id,name,more" + end + end.join(f"{line},x" if "," in line else line for line in lines)).encode())
    with contextlib.suppress(ImportFileError), open_table(path) as table:
        wanted = list(table)
        marks = {
            place: mark for some in table.marked(Known([])) for place, mark in zip(some.places, some.marks, strict=True)
        }
        assert list(marks) == [place for place, _ in wanted]
        several = [mark for mark in marks.values() if mark is not None]
        known = Known(drawn.draw(st.sets(st.sampled_from(several))) if drawn and several else several)
        notes, table.notes = table.notes, ()
        rows = [row for some in table.marked(known) for row in zip(some.places, some.cells, strict=True)]
        assert table.notes == notes
        assert [row for row in wanted if row in rows] == rows
        assert len(rows) + known.passed == len(wanted)
        assert {place for place, mark in marks.items() if mark not in known.marks} <= {place for place, _ in rows}


@given(st.lists(st.binary(max_size=9) | st.sampled_from([b"a" * 1024, b"a" * 1025, b"b" * 1025]), max_size=9))
@example([b"", b"\0", b"a", b"a\0", b"a" * 8, b"a" * 8 + b"\0" * 8, b"ab" * 8, b"ba" * 8])
def test_texts_have_the_same_fingerprint_as_often_as_they_are_the_same_and_beside_any_others(
    texts: list[bytes],
) -> None:
    found = fingerprints(texts).tolist()
    assert len({*found}) == len({*texts})
    assert found == [mark for text in texts for mark in fingerprints([text]).tolist()]


STARTS = [
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"[{",
    b'{"a":',
    b"sep=;\n",
    b"a,b\n",
    b'"a"\n"',
]
WORKBOOK = workbook({"S": [["a", "b"], [1, "x"]], "T": [["c"], [date(2026, 1, 1)]]})


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.booleans())
@example(b"a,b\n", b"\r\x00\n\x1a", False)  # noqa: FBT003
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_table_or_refused_in_words(path: Path, start: bytes, rest: bytes, packed: bool) -> None:  # noqa: FBT001
    path.write_bytes(gzip.compress(start + rest, mtime=0) if packed else start + rest)
    look(path)


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=40), st.booleans())
@settings(max_examples=examples(0.5), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_a_table_or_refused_in_words(path: Path, at: int, odd: bytes, cut: bool) -> None:  # noqa: FBT001
    path.write_bytes(WORKBOOK[:at] + odd + (b"" if cut else WORKBOOK[at + len(odd) :]))
    look(path)


@given(
    st.dictionaries(
        st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]),
        st.binary(max_size=80),
        min_size=1,
    )
)
@settings(max_examples=examples(0.5), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_workbook_with_odd_parts_is_a_table_or_refused_in_words(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    look(path)


def look(path: Path) -> None:
    """Reads what there is to read; anything but an `ImportFileError` fails the test."""
    try:
        with open_table(path) as table:
            for place, found in table:
                assert place > 0
                assert len(found) >= len(table.header)
                hash(tuple(found))
            assert all(table.header)
    except ImportFileError as error:
        assert str(error)  # noqa: PT017


GROUPED: list[list[object]] = [
    ["Book of business as of 28 Nov 2026"],
    [],
    ["Customer", None, "Commercials", None, "Dates", None],
    ["ID", "Name", "ARR", "Seats", "Start", "Renewal"],
    ["A1", "Alder", 12000, 10, "2024-01-01", "2027-01-01"],
    ["A2", "Birch", 24000, 20, "2025-02-01", "2027-02-01"],
]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_names_below_groups_are_the_header(name: str, write: Write) -> None:
    as_text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in GROUPED)
    path = write(workbook({"Accounts": GROUPED}) if name == "a.xlsx" else as_text, name)
    with open_table(path) as table:
        assert table.header == GROUPED[3]
        assert [cells[1] for _, cells in table] == ["Alder", "Birch"]
        assert table.notes == ("The header is in rows 3 and 4: names, with groups above them.",)


def test_a_name_that_two_groups_have_gets_that_of_its_group(write: Write) -> None:
    path = write("Name,Contract,,Trial,\n,Start,End,Start,End\nAcme,2026-01-01,2026-12-31,2025-12-01,2025-12-31\n")
    assert read(path)[0] == ["Name", "Contract Start", "Contract End", "Trial Start", "Trial End"]


@pytest.mark.parametrize("rows_", ["name,,country\nAcme,x,US\nBeta,y,DE\n", "name,,arr\nAcme,x,1\nBeta,y,2\n"])
def test_a_header_with_a_gap_above_rows_of_words_is_one_row(rows_: str, write: Write) -> None:
    assert read(write(rows_))[0][:2] == ["name", "column 2"]


def test_the_row_of_the_header_can_be_said(write: Write) -> None:
    text = "Acme,x,1\nname,segment,arr\nBeta,y,2\n"
    assert read(write(text), header_row=2) == (["name", "segment", "arr"], [(3, ["Beta", "y", "2"])])
    assert read(write(f"sep=,\n{text}"), header_row=3)[0] == ["name", "segment", "arr"]
    sheet: list[list[object]] = [["Acme", "x", 1], ["name", "segment", "arr"], ["Beta", "y", 2]]
    assert cells(write(workbook({"A": sheet}), "a.xlsx"), header_row=2) == [["Beta", "y", 2]]
    assert "There is nothing in row 9" in refusal(write(text), header_row=9)


def test_headers_are_cleaned_of_line_ends_as_cells_are(write: Write) -> None:
    path = write(workbook({"A": [["Account_x000D_\n Name", "ARR\n($)"], ["Acme", 1]]}), "a.xlsx")
    assert read(path)[0] == ["Account Name", "ARR ($)"]


def test_numbers_that_a_workbook_cannot_keep_are_told_from_those_it_can(write: Write) -> None:
    path = write(workbook({"A": [["id", "n"], [2**53 - 1, 1], [123456789012345678, 1]]}), "a.xlsx")
    assert [type(row[0]) for row in cells(path)] == [int, float]


def test_spans_of_a_workbook_stay_spans(write: Write) -> None:
    path = write(workbook({"A": [["id", "hours"], ["T-1", timedelta(hours=27, minutes=30)]]}), "a.xlsx")
    assert cells(path) == [["T-1", timedelta(hours=27, minutes=30)]]
