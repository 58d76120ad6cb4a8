"""Charts as files: beside public answers, and to the asker directly at a button, over Socket Mode and over HTTP."""

import urllib.request
from typing import Any

from tests.e2e.workspace import BOT, BOT_TOKEN, CHANNEL, DM, USER, Message, Workspace, labels, title

WHAT_IF = "nrr 100k 20k 5k 8k churn=4k..12k"


def files(messages: list[Message]) -> list[dict[str, Any]]:
    return [file for message in messages for file in message.get("files", ())]


def test_a_mention_is_answered_at_once_and_its_chart_follows_in_the_thread(workspace: Workspace) -> None:
    asked = workspace.say(f"<@{BOT}> {WHAT_IF}")
    answer = workspace.wait(workspace.answers)[0]
    assert title(answer) == "Net Revenue Retention: 107%"
    assert "Chart" not in labels(answer)
    followed = workspace.wait(lambda: [each for each in workspace.answers() if each.get("files")])
    assert [each["thread_ts"] for each in followed] == [asked["ts"]]
    (file,) = files(followed)
    assert file["title"] == "Net Revenue Retention by churn"
    assert file["alt_txt"].startswith("Net Revenue Retention falls from 111% at churn 4,000 to 103% at churn 12,000.")
    request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {BOT_TOKEN}"})
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.read().startswith(b"\x89PNG")


def test_a_private_answer_has_a_button_that_brings_answer_and_chart_to_the_asker(workspace: Workspace) -> None:
    answer = workspace.command(WHAT_IF)
    assert (answer["subtype"], answer["ephemeral_to"]) == ("ephemeral", USER)
    workspace.press(answer, "Chart")
    file = workspace.wait(lambda: files(workspace.answers(DM)))[0]
    assert file["name"] == "chart.png"
    assert title(workspace.answers(DM)[0]) == "Net Revenue Retention: 107%"
    said = workspace.wait(lambda: workspace.answers()[1:])[0]
    assert (said["subtype"], said["text"]) == ("ephemeral", "It is in your direct messages with CS Bot.")


def test_a_public_or_shared_answer_is_followed_by_its_chart_in_the_channel(workspace: Workspace) -> None:
    workspace.command(f"{WHAT_IF}!")
    workspace.wait(lambda: files(workspace.answers()))
    workspace.reset()
    workspace.press(workspace.command(WHAT_IF), "Share in channel")
    assert len(workspace.wait(lambda: files(workspace.answers(CHANNEL)))) == 1
