"""`cs mcp token`: a secret is shown once, to whoever makes it; a list and a log never have it."""

from datetime import timedelta
from pathlib import Path

import pytest

from accounts import open_store
from accounts.access_tokens import find_token, list_tokens
from bot.clock import utc_now
from bot.mcp.diagnostics import check_assistants, tokens_text
from bot.operating.logs import _TOKEN
from bot.terminal import mcp_commands
from bot.terminal.main import main


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "accounts.db"
    monkeypatch.setenv("CS_DATABASE", str(path))
    return path


def made(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    """The secret, and what is said beside it."""
    assert main(["mcp", "token", "make", *words]) == 0
    said = capsys.readouterr()
    return said.out.strip(), said.err


def test_a_token_is_printed_alone_kept_as_a_hash_and_reads_only(
    capsys: pytest.CaptureFixture[str], store: Path
) -> None:
    secret, said = made(capsys, "U0DANA", "--label", "Claude on  Dana's laptop")
    assert secret.startswith("csbot-")
    assert "only reads as U0DANA until" in said
    assert secret not in said
    assert secret.encode() not in store.read_bytes()
    opened = open_store(store)
    found = find_token(opened, secret, utc_now())
    assert found is not None
    assert (found.person, found.label, found.writes) == ("U0DANA", "Claude on Dana's laptop", False)
    assert found.expires_at - found.made_at == timedelta(days=90)
    assert find_token(opened, secret, utc_now() + timedelta(days=91)) is None
    assert find_token(opened, f"{secret}x", utc_now()) is None
    opened.close()


def test_two_tokens_are_never_the_same_and_the_log_leaves_each_out(capsys: pytest.CaptureFixture[str]) -> None:
    secrets = [made(capsys, "dana@sample.example", "--writing", "--days", "7")[0] for _ in range(2)]
    assert len(set(secrets)) == 2
    for secret in secrets:
        assert _TOKEN.sub(r"\1-…", f"Bearer {secret}.") == "Bearer csbot-…."


def test_tokens_are_listed_without_secrets_and_end_when_they_are_revoked(
    capsys: pytest.CaptureFixture[str], store: Path
) -> None:
    assert main(["mcp", "token", "list"]) == 0
    assert "There are no tokens" in capsys.readouterr().out
    secret, _ = made(capsys, "Dana@Sample.example", "--writing", "--label", "laptop")
    assert main(["mcp", "token", "list"]) == 0
    listed = capsys.readouterr().out
    assert "dana@sample.example  reads and changes  until" in listed
    assert "never used  laptop" in listed
    assert secret not in listed
    assert main(["mcp", "token", "revoke", "1"]) == 0
    assert "has ended" in capsys.readouterr().out
    assert main(["mcp", "token", "list"]) == 0
    assert "There are no tokens" in capsys.readouterr().out
    assert main(["mcp", "token", "list", "--all"]) == 0
    assert "revoked" in capsys.readouterr().out
    opened = open_store(store)
    assert find_token(opened, secret, utc_now()) is None
    (kept,) = list_tokens(opened)
    opened.close()
    assert main(["mcp", "token", "revoke", "1"]) == 0
    assert "had ended already" in capsys.readouterr().out
    opened = open_store(store)
    assert list_tokens(opened) == (kept,), "a token that was revoked stays as it ended"
    opened.close()


@pytest.mark.parametrize("person", ["dana", "@dana", "U", "u0123", "a@b@c", "U01 U02", "", "x" * 400 + "@y"])
def test_a_token_is_of_a_slack_id_or_an_email(person: str, capsys: pytest.CaptureFixture[str], store: Path) -> None:
    assert main(["mcp", "token", "make", person]) == 2
    assert "neither a Slack id" in capsys.readouterr().err
    assert not store.exists()


@pytest.mark.parametrize("words", [["--days", "0"], ["--days", "366"], ["--days", "soon"]])
def test_a_token_ends_within_a_year(words: list[str]) -> None:
    assert main(["mcp", "token", "make", "U01", *words]) == 2


def test_a_token_that_never_was_cannot_be_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "U01")
    assert main(["mcp", "token", "revoke", "9"]) == 1
    assert "There is no token 9" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["abc", "0", "1.5", "9" * 30])
def test_what_is_no_number_of_a_token_is_said_in_plain_words(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "U01")
    assert main(["mcp", "token", "revoke", number]) == 2
    assert "is no number of a token" in capsys.readouterr().err


def test_without_the_library_it_says_how_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_commands, "find_spec", lambda _: None)
    assert main(["mcp"]) == 1
    assert "isn't installed: .tools/uv/bin/uv sync --inexact --extra mcp" in capsys.readouterr().err


def test_the_doctor_counts_the_tokens_that_open_the_door_and_those_that_nobody_uses(
    capsys: pytest.CaptureFixture[str], store: Path
) -> None:
    assert check_assistants().state.endswith("no tokens")
    made(capsys, "U01")
    made(capsys, "U02", "--days", "1")
    assert check_assistants().state.endswith("2 tokens")
    opened = open_store(store)
    tokens = list_tokens(opened)
    opened.close()
    later = utc_now() + timedelta(days=40)
    assert tokens_text(tokens, later) == "1 token, 1 of them not used for 30 days (cs mcp token list)"
    assert check_assistants().fix == ""


def test_tokens_that_can_not_be_read_are_not_known(store: Path) -> None:
    """None would be a figure without ground."""
    store.write_bytes(b"no database" * 100)
    assert check_assistants().state.endswith("tokens: not known, as the store can't be read")
