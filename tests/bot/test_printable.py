"""Nothing that a file or a person says steers a terminal, turns letters around or writes lines of its own."""

import io
import json
import logging
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.operating.logs import configure
from bot.render.printable import printable, printable_json, printable_line
from bot.render.terminal import print_reply
from bot.reply import Fact, Reply, Row
from bot.terminal.main import main

BAD = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.exe\u2066\u200f\u2028\r"
UNSAFE = set("\x1b\x07\x9b\u202e\u2066\u200f\u2028\r\x00\u061c\x7f")
texts = st.text(st.sampled_from([*UNSAFE, "a", "é", "\n", "\t", "\\", '"', "\ud800", "ש"])) | st.text()


TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _is_safe(char: str) -> bool:
    """By what Unicode says of it: no control, no half of a character, nothing that turns what follows around."""
    marks = "\u200e\u200f\u061c\u2028\u2029"
    category, direction = unicodedata.category(char), unicodedata.bidirectional(char)
    return char in "\t\n" or not (category in {"Cc", "Cs"} or direction in TURNING or char in marks)


def _steers(text: str) -> bool:
    return not all(map(_is_safe, text))


@given(texts)
@example(BAD)
def test_what_cannot_be_seen_is_written_out_and_the_rest_stays(text: str) -> None:
    assert not _steers(printable(text))
    assert "\n" not in printable_line(text)
    plain = "".join(filter(_is_safe, text))
    assert printable(plain) == plain


def test_it_is_shown_as_text() -> None:
    assert printable("\x1b[31mred\u202e") == "\\x1b[31mred\\u202e"
    assert printable("שלום, مرحبا 👩‍💻 naïve\n\tnext") == "שלום, مرحبا 👩‍💻 naïve\n\tnext"


@given(texts)
@example(BAD)
def test_json_says_the_same_and_steers_nothing(text: str) -> None:
    written = printable_json(json.dumps({"name": text}, ensure_ascii=False))
    assert not _steers(written)
    assert json.loads(written) == {"name": text}


@given(texts)
@example(BAD)
def test_no_reply_steers_the_terminal(text: str) -> None:
    out = io.StringIO()
    rows = (Row(text or "x", text, detail=text),)
    print_reply(Reply(title=text, data={}, paragraphs=(text,), facts=(Fact(text, text),), rows=rows), out)
    assert not _steers(out.getvalue())


@pytest.mark.parametrize(
    "words",
    [
        ["define", BAD],
        ["--json", "define", BAD],
        [f"--{BAD}"],
        ["nps", BAD],
        ["import", "accounts", f"{BAD}.csv"],
        ["import", BAD],
        ["import", "accounts", "bad.csv", "--yes"],
        ["import", "accounts", "bad.csv", "--yes", "--skip-bad"],
        ["import", "accounts", "bad.csv", "--map", f"{BAD}=name"],
        ["import", "log"],
        ["backup", f"{BAD}/x.db"],
        ["restore", f"{BAD}.db"],
        ["health", "check", f"{BAD}.toml"],
        ["account", BAD],
        ["audit", "--who", BAD],
    ],
    ids=lambda words: " ".join(words).encode("ascii", "replace").decode()[:30] if isinstance(words, list) else None,
)
def test_no_verb_prints_what_steers_the_terminal(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    monkeypatch.chdir(tmp_path)
    bad = BAD.rstrip("\r")
    Path("bad.csv").write_text(f'id,name,arr,"{bad}"\n1,"{bad}",1,\n2,Acme,"{bad}",\n', encoding="utf-8", newline="")
    if words[1:2] == ["log"]:
        main(["import", "accounts", "bad.csv", "--yes", "--skip-bad"])
    main(words)
    said = capsys.readouterr()
    assert not _steers(said.out + said.err)
    assert said.out + said.err


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_has_a_line_for_each_message(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        monkeypatch.setattr(sys, "stderr", sys.stderr)
        configure("json" if form == "json" else "text")
        logging.getLogger("test").warning("asked for %s", f"{BAD}\n2026-06-15 ERROR forged")
        logging.getLogger("test").error("failed", exc_info=ValueError(BAD))
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    written = capsys.readouterr().err
    assert not _steers(written)
    assert not [line for line in written.splitlines() if line.startswith("2026-06-15 ERROR forged")]
    if form == "json":
        first, second = map(json.loads, written.splitlines())
        assert (first["message"], "ValueError" in second["exception"]) == (
            f"asked for {BAD}\n2026-06-15 ERROR forged",
            True,
        )
