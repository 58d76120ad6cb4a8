"""A person at the demo page: types a slash command into the composer and sees the card."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

PHONE = (390, 844)


def ask(page: Page, text: str) -> None:
    composer = page.locator("textarea.composer-input")
    composer.click()
    composer.press_sequentially(text, delay=5)
    composer.press("Enter")


def test_a_person_types_a_command_and_sees_the_card(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs define nrr")
    expect(page.locator(".bk-header")).to_have_text(re.compile("Net Revenue Retention"))
    expect(page.get_by_role("button", name="Share in channel")).to_be_visible()
    shot = tmp_path / "card.png"
    page.screenshot(path=shot)
    assert shot.stat().st_size > 10_000


def test_on_a_phone_the_first_screen_holds_the_meaning(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs define nrr")
    meaning = page.locator(".bk-section").first
    expect(meaning).to_be_visible()
    page.add_style_tag(
        content=".sidebar{display:none}"
    )  # the look-alike has no phone layout: its list of channels hides
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    card = page.locator(".bk-header").bounding_box()
    box = meaning.bounding_box()
    page.screenshot(path=tmp_path / "phone.png")
    assert card is not None
    assert box is not None
    assert box["y"] + box["height"] - card["y"] < PHONE[1] / 2


def test_a_button_pressed_on_the_page_shows_the_next_card_and_back_again(page: Page) -> None:
    ask(page, "/cs define nrr")
    header = page.locator(".bk-header")
    expect(header).to_have_text(re.compile("Net Revenue Retention"))
    page.get_by_role("button", name="Gross Revenue Retention").click()
    expect(header).to_have_text(re.compile("Gross Revenue Retention"))
    page.get_by_role("button", name="‹ Back").click()
    expect(header).to_have_text(re.compile("Net Revenue Retention"))


def test_a_card_is_shared_with_the_channel_from_the_page(page: Page) -> None:
    ask(page, "/cs champion vs ambassador")
    page.get_by_role("button", name="Share in channel").click()
    expect(page.get_by_text("shared:")).to_be_visible()
    expect(page.get_by_text("only visible to you")).to_have_count(0)
