"""A person at the page: reads a card, turns the pages of the renewals, and fills in the form of a pulse."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import workspace_with_bot
from tests.e2e.test_accounts import ACCOUNT
from tests.e2e.test_form_page import field
from tests.e2e.test_page import PHONE, ask
from tests.e2e.workspace import Workspace


@pytest.fixture(scope="module")
def demo(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("page")
    database = Path(shutil.copy(company, folder / "accounts.db"))
    with workspace_with_bot("socket", folder, database) as workspace:
        yield workspace


def test_a_person_reads_a_card_and_sets_a_pulse(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs account acme")
    expect(page.locator(".bk-header")).to_have_text(ACCOUNT)
    page.screenshot(path=tmp_path / "card.png")
    page.get_by_role("button", name="Set pulse").click()
    modal = page.locator(".modal")
    expect(modal.locator(".modal-title")).to_have_text("Set pulse")
    field(page, "Note").fill("new sponsor is keen")
    modal.get_by_role("button", name="Set", exact=True).click()
    expect(modal.locator(".modal-error")).to_contain_text("Choose a pulse")
    page.screenshot(path=tmp_path / "pulse.png")
    modal.locator("select").select_option(label="4: good")
    modal.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator(".bk-header").last).to_have_text(f"{ACCOUNT}: pulse 4 of 5, good")
    page.screenshot(path=tmp_path / "set.png")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".bk-header").last).to_have_text(f"{ACCOUNT}: pulse taken back")


def test_a_person_turns_the_pages_of_the_renewals(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs renewals 365")
    expect(page.locator(".bk-header")).to_have_text(re.compile("renewals within 365 days"))
    page.screenshot(path=tmp_path / "renewals.png")
    counted = page.get_by_text(re.compile(r"^\d+–\d+ of \d+"))
    shown = re.findall(r"\d+", counted.inner_text())
    page.get_by_role("button", name="Next ›").click()
    expect(counted).to_have_text(re.compile(rf"^{int(shown[1]) + 1}–"))
    page.add_style_tag(
        content=".sidebar{display:none}"
    )  # the look-alike has no phone layout: its list of channels hides
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.screenshot(path=tmp_path / "phone.png")


def test_a_person_sees_the_portfolio_and_who_is_at_risk(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs portfolio")
    expect(page.locator(".bk-header")).to_have_text(re.compile("accounts, .* ARR"))
    page.screenshot(path=tmp_path / "portfolio.png")
    page.get_by_role("button", name="Red", exact=True).click()
    expect(page.locator(".bk-header")).to_have_text(re.compile("red account"))
    page.screenshot(path=tmp_path / "red.png")


def test_a_request_without_its_account_opens_a_form_that_asks_for_it(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs brief")
    modal = page.locator(".modal")
    expect(modal.locator(".modal-title")).to_have_text("Prepare for a meeting")
    modal.get_by_role("button", name="Show", exact=True).click()
    expect(modal.locator(".modal-error")).to_contain_text("This is needed")
    field(page, "Account").fill("acme")
    page.screenshot(path=tmp_path / "account-form.png")
    modal.get_by_role("button", name="Show", exact=True).click()
    expect(modal).to_have_count(0)
    expect(page.locator(".bk-header").last).to_have_text(f"{ACCOUNT}: before the meeting")


def test_a_call_is_logged_from_a_request_without_its_account(page: Page) -> None:
    ask(page, "/cs log call")
    modal = page.locator(".modal")
    field(page, "Account").fill("acme")
    modal.get_by_role("button", name="Continue", exact=True).click()
    expect(modal.get_by_role("button", name="Log a call", exact=True)).to_be_visible()
    expect(modal).to_contain_text(ACCOUNT)
