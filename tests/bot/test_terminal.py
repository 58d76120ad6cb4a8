"""The program `cs`: what it prints, and how it ends."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.render.terminal import print_reply
from bot.reply import Choice, Fact, Reference, Reply, Row
from bot.terminal.main import main
from bot.terminal.prompt import completer, run_prompt
from glossary import load
from tests.cases import cases


def printed(reply: Reply) -> str:
    out = StringIO()
    print_reply(reply, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        (["define", "nrr"], 0, "term"),
        (["nrr"], 0, "term"),
        (["champion", "vs", "ambassador"], 0, "comparison"),
        (["define", "TAM"], 0, "choices"),
        (["define", "zzqqxx"], 1, "not_found"),
        (["define"], 2, "error"),
        (["terms"], 0, "categories"),
        (["terms", "retention"], 0, "terms"),
        (["terms", "cheese"], 2, "error"),
        (["help"], 0, "help"),
        ([], 0, "help"),
    ],
)
def test_json_is_one_object_on_one_line_and_the_exit_code_says_how_it_went(
    words: list[str], code: int, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", *words]) == code
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == [kind]


def test_a_definition_in_the_terminal_reads_from_meaning_to_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["define", "nrr"]) == 0
    out = capsys.readouterr().out
    parts = ["Net Revenue Retention (NRR", "Why it matters:", "Formula:", "Example:", "Not to be confused with:", "See"]
    parts += ["Sources:", "https://"]
    assert sorted(map(out.index, parts)) == [out.index(part) for part in parts]


def test_an_address_is_printed_whole_and_what_nobody_has_checked_is_said() -> None:
    long = f"https://example.com/{'a-long-path/' * 20}"
    references = (Reference("A page\x1b[31m", long), Reference("A book", note="not verified"))
    assert printed(Reply(title="NRR", data={}, references=references)).splitlines()[1:] == [
        "",
        "  Sources:",
        r"    A page\x1b[31m",
        f"      {long}",
        "    A book (not verified)",
    ]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--jsn", "nrr"], "Did you mean --json?"),
        (["-x"], "there is no option -x. Options: --json, --csv, --help, --version."),
    ],
)
def test_a_bad_option_gets_a_suggestion_and_exit_code_2(
    words: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "meant"), [("doctr", "doctor"), ("serv", "serve"), ("dem", "demo")])
def test_a_mistyped_operators_verb_gets_a_suggestion(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main([typed])
    assert f"cs {meant}" in capsys.readouterr().out


@cases(
    ("typed", "meant"),
    [
        ("digest delivr", "digest deliver"),
        ("health bactest", "health backtest"),
        ("store cp a b", "store copy"),
        ("store", "store copy"),
    ],
)
def test_a_mistyped_second_word_of_an_operators_verb_gets_a_suggestion(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(typed.split()) != 0
    assert f"did you mean cs {meant}?" in capsys.readouterr().err


@cases(
    ("typed", "shown"),
    [
        ("--json import log --help", "Usage: cs import log"),
        ("help import", "Usage: cs import"),
        ("help digest log", "Usage: cs digest log"),
        ("--help doctor", "Usage: cs doctor"),
        ("help health", "cs health backtest: "),
        ("nps --help", "Usage: cs nps <promoters>"),
        ("-V", "cs "),
    ],
)
def test_help_and_options_are_taken_before_a_verb_and_behind_it(
    typed: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(typed.split()) == 0
    assert shown in capsys.readouterr().out


def test_an_option_before_an_operators_verb_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """It was asked of the glossary: `cs --json doctor` found nothing, and `cs --json health score` a term."""
    assert main(["--json", "doctor"]) == 2
    assert "No such option" in capsys.readouterr().err


@cases(("typed", "meant"), [("help imprt", "cs help import"), ("help zzqq", "cs help")])
def test_help_on_what_is_no_command_says_so(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed.split()) == 1
    out = capsys.readouterr().out
    assert f"There is no command “{typed[5:]}”." in out
    assert meant in out


def test_a_long_title_of_a_list_is_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = printed(Reply(title="T", data={}, rows_title="what is due " * 10, rows=(Row("a", "b"),))).splitlines()
    assert max(map(len, lines)) <= 40


def test_a_mistyped_option_of_an_operators_verb_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--prot", "3"]) == 2
    assert "--port" in capsys.readouterr().err


@cases(
    ("words", "example"),
    [
        ("demo --clock 25:99", "“25:99” isn't HH:MM: write it as 8:59."),
        ("health score --date 29.3.2026", "“29.3.2026” isn't YYYY-MM-DD: write it as 2026-03-29."),
    ],
)
def test_a_day_and_a_time_are_asked_for_with_an_example(
    words: str, example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == 2
    assert example in capsys.readouterr().err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert main(["compare", "--help"]) == 0
    assert main(["--version"]) == 0
    out = capsys.readouterr().out
    assert "cs compare TERM vs TERM" in out
    assert out.splitlines()[-1].startswith("cs ")


def test_control_characters_never_reach_the_terminal() -> None:
    bad = "a\x1b[31mb\x07c\x9bd"
    out = printed(Reply(title=bad, data={}, paragraphs=(bad,), facts=(Fact(bad, bad),), rows=(Row(bad, bad),)))
    assert not {"\x1b", "\x07", "\x9b"} & set(out)


def test_text_that_looks_like_markup_is_printed_as_it_is() -> None:
    assert "[bold]x[/bold] [/]" in printed(Reply(title="t", data={}, paragraphs=("[bold]x[/bold] [/]",)))


def test_choices_show_what_to_type_next() -> None:
    out = printed(Reply(title="Which?", data={}, choices=(Choice("Champion", "define champion"),)))
    assert "cs define champion" in out


def test_output_has_no_colour_when_it_is_not_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.terminal.main", "define", "nrr"], capture_output=True, text=True, check=True
    )
    assert "\x1b" not in done.stdout


def test_a_definition_imports_nothing_of_slack_and_nothing_of_the_store() -> None:
    code = """
