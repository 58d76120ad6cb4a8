"""What people meet daily when Slack fails them once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import open_store
from tests.outside.bot_process import ROOT, Bot, running_bot
from tests.outside.faulty_slack import FaultySlack, eventually, faulty_slack
from tests.outside.payloads import CHANNEL, DIRECT, event, mention, press

APOLOGY = "something went wrong"


@pytest.fixture(scope="module")
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FaultySlack, Bot]]:
    """A Slack and a bot for all tests of this file."""
    with faulty_slack() as slack, running_bot(slack, tmp_path_factory.mktemp("bot")) as bot:
        yield slack, bot


@pytest.fixture
def slack(connected: tuple[FaultySlack, Bot]) -> FaultySlack:
    """That Slack, well again and with nothing in it."""
    slack, _ = connected
    slack.mend()
    slack.posted.clear()
    slack.responded.clear()
    slack.calls.clear()
    return slack


@pytest.fixture
def bot(connected: tuple[FaultySlack, Bot]) -> Bot:
    """That bot."""
    return connected[1]


def shared(slack: FaultySlack) -> int:
    """How often something was shared with all."""
    return sum(each.get("response_type") == "in_channel" for each in slack.responded)


@pytest.mark.parametrize("failure", ["503", "expired", "html"])
def test_sharing_works_again_after_it_failed_once(slack: FaultySlack, failure: str) -> None:
    message = f"{time.time():.6f}"

    def share() -> None:
        slack.send("interactive", press("share", "define nrr", slack.response_url, message))

    slack.fails["response_url"] = [failure, ""]
    share()
    eventually(lambda: slack.responded)  # they are told
    assert shared(slack) == 0
    share()
    eventually(lambda: any(each.get("delete_original") for each in slack.responded))
    share()
    slack.send("interactive", press("share", "define nrr", slack.response_url))
    eventually(lambda: sum(each.get("delete_original", False) for each in slack.responded) == 2)
    assert shared(slack) == 2


def test_what_was_shared_is_not_shared_twice_as_slack_s_answer_was_lost(slack: FaultySlack) -> None:
    pressed = press("share", "define nrr", slack.response_url)
    slack.fails["response_url"] = ["lose", ""]
    slack.send("interactive", pressed)
    eventually(lambda: len(slack.responded) >= 2)
    assert shared(slack) == 1
    assert APOLOGY not in slack.responded[-1]["text"]


@pytest.mark.parametrize("asked", [mention("what is nrr"), event("what is nrr")], ids=["mention", "direct message"])
def test_a_message_whose_answer_was_lost_is_not_followed_by_an_apology(
    slack: FaultySlack, bot: Bot, asked: dict[str, object]
) -> None:
    slack.fails["chat.postMessage"] = ["lose", ""]
    before = bot.log.count("arrived all the same")
    slack.send("events_api", asked)
    eventually(lambda: bot.log.count("arrived all the same") > before)
    slack.send("events_api", mention("what is grr", CHANNEL))
    eventually(lambda: "Gross" in slack.posted[-1]["text"])
    assert len(slack.posted) == 2


def test_a_message_that_is_not_there_is_apologized_for(slack: FaultySlack) -> None:
    slack.fails["chat.postMessage"] = ["503", ""]
    slack.send("events_api", event("what is nrr"))
    eventually(lambda: slack.posted)
    assert APOLOGY in slack.posted[0]["text"]


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        ("what is nrr", {"subtype": "file_share", "files": [{"id": "F1"}]}, "Net Revenue Retention"),
        ("what is nrr", {"subtype": "thread_broadcast", "thread_ts": "1.0"}, "Net Revenue Retention"),
        ("", {"subtype": "file_share", "files": [{"id": "F1"}]}, "file"),
    ],
    ids=["a question beside a file", "a reply also sent to the channel", "a file alone"],
)
def test_what_is_written_to_the_bot_directly_is_heard(
    slack: FaultySlack, text: str, fields: dict[str, object], said: str
) -> None:
    slack.send("events_api", event("changed", DIRECT, subtype="message_changed"))
    slack.send("events_api", event(text, DIRECT, **fields))
    eventually(lambda: slack.posted)
    assert said in slack.posted[0]["text"]


def test_a_form_that_can_be_opened_no_more_says_so(slack: FaultySlack, bot: Bot) -> None:
    slack.fails["views.open"] = ["expired_trigger_id"]
    incidents = bot.log.count("incident")
    slack.send("interactive", press("form:0", "calculate nps", slack.response_url))
    eventually(lambda: slack.responded)
    assert "expired" in slack.responded[0]["text"]
    assert bot.log.count("incident") == incidents


def cs(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What `cs` does with the store in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot.terminal.main", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "CS_DATABASE": str(folder / "accounts.db")},
    )


def test_accounts_are_exported_to_standard_output(tmp_path: Path) -> None:
    open_store(tmp_path / "accounts.db").close()
    assert cs(tmp_path, "accounts", "export", "-").stdout == cs(tmp_path, "accounts", "export").stdout != ""
    assert not (ROOT / "-").exists()
