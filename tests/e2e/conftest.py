"""local-slack and the real bot connected to it, once over Socket Mode and once over HTTP."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts import open_store
from accounts.sample import load_sample
from bot.slack.server import serve
from tests.e2e.serving import Serving, run_ahead
from tests.e2e.workspace import APP_TOKEN, BOT_TOKEN, PATIENCE, SECRET, Workspace, configuration
from tests.forked import ForkedProcess

ROOT = Path(__file__).parents[2]
# What is looked at in a page is as long on any day as on this one. It is past, as its messages' time stamps are later.
START = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)
AHEAD = START - datetime.now(UTC)


def bot_now() -> datetime:
    """Returns the time of the bots' clock."""
    return datetime.now(UTC) + AHEAD


def local_slack_binary() -> Path | None:
    """The program: `LOCAL_SLACK`, else the one that `make test` fetched into `CS_TOOLS` or the checkout."""
    named = os.environ.get("LOCAL_SLACK")
    tools = Path(os.environ.get("CS_TOOLS") or ROOT / ".tools")
    found = [Path(named)] if named else sorted(tools.glob("local-slack-*/node_modules/*/bin/local-slack"))
    return next((path for path in found if path.exists()), None)


expect.set_options(timeout=PATIENCE * 1000)  # milliseconds
DESKTOP = {"width": 1100, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
HERE = f"{Path(__file__).parent}{os.sep}"
NO_SLACK = "" if local_slack_binary() else "local-slack isn't here: `make test` fetches it through npm"
NO_BROWSER = "" if CHROMIUM else "no Chromium here: `apt-get install chromium`, or name one in CHROMIUM"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder, and skips those that lack what they need."""
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.e2e)
            reason = NO_SLACK or (NO_BROWSER if "browser" in getattr(item, "fixturenames", ()) else "")
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says in a line what was skipped and why."""
    if NO_SLACK or NO_BROWSER:
        what = "tests against local-slack" if NO_SLACK else "browser tests"
        terminalreporter.write_line(f"skipped: {what}: {NO_SLACK or NO_BROWSER}")


@pytest.fixture(scope="session", params=["socket", "http"])
def connected(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the bot in it."""
    folder = tmp_path_factory.mktemp(request.param)
    with workspace_with_bot(request.param, folder) as workspace:
        yield workspace


@pytest.fixture
def workspace(connected: Workspace) -> Workspace:
    """The workspace, its channels empty and nobody at work."""
    connected.settle()
    connected.reset()
    return connected


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the sample company, to be copied."""
    path = tmp_path_factory.mktemp("company") / "accounts.db"
    now = bot_now().astimezone()
    store = open_store(path)
    load_sample(store, now.date(), now)
    store.close()
    return path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """What the page shows: a workspace with the bot in it, without accounts."""
    with workspace_with_bot("socket", tmp_path_factory.mktemp("page")) as workspace:
        yield workspace


@pytest.fixture(scope="module")  # of a session, it would leave its event loop to tests that have their own
def browser() -> Iterator[Browser]:
    """A browser that nobody sees."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(demo: Workspace, browser: Browser) -> Iterator[Page]:
    """The workspace's page, its channels empty and nobody at work."""
    demo.settle()
    demo.reset()
    page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
    page.goto(demo.url)
    yield page
    page.close()


Door = Callable[[str], AbstractContextManager[str]]  # from local-slack's URL to that of the Web API


def direct(slack: str) -> AbstractContextManager[str]:
    """No door but local-slack's own."""
    return nullcontext(f"{slack}/api/")


@contextmanager
def workspace_with_bot(
    mode: str, folder: Path, database: Path | None = None, door: Door = direct, serving: Serving = serve
) -> Iterator[Workspace]:
    """local-slack and the bot as processes of their own, ended afterwards as an operator would end them.

    The bot has the accounts of a database, if one is given, and reaches local-slack by a door; `serving` is
    what it runs, by the clock of `bot_now`.
    """
    bot_port, log = free_port(), folder / "bot.log"
    with local_slack(mode, folder, bot_port) as (url, slack_process):
        environment = {
            "CS_PICKERS": "no",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "CS_DATABASE": str(database or folder / "accounts.db"),
        }
        if mode == "socket":
            environment["SLACK_APP_TOKEN"] = APP_TOKEN
            ready = f"{url}/_control/log", b"socket connected"
        else:
            environment |= {"SLACK_SIGNING_SECRET": SECRET, "PORT": str(bot_port)}
            ready = f"http://127.0.0.1:{bot_port}/healthz", b"OK"
        with door(url) as environment["SLACK_API_URL"]:
            bot = ForkedProcess(run_ahead, serving, AHEAD, environment={**os.environ, **environment}, log=log)
            with running(bot, log, ready):
                yield Workspace(url, mode, (slack_process, bot.pid))


@contextmanager
def local_slack(mode: str, folder: Path, bot_port: int) -> Iterator[tuple[str, int]]:
    """A workspace while it runs: its URL, and its process by its id."""
    port, log = free_port(), folder / "slack.log"
    (folder / "workspace.json").write_text(json.dumps(configuration(mode, bot_port)))
    command = [str(local_slack_binary()), "--config", str(folder / "workspace.json"), "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        slack = subprocess.Popen([*command, "--base-host", "127.0.0.1"], stdout=output, stderr=output, cwd=ROOT)
        with running(slack, log, (f"{url}/_control/state", b"")):
            yield url, slack.pid


@contextmanager
def running(process: "subprocess.Popen[bytes] | ForkedProcess", log: Path, ready: tuple[str, bytes]) -> Iterator[None]:
    """Entered when the URL's answer holds the bytes; the process is ended by SIGTERM."""
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(*ready):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)  # charts that are being drawn are sent first


def _answers(url: str, wanted: bytes) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return wanted in response.read()
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
