"""A person at the page: reads the jargon of a message in one card, and learns the words of a day step by step."""

import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, workspace_with_bot
from tests.e2e.test_home_page import PHONE, keep
from tests.e2e.test_page import ask
from tests.e2e.workspace import DM, USER, Message, Workspace, labels, title

TEXT = "PLG shop, so DAU and activation rate matter more than MQLs. NRR slipped before the QBR, TAM and the ZQT know"


@pytest.fixture(scope="module")
def demo(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("words")
    with workspace_with_bot("socket", folder, Path(shutil.copy(company, folder / "accounts.db"))) as workspace:
        yield workspace


def test_the_jargon_of_a_message_fits_a_phone_and_opens_at_a_tap(page: Page, tmp_path: Path) -> None:
    ask(page, f"/cs explain {TEXT}")
    expect(page.locator(".bk-header")).to_have_text(re.compile("terms in this message"))
    keep(page, "explain.png", tmp_path)
    page.add_style_tag(content=".sidebar{display:none}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shown, last = page.locator(".bk-header").bounding_box(), page.get_by_role("button", name="More").bounding_box()
    assert shown is not None
    assert last is not None
    assert last["y"] + last["height"] - shown["y"] < PHONE[1]
    keep(page, "explain-phone.png", tmp_path)
    page.get_by_role("button", name="More").click()
    expect(page.locator(".message-body, .msg").last).to_contain_text("Net Revenue Retention")
    page.get_by_role("button", name="Ask the team: ZQT").click()
    expect(page.locator(".bk-header")).to_have_text("Asked your team: ZQT")


def test_a_mention_in_a_thread_explains_what_was_written_there(demo: Workspace) -> None:
    demo.reset()
    first = demo.say("GRR is at 91 % before the EBR")
    demo.say("<@U0BOT> explain", thread=first["ts"])
    answer = demo.wait(demo.answers)[0]
    assert title(answer) == "2 terms in this thread"


def test_the_words_of_a_day_come_at_once_when_they_are_wanted_and_end_in_a_score(
    demo: Workspace, browser: Browser, tmp_path: Path
) -> None:
    demo.reset()
    demo.command("learn start", DM)
    demo.command("learn now", DM)
    found = demo.wait(lambda: [m for m in demo.messages(DM) if m["user"] != USER and "words of the day" in title(m)])
    page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
    page.goto(demo.url)
    page.get_by_role("button", name="New CSM (sample)").click()
    expect(page.get_by_role("button", name=re.compile("Check me"))).to_be_visible()
    keep(page, "learn.png", tmp_path)
    page.close()
    step = found[0]
    for _ in range(5):
        names = labels(step)
        if not names:
            break
        before = title(step)
        demo.press(step, "Done" if "Done" in names else names[0])
        step = demo.wait(partial(_changed, demo, found[0]["ts"], before))
    assert title(step) == "Done for today"


def _changed(demo: Workspace, ts: str, before: str) -> Message:
    """The message once it shows something else; empty before."""
    shown = next(message for message in demo.messages(DM) if message["ts"] == ts)
    return shown if title(shown) != before else {}
