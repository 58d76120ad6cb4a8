"""The form that a request opens, whichever it is."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import COMMANDS, verb_for
from bot.grammar import parse
from bot.slack import digest_forms, forms, pulse_forms
from bot.slack.access import Visit
from bot.slack.desk import Desk
from bot.slack.place import Place

_OF_ACCOUNTS = {pulse_forms.VERB: pulse_forms.opened_by, digest_forms.VERB: digest_forms.opened_by}


async def opened_by(request: str, desk: Desk, visit: Visit, place: Place, client: AsyncWebClient) -> dict[str, Any]:
    """The modal that a request opens. Raises `NoAccessError` for one that the asker may not fill in."""
    verb = parse(request, COMMANDS.verbs, verb_for).verb
    if verb in _OF_ACCOUNTS:
        return await _OF_ACCOUNTS[verb](request, desk, visit, place, client)
    return forms.opened_by(request, place)
