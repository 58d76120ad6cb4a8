"""`cs glossary check`: what is wrong with the curated files, and how well the terms are founded."""

from pathlib import Path

import pytest

from bot.terminal.main import main

TERM = """
[nrr]
name = "NRR"
definition = "Revenue that the customers of the start of a year still pay."
why = "It says whether a company grows by itself."
sources = ["a-page", "a-book"]
"""
SOURCES = """
[a-book]
title = "A book"
year = 1996

[a-page]
title = "What NRR is"
url = "https://example.com/nrr"
looked_up = 2026-11-29
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "retention.toml").write_text(TERM, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return [str(tmp_path / "terms"), "--sources", str(tmp_path / "sources.toml")]


def test_the_shipped_files_are_counted_in_a_few_short_lines_the_verdict_last(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CS_GLOSSARY", raising=False)
    assert main(["glossary", "check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].endswith(" terms, nothing wrong")
    assert " looked up, " in lines[0]
    assert max(map(len, lines)) <= 100


def test_other_files_are_counted_by_what_was_looked_up_and_what_is_old(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["glossary", "check", *files, "--list"]) == 0
    *lines, old, verdict = capsys.readouterr().out.splitlines()
    assert lines == [
        "2 sources: 1 looked up, 1 not verified",
        "Not verified: 1: a-book",
        "Terms without a source that was looked up: 0",
        "Published more than two years ago: 1: a-book (1996)",
    ]
    assert old.startswith("Looked up more than two years ago: ")  # counts what has got old meanwhile
    assert verdict == "1 term, nothing wrong"
    assert main(["glossary", "check", *files]) == 0
    assert "Not verified: 1\n" in capsys.readouterr().out


def test_what_is_wrong_with_a_source_is_named_with_its_line(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[-1]).write_text(SOURCES.replace("https://", "ftp://"), encoding="utf-8")
    assert main(["glossary", "check", *files]) == 1
    assert "sources.toml:8: [a-page] an address begins with https://" in capsys.readouterr().err


def test_an_export_says_what_was_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "words.db"))
    there = tmp_path / "words"
    there.write_text("x", encoding="utf-8")
    assert main(["glossary", "export", str(there)]) == 1
    assert "words is a file: name a folder for TOML" in capsys.readouterr().err
    for target in (["--format", "csv", str(there)], ["--format", "json", str(there)], [str(tmp_path / "folder")]):
        assert main(["glossary", "export", *target]) == 0
        assert "nothing was written" in capsys.readouterr().out
    assert (there.read_text(encoding="utf-8"), (tmp_path / "folder").exists()) == ("x", False)


def test_the_name_of_an_exports_file_says_its_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`words.json` became a folder of that name, with TOML in it."""
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "words.db"))
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("Term,Definition\nSky Score,How ready a customer is to expand.\n", encoding="utf-8")
    assert main(["glossary", "import", "in.csv"]) == 0
    for name in ("out.csv", "out.json", "out"):
        assert main(["glossary", "export", name]) == 0
    assert Path("out.csv").read_text(encoding="utf-8").startswith("id,")
    assert Path("out.json").read_text(encoding="utf-8").startswith("[")
    assert [each.suffix for each in Path("out").iterdir()] == [".toml"]
    assert main(["glossary", "export", "out.xlsx"]) == 2
    assert "name a folder for TOML, or a file .csv or .json" in capsys.readouterr().err
    assert not Path("out.xlsx").exists()


def test_the_teams_own_files_are_checked_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_GLOSSARY", str(tmp_path))
    own = tmp_path / "ours.toml"
    own.write_text('[sky]\nname = "Sky Score"\ndefinition = "How ready a customer is to expand."\n', encoding="utf-8")
    assert main(["glossary", "check"]) == 0
    assert f"CS_GLOSSARY: 1 word taken from {tmp_path}, nothing wrong" in capsys.readouterr().out
    own.write_text('[sky]\nname = "Sky Score"\n', encoding="utf-8")
    assert main(["glossary", "check"]) == 1
    assert "CS_GLOSSARY: ours.toml:1: [sky] definition: it is missing" in capsys.readouterr().err
    monkeypatch.setenv("CS_GLOSSARY", str(tmp_path / "nowhere"))
    assert main(["glossary", "check"]) != 0
