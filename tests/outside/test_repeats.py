"""What Slack, or somebody who listened, sends again: to a second server, and after a restart."""

import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from accounts import open_store
from tests.outside.bot_process import DIRECTLY, Bot, running_bot, signed
from tests.outside.faulty_slack import PATIENCE, FaultySlack, eventually
from tests.outside.payloads import DIRECT, command, event

NOW = datetime.now(UTC)


def _status(bot: Bot, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{bot.port}/slack/events", body, headers)
    try:
        with DIRECTLY.open(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _pulses(folder: Path) -> list[tuple[int]]:
    with closing(sqlite3.connect(folder / "accounts.db")) as store:
        return store.execute("SELECT score FROM pulse WHERE said_by = 'Sam Sample'").fetchall()


@pytest.mark.parametrize("with_accounts", [True, False])
def test_a_request_that_was_accepted_is_accepted_nowhere_again(
    slack: FaultySlack, tmp_path: Path, *, with_accounts: bool
) -> None:
    if with_accounts:
        open_store(tmp_path / "accounts.db").close()
    body = urlencode(command("define nrr", slack.response_url)).encode()
    headers = signed(body)
    with running_bot(slack, tmp_path, "http") as bot:
        assert [_status(bot, body, headers) for _ in range(2)] == [200, 409]
        with running_bot(slack, tmp_path, "http") as second:
            assert _status(second, body, headers) == 409
        bot.process.kill()
    with running_bot(slack, tmp_path, "http") as restarted:
        assert _status(restarted, body, headers) == 409
        assert _status(restarted, body, signed(body + b"&more=1")) == 401
    assert (tmp_path / "accounts.db-seen").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "accounts.db").exists() is with_accounts


def test_an_event_that_comes_to_two_servers_and_after_a_restart_is_answered_once(
    slack: FaultySlack, tmp_path: Path
) -> None:
    asked, other = event("what is nrr"), event("what is grr")
    with running_bot(slack, tmp_path, "http") as first, running_bot(slack, tmp_path, "http") as second:
        assert [bot.post(asked, 60 * ago)[0] for ago, bot in enumerate((first, second, first))] == [200, 200, 200]
        eventually(lambda: slack.texts(DIRECT))
        first.process.kill()
    with running_bot(slack, tmp_path, "http") as restarted:
        assert [restarted.post(each, 240)[0] for each in (asked, other)] == [200, 200]  # no second of those before
        eventually(lambda: len(slack.texts(DIRECT)) > 1)
    assert len(slack.texts(DIRECT)) == 2


def test_a_pulse_that_comes_to_two_servers_is_stored_once(slack: FaultySlack, folder: Path) -> None:
    said = command("pulse acme 4", slack.response_url)
    with running_bot(slack, folder, "http") as first, running_bot(slack, folder, "http") as second:
        assert [bot.post(said, 60 * ago)[0] for ago, bot in enumerate((first, second))] == [200, 200]
        eventually(lambda: _pulses(folder))
        assert second.post({**said, "trigger_id": f"2.{time.time()}", "text": "pulse acme 3"})[0] == 200
        eventually(lambda: len(_pulses(folder)) > 1)
    assert sorted(_pulses(folder)) == [(3,), (4,)]


def test_an_import_that_holds_the_store_keeps_no_request_waiting(slack: FaultySlack, folder: Path) -> None:
    """What was seen is kept beside the store, and not in it."""
    with running_bot(slack, folder, "http") as bot, closing(sqlite3.connect(folder / "accounts.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        body = urlencode(command("define nrr", slack.response_url)).encode()
        headers = signed(body)
        assert [_status(bot, body, headers) for _ in range(2)] == [200, 409]
        holder.rollback()
