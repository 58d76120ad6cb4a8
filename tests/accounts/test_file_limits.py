"""What is too large is refused by a stated limit, for the true reason, and leaves nothing behind."""

import gzip
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from accounts import ImportFileError
from accounts.readers import limits
from accounts.readers.open_table import open_table
from tests.accounts.test_readers import workbook

READ = "import sys; from accounts.readers.open_table import open_table; open_table(sys.argv[1])"


def _refusal(path: Path | str) -> str:
    with pytest.raises(ImportFileError) as raised, open_table(path) as table:
        list(table)
    return str(raised.value)


def _made(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("end", ["\n", ",2\n", '",2\n'])
def test_a_cell_that_is_too_long_is_called_that(tmp_path: Path, end: str) -> None:
    quote = '"' * end.startswith('"')
    long = "x" * (limits.LONGEST_CELL + 1)
    said = _refusal(_made(tmp_path, "a.csv", f"name,arr\nAcme,1\n{quote}{long}{end}"))
    assert "line 3: a cell has more than 1,048,576 characters" in said


def test_a_quotation_mark_that_is_never_closed_is_still_called_that(tmp_path: Path) -> None:
    path = _made(tmp_path, "a.csv", 'name,arr\n"Acme,1\n' + "Beta,2\n" * 200_000)
    assert "line 2: a cell begins with a quotation mark that is never closed" in _refusal(path)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_long_text_in_json_is_refused(tmp_path: Path, name: str) -> None:
    records = [{"name": "Acme"}, {"name": "x" * (limits.LONGEST_CELL + 1)}]
    text = "\n".join(map(json.dumps, records)) if name.endswith("l") else json.dumps(records)
    assert f"{'line' if name.endswith('l') else 'record'} 2: a cell has more" in _refusal(_made(tmp_path, name, text))


def test_a_long_text_in_a_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_CELL", 1000)
    path = _made(tmp_path, "a.xlsx", workbook({"S": [["name", "arr"], ["Acme", 1], ["x" * 1001, 2]]}))
    assert "row 3: a cell has more than 1,000 characters" in _refusal(path)


@pytest.mark.parametrize(
    "start", ["name,arr\nAcme,1\n", '{"name": "Acme"}\n{"name": "', '[{"name": "Acme"}, {"name": "']
)
def test_a_line_without_end_is_not_read_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(limits, "LONGEST_LINE", 100_000)
    monkeypatch.setattr("accounts.readers.json_stream.LONGEST_LINE", 100_000)
    assert "more than 100,000 characters" in _refusal(_made(tmp_path, "a.csv", start + "x" * 2_000_000))


@pytest.mark.parametrize("how", ["gzip", "zip", "pipe"])
def test_what_gives_more_than_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(limits, "MOST_UNPACKED", 1 << 21)
    content = b"name,arr\n" + b"Acme,1\n" * 400_000
    if how == "pipe":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        said = _refusal("-")
    else:
        said = _refusal(_made(tmp_path, "a.csv.gz", gzip.compress(content) if how == "gzip" else _archive(content)))
    assert "gives more than 2 MB" in said


def _archive(content: bytes, name: str = "a.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def test_a_file_packed_in_itself_ends(tmp_path: Path) -> None:
    content = b"name,arr\nAcme,1\n"
    for _ in range(5):
        content = gzip.compress(content)
    assert "packed more than 3 times over" in _refusal(_made(tmp_path, "a.csv.gz", content))


@pytest.mark.parametrize(("member", "size"), [("xl/worksheets/sheet1.xml", 80), ("xl/sharedStrings.xml", 80)])
def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused_unread(
    tmp_path: Path, member: str, size: int
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook({"S": [["name", "arr"], ["Acme", 1]]}))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(f"{member}.more", "w") as file:
        for _ in range(size):
            file.write(b" " * (1 << 20))
    assert "unpacks to 80 MB, and at most" in _refusal(path)


@pytest.mark.processes
def test_a_file_without_end_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("the system has no /dev/zero")
    few = f"from accounts.readers import limits; limits.MOST_UNPACKED = 1 << 24; {READ}"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", few, "/dev/zero"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "gives more than 16 MB" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.processes
def test_a_killed_import_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    pipe, spool = tmp_path / "pipe", tmp_path / "spool"
    os.mkfifo(pipe)
    spool.mkdir()
    command = [sys.executable, "-c", READ, str(pipe)]
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(spool)}) as reading, pipe.open("wb") as file:
        file.write(b"name,arr\n" + b"Acme,1\n" * 1_000_000)
        time.sleep(0.1)
        reading.kill()
    assert not list(spool.iterdir())
