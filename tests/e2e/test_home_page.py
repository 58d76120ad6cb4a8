"""A person at the page opens the Home tab of the app, at a desk and on a phone, and presses its buttons."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, ROOT, workspace_with_bot
from tests.e2e.workspace import DM, USER, Workspace, title

PHONE = (390, 844)


@pytest.fixture(scope="module")
def team(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with accounts, where somebody asked for a word and gets a digest."""
    folder = tmp_path_factory.mktemp("home")
    with workspace_with_bot("socket", folder, Path(shutil.copy(company, folder / "accounts.db"))) as workspace:
        workspace.command("blue room")
        workspace.command("ask blue room")
        workspace.command("digest subscribe renewals at 9:00 Europe/Berlin", DM)
        yield workspace


@pytest.fixture
def home(team: Workspace, browser: Browser) -> Iterator[Page]:
    """The Home tab, open."""
    page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
    page.goto(team.url)
    page.get_by_role("button", name="cs-bot").click()
    expect(page.locator(".home-inner .bk-header").first).to_be_visible()
    yield page
    page.close()


def keep(page: Page, name: str, tmp_path: Path) -> None:
    """Takes a picture, for docs/ if that is wanted."""
    folder = ROOT / "docs" / "images" if os.environ.get("CS_SCREENSHOT") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / name)
    assert (folder / name).stat().st_size > 10_000


def test_the_tab_shows_words_questions_digests_and_accounts(home: Page, tmp_path: Path) -> None:
    headings = home.locator(".home-inner .bk-header")
    expect(headings).to_have_text(
        [
            re.compile(r"My accounts \(\d+\)"),
            re.compile(r"My renewals in 60 days \(\d+.*\)"),
            "My digests (1)",
            "Account data",
            "The team’s words",
            "My questions (1)",
            "Words, metrics and what they mean",
            "What’s new",
        ]
    )
    expect(home.locator(".home-inner")).to_contain_text("blue room")
    assert home.locator(".home-inner script, .home-inner iframe").count() == 0
    keep(home, "home.png", tmp_path)


def test_on_a_phone_the_tab_keeps_to_the_screen_s_width(home: Page, tmp_path: Path) -> None:
    home.add_style_tag(content=".sidebar{display:none}")
    home.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for block in home.locator(".home-inner .bk-section").all():
        box = block.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE[0]
    keep(home, "home-phone.png", tmp_path)


def test_a_button_answers_in_the_conversation_with_the_bot_and_the_tab_says_so(home: Page, team: Workspace) -> None:
    home.get_by_role("button", name="My red accounts").click()
    expect(home.locator(".home-inner")).to_contain_text("Answered in your direct messages with me")
    answers = [message for message in team.messages(DM) if message["user"] != USER]
    assert "accounts" in title(answers[-1])


def test_a_digest_is_changed_in_a_form_that_the_tab_opens(home: Page, team: Workspace) -> None:
    home.get_by_role("button", name="Change 1…").click()
    form = home.locator(".modal")
    expect(form).to_contain_text("Change a digest")
    form.get_by_role("button", name="Change", exact=True).click()
    expect(form).to_be_hidden()
    answers = [message for message in team.messages(DM) if message["user"] != USER]
    assert title(answers[-1]).startswith("Renewals digest")


def test_a_digest_is_paused_from_the_tab(home: Page, team: Workspace) -> None:
    home.get_by_role("button", name="Pause 1").click()
    expect(home.get_by_role("button", name="Resume 1")).to_be_visible()
