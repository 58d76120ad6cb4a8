#!/usr/bin/env bash
# Guess: `client.chat_postMessage(…)` asks once. Where the connection ends before Slack's answer comes, it raises, and
#   the caller decides whether to post again: the message may be there.
# Behaviour (slack_sdk 3.48.0): WebClient, AsyncWebClient and WebhookClient send it again by themselves, as each has a
#   handler for connection errors unless it is given `retry_handlers`, and that one also takes a connection that ended
#   after the whole request was read. Where Slack had posted by then, the message stands there twice; the caller has the
#   answer to the second and knows of nothing. With `retry_handlers=[]` it is asked once.
# Who meets it: whoever posts through a proxy or a network that drops connections, a digest a day for example.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet slack_sdk==3.48.0 aiohttp==3.14.5
"$folder/bin/python" - <<'PY'
import asyncio
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_sdk import WebClient
from slack_sdk.version import __version__
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookClient

logging.disable(logging.CRITICAL)
posted = []


class PostsAndHangsUp(BaseHTTPRequestHandler):
    """Takes each message; the answer to the first one doesn't arrive."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        posted.append(self.path)
        if len(posted) == 1:
            self.close_connection = True
            return
        answer = b'{"ok": true, "ts": "%d.0"}' % len(posted)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), PostsAndHangsUp)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}/api/"
MESSAGE = {"channel": "C1", "text": "Renewals of today"}


async def with_the_async_client():
    return (await AsyncWebClient("xoxb-1", base_url=url).chat_postMessage(**MESSAGE))["ts"]


WAYS = {
    "WebClient": lambda: WebClient("xoxb-1", base_url=url).chat_postMessage(**MESSAGE)["ts"],
    "AsyncWebClient": lambda: asyncio.run(with_the_async_client()),
    "WebhookClient": lambda: WebhookClient(url).send(text=MESSAGE["text"]).status_code,
    "WebClient, retry_handlers=[]": lambda: WebClient("xoxb-1", base_url=url, retry_handlers=[]).chat_postMessage(
        **MESSAGE
    )["ts"],
}


def posts(way):
    """How often one call posts, and what the caller gets."""
    posted.clear()
    try:
        got = way()
    except Exception as error:
        got = type(error).__name__
    return len(posted), got


print("slack_sdk", __version__)
seen = {name: posts(way) for name, way in WAYS.items()}
for name, (count, got) in seen.items():
    print(f"{name}: posted {count} time(s), the caller gets {got}")
expected = [(2, "2.0"), (2, "2.0"), (2, 200), (1, "RemoteDisconnected")]
sys.exit(list(seen.values()) != expected and "the behaviour has changed")
PY
