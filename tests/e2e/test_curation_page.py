"""The whole loop in a workspace: a miss, asked, drafted, approved, told, found, rolled back, exported and imported."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.terminal.operator_commands import run_operator_command
from bot.terms.word_snapshot import glossary_at_once
from tests.e2e import conftest
from tests.e2e.conftest import ROOT, workspace_with_bot
from tests.e2e.test_form import Screen, opened_form
from tests.e2e.test_watches_page import shots
from tests.e2e.workspace import CHANNEL, COLLEAGUE, USER, Message, Workspace, configuration, labels, title

CURATOR, FINDER = "U04CURATOR", "U05FINDER"
TERM = {"definition": "The weekly meeting in which we decide which renewals are at risk.", "acronyms": "BRM"}


def with_more_people(mode: str, bot_port: int) -> dict[str, Any]:
    """The workspace with a curator and one more colleague in it."""
    found = configuration(mode, bot_port)
    for id_, name in ((CURATOR, "curator"), (FINDER, "colleague")):
        found["users"].append({"id": id_, "name": name, "real_name": f"{name.title()} (sample)"})
        found["channels"][0]["members"].append(id_)
    return found


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("words") / "accounts.db"


@pytest.fixture(scope="module")
def demo(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conftest, "configuration", with_more_people)
        patch.setenv("CS_CURATORS", CURATOR)
        with workspace_with_bot("socket", tmp_path_factory.mktemp("page"), database) as workspace:
            yield workspace


async def fill(screen: Screen, user: str, typed: dict[str, str]) -> None:
    """Types into a form and submits it, once more where something is said first."""
    for _ in range(2):
        fields = {block["block_id"] for block in screen.fields()}
        values = {name: {"typed": {"type": "plain_text_input", "value": typed[name]}} for name in fields & typed.keys()}
        await screen._socket.send_json({"t": "view_submit", "user": user, "values": values})
        assert await screen.change() == {}
        if not screen.view:
            return


def told(demo: Workspace, person: str) -> list[dict[str, Any]]:
    """What the bot posted to somebody."""
    bodies = [each.get("request", each) for each in demo.log() if "chat.postMessage" in str(each)]
    return [body for body in bodies if person in str(body)]


def pressed(demo: Workspace, message: Message, label: str, user: str) -> Message:
    """The message that takes the place of one whose button is pressed, or the next one."""
    before = str(demo.messages())
    demo.press(message, label, user)
    demo.wait(lambda: str(demo.messages()) != before)
    return demo.messages()[-1]


def act_as(page: Page, user: str) -> None:
    """Shows the page as somebody sees it."""
    page.reload()
    page.locator("select").first.select_option(user)


def suggest(demo: Workspace, page: Page, tmp_path: Path) -> None:
    demo._post("command", channel=CHANNEL, user=COLLEAGUE, command="/cs", text="add Blue Room")

    async def filled() -> None:
        async with opened_form(demo) as screen:
            await fill(screen, COLLEAGUE, TERM)

    expect(page.locator(".modal")).to_be_visible()
    shots(page, tmp_path, "add")
    with ThreadPoolExecutor(1) as aside:  # the browser has this thread’s event loop
        aside.submit(asyncio.run, filled()).result()
    demo.wait(lambda: [m for m in demo.answers() if title(m) == "Suggested: Blue Room"])


def test_from_a_miss_to_a_term_in_another_workspace(
    demo: Workspace, database: Path, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    miss = demo.command("blue room", user=USER)
    assert {"Ask the team", "Suggest a term"} <= set(labels(miss))
    shots(page, tmp_path, "miss")
    asked = pressed(demo, miss, "Ask the team", USER)
    assert title(asked) == "Asked your team: blue room"

    suggest(demo, page, tmp_path)

    queue = demo.command("curate", user=CURATOR)
    act_as(page, CURATOR)
    shots(page, tmp_path, "queue")
    draft = pressed(demo, queue, "Blue Room", CURATOR)
    shots(page, tmp_path, "draft")
    if os.environ.get("CS_SCREENSHOT"):
        page.set_viewport_size({"width": 1100, "height": 900})
        page.locator(".msg").last.screenshot(path=ROOT / "docs/images/curation.png")
    approved = pressed(demo, draft, "Approve", CURATOR)
    assert title(approved) == "Approved: Blue Room"

    demo.wait(lambda: told(demo, USER))
    assert "is in the glossary now" in str(told(demo, USER))
    found = demo.command("blue rom", user=FINDER)
    assert title(found) == "Blue Room (BRM)"
    act_as(page, FINDER)
    shots(page, tmp_path, "found")

    demo.command("curate retire blue room", user=CURATOR)
    assert title(demo.command("brm", user=FINDER)) != "Blue Room (BRM)"
    demo.command("curate rollback blue-room to 1", user=CURATOR)
    assert title(demo.command("brm", user=FINDER)) == "Blue Room (BRM)"
    history = demo.command("history blue room", user=CURATOR)
    assert "3. rolled back" in str(history)
    act_as(page, CURATOR)
    shots(page, tmp_path, "history")

    monkeypatch.setenv("CS_DATABASE", str(database))
    assert run_operator_command(["glossary", "export", str(tmp_path / "words")]) == 0
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "empty" / "accounts.db"))
    assert glossary_at_once().answer("blue room").kind != "term"
    assert run_operator_command(["glossary", "import", str(tmp_path / "words")]) == 0
    assert glossary_at_once().answer("blue rom").terms[0].name == "Blue Room"
