"""Proxies: those that the environment names are used, and NO_PROXY is kept to by everything that talks to Slack."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import local_slack_binary
from tests.outside.bot_process import DIRECTLY, ROOT, free_port, running_bot
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import CHANNEL, DIRECT, event, mention, press

NOBODY = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}  # proxies that can't be reached


def test_no_proxy_is_kept_to_by_the_web_api_response_urls_and_socket_mode(slack: FaultySlack, tmp_path: Path) -> None:
    with running_bot(slack, tmp_path, variables={**NOBODY, "NO_PROXY": "localhost,127.0.0.1"}) as bot:
        slack.send("events_api", event("what is nrr"))
        slack.send("interactive", press("ask:0", "define nrr", slack.response_url))
        eventually(lambda: slack.texts(DIRECT) and slack.responded)
    assert "Traceback" not in bot.log


def test_a_proxy_is_used_for_every_other_host(slack: FaultySlack, tmp_path: Path) -> None:
    proxy = slack.url.removesuffix("/api/")  # it takes what is sent to any host by way of it
    there = {"SLACK_API_URL": "http://slack.invalid/api/", "HTTP_PROXY": proxy, "NO_PROXY": "127.0.0.1"}
    with running_bot(slack, tmp_path, "http", variables=there) as bot:
        eventually(lambda: slack.calls["auth.test"])
        bot.post(mention("what is nrr"))
        eventually(lambda: slack.texts(CHANNEL))


@pytest.mark.skipif(not local_slack_binary(), reason="local-slack isn't here: `make test` fetches it through npm")
def test_the_demo_talks_to_itself_without_a_proxy(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "demo.log"
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [sys.executable, "-m", "bot.terminal.main", "demo", "--port", str(port)],
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env={**os.environ, "CS_TOOLS": str(ROOT / ".tools"), **NOBODY},
        )
        try:
            eventually(lambda: demo.poll() is not None or "Open http" in log.read_text(), 120)
            assert demo.poll() is None, log.read_text()
            control = f"http://127.0.0.1:{port}/_control/log"
            eventually(lambda: b"socket connected" in DIRECTLY.open(control, timeout=5).read())
        finally:
            demo.terminate()
            demo.wait(30)
