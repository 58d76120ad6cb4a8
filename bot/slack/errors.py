"""What happens when an answer fails: a log entry with an id, and an apology with the same id to whoever asked."""

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.slack import Message, message
from bot.reply import Reply
from bot.slack.posting import NotDeliveredError, post, respond

logger = logging.getLogger(__name__)

APOLOGY = "Sorry, something went wrong here, not with what you asked. Please try again in a moment."
REPORT = "If it keeps happening, tell whoever runs this bot: incident"
UNREACHABLE = (SlackClientError, aiohttp.ClientError, NotDeliveredError, TimeoutError)


async def apologize(error: Exception, body: Mapping[str, Any], client: AsyncWebClient) -> BoltResponse:
    """Logs the error under an id and tells the person who asked. Slack hears 200: to send it again won't help."""
    incident = secrets.token_hex(4)
    logger.error("incident %s: %s", incident, type(error).__name__, exc_info=error)
    apology = apology_for(incident)
    if "command" in body:
        answer = {"response_type": "ephemeral", **apology}
        return BoltResponse(status=200, headers={"content-type": ["application/json"]}, body=json.dumps(answer))
    if body.get("type") == "view_submission":
        return _said_in_form(incident, body["view"])
    try:
        await _tell(apology, body, client)
    except UNREACHABLE as unreachable:
        logger.warning("incident %s: the apology didn't arrive: %s", incident, type(unreachable).__name__)
    return BoltResponse(status=200, body="")


def _said_in_form(incident: str, view: Mapping[str, Any]) -> BoltResponse:
    """The response that says it at the first field of a form, which stays as it was filled."""
    first = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    answer = {"response_action": "errors", "errors": {first: f"{APOLOGY} {REPORT} {incident}"}}
    return BoltResponse(status=200, headers={"content-type": ["application/json"]}, body=json.dumps(answer))


def apology_for(incident: str) -> Message:
    """The message that says something went wrong here, and what to quote when reporting it."""
    return message(
        Reply(
            title="That didn't work",
            data={"kind": "error", "message": APOLOGY, "incident": incident},
            paragraphs=(APOLOGY,),
            footnotes=(f"{REPORT} {incident}",),
        )
    )


async def _tell(apology: Message, body: Mapping[str, Any], client: AsyncWebClient) -> None:
    if body.get("response_url"):
        await respond(client, body, {"response_type": "ephemeral", "replace_original": False, **apology})
    elif "channel" in (event := body.get("event") or {}):
        mentioned = event.get("ts") if event.get("type") == "app_mention" else None
        await post(client, event["channel"], apology, event.get("thread_ts") or mentioned)
