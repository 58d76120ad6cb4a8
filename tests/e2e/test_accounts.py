"""Accounts in the workspace: cards, pages, the form of a pulse, and who doesn't see any of it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import workspace_with_bot
from tests.e2e.guests import api_with_a_guest
from tests.e2e.test_form import opened_form
from tests.e2e.workspace import BOT, COLLEAGUE, DM, GUEST, PARTNERS, Message, Workspace, labels, title

ACCOUNT = "Acme Robotics (sample)"


@pytest.fixture(scope="module", params=["socket", "http"])
def connected(
    request: pytest.FixtureRequest, company: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """A workspace with a guest, and with a bot that has the accounts."""
    folder = tmp_path_factory.mktemp(request.param)
    database = Path(shutil.copy(company, folder / "accounts.db"))
    with workspace_with_bot(request.param, folder, database, api_with_a_guest) as workspace:
        yield workspace


def shown(message: Message) -> str:
    """All that a message says."""
    return str(message["blocks"])


def test_an_account_is_shown_to_whoever_asks_alone(workspace: Workspace) -> None:
    card = workspace.command("account acme")
    assert title(card) == ACCOUNT
    assert card["subtype"] == "ephemeral"
    assert {"Share in channel", "Set pulse"} <= set(labels(card))
    assert "Renewal" in shown(card)


def test_renewals_are_paged_in_place_and_lead_to_the_accounts(workspace: Workspace) -> None:
    first = workspace.command("renewals 365")
    following = f"*{int(re.findall(r'1–([0-9]+) of', shown(first))[0]) + 1}–"
    workspace.press(first, "Next ›")
    second = workspace.wait(lambda: [m for m in workspace.answers() if following in shown(m)])[0]
    assert second["ts"] == first["ts"]
    assert {"‹ Previous", "Next ›"} <= set(labels(second))
    account = labels(second)[0]
    workspace.press(second, account)
    card = workspace.wait(lambda: [m for m in workspace.answers() if title(m) == account])[0]
    workspace.press(card, "‹ Back")
    assert workspace.wait(lambda: [m for m in workspace.answers() if following in shown(m)])


def test_mine_are_the_accounts_of_whoever_asks(workspace: Workspace) -> None:
    assert "accounts of New CSM (sample)" in shown(workspace.command("health mine"))
    assert "accounts of Team Lead (sample)" in shown(workspace.command("health mine", user=COLLEAGUE))
    assert "accounts of Team Lead (sample)" in shown(workspace.command(f"renewals 90 <@{COLLEAGUE}|team-lead>"))


async def test_a_pulse_is_set_in_a_form_and_taken_back(workspace: Workspace) -> None:
    workspace.type("pulse acme")
    async with opened_form(workspace) as form:
        assert form.filled()["account"] == ACCOUNT
        assert await form.submit({"note": "quiet"}) == {"score": "Choose a pulse from 1 to 5."}
        score = {"score": {"score": {"type": "static_select", "selected_option": {"value": "2"}}}}
        assert await form.submit({"note": "quiet"}, score) == {}
    answer = workspace.wait(workspace.answers)[0]
    assert (title(answer), answer["subtype"]) == (f"{ACCOUNT}: pulse 2 of 5, worrying", "ephemeral")
    workspace.press(answer, "Undo")
    assert workspace.wait(lambda: [m for m in workspace.answers() if title(m) == f"{ACCOUNT}: pulse taken back"])


def test_a_guest_is_refused_and_nobody_else_sees_that(workspace: Workspace) -> None:
    refused = workspace.command("account acme!", channel=PARTNERS, user=GUEST)
    assert title(refused) == "Not here"
    assert (refused["subtype"], refused["ephemeral_to"]) == ("ephemeral", GUEST)
    assert "Acme" not in shown(refused)


def test_where_a_guest_reads_along_a_public_answer_stays_private(workspace: Workspace) -> None:
    answer = workspace.command("account acme!", channel=PARTNERS)
    assert (title(answer), answer["subtype"]) == (ACCOUNT, "ephemeral")
    assert "Share in channel" not in labels(answer)
    workspace.press(workspace.command("account acme", channel=PARTNERS), "Share in channel")
    told = workspace.wait(lambda: workspace.answers(PARTNERS)[2:])[0]
    assert told["subtype"] == "ephemeral"
    assert "not everybody here" in told["text"]


def test_an_account_is_shared_where_only_the_team_reads(workspace: Workspace) -> None:
    workspace.press(workspace.command("account acme"), "Share in channel")
    found = workspace.wait(lambda: [m for m in workspace.answers() if "subtype" not in m])
    assert [title(m) for m in found] == [ACCOUNT]


def test_a_mention_and_a_direct_message_are_answered_in_place(workspace: Workspace) -> None:
    asked = workspace.say(f"<@{BOT}> portfolio")
    answer = workspace.wait(workspace.answers)[0]
    assert answer["thread_ts"] == asked["ts"]
    assert "ARR" in title(answer)
    workspace.say("renewals 60 mine", channel=DM)
    assert "renewal" in title(workspace.wait(lambda: workspace.answers(DM))[0])


def test_a_list_comes_as_a_file_to_whoever_asked(workspace: Workspace) -> None:
    workspace.press(workspace.command("renewals 60"), "CSV")
    sent = workspace.wait(lambda: [m for m in workspace.answers(DM) if m.get("files")])[0]
    assert sent["files"][0]["name"].startswith("renewals-60-days-")


def test_an_account_s_name_alone_is_enough_for_the_team_and_nothing_for_a_guest(workspace: Workspace) -> None:
    assert title(workspace.command("acme robotics")) == ACCOUNT
    answer = workspace.command("acme robotics", PARTNERS, GUEST)
    assert title(answer) == "Not in the glossary"


def test_a_question_in_words_is_for_the_team_only(workspace: Workspace) -> None:
    assert "owns" in shown(workspace.command("who owns acme robotics?"))
    assert title(workspace.command("who owns acme robotics?", PARTNERS, GUEST)) == "Not here"
