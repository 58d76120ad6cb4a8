#!/usr/bin/env bash
# Guess: `AsyncWebClient.blocks_validate(blocks=…)` sends the blocks in the body of its POST, as `WebClient` does and as
#   chat_postMessage of both does: what Slack takes as a message can be validated.
# Behaviour (slack_sdk 3.48.0): the async client puts all of it into the query of the address and sends an empty body.
#   A message of some 9,000 characters is an address longer than servers read (here aiohttp's 8,190 bytes: 400), though
#   Slack takes messages of more than that. The sync client's body holds it all.
# Who meets it: whoever checks larger messages, tables or views with the async client, behind a proxy or a fake of Slack.
#   `client.api_call("blocks.validate", data={"blocks": json.dumps(blocks)})` sends them in the body.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet slack_sdk==3.48.0 aiohttp==3.12.15
"$folder/bin/python" - <<'PY'
import asyncio
import json
import logging
import sys

from aiohttp import web
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.version import __version__
from slack_sdk.web.async_client import AsyncWebClient

logging.disable(logging.CRITICAL)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 900}}
seen = {}


async def answer(request):
    seen.update(address=len(request.raw_path), body=len(await request.read()))
    return web.json_response({"ok": True})


async def main():
    app = web.Application(client_max_size=10**7)
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    client, found = AsyncWebClient("xoxb-1", base_url=url), {}
    await client.blocks_validate(blocks=[SECTION])
    found["async, one section"] = dict(seen)
    try:
        await client.blocks_validate(blocks=[SECTION] * 10)
        found["async, ten sections"] = dict(seen)
    except SlackApiError as error:
        found["async, ten sections"] = f"status {error.response.status_code}"
    await asyncio.to_thread(WebClient("xoxb-1", base_url=url).blocks_validate, blocks=[SECTION] * 10)
    found["sync, ten sections"] = dict(seen)
    await client.api_call("blocks.validate", data={"blocks": json.dumps([SECTION] * 10)})
    found["api_call with data, ten sections"] = dict(seen)
    await runner.cleanup()
    return found


found = asyncio.run(main())
print("slack_sdk", __version__)
for name, each in found.items():
    print(f"{name}: {each}")
as_described = (
    found["async, one section"]["body"] == 0
    and found["async, ten sections"] == "status 400"
    and found["sync, ten sections"]["body"] > 9000
    and found["api_call with data, ten sections"]["body"] > 9000
)
sys.exit(0 if as_described else "it behaves otherwise now")
PY
