#!/usr/bin/env bash
# Guess: `for page in client.slackLists_items_list(list_id=…)` goes through the pages of a list, as
#   `for page in client.conversations_list()` does, and with WebClient as with AsyncWebClient.
# Behaviour (slack_sdk 3.48.0): WebClient sends the cursor nowhere, as this method's arguments are a JSON body and the
#   cursor is put among the parameters, which a JSON body displaces: every page is the first one again, and the loop
#   doesn't end. It is the same for `client.api_call(method, json=…)`. AsyncWebClient sends the cursor in the address.
# Who meets it: whoever reads a Slack list of more than one page: records many times over, and a rate limit at last.
#   `client.api_call("slackLists.items.list", params={"list_id": …})` gives the pages.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet slack_sdk==3.48.0 aiohttp==3.14.5
"$folder/bin/python" - <<'PY'
import asyncio
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from slack_sdk import WebClient
from slack_sdk.version import __version__
from slack_sdk.web.async_client import AsyncWebClient

PAGES = {None: ("first", "2"), "2": ("second", "3"), "3": ("third", "")}


class Pages(BaseHTTPRequestHandler):
    """Three pages, and takes the cursor from wherever it is."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = self.headers["Content-Type"].startswith("application/json")
        given = dict(parse_qsl(urlsplit(self.path).query)) | (json.loads(body) if is_json else dict(parse_qsl(body)))
        name, cursor = PAGES[given.get("cursor")]
        answer = {"ok": True, "items": [name], "response_metadata": {"next_cursor": cursor}}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(json.dumps(answer))))
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_GET = do_POST

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}/api/"
METHOD = "slackLists.items.list"


async def with_the_async_client():
    found = []
    async for page in await AsyncWebClient("xoxb-1", base_url=url).slackLists_items_list(list_id="F1"):
        found += page["items"]
        if len(found) == 5:
            break
    return found


def first_five(response):
    return [page["items"][0] for page in islice(response, 5)]


client = WebClient("xoxb-1", base_url=url)
found = {
    "WebClient.slackLists_items_list": first_five(client.slackLists_items_list(list_id="F1")),
    "WebClient.api_call with json": first_five(client.api_call(METHOD, json={"list_id": "F1"})),
    "WebClient.api_call with params": first_five(client.api_call(METHOD, params={"list_id": "F1"})),
    "AsyncWebClient.slackLists_items_list": asyncio.run(with_the_async_client()),
}
print("slack_sdk", __version__)
for name, pages in found.items():
    print(f"{name}, five pages at most: {pages}")
again, each = ["first"] * 5, ["first", "second", "third"]
sys.exit(list(found.values()) != [again, again, each, each] and "the behaviour has changed")
PY
