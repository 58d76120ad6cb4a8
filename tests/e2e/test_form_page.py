"""A person at the demo page: fills in the form of a metric."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_page import ask


def field(page: Page, label: str) -> Locator:
    """The input under a label."""
    return page.locator(".modal .bk-input").filter(has=page.get_by_text(label, exact=True)).locator("input")


def test_a_person_fills_in_a_form_mends_it_and_calculates_again(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs nps")
    page.get_by_role("button", name="Calculate", exact=True).click()
    modal = page.locator(".modal")
    expect(modal.locator(".modal-title")).to_have_text("Net Promoter Score")
    for label, text in (("Promoters", "40"), ("Passives", "ten"), ("Detractors", "50")):
        field(page, label).fill(text)
    modal.get_by_role("button", name="Calculate", exact=True).click()
    expect(modal.locator(".modal-error")).to_contain_text("“ten” isn't a number.")
    expect(field(page, "Promoters")).to_have_value("40")
    expect(field(page, "Passives")).to_have_value("ten")
    page.screenshot(path=tmp_path / "form.png")
    field(page, "Passives").fill("10")
    modal.get_by_role("button", name="Calculate", exact=True).click()
    expect(modal).to_have_count(0)
    expect(page.locator(".bk-header").last).to_have_text("Net Promoter Score: −10 points")
    page.get_by_role("button", name="Recalculate").click()
    expect(field(page, "Detractors")).to_have_value("50")
    page.screenshot(path=tmp_path / "again.png")
