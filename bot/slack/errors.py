"""Failed answers: a log entry with an id, and an apology with the same id to whoever asked."""

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.slack import Message, message
from bot.reply import Reply
from bot.slack.delivered import CLIENT_ERRORS, UncertainDeliveryError
from bot.slack.posting import NotDeliveredError, notify_user, post, respond
from bot.slack.web_client import trouble

logger = logging.getLogger(__name__)

APOLOGY = "Sorry, something went wrong here, not with what you asked. Please try again in a moment."
REPORT = "If it keeps happening, tell whoever runs this bot: incident"
LEFT_OPEN = "Slack didn't say whether that arrived. If it isn't there, please try again."
UNREACHABLE = (*CLIENT_ERRORS, NotDeliveredError, UncertainDeliveryError)


async def apologize(error: Exception, body: Mapping[str, Any], client: AsyncWebClient) -> BoltResponse:
    """Logs the error under an id and tells the person who asked. Slack hears 200: to send it again won't help.

    Of a message that may have arrived nobody is told that it didn't.
    """
    if isinstance(error, UncertainDeliveryError):
        await _leave_open(error, body, client)
        return BoltResponse(status=200, body="")
    incident = _log(error)
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


async def apologize_directly(error: Exception, user: str, client: AsyncWebClient) -> None:
    """The same for somebody whose form is closed already: in their conversation with the bot."""
    if isinstance(error, UncertainDeliveryError):
        logger.warning("it isn't known whether an answer arrived: %s", error)
        return
    incident = _log(error)
    try:
        await post(client, user, apology_for(incident))
    except UNREACHABLE as unreachable:
        logger.warning("incident %s: the apology didn't arrive: %s", incident, type(unreachable).__name__)


def is_asked(event: Mapping[str, Any]) -> bool:
    """Whether an event is surely meant for the bot: what people say to each other is answered at most."""
    return event.get("type") != "message" or event.get("channel_type") == "im"


def _log(error: Exception) -> str:
    """Logs an error; gives the id that it is found by."""
    incident = secrets.token_hex(4)
    if isinstance(error, CLIENT_ERRORS):
        logger.error("incident %s: Slack: %s", incident, trouble(error))
    elif isinstance(error, NotDeliveredError):
        logger.error("incident %s: Slack: %s", incident, error)
    else:
        logger.error("incident %s: %s", incident, type(error).__name__, exc_info=error)
    return incident


async def _leave_open(error: UncertainDeliveryError, body: Mapping[str, Any], client: AsyncWebClient) -> None:
    """Says to whoever pressed a button that it isn't known whether the answer arrived."""
    logger.warning("it isn't known whether an answer arrived: %s", error)
    if body.get("response_url"):
        try:
            await notify_user(client, body, LEFT_OPEN)
        except UNREACHABLE:
            logger.warning("nor could that be said")


def _said_in_form(incident: str, view: Mapping[str, Any]) -> BoltResponse:
    """The response that says it at the first field of a form, which stays as it was filled."""
    answer = form_error(view, f"{APOLOGY} {REPORT} {incident}")
    return BoltResponse(status=200, headers={"content-type": ["application/json"]}, body=json.dumps(answer))


def form_error(view: Mapping[str, Any], text: str) -> dict[str, Any]:
    """What says something at the first field of a form, which stays open."""
    first = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    return {"response_action": "errors", "errors": {first: text}}


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
    elif body.get("view") and "user" in body:  # of the Home tab, which no message can be sent beside
        await post(client, body["user"]["id"], apology)
    elif "channel" in (event := body.get("event") or {}) and is_asked(event):
        mentioned = event.get("ts") if event.get("type") == "app_mention" else None
        await post(client, event["channel"], apology, event.get("thread_ts") or mentioned)
