"""Definitions out of what is kept: the same as without it, and never older than what they are made of."""

import json
import marshal
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from bot.commands import respond
from bot.configuration.user_folders import data_folder
from bot.context import Context
from bot.render.terminal import print_reply, reply_blocks
from bot.render.terminal_blocks import line_width, print_blocks
from bot.terminal import kept_cards
from bot.terminal.card_compiler import plain_names
from bot.terminal.kept_cards import kept_card
from glossary import load
from glossary.kept import checksums, kept_path, sealed, write_kept

REPOSITORY = Path(__file__).parents[2]
TERM = '[champion]\nname = "Champion"\ndefinition = "{definition}"\n'


@pytest.fixture
def terms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one term, whose card is kept."""
    folder = tmp_path / "glossary" / "terms"
    folder.mkdir(parents=True)
    (folder / "roles.toml").write_text(TERM.format(definition="Somebody on your side."), encoding="utf-8")
    (folder.parent / "sources.toml").touch()
    monkeypatch.setattr(kept_cards, "TERMS", str(folder))
    monkeypatch.setattr(kept_cards, "PLACE", kept_path(str(tmp_path), "cards"))
    card = sealed(({"kind": "term", "query": ""}, ((False, True, 0, (("Champion", "1"),)),)))
    write_kept(kept_cards.PLACE, (checksums(kept_cards.term_files()), {"champion": 0}, [card]))
    return folder


@pytest.mark.parametrize(
    "request_", ["champion", "Champion", "define champion", "DEFINE  CHAMPION ", "champion!", "define champion !"]
)
def test_a_term_is_found_by_its_name_in_any_case_with_the_verb_or_without(request_: str, terms: Path) -> None:
    assert kept_card(request_) == (
        {"kind": "term", "query": request_.rstrip("! ").rsplit(maxsplit=1)[-1]},
        ((False, True, 0, (("Champion", "1"),)),),
    )


@pytest.mark.parametrize("request_", ["", "define", "the champion", "!", "define !", "compare champion"])
def test_all_else_is_answered_otherwise(request_: str, terms: Path) -> None:
    assert kept_card(request_) is None


def test_a_term_that_was_edited_to_the_same_length_at_the_same_time_is_seen(terms: Path) -> None:
    path = terms / "roles.toml"
    before = path.stat()
    path.write_text(TERM.format(definition="Somebody on our side!!"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert kept_card("champion") is None


def test_a_new_file_of_terms_and_one_that_is_gone_are_seen(terms: Path) -> None:
    (terms / "usage.toml").touch()
    assert kept_card("champion") is None
    (terms / "usage.toml").unlink()
    assert kept_card("champion")
    (terms / "roles.toml").unlink()
    assert kept_card("champion") is None


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x00" * 50, marshal.dumps((1, 2)), marshal.dumps("foreign")])
def test_a_file_that_is_spoilt_or_not_ours_is_passed_over(content: bytes, terms: Path) -> None:
    Path(kept_cards.PLACE).write_bytes(content)
    assert kept_card("champion") is None


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone"])
def test_a_card_that_is_damaged_is_passed_over(harm: str, terms: Path) -> None:
    place = Path(kept_cards.PLACE)
    made_of, by_name, cards = marshal.loads(place.read_bytes())
    card = cards[by_name["champion"]]
    harmed = {"flipped": [card[:-9] + bytes([card[-9] ^ 1]) + card[-8:]], "cut": [card[:-1]], "gone": []}[harm]
    place.write_bytes(marshal.dumps((made_of, {"champion": 0}, harmed)))
    assert kept_card("champion") is None
    place.write_bytes(marshal.dumps((made_of, {"champion": 0}, [card])))
    assert kept_card("champion")


def test_a_file_that_is_cut_off_anywhere_is_passed_over(terms: Path) -> None:
    whole = Path(kept_cards.PLACE).read_bytes()
    for length in range(len(whole)):
        Path(kept_cards.PLACE).write_bytes(whole[:length])
        assert kept_card("champion") is None


def test_words_of_the_team_come_before_what_is_kept(
    terms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_GLOSSARY", str(tmp_path))
    assert kept_card("champion") is None
    monkeypatch.delenv("CS_GLOSSARY")
    (tmp_path / "accounts.db").write_bytes(b"x" * 100)  # a store beside which no copy of the words lies
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    assert kept_card("champion") is None


def test_where_nothing_can_be_kept_nothing_is_tried(
    terms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_cards, "PLACE", str(tmp_path / "gone" / "cards"))
    monkeypatch.setattr(kept_cards, "_HERE", str(tmp_path / "gone"))
    monkeypatch.setattr(subprocess, "run", None)
    kept_cards.keep_cards()
    assert kept_card("champion") is None


def test_what_is_printed_of_plain_values_is_what_is_printed_of_the_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context(load())
    names = list(plain_names(context.glossary))
    assert len(names) > 1_000
    monkeypatch.setenv("COLUMNS", "60")
    for name in names[::50]:
        _, reply = respond(name, context)
        printed, kept = StringIO(), StringIO()
        print_reply(reply, printed)
        data, blocks = marshal.loads(marshal.dumps((dict(reply.data), tuple(reply_blocks(reply, "cs")))))
        print_blocks(blocks, kept)
        assert kept.getvalue() == printed.getvalue()
        assert json.dumps(data) == json.dumps(dict(reply.data))


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "/home/ada"},
        {"HOME": "/home/ada", "XDG_DATA_HOME": "/data"},
        {"HOME": "/home/ada", "XDG_DATA_HOME": "relative"},
        {"HOME": "relative"},
        {"HOME": ""},
        {},
    ],
)
def test_the_data_folder_is_that_of_platformdirs(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_data_dir

    for variable in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert data_folder() == user_data_dir("cs-bot")


@pytest.mark.processes
def test_the_program_keeps_its_cards_prints_them_and_sees_an_edit(tmp_path: Path) -> None:
    code = tmp_path / "code"
    for package in ("accounts", "bot", "curation", "glossary", "metrics", "sources", "store", "tenants"):
        shutil.copytree(REPOSITORY / package, code / package, ignore=shutil.ignore_patterns("__pycache__"))
    start = (
        "import sys; from bot.terminal.main import main; code = main(); print('glossary.model' in sys.modules, code)"
    )
    environment = {**os.environ, "PYTHONPATH": str(code), "CS_DATABASE": str(tmp_path / "none.db")}

    def defined() -> list[str]:
        command = [sys.executable, "-c", start, "define", "champion"]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.splitlines()

    first, again = defined(), defined()
    assert (first[-1], again[-1]) == ("True 0", "False 0")
    assert again[:-1] == first[:-1]
    path = code / "glossary" / "terms" / "roles.toml"
    path.write_text(path.read_text("utf-8").replace('name = "Champion"', 'name = "Champions"'), encoding="utf-8")
    edited, again = defined(), defined()
    assert edited[-1] == "True 0"
    assert edited[0].startswith("Champions")
    assert (again[0], again[-1]) == (edited[0], "False 0")


@pytest.mark.parametrize("columns", [None, "", "x", "-3", "0", "7", "60", "1000"])
def test_lines_are_as_wide_as_the_terminal_within_bounds(columns: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    assert line_width() == max(min(shutil.get_terminal_size().columns, 100), 20)