import sys
from bot.terminal.main import main
main(["define", "nrr"])
late = ("slack", "pydantic", "aiohttp", "click", "sqlite3", "numpy", "sqlalchemy", "matplotlib", "openpyxl", "mcp")
print([name for name in sys.modules if name.startswith((*late, "store", "accounts", "metrics"))])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("words", [["nrr"], ["--json", "nrr"], ["brr"]])
def test_any_encoding_of_the_output_will_do(encoding: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = (TextIOWrapper(BytesIO(), encoding, write_through=True) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(words) in {0, 1}
    assert err.buffer.getvalue() == b""
    shown = out.buffer.getvalue().decode(encoding)
    assert shown
    if words[0] == "--json":
        assert json.loads(shown)["term"]["definition"].count("?") == 0


@pytest.mark.parametrize(
    ("words", "encoding", "expected"),
    [
        ("nps 40 10 50", "latin-1", "Net Promoter Score: -10 points"),
        ("nps 40 10 50", "ascii", "95% interval: -27.8 to 8.4 points"),
        ("mrr €9600 2y", "latin-1", "Monthly Recurring Revenue: EUR 400 a month"),
    ],
)
def test_where_the_encoding_lacks_a_sign_a_figure_keeps_it(
    words: str, encoding: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = TextIOWrapper(BytesIO(), encoding, write_through=True)
    monkeypatch.setattr(sys, "stdout", out)
    assert main(words.split()) == 0
    assert expected in out.buffer.getvalue().decode(encoding)


WRITTEN = [("define nrr", ""), ("--json nps 40 10 50", "1"), ("glossary --help", "")]


@cases(("words", "unbuffered"), WRITTEN)
@cases(
    ("output", "said"),
    [
        (">&-", "cs: the output can't be written: Bad file descriptor\n"),
        (">/dev/full", "cs: the output can't be written: No space left on device\n"),
        (">/dev/full 2>&1", ""),
    ],
)
def test_an_output_that_cannot_be_written_is_said_in_a_line(
    words: str, output: str, said: str, unbuffered: str
) -> None:
    command = f'exec 4>&1; {{ "{sys.executable}" -m bot.terminal.main {words}; echo $? >&4; }} {output}'
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, env=environment)
    assert (done.stdout, done.stderr) == ("74\n", said)


@cases(("words", "unbuffered"), WRITTEN)
def test_an_output_that_nobody_reads_ends_without_a_word(words: str, unbuffered: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command, environment = [sys.executable, "-m", "bot.terminal.main", *words.split()], {**os.environ}
    environment["PYTHONUNBUFFERED"] = unbuffered
    try:
        done = subprocess.run(command, stdout=write, stderr=-1, text=True, check=False, env=environment)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_an_assistant_that_is_answered_nowhere_ends_cs_mcp_with_a_line(tmp_path: Path) -> None:
    ping = '{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
    environment = {**os.environ, "CS_DATABASE": str(tmp_path / "accounts.db")}
    command = [sys.executable, "-m", "bot.terminal.main", "mcp"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, input=ping, stdout=full, stderr=-1, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (74, "cs: the output can't be written: No space left on device\n")


@cases(
    ("typed", "first"),
    [
        ("net rev", "net revenue retention"),
        ("define customer succ", "customer success"),
        ("champion vs amb", "ambassador"),
        ("comp", "compare"),
    ],
)
def test_the_prompt_completes_names_of_several_words(typed: str, first: str) -> None:
    offered = completer(load()).get_completions(Document(typed), CompleteEvent())
    assert first in [completion.text for completion in offered][:3]


def test_the_prompt_keeps_what_was_said_before(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["nrr 100k 20k 5k 8k", "thanks", "and GRR?", "give me an example", "exit"])
    monkeypatch.setattr("bot.terminal.prompt.PromptSession.prompt", lambda _: next(typed))
    monkeypatch.setattr("bot.terminal.prompt._history", InMemoryHistory)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        assert run_prompt() == 0
    said = capsys.readouterr().out
    assert said.index("Net Revenue Retention: 107%") < said.index("You’re welcome.") < said.index("Retention: 87%")
    assert said.rindex("Gross Revenue Retention (GRR, GDR)") > said.index("Retention: 87%")


def test_the_prompt_says_what_is_for_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """“import accounts.csv” was looked up as a term, and offered as a question to the team."""
    typed = iter(["import accounts a.csv", "/cs doctor", "nrr --json", "exit"])
    monkeypatch.setattr("bot.terminal.prompt.PromptSession.prompt", lambda _: next(typed))
    monkeypatch.setattr("bot.terminal.prompt._history", InMemoryHistory)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        assert run_prompt() == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.rpartition("then ")[2] for line in said if "for the shell" in line] == [
        "cs import accounts a.csv",
        "cs doctor",
        "cs nrr --json",
    ]
    assert "Not in the glossary" not in "\n".join(said)
