"""What is said next in a thread or a direct message is read with what was said before, over Socket Mode and HTTP."""

from tests.e2e.workspace import BOT, COLLEAGUE, DM, Message, Workspace, title


def answers_after(workspace: Workspace, count: int, channel: str = "") -> list[Message]:
    """The bot's answers as soon as there are so many."""
    where = (channel,) if channel else ()
    return workspace.wait(lambda: found if len(found := workspace.answers(*where)) == count else [])


def test_a_thread_goes_on_without_a_new_mention(workspace: Workspace) -> None:
    root = workspace.say(f"<@{BOT}> what is nrr?")
    answers_after(workspace, 1)
    workspace.say("and GRR?", thread=root["ts"])
    assert title(answers_after(workspace, 2)[-1]).startswith("Gross Revenue Retention")
    workspace.say("how is that different from NRR?", thread=root["ts"], user=COLLEAGUE)
    last = answers_after(workspace, 3)[-1]
    assert "vs" in title(last)
    assert last["thread_ts"] == root["ts"]


def test_what_people_say_to_each_other_in_a_thread_is_left_alone(workspace: Workspace) -> None:
    root = workspace.say(f"<@{BOT}> nps 40 10 50")
    answers_after(workspace, 1)
    workspace.say("sounds good, let's talk on monday", thread=root["ts"])
    workspace.say(f"<@{COLLEAGUE}> what is churn?", thread=root["ts"])
    workspace.say("and with 60 promoters?", thread=root["ts"])
    assert title(answers_after(workspace, 2)[-1]) == "Net Promoter Score: 8.3 points"


def test_the_bot_can_be_told_to_be_quiet(workspace: Workspace) -> None:
    root = workspace.say(f"<@{BOT}> what is nrr?")
    answers_after(workspace, 1)
    workspace.say(f"<@{BOT}> quiet", thread=root["ts"])
    answers_after(workspace, 2)
    workspace.say("and GRR?", thread=root["ts"])
    workspace.settle()
    assert len(workspace.answers()) == 2
    workspace.say(f"<@{BOT}> and GRR?", thread=root["ts"])
    assert title(answers_after(workspace, 3)[-1]).startswith("Gross Revenue Retention")
    workspace.say(f"<@{BOT}> listen", thread=root["ts"])
    answers_after(workspace, 4)
    workspace.say("give me an example", thread=root["ts"])
    assert title(answers_after(workspace, 5)[-1]).startswith("Gross Revenue Retention")


def test_a_direct_message_goes_on(workspace: Workspace) -> None:
    workspace.say("nrr 100k 20k 5k 8k", channel=DM)
    answers_after(workspace, 1, DM)
    workspace.say("and GRR?", channel=DM)
    assert title(answers_after(workspace, 2, DM)[-1]) == "Gross Revenue Retention: 87%"
    workspace.say("thanks!", channel=DM)
    assert title(answers_after(workspace, 3, DM)[-1]) == "You’re welcome."
