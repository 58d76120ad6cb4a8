"""On a phone the first view of every answer and digest is no higher than the screen, in the workspace's own page."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.context import Context
from bot.render.slack import Message
from bot.settings import AccountSettings
from bot.workspace import Workspace as Book
from glossary import load
from tests.bot import phone
from tests.e2e.conftest import bot_now, free_port, local_slack
from tests.e2e.test_page import PHONE
from tests.e2e.workspace import BOT_TOKEN, CHANNEL

GLOSSARY = load()
AROUND = 40  # pixels of the screen that the phone itself takes


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workspace without a bot: what would be sent is posted into it."""
    with local_slack("socket", tmp_path_factory.mktemp("phone"), free_port()) as (url, _):
        yield url


@pytest.fixture(scope="module")
def book(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The sample company, as it is asked about."""
    database = Path(shutil.copy(company, tmp_path_factory.mktemp("book") / "accounts.db"))
    workspace = Book(AccountSettings(cs_database=database, cs_email="new-csm@sample.example"))
    yield Context(GLOSSARY, workspace, now=bot_now().astimezone())
    workspace.close()


def heights(slack: str, browser: Browser, sent: dict[str, Message], shot: Path) -> dict[str, float]:
    """The height of each message in the page, as wide as a phone."""
    _post(slack, "_control/reset", {})
    for each in sent.values():
        _post(slack, "api/chat.postMessage", {"channel": CHANNEL, **each})
    page: Page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    page.goto(slack)
    page.add_style_tag(content=".sidebar{display:none} .messages{display:block}")  # it has no phone layout
    page.wait_for_function(f"document.querySelectorAll('.msg').length >= {len(sent)}")
    page.screenshot(path=shot)
    found = page.evaluate("[...document.querySelectorAll('.msg')].map(each => each.getBoundingClientRect().height)")
    page.close()
    return dict(zip(sent, found, strict=True))


def _post(slack: str, path: str, body: object) -> None:
    headers = {"content-type": "application/json", "authorization": f"Bearer {BOT_TOKEN}"}
    request = urllib.request.Request(f"{slack}/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        assert json.load(response)["ok"]


def too_high(found: dict[str, float]) -> dict[str, float]:
    return {request: height for request, height in found.items() if height > PHONE[1] - AROUND}


def test_the_cards_of_terms_and_metrics_fit_on_a_phone(slack: str, browser: Browser, tmp_path: Path) -> None:
    context = Context(GLOSSARY)
    requests = (phone.of_terms(GLOSSARY), phone.of_pairs(GLOSSARY), phone.of_metrics(), phone.of_words(GLOSSARY))
    sent = dict(phone.every(chain(*requests), context))
    found = heights(slack, browser, sent, tmp_path / "phone.png")
    assert len(found) > len(GLOSSARY.terms)
    assert too_high(found) == {}


def test_lists_of_accounts_and_digests_fit_on_a_phone(
    slack: str, browser: Browser, book: Context, tmp_path: Path
) -> None:
    sent = dict(phone.every(iter(phone.LISTS), book)) | dict(phone.digests(book))
    assert {request: fault for request, each in sent.items() if (fault := phone.too_long(each))} == {}
    assert too_high(heights(slack, browser, sent, tmp_path / "phone.png")) == {}
