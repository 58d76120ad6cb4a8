"""What people in the workspace do, and what the bot answers, over Socket Mode and over HTTP."""

import pytest

from glossary import load
from tests.e2e.workspace import BOT, COLLEAGUE, DM, Workspace, labels, title


def nrr() -> str:
    return load().answer("nrr").terms[0].title


def test_a_command_brings_a_card_that_only_the_asker_sees(workspace: Workspace) -> None:
    answer = workspace.command("define nrr")
    assert title(answer) == nrr()
    assert answer["subtype"] == "ephemeral"
    assert "Share in channel" in labels(answer)


@pytest.mark.parametrize("text", ["“nrr”", "NRR?", "what's nrr", "define&nbsp;nrr", "*nrr*"])
def test_a_term_is_found_the_way_slack_and_macos_send_it(workspace: Workspace, text: str) -> None:
    assert title(workspace.command(text)) == nrr()


def test_an_exclamation_mark_answers_the_channel(workspace: Workspace) -> None:
    answer = workspace.command("nrr!")
    assert title(answer) == nrr()
    assert "subtype" not in answer
    assert "Share in channel" not in labels(answer)


def test_an_empty_command_brings_help(workspace: Workspace) -> None:
    assert title(workspace.command("")) == "What you can ask"


def test_a_mention_in_a_channel_is_answered_in_its_thread(workspace: Workspace) -> None:
    asked = workspace.say(f"<@{BOT}> what is nrr?")
    (answer,) = workspace.wait(workspace.answers)
    assert (title(answer), answer["thread_ts"]) == (nrr(), asked["ts"])


def test_a_mention_in_a_thread_is_answered_there(workspace: Workspace) -> None:
    root = workspace.say("our numbers")
    workspace.say(f"thanks! <@{BOT}>: nrr", thread=root["ts"])
    workspace.say(f"<@{BOT}> define nrr", thread=root["ts"])
    answers = workspace.wait(lambda: found if len(found := workspace.answers()) == 2 else [])
    assert {answer["thread_ts"] for answer in answers} == {root["ts"]}
    assert nrr() in map(title, answers)


def test_a_mention_that_says_nothing_brings_help(workspace: Workspace) -> None:
    workspace.say(f"<@{BOT}>")
    assert title(workspace.wait(workspace.answers)[0]) == "What you can ask"


def test_talk_in_a_channel_is_left_alone(workspace: Workspace) -> None:
    workspace.say("what is nrr?")
    workspace.command("nrr")
    assert len(workspace.answers()) == 1


def test_a_direct_message_is_answered_there(workspace: Workspace) -> None:
    workspace.say("nrr", channel=DM)
    answer = workspace.wait(lambda: workspace.answers(DM))[0]
    assert title(answer) == nrr()
    assert not answer.get("thread_ts")


def test_an_edit_is_not_answered_again(workspace: Workspace) -> None:
    asked = workspace.say("nrr", channel=DM)
    workspace.wait(lambda: workspace.answers(DM))
    workspace.edit(asked, "grr")
    workspace.settle()
    assert len(workspace.answers(DM)) == 1


def test_a_button_on_the_asker_s_answer_takes_its_place_and_leads_back(workspace: Workspace) -> None:
    card = workspace.command("define nrr")
    related = labels(card)[0]
    workspace.press(card, related)
    shown = workspace.wait(lambda: [m for m in workspace.answers() if title(m).startswith(related)])[0]
    assert shown["ts"] == card["ts"]
    workspace.press(shown, "‹ Back")
    back = workspace.wait(lambda: [m for m in workspace.answers() if title(m) == nrr()])[0]
    assert labels(back) == labels(card)


def test_one_of_several_meanings_is_chosen_with_a_button(workspace: Workspace) -> None:
    ambiguous = next(name for term in load().terms.values() for name in term.ambiguous)
    choices = workspace.command(ambiguous)
    assert title(choices) == "Which one do you mean?"
    chosen = labels(choices)[0]
    workspace.press(choices, chosen)
    assert workspace.wait(lambda: [m for m in workspace.answers() if title(m).startswith(chosen)])


def test_sharing_shows_the_answer_to_the_channel_and_takes_the_private_one_away(workspace: Workspace) -> None:
    card = workspace.command("define nrr")
    workspace.press(card, "Share in channel")
    (shared,) = workspace.wait(lambda: found if len(found := workspace.answers()) == 1 and found != [card] else [])
    assert "subtype" not in shared
    assert shared["blocks"][0]["elements"][0]["text"] == "<@U01SAMPLE> shared:"
    assert title(shared) == nrr()


def test_a_button_on_a_public_answer_answers_whoever_pressed_it(workspace: Workspace) -> None:
    card = workspace.command("nrr!")
    workspace.press(card, labels(card)[0], user=COLLEAGUE)
    _, private = workspace.wait(lambda: found if len(found := workspace.answers()) == 2 else [])
    assert (private["subtype"], private["ephemeral_to"]) == ("ephemeral", COLLEAGUE)


def test_a_button_in_a_thread_answers_in_the_thread(workspace: Workspace) -> None:
    asked = workspace.say(f"<@{BOT}> nrr")
    card = workspace.wait(workspace.answers)[0]
    workspace.press(card, labels(card)[0])
    answers = workspace.wait(lambda: found if len(found := workspace.answers()) == 2 else [])
    assert {answer["thread_ts"] for answer in answers} == {asked["ts"]}


def test_a_button_in_a_direct_message_answers_there(workspace: Workspace) -> None:
    workspace.say("nrr", channel=DM)
    card = workspace.wait(lambda: workspace.answers(DM))[0]
    workspace.press(card, labels(card)[0])
    answers = workspace.wait(lambda: found if len(found := workspace.answers(DM)) == 2 else [])
    assert not any(answer.get("thread_ts") or answer.get("subtype") for answer in answers)


def test_every_question_is_posted_once(workspace: Workspace) -> None:
    workspace.say(f"<@{BOT}> nrr")
    workspace.wait(workspace.answers)
    workspace.say("nrr", channel=DM)
    workspace.wait(lambda: workspace.answers(DM))
    posted = [entry for entry in workspace.log() if entry["kind"] == "web_api" and "postMessage" in str(entry)]
    assert len(posted) == 2
    assert len(workspace.answers()) == len(workspace.answers(DM)) == 1
