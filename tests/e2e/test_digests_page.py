"""A person at the page: sees the digests of the morning, acts on an account from one, and subscribes to another."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, ROOT, bot_now, workspace_with_bot
from tests.e2e.serving import with_digests_early
from tests.e2e.test_form_page import field
from tests.e2e.test_page import PHONE, ask
from tests.e2e.workspace import Workspace

WIDE, TALL = 1240, 1050
SCREENS = 1.6  # of a phone; its buttons stand below what they open here, and beside it in Slack
BESIDE = ".messages{display:flex;flex:none;height:auto} .msg{flex:1;min-width:0;margin:0 8px}"


@pytest.fixture(scope="module")
def demo(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("page")
    database = Path(shutil.copy(company, folder / "accounts.db"))
    with workspace_with_bot("socket", folder, database, serving=with_digests_early) as workspace:
        yield workspace


def test_a_person_reads_the_digests(demo: Workspace, page: Page, tmp_path: Path) -> None:
    for text in ("digest subscribe health at 9:00 utc", "digest subscribe renewals at 9:00 utc", "digest now"):
        demo.command(text)
    page.reload()
    titles = page.locator(".bk-header")
    expect(titles.filter(has_text="Account health, ")).to_be_visible()
    expect(titles.filter(has_text="Renewals, ")).to_be_visible()
    page.set_viewport_size({"width": WIDE, "height": TALL})
    page.add_style_tag(content=f".sidebar,.msg:has(.badge-eph){{display:none}} {BESIDE}")
    shot = ROOT / "docs/images/digests.png" if os.environ.get("CS_SCREENSHOT") else tmp_path / "digests.png"
    page.locator(".messages").screenshot(path=shot)
    page.add_style_tag(content=".messages{display:block}")  # the look-alike has no phone layout
    page.set_viewport_size({"width": PHONE[0], "height": TALL})
    page.screenshot(path=tmp_path / "phone.png")
    for digest in page.locator(".msg:not(:has(.badge-eph))").all():
        box = digest.bounding_box()
        assert box is not None
        assert box["height"] < PHONE[1] * SCREENS, "longer than people read on a phone"


def test_a_person_sees_on_a_card_what_the_figure_is_with_them(demo: Workspace, page: Page, tmp_path: Path) -> None:
    demo.settle()
    ask(page, "/cs define nrr")
    expect(page.locator(".bk-header").last).to_have_text(re.compile("Net Revenue Retention"))
    expect(page.locator(".messages")).to_contain_text("Ours: ")
    shot = ROOT / "docs/images/demo.png" if os.environ.get("CS_SCREENSHOT") else tmp_path / "demo.png"
    page.screenshot(path=shot)


def test_a_person_acts_on_a_row_another_sees_it_and_it_is_taken_back(
    demo: Workspace, page: Page, browser: Browser, tmp_path: Path
) -> None:
    demo.command("digest subscribe renewals at 9:00 utc")
    demo.command("digest now")
    colleague = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    colleague.goto(demo.url)
    page.reload()
    page.get_by_role("button", name="Act", exact=True).first.click()
    modal = page.locator(".modal")
    expect(modal.locator(".modal-title")).to_have_text("Act on an account")
    _photograph(page, tmp_path / "act.png")
    modal.get_by_label("Snooze until a day").check()
    modal.get_by_role("button", name="Continue").click()
    expect(modal.get_by_role("button", name="Snooze", exact=True)).to_be_visible()
    field(page, "Another day").fill("someday")
    modal.get_by_role("button", name="Snooze", exact=True).click()
    expect(modal.locator(".modal-error")).to_contain_text("Say a day that is ahead")
    field(page, "Another day").fill("")
    field(page, "Note").fill("they decide then")
    _photograph(page, tmp_path / "snooze.png")
    modal.get_by_role("button", name="Snooze", exact=True).click()
    expect(modal).to_have_count(0)
    for who in (page, colleague):
        expect(who.get_by_text("Snoozed until").first).to_contain_text("by New CSM (sample): “they decide then”")
    _photograph(page, tmp_path / "snoozed.png")
    page.get_by_role("button", name="Act", exact=True).first.click()
    modal.get_by_label(re.compile("Take back: Snoozed until")).check()
    _photograph(page, tmp_path / "undo.png")
    modal.get_by_role("button", name="Continue").click()
    expect(colleague.get_by_text("Snoozed until")).to_have_count(0)
    colleague.close()


def _photograph(page: Page, path: Path) -> None:
    """A picture at a desktop's width, and one at a phone's."""
    page.screenshot(path=path)
    style = page.add_style_tag(content=".sidebar{display:none}")  # the look-alike has no phone layout
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.screenshot(path=path.with_stem(f"{path.stem}-phone"))
    style.evaluate("element => element.remove()")
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})


def test_a_person_subscribes_in_a_form(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs digest subscribe")
    modal = page.locator(".modal")
    expect(modal.locator(".modal-title")).to_have_text("Subscribe to a digest")
    modal.locator("select").first.select_option(label="Term: a term of the glossary")
    modal.get_by_label("Monday").check()
    field(page, "At").fill("half past")
    modal.get_by_role("button", name="Subscribe", exact=True).click()
    expect(modal.locator(".modal-error")).to_contain_text("no time of day")
    page.screenshot(path=tmp_path / "form.png")
    field(page, "At").fill("8:30")
    modal.get_by_role("button", name="Subscribe", exact=True).click()
    expect(page.locator(".bk-header").last).to_have_text("Term digest: on Mondays at 08:30 America/Los_Angeles")


def test_owners_see_themselves_mentioned_once_in_their_part_of_a_filtered_digest(
    demo: Workspace, page: Page, tmp_path: Path
) -> None:
    """What comes by its schedule mentions people; local-slack shows them by their names."""
    for account in ("acme robotics", "cinder learning", "zinnia foods"):
        demo.command(f"pulse {account} 1")
    due = (bot_now() + timedelta(minutes=4)).astimezone(UTC)
    said = f"digest subscribe health red or yellow over 50k mention owners at {due:%H:%M} utc"
    assert "owners, once each" in str(demo.command(said))
    posted = demo.wait(lambda: [each for each in demo.messages() if "ARR above 50,000." in str(each.get("blocks"))])
    assert str(posted[0]["blocks"]).count("<@") == 1
    page.reload()
    digest = page.locator(".msg:not(:has(.badge-eph))").filter(has_text="ARR above 50,000.").first
    expect(digest).to_be_visible()
    digest.scroll_into_view_if_needed()
    _photograph(page, tmp_path / "mentions.png")
