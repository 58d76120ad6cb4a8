"""Slack waits three seconds for an acknowledgement. It comes while the Web API and response_urls hang for good."""

from pathlib import Path

import pytest

from tests.outside.bot_process import Bot, running_bot
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import CHANNEL, DIRECT, Message, command, event, mention, press, submission

HANGING = ("users.info", "conversations.info", "chat.postMessage", "response_url", "views.open")


def deliver(slack: FaultySlack, bot: Bot, kind: str, payload: Message) -> None:
    """Sends the bot something, and returns once it is acknowledged."""
    if slack.edge.connected:
        slack.send(kind, payload)
    else:
        assert bot.post(payload)[0] == 200


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_whatever_is_asked_is_acknowledged_while_slack_s_web_api_hangs(
    slack: FaultySlack, tmp_path: Path, mode: str
) -> None:
    url = slack.response_url
    with running_bot(slack, tmp_path, mode) as bot:
        deliver(slack, bot, "interactive", press("form:0", "calculate nps", url))
        filled = submission(eventually(lambda: slack.views)[0], promoters="40", passives="10", detractors="50")
        slack.fails |= {method: ["hang"] for method in HANGING}
        deliver(slack, bot, "events_api", mention("what is nrr"))
        deliver(slack, bot, "events_api", event("what is nrr"))
        deliver(slack, bot, "events_api", event("account acme"))
        deliver(slack, bot, "interactive", press("ask:0", "define nrr", url))
        deliver(slack, bot, "interactive", press("share", "define nrr", url))
        deliver(slack, bot, "interactive", press("form:0", "calculate nps", url))
        deliver(slack, bot, "interactive", filled)
        deliver(slack, bot, "slash_commands", command("account acme", url))
        assert slack.given_up == 0  # none of the calls was over when the acknowledgements came
        slack.mend()
        eventually(lambda: slack.texts(CHANNEL) and slack.texts(DIRECT))
        eventually(lambda: len(slack.responded) >= 3)
    assert "Traceback" not in bot.log
