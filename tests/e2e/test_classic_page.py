"""A person in a Slack that knows none of the newer blocks, and can't be asked: all comes in classic ones."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, workspace_with_bot
from tests.e2e.test_page import PHONE, ask
from tests.e2e.workspace import Workspace

NEWER = re.compile(r"\[(?:data_table|data_visualization|carousel|card|container|context_actions)\]")


@pytest.fixture(scope="module")
def demo(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("page")
    database = Path(shutil.copy(company, folder / "accounts.db"))
    with workspace_with_bot("socket", folder, database) as workspace:
        yield workspace


def test_lists_choices_and_portfolios_are_classic_where_slack_cannot_be_asked(page: Page, tmp_path: Path) -> None:
    folder = ROOT / "docs" / "images" if os.environ.get("CS_SCREENSHOT") else tmp_path
    ask(page, "/cs portfolio")
    expect(page.locator(".bk-header").last).to_have_text(re.compile("accounts, .* ARR"))
    ask(page, "/cs define clm")
    expect(page.locator(".bk-header").last).to_have_text("Which one do you mean?")
    ask(page, "/cs renewals 60")
    expect(page.locator(".bk-header").last).to_have_text(re.compile("renewals within 60 days"))
    expect(page.get_by_text(NEWER)).to_have_count(0)
    page.screenshot(path=folder / "blocks-classic.png")
    page.add_style_tag(content=".sidebar{display:none}")  # the look-alike has no phone layout
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator(".bk-header").last.evaluate("header => header.scrollIntoView()")
    page.screenshot(path=folder / "blocks-classic-phone.png")
