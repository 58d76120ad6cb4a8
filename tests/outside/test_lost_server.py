"""A store on PostgreSQL whose server goes away under a running bot: said in plain words, and gone on with by itself."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from accounts import open_store
from accounts.sample import load_sample
from bot.terminal.main import main
from bot.terms.team_words import EVERY
from tests import postgresql
from tests.outside.bot_process import DIRECTLY, Bot, asked, running_bot, signed
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import command

UNREACHABLE = "The accounts can't be reached at the moment"


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with postgresql.running(programs) as started:
        now = datetime.now(UTC)
        with closing(open_store(started.make("company"))) as store:
            load_sample(store, now.date(), now, scored=0)
        yield started


def on(server: postgresql.Server) -> dict[str, str]:
    """What a bot is told whose store is there; its answers come at once."""
    return {"CS_DATABASE": server.url("company"), "CS_BLOCKS": "classic"}


def replayed(bot: Bot, body: bytes, headers: dict[str, str]) -> int:
    """The status that answers a request that may have been sent elsewhere before."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{bot.port}/slack/events", data=body, headers=headers, method="POST"
    )
    try:
        with DIRECTLY.open(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_server_that_crashes_is_told_of_and_gone_on_with_once_it_is_back(
    slack: FaultySlack, server: postgresql.Server, tmp_path: Path
) -> None:
    with running_bot(slack, tmp_path, "http", variables=on(server)) as bot:
        eventually(lambda: bot.page("/readyz")[0] == 200)
        assert "Acme" in asked(bot, slack, "account acme")
        server.crash()
        try:
            assert bot.page("/readyz") == (503, "the account store can't be reached")
            assert UNREACHABLE in asked(bot, slack, "account acme")
            assert UNREACHABLE in asked(bot, slack, "pulse acme 2")
            assert "Net Revenue Retention" in asked(bot, slack, "define nrr")
            assert bot.page("/healthz")[0] == 200
            eventually(lambda: "It is tried again until it is there" in bot.log)
        finally:
            server.start()
        eventually(lambda: bot.page("/readyz")[0] == 200)
        assert "Acme" in asked(bot, slack, "account acme")
        eventually(lambda: "the account store is there again" in bot.log)
    assert postgresql.PASSWORD not in bot.log
    assert "s3cret" not in bot.log


def test_a_server_that_stands_still_keeps_no_term_from_being_answered(
    slack: FaultySlack, server: postgresql.Server, tmp_path: Path
) -> None:
    with running_bot(slack, tmp_path, "http", variables=on(server)) as bot:
        eventually(lambda: bot.page("/readyz")[0] == 200)
        assert "Acme" in asked(bot, slack, "account acme")
        with server.frozen():
            time.sleep(EVERY)
            for _ in range(3):
                assert "Champion" in asked(bot, slack, "define champion")
                assert bot.page("/healthz")[0] == 200
            assert "Net Revenue Retention" in asked(bot, slack, "define nrr"), "without the company's own"
            assert bot.page("/readyz") == (503, "the account store can't be reached")
        eventually(lambda: bot.page("/readyz")[0] == 200)
        assert "Acme" in asked(bot, slack, "account acme")


def test_a_bot_that_is_started_before_its_server_begins_once_that_is_there(
    slack: FaultySlack, server: postgresql.Server, tmp_path: Path
) -> None:
    server.crash()
    try:
        with running_bot(slack, tmp_path, "http", variables=on(server)) as bot:
            assert bot.page("/readyz")[0] == 503
            assert "Net Revenue Retention" in asked(bot, slack, "define nrr")
            server.start()
            eventually(lambda: bot.page("/readyz")[0] == 200)
            assert "Acme" in asked(bot, slack, "account acme")
    finally:
        if not server.is_up():
            server.start()


def test_a_request_that_one_machine_has_taken_is_refused_by_the_others(
    slack: FaultySlack, server: postgresql.Server, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with (
        running_bot(slack, tmp_path / "one", "http", variables=on(server)) as one,
        running_bot(slack, tmp_path / "other", "http", variables=on(server)) as other,
    ):
        body = urlencode(command("define nrr", slack.response_url)).encode()
        headers = signed(body)
        assert [replayed(bot, body, headers) for bot in (one, other, one)] == [200, 409, 409]


def test_the_verbs_of_a_terminal_ask_it_too_and_name_it_without_its_password(
    server: postgresql.Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", server.url("company"))
    assert main(["renewals", "60"]) == 0
    assert main(["doctor"]) in {0, 1}
    assert main(["sample"]) == 1
    said = "".join(capsys.readouterr())
    assert "120 in postgresql://reader@127.0.0.1" in said
    assert "holds the sample company already" in said or "The sample company is in postgresql://reader@" in said
    assert "s3cret" not in said
