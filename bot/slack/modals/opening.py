"""Opening modals: which one a request opens, and showing it while Slack lets it."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import COMMANDS
from bot.parsing.grammar import parse
from bot.render.account_choice import FRAMES
from bot.slack.access import RequestOrigin
from bot.slack.account_requests import AccountRequests
from bot.slack.delivered import CLIENT_ERRORS, UncertainDeliveryError, is_uncertain
from bot.slack.modals import account_form, action_form, digest_form, metric_form, pulse_form, word_form
from bot.slack.posting import ReplyTarget
from bot.slack.web_client import error_code, trouble

EXPIRED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})

_OF_ACCOUNTS = {
    action_form.VERB: action_form.open_modal,
    pulse_form.VERB: pulse_form.open_modal,
    digest_form.VERB: digest_form.open_modal,
}


async def open_form_for(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens. Raises `NoAccessError` for one that the asker may not fill in."""
    verb = parse(request, COMMANDS.verbs).verb
    if verb in word_form.VERBS:
        return await word_form.open_modal(request, account_requests, origin, place, client)
    if verb in FRAMES and (verb != action_form.VERB or not parse(request, COMMANDS.verbs).text):
        return await account_form.open_modal(request, account_requests, origin, place, client)
    if verb in _OF_ACCOUNTS:
        return await _OF_ACCOUNTS[verb](request, account_requests, origin, place, client)
    return metric_form.open_modal(request, place)


class FormExpiredError(Exception):
    """A form can't be opened any more; the message says so to whoever asked for it."""


async def show_form(client: AsyncWebClient, trigger: str, view: Mapping[str, Any]) -> None:
    """Opens a form. Raises `FormExpiredError` when that took longer than Slack lets it, and `UncertainDeliveryError`
    when Slack doesn't say whether it is open.
    """
    try:
        await client.views_open(trigger_id=trigger, view=dict(view))
    except CLIENT_ERRORS as error:
        if is_uncertain(error):
            raise UncertainDeliveryError(trouble(error)) from error
        if isinstance(error, SlackApiError) and error_code(error) in EXPIRED:
            raise FormExpiredError(
                "The form expired before it was opened: Slack gives three seconds for that. Please ask for it again."
            ) from error
        raise
