"""Socket Mode: the bot hears again after whatever outage, says so, and asks Slack no more often than it must."""

from pathlib import Path

from tests.outside.bot_process import Bot, running_bot
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import DIRECT, command, event


def hears(slack: FaultySlack) -> bool:
    """Whether a slash command is answered."""
    return slack.send("slash_commands", command("define nrr", slack.response_url)) is not None


def changes(bot: Bot) -> list[str]:
    """What the log says of the connection, a line each."""
    return [line for line in bot.log.splitlines() if "Socket Mode" in line]


def test_an_edge_that_is_away_for_longer_than_a_url_lives_leaves_nobody_deaf(
    slack: FaultySlack, tmp_path: Path
) -> None:
    slack.edge.url_life = 0.5
    with running_bot(slack, tmp_path) as bot:
        eventually(lambda: bot.page("/readyz")[0] == 200)
        slack.do(slack.edge.close())
        opened = slack.calls["apps.connections.open"]
        eventually(lambda: slack.calls["apps.connections.open"] >= opened + 2)
        assert bot.page("/readyz") == (503, "not connected to Slack")
        assert bot.metric("cs_slack_connected") == 0
        slack.do(slack.edge.open())
        eventually(lambda: slack.edge.connected)
        assert hears(slack)
        eventually(lambda: bot.page("/readyz")[0] == 200)
        assert bot.metric("cs_slack_connected") == 1
        assert bot.metric("cs_slack_connects_total") == slack.edge.connects == 2
        assert slack.edge.refused == 0
        assert len(changes(bot)) == 3, bot.log  # connected, lost, connected

        slack.fails["apps.connections.open"] = ["html", "broken", ""]
        slack.do(slack.edge.drop())
        eventually(lambda: slack.edge.connects == 3)
        assert hears(slack)
        assert len(changes(bot)) == 5, bot.log
    assert "Traceback" not in bot.log


def test_a_connection_that_slack_wants_renewed_is_replaced_before_it_ends(slack: FaultySlack, tmp_path: Path) -> None:
    with running_bot(slack, tmp_path) as bot:
        slack.do(slack.edge.ask_to_reconnect("warning"))
        eventually(lambda: slack.edge.connected == 2)
        slack.send("events_api", event("what is nrr"))
        eventually(lambda: slack.texts(DIRECT))
        assert hears(slack)
    assert len(changes(bot)) == 1, bot.log
