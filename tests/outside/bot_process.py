"""The bot as an operator runs it, `cs serve`, and what is seen of it from outside."""

import hmac
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bot.terminal.main import main
from tests.forked import ForkedProcess
from tests.outside.faulty_slack import PATIENCE, FaultySlack, eventually
from tests.outside.payloads import command

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-outside", "xapp-outside", "outside-secret"
ROOT = Path(__file__).parents[2]
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Bot:
    """A running bot: its ports (for HTTP, and for whoever watches it), its process and its log."""

    port: int
    watched: int
    process: "subprocess.Popen[bytes] | ForkedProcess"
    log_file: Path

    @property
    def log(self) -> str:
        """What it has logged."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def page(self, path: str, port: int = 0) -> tuple[int, str]:
        """The status and text of a page, 0 when nobody answers; by default one for whoever watches."""
        try:
            with DIRECTLY.open(f"http://127.0.0.1:{port or self.watched}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def metric(self, name: str) -> float | None:
        """A figure of /metrics."""
        for line in self.page("/metrics")[1].splitlines():
            if line.partition(" ")[0] == name:
                return float(line.partition(" ")[2])
        return None

    def post(self, payload: Mapping[str, Any], ago: int = 0) -> tuple[int, bytes]:
        """The status and body that answer what Slack sends over HTTP, signed so many seconds ago."""
        body = _body(payload)
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/slack/events", data=body, headers=signed(body, ago), method="POST"
        )
        try:
            with DIRECTLY.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


def asked(bot: Bot, slack: FaultySlack, text: str) -> str:
    """The answer to a command over HTTP, whether it comes at once or, from a busy machine, by the response_url."""
    before = len(slack.responded)
    status, answer = bot.post(command(text, slack.response_url))
    assert status == 200
    return answer.decode() or json.dumps(eventually(lambda: slack.responded[before:])[0], ensure_ascii=False)


def signed(body: bytes, ago: int = 0) -> dict[str, str]:
    """The headers that Slack sends with a body, signed so many seconds ago."""
    now = str(int(time.time()) - ago)
    digest = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, "sha256").hexdigest()
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    return {"Content-Type": kind, "X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}


def _body(payload: Mapping[str, Any]) -> bytes:
    if "command" in payload:
        return urlencode(payload).encode()
    if payload["type"] in {"block_actions", "view_submission"}:
        return urlencode({"payload": json.dumps(payload)}).encode()
    return json.dumps(payload).encode()


@contextmanager
def running_bot(
    slack: FaultySlack,
    folder: Path,
    mode: str = "socket",
    *,
    ready: bool = True,
    descriptors: int = 0,
    fresh: bool = False,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Bot]:
    """The bot while the context lasts, with a store in the folder; `ready` waits until it can be asked. It may open so
    many `descriptors`. A `fresh` one is started as an operator does it, the others are forked.
    """
    port, watched = free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    environment |= {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": slack.url,
        "CS_DATABASE": str(folder / "accounts.db"),
        "CS_METRICS_PORT": str(watched),
        **({"SLACK_APP_TOKEN": APP_TOKEN} if mode == "socket" else {"SLACK_SIGNING_SECRET": SECRET, "PORT": str(port)}),
        **(variables or {}),
    }
    log = folder / "bot.log"
    process = _fresh(environment, log) if fresh else ForkedProcess(main, ["serve"], environment=environment, log=log)
    if descriptors:
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (descriptors, descriptors))
    bot = Bot(port, watched, process, log)
    try:
        if ready:
            eventually(lambda: _ready(bot, slack, mode))
        yield bot
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()


def _fresh(environment: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as output:
        command = [sys.executable, "-m", "bot.terminal.main", "serve"]
        return subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT, env=environment)


def _ready(bot: Bot, slack: FaultySlack, mode: str) -> bool:
    assert bot.process.poll() is None, bot.log
    return slack.edge.connected > 0 if mode == "socket" else bot.page("/healthz", bot.port)[0] == 200


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
