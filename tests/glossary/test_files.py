"""The files are read once and kept compiled; what is kept is never older than the files."""

import os
from pathlib import Path

import pytest

from glossary import GlossaryError
from glossary.term_files import read_terms

TERM = '[{id}]\nname = "{name}"\ndefinition = "Something."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "roles.toml").write_text(TERM.format(id="champion", name="Champion"), encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    return [term.name for term in read_terms(folder)]


def test_a_term_takes_its_id_and_category_from_where_it_stands(folder: Path) -> None:
    (term,) = read_terms(folder)
    assert (term.id, term.category) == ("champion", "roles")


def test_a_second_reading_gives_the_same_terms(folder: Path) -> None:
    assert list(read_terms(folder)) == list(read_terms(folder))


def test_an_edited_added_or_removed_file_is_seen_at_the_next_reading(folder: Path) -> None:
    assert names(folder) == ["Champion"]
    path = folder / "roles.toml"
    path.write_text(TERM.format(id="champion", name="Sponsors"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert names(folder) == ["Sponsors"]
    (folder / "usage.toml").write_text(TERM.format(id="dau", name="DAU"), encoding="utf-8")
    assert names(folder) == ["Sponsors", "DAU"]
    path.unlink()
    assert names(folder) == ["DAU"]


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x00" * 50])
def test_a_damaged_compiled_file_is_written_anew(content: bytes, folder: Path) -> None:
    assert names(folder) == ["Champion"]
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(content)
    assert names(folder) == ["Champion"]
    assert kept.read_bytes() != content


def test_a_folder_that_cannot_be_written_is_read_all_the_same(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file where the folder would be")
    assert names(folder) == ["Champion"]


def test_a_table_that_is_no_term_is_named(folder: Path) -> None:
    (folder / "bad.toml").write_text('[x]\nnom = "X"\n', encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"bad\.toml: \[x\]"):
        names(folder)


def test_a_file_that_is_not_toml_is_named(folder: Path) -> None:
    (folder / "bad.toml").write_text("[x\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"bad\.toml"):
        names(folder)


def test_an_empty_folder_holds_no_terms(tmp_path: Path) -> None:
    assert names(tmp_path) == []
