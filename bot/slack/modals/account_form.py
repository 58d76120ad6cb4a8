"""The form that asks which account is meant: opened by a verb that lacks it, and answered as the verb with it is."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from accounts.actions.model import AccountGoneError
from bot.accounts import pulse
from bot.accounts.arguments import account_name, find_account
from bot.commands import COMMANDS, answer_request
from bot.context import Context
from bot.parsing.grammar import Request, parse
from bot.render import account_choice as rendered
from bot.render import action_modals as actions
from bot.render.modal_fields import errors
from bot.render.pickers import Pick
from bot.slack.access import RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.slack.modals import action_form
from bot.slack.modals.action_form import Opened
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.posting import ReplyTarget

View = Mapping[str, Any]
VERB, POSTS = "account", True
PEOPLE: tuple[str, ...] = ()
KINDS = {"act": "", "snooze": actions.SNOOZE, "done": actions.DONE, "log": actions.CALL}
"""The verbs whose own form comes next, and which one."""


async def open_modal(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens. Raises `NoAccessError`."""
    asked = parse(request, COMMANDS.verbs)
    verb = asked.verb if asked.verb in rendered.FRAMES else VERB
    context = await account_requests.context(origin, client, verb)

    def made() -> dict[str, Any]:
        context.record(verb, "answered")  # the names that are offered in it
        metadata = json.dumps({"verb": verb, **asdict(place)})
        return rendered.choice_modal(verb, _known(context, asked), metadata, pickers=account_requests.pickers)

    return await account_requests.run(made)


def _known(context: Context, asked: Request) -> Pick | None:
    text = asked.text.removeprefix("call").strip() if asked.verb == "log" else asked.text
    exact = find_account(context, text).exact if text else None
    return Pick(str(exact), account_name(context, exact)) if exact is not None else None


def place_of(view: View) -> ReplyTarget:
    """Where the answer to a filled form goes."""
    kept = json.loads(view["private_metadata"])
    return ReplyTarget(kept["channel"], kept["thread"], kept["url"])


def channel_of(view: View) -> str:
    """The conversation that a filled form is about: where it was opened."""
    return place_of(view).channel


def submitted(context: Context, view: View) -> AnsweredRequest | ValidationErrors:
    """Answers the verb with the account that was chosen, shows the form that it needs, or says what is wrong."""
    verb, chosen = json.loads(view["private_metadata"])["verb"], rendered.chosen_account(view)
    if not chosen:
        return refused("Choose an account." if rendered.is_picked(view) else "This is needed: its name.", view)
    found = find_account(context, chosen)
    if found.exact is None:
        return refused(pulse.suggestions(found.candidates), view)
    if verb in KINDS:
        return _next_form(context, view, verb, found.exact)
    text = f"id {found.exact}{' at once' if rendered.at_once(view) else ''}"
    return AnsweredRequest(Request(verb, text), answer_request(Request(verb, text), context))


def _next_form(context: Context, view: View, verb: str, account_id: int) -> ValidationErrors:
    place = place_of(view)
    opened = Opened(account_id, place.channel, place.thread, place.url, kind=KINDS[verb])
    try:
        shown = action_form.opened_form(context, opened)
    except AccountGoneError as gone:
        return refused(str(gone), view)
    context.record(verb, "answered")
    return ValidationErrors({"response_action": "update", "view": shown})


def refused(why: str, view: View) -> ValidationErrors:  # noqa: ARG001  as other forms have it
    """What tells somebody, in the form, that they may not."""
    return ValidationErrors({"response_action": "errors", "errors": errors({rendered.ACCOUNT: why})})
