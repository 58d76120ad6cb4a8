"""Two servers on one store: what is said after the answer of one is understood by the other."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.outside.bot_process import Bot, running_bot
from tests.outside.faulty_slack import FaultySlack, eventually, faulty_slack
from tests.outside.payloads import BOT, CHANNEL, USER, Message, event

ROOTS = count(1_700_000_000, 1000)


@dataclass
class Thread:
    """A thread of a channel in which both servers hear what is said."""

    slack: FaultySlack
    first: Bot
    second: Bot
    root: int = field(default_factory=lambda: next(ROOTS))
    said: int = 0

    def send(self, bot: Bot, text: str) -> None:
        """Says something in the thread that one of the servers hears; a mention comes as an event of its own."""
        ts, kind = f"{self.root + self.said}.000100", "app_mention" if text.startswith("<@") else "message"
        thread = {"thread_ts": f"{self.root}.000100"} if self.said else {}
        self.said += 1
        told = event(text, CHANNEL, type=kind, channel_type="channel", ts=ts, user=USER, **thread)
        assert bot.post(told)[0] == 200

    def ask(self, bot: Bot, text: str) -> str:
        """The title of what a server answers."""
        before = len(self.answers)
        self.send(bot, text)
        return eventually(lambda: self.answers[before:])[0]["blocks"][0]["text"]["text"]  # type: ignore[no-any-return]

    @property
    def answers(self) -> list[Message]:
        """What was posted into the thread."""
        return [each for each in self.slack.posted if each.get("thread_ts") == f"{self.root}.000100"]


@pytest.fixture(scope="module")
def servers(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FaultySlack, Bot, Bot]]:
    """Two servers on one store, and Slack."""
    folder = tmp_path_factory.mktemp("servers")
    shutil.copyfile(sample, folder / "accounts.db")
    with (
        faulty_slack() as slack,
        running_bot(slack, folder, "http", variables={"CS_BLOCKS": "classic"}) as first,
        running_bot(slack, folder, "http", variables={"CS_BLOCKS": "classic"}) as second,
    ):
        yield slack, first, second


@pytest.fixture
def thread(servers: tuple[FaultySlack, Bot, Bot]) -> Thread:
    """A new thread."""
    return Thread(*servers)


def test_a_thread_begun_at_one_server_is_gone_on_with_at_the_other(thread: Thread) -> None:
    assert thread.ask(thread.first, f"<@{BOT}> what is nrr?").startswith("Net Revenue Retention")
    assert thread.ask(thread.second, "and GRR?").startswith("Gross Revenue Retention")
    compared = thread.ask(thread.first, "how is that different from NRR?")
    assert "Gross Revenue Retention" in compared
    assert "vs" in compared


def test_numbers_and_lists_of_accounts_are_gone_on_with_at_the_other(thread: Thread) -> None:
    assert thread.ask(thread.first, f"<@{BOT}> nps 40 10 50") == "Net Promoter Score: −10 points"
    assert thread.ask(thread.second, "and with 60 promoters?") == "Net Promoter Score: 8.3 points"
    assert "90 days" in thread.ask(thread.second, f"<@{BOT}> renewals")
    assert "30 days" in thread.ask(thread.first, "and in 30 days?")
    assert "by owner" in thread.ask(thread.second, "who owns these?")


def test_what_one_server_is_told_the_other_keeps_to(thread: Thread) -> None:
    thread.ask(thread.first, f"<@{BOT}> what is nrr?")
    thread.send(thread.first, f"<@{BOT}> quiet")
    eventually(lambda: len(thread.answers) == 2)
    thread.send(thread.second, "and GRR?")
    assert thread.ask(thread.second, f"<@{BOT}> and GRR?").startswith("Gross Revenue Retention")
    assert len(thread.answers) == 3


def test_more_of_an_answer_of_one_server_is_shown_by_the_other(thread: Thread) -> None:
    thread.ask(thread.first, f"<@{BOT}> what is nrr?")
    (posted,) = thread.answers
    row = next(block for block in posted["blocks"] if "more" in str(block.get("elements")))
    button = next(each for each in row["elements"] if each["action_id"] == "more")
    where = {"channel": {"id": CHANNEL}, "message": {"ts": posted["ts"]}, "response_url": thread.slack.response_url}
    pressed = {"actions": [{**button, "block_id": row["block_id"]}], "user": {"id": USER}, "trigger_id": "1.more"}
    container = {"type": "message", "message_ts": posted["ts"]}
    assert thread.second.post({"type": "block_actions", "container": container, **where, **pressed})[0] == 200
    whole = eventually(lambda: thread.slack.responded)[0]
    assert len(str(whole["blocks"])) > len(str(posted["blocks"]))
