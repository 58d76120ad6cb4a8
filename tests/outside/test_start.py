"""Starting while Slack is in trouble: what passes is waited for, and only what Slack says of a token is its fault."""

from pathlib import Path

import pytest

from tests.outside.bot_process import running_bot
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import command


@pytest.mark.parametrize("failure", ["html", "hang"])
def test_http_is_served_while_slack_is_in_trouble(slack: FaultySlack, tmp_path: Path, failure: str) -> None:
    slack.fails["auth.test"] = [failure]
    with running_bot(slack, tmp_path, "http", fresh=True) as bot:
        eventually(lambda: slack.calls["auth.test"])
        status, body = bot.post(command("define nrr", slack.response_url))
        assert (status, b"Net Revenue Retention" in body) == (200, True)
        assert slack.given_up == 0
        assert bot.process.poll() is None
    assert "not accepted" not in bot.log
    assert "Traceback" not in bot.log


def test_socket_mode_begins_once_slack_is_well(slack: FaultySlack, tmp_path: Path) -> None:
    slack.fails |= {"auth.test": ["broken"], "apps.connections.open": ["503", "hang"]}
    with running_bot(slack, tmp_path, ready=False, fresh=True) as bot:
        eventually(lambda: bot.page("/healthz")[0] == 200)
        eventually(lambda: slack.calls["auth.test"] and slack.calls["apps.connections.open"] == 2)
        assert bot.page("/readyz")[0] == 503
        slack.mend()
        eventually(lambda: slack.edge.connected)
        assert slack.send("slash_commands", command("define nrr", slack.response_url))
    assert bot.log.count("WARNING") == 2, bot.log
    assert "Traceback" not in bot.log


@pytest.mark.parametrize(
    ("mode", "method", "refused"),
    [
        ("http", "auth.test", "SLACK_BOT_TOKEN is not accepted: invalid_auth"),
        ("socket", "apps.connections.open", "SLACK_APP_TOKEN is not accepted: not_allowed_token_type"),
    ],
)
def test_a_token_that_slack_refuses_ends_the_bot_and_is_named(
    slack: FaultySlack, tmp_path: Path, mode: str, method: str, refused: str
) -> None:
    slack.fails[method] = [refused.rpartition(" ")[2]]
    with running_bot(slack, tmp_path, mode, ready=False, fresh=True) as bot:
        assert bot.process.wait(30) == 1
    assert refused in bot.log
