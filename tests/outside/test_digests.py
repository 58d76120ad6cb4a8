"""Digests: a channel that Slack doesn't answer for holds nobody else's up, and each still comes once."""

from collections import Counter
from datetime import UTC, datetime, time
from pathlib import Path

from accounts import open_store
from accounts.digests.planning import plan_now
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from tests.outside.bot_process import running_bot
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import TEAM, USER

HANGING = {f"C0SLOW{number}": ("chat.postMessage", "conversations.info")[number % 2] for number in range(10)}
QUICK = [f"C0QUICK{number}" for number in range(10)]


def due(path: Path) -> None:
    """A store with a digest that is due now for each of the channels, the slow ones first."""
    now = datetime.now(UTC)
    store = open_store(path)
    for channel in [*HANGING, *QUICK]:
        wanted = Subscription(
            team=TEAM,
            channel=channel,
            digest="term",
            scope="",
            created_by=USER,
            schedule=Schedule(time(9), EVERY_DAY, "UTC"),
        )
        plan_now(store, subscribe(store, wanted, now).id, now)
    store.close()


def test_channels_that_hang_delay_nobody_else_s_digest(slack: FaultySlack, tmp_path: Path) -> None:
    due(tmp_path / "accounts.db")
    slack.fails |= {f"{method} {channel}": ["hang"] for channel, method in HANGING.items()}
    with running_bot(slack, tmp_path):
        eventually(lambda: len(slack.posted) >= len(QUICK))
        assert slack.given_up == 0  # the others were still being waited for
        assert Counter(each["channel"] for each in slack.posted) == dict.fromkeys(QUICK, 1)
        slack.mend()
        eventually(lambda: len(slack.posted) >= len(HANGING) + len(QUICK))
    assert Counter(each["channel"] for each in slack.posted) == dict.fromkeys([*HANGING, *QUICK], 1)
