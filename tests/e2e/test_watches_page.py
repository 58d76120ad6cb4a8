"""A person at the page: prepares for a meeting, watches an account, and is told in the channel when it turns red."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts import open_store
from accounts.watches.detection import look_for_changes
from tests.e2e.conftest import DESKTOP, bot_now, workspace_with_bot
from tests.e2e.serving import with_digests_early
from tests.e2e.test_accounts import ACCOUNT
from tests.e2e.test_page import PHONE, ask
from tests.e2e.workspace import BOT, Workspace, title

NO_SIDEBAR = ".sidebar{display:none}"  # the look-alike has no phone layout


@pytest.fixture(scope="module")
def database(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(company, tmp_path_factory.mktemp("watches") / "accounts.db"))


@pytest.fixture(scope="module")
def demo(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace_with_bot(
        "socket", tmp_path_factory.mktemp("page"), database, serving=with_digests_early
    ) as workspace:
        yield workspace


def shots(page: Page, tmp_path: Path, name: str) -> None:
    """The page at a desk and on a phone; kept beside each other when somebody wants to look at them."""
    folder = Path(os.environ.get("CS_SHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    page.screenshot(path=folder / f"{name}.png")
    page.add_style_tag(content=NO_SIDEBAR)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.screenshot(path=folder / f"{name}-phone.png")


def test_a_person_prepares_for_a_meeting(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs brief acme")
    expect(page.locator(".bk-header")).to_have_text(f"{ACCOUNT}: before the meeting")
    expect(page.get_by_text("To raise:")).to_be_visible()
    shots(page, tmp_path, "brief")
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    page.get_by_role("button", name="More").click()
    expect(page.get_by_text("Words in it")).to_be_visible()
    shots(page, tmp_path, "brief-whole")


def test_a_person_watches_an_account_and_the_channel_is_told_once(
    demo: Workspace, database: Path, page: Page, tmp_path: Path
) -> None:
    demo.command("watch hours any")
    ask(page, "/cs watch acme")
    expect(page.locator(".bk-header").last).to_have_text(f"Watched here: {ACCOUNT}")
    shots(page, tmp_path, "watch")
    demo.command("pulse acme 1 nobody answers")
    store = open_store(database)
    with store.writing() as connection:
        connection.execute("UPDATE standing SET champion = 'Pat Example' WHERE account_id = 1")
    assert look_for_changes(store, bot_now(), timedelta(0)) == 1
    store.close()
    told = demo.wait(lambda: [m for m in demo.answers() if title(m).startswith(f"{ACCOUNT}, ")])
    assert len(told) == 1
    assert "New champion: Pat Example" in told[0]["text"]
    demo.say(f"<@{BOT}> why is acme red?", thread=told[0]["ts"])
    answer = demo.wait(lambda: [m for m in demo.answers() if m.get("thread_ts") == told[0]["ts"]])
    assert "Acme" in answer[0]["text"]
    demo.command("watch list")
    demo.command("watch log")
    page.reload()
    expect(page.get_by_text("New champion: Pat Example").first).to_be_visible()
    shots(page, tmp_path, "told")
    assert len([m for m in demo.answers() if title(m).startswith(f"{ACCOUNT}, ")]) == 1
