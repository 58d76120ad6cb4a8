#!/usr/bin/env bash
# Guess: what `append` of a chat stream is given reaches Slack once: when two tasks append at a time, in one order or
#   the other; when it raises, as on a rate limit, not at all, so that it is called again with the same text.
# Behaviour (slack_sdk 3.48.0): the buffer is emptied once a request is answered, of what came to it meanwhile too, and
#   kept when the request fails. Of two tasks that append, the first text arrives twice, and two that begin a stream
#   begin two messages; text that is appended while a task update is on its way is lost without an error. An `append`
#   that is tried again doubles its text: the right way is `append(markdown_text="")`.
# Who meets it: whoever streams an answer and shows the steps of its tools beside it, or tries again as for other calls.
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

from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.version import __version__
from slack_sdk.web.async_client import AsyncWebClient

logging.disable(logging.CRITICAL)
STEP = {"type": "task_update", "id": "1", "title": "a tool", "status": "in_progress"}
messages, refusals = [], []


async def answer(request):
    method, body = request.match_info["method"], await request.json()
    await asyncio.sleep(0.05)
    if refusals and method == refusals[0]:
        refusals.pop()
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
    if method == "chat.startStream":
        messages.append("")
    message = int(body.get("ts", len(messages))) - 1
    messages[message] += "".join(chunk.get("text", "") for chunk in body.get("chunks", []))
    return web.json_response({"ok": True, "ts": str(message + 1)})


async def both_append(stream):
    await asyncio.gather(stream.append(markdown_text="second "), stream.append(markdown_text="third "))


async def beside_a_step(stream):
    await asyncio.gather(stream.append(chunks=[STEP]), stream.append(markdown_text="2. "))


async def appended_again(stream):
    refusals.append("chat.appendStream")
    try:
        await stream.append(markdown_text="second ")
    except SlackApiError:
        await stream.append(markdown_text="second ")


async def went_on(stream):
    refusals.append("chat.appendStream")
    try:
        await stream.append(markdown_text="second ")
    except SlackApiError:
        await stream.append(markdown_text="")


CASES = {
    "two tasks append 'second' and 'third'": ("first ", both_append, ["first second second third "]),
    "two tasks begin with 'second' and 'third'": ("", both_append, ["second ", "second third "]),
    "a task appends '2.' beside a step": ("first ", beside_a_step, ["first "]),
    "'second' appended again after a rate limit": ("first ", appended_again, ["first second second "]),
    "the same, with an empty text": ("first ", went_on, ["first second "]),
}


async def main():
    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    client, found = AsyncWebClient("xoxb-1", base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/"), {}
    for name, (first, append, _) in CASES.items():
        messages.clear()
        stream = await client.chat_stream(
            channel="C1", thread_ts="1.0", recipient_team_id="T1", recipient_user_id="U1", buffer_size=5
        )
        if first:
            await stream.append(markdown_text=first)
        await append(stream)
        await stream.stop()
        found[name] = list(messages)
    await runner.cleanup()
    return found


found = asyncio.run(main())
print("slack_sdk", __version__)
for name, posted in found.items():
    print(f"{name}: {posted}")
sys.exit(found != {name: expected for name, (_, _, expected) in CASES.items()} and "the behaviour has changed")
PY
