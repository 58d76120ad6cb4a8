"""Opens, changes and submits modals."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import COMMANDS, verb_for
from bot.context import Context
from bot.grammar import Request, parse
from bot.metric_replies import reply_to
from bot.render.metric_modal import to_be_posted
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.slack.answers import ephemeral_message, public_message
from bot.slack.attachments import Attachments, Destination
from bot.slack.modals import digest_form, metric_form, pulse_form
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.posting import NotDeliveredError, ReplyTarget, notify_user, post, post_ephemeral, respond
from metrics import Result

_OF_ACCOUNTS = {pulse_form.VERB: pulse_form.open_modal, digest_form.VERB: digest_form.open_modal}


async def open_form_for(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens. Raises `NoAccessError` for one that the asker may not fill in."""
    verb = parse(request, COMMANDS.verbs, verb_for).verb
    if verb in _OF_ACCOUNTS:
        return await _OF_ACCOUNTS[verb](request, account_requests, origin, place, client)
    return metric_form.open_modal(request, place)


Body = Mapping[str, Any]


class AccountForm(Protocol):
    """A form about accounts: where its answer goes, and what comes of it once who filled it in is known."""

    VERB: str
    POSTS: bool  # whether what it asks for is then posted there

    def place_of(self, view: Body) -> ReplyTarget:
        """Where the answer goes."""

    def submitted(self, context: Context, view: Body) -> AnsweredRequest | ValidationErrors:
        """The answer, or what is wrong with which field."""

    def refused(self, why: str) -> ValidationErrors:
        """What tells somebody that they may not."""


class FormListeners:
    """The listeners of forms, named in surface.py. None of them catches what goes wrong: errors.py does."""

    def __init__(self, account_requests: AccountRequests, attachments: Attachments) -> None:
        self._account_requests = account_requests
        self._attachments = attachments

    async def open_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the form that a button asks for, ahead of anything else: Slack lets it for three seconds."""
        place = ReplyTarget.of(action, body)
        try:
            view = await open_form_for(action["value"], self._account_requests, RequestOrigin.of(body), place, client)
        except NoAccessError as refused:
            await notify_user(client, body, str(refused))
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def change_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shows the other form of a metric that was selected."""
        view = body["view"]
        await client.views_update(
            view_id=view["id"], view=metric_form.switch_form(view, action["selected_option"]["value"])
        )
        await ack()

    async def submit_form(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends a form's result where the form was opened, or keeps it open and says what is wrong."""
        answer = metric_form.submit(view)
        if isinstance(answer, ValidationErrors):
            await ack(**answer.response)
            return
        await self._deliver(answer, view, body["user"]["id"], client)
        await ack()

    async def submit_pulse(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sets the pulse of a form and shows it to whoever said it, or keeps the form open and says what is wrong."""
        await self._submit(pulse_form, ack, view, body, client)

    async def submit_digest(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Subscribes as a form says and shows it to whoever did, or keeps the form open and says what is wrong."""
        await self._submit(digest_form, ack, view, body, client)

    async def _submit(self, form: AccountForm, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        place, user = form.place_of(view), body["user"]
        origin = RequestOrigin(user["id"], place.channel, user.get("team_id") or "")
        try:
            context = await self._account_requests.context(origin, client, form.VERB, posts=form.POSTS)
        except NoAccessError as refused:
            await ack(**form.refused(str(refused)).response)
            return
        answer = await self._account_requests.run(partial(form.submitted, context, view))
        if isinstance(answer, ValidationErrors):
            await ack(**answer.response)
            return
        await _show(answer, place, origin.user, client)
        await ack()

    async def _deliver(self, result: Result, view: Body, user: str, client: AsyncWebClient) -> None:
        """Sends a result; to the person directly when the form was open for longer than Slack takes answers there."""
        place, answered = metric_form.place_of(view), _calculated(result)
        chart = answered.reply.chart
        if not place.url:
            await post(client, place.channel, public_message(answered), place.thread or None)
            self._attachments.send_in_background(chart, Destination(client, place.channel, place.thread or None))
            return
        shared_by, door = user if to_be_posted(view) else "", {"response_url": place.url}
        try:
            await respond(client, door, _behind_a_form(answered, shared_by))
        except NotDeliveredError:
            channel = await post(client, user, public_message(answered))
            self._attachments.send_in_background(chart, Destination(client, channel))
        else:
            if shared_by:
                self._attachments.send_in_background(
                    chart, Destination(client, place.channel), partial(notify_user, client, door)
                )


def _calculated(result: Result) -> AnsweredRequest:
    return AnsweredRequest(Request("calculate", result.request), reply_to(result))


def _behind_a_form(answered: AnsweredRequest, shared_by: str = "") -> dict[str, Any]:
    """The message that shows a form's result: to all, shared by somebody, or to the asker alone."""
    if shared_by:
        return {"response_type": "in_channel", "replace_original": False, **public_message(answered, shared_by)}
    return {"response_type": "ephemeral", "replace_original": False, **ephemeral_message(answered)}


async def _show(answered: AnsweredRequest, place: ReplyTarget, user: str, client: AsyncWebClient) -> None:
    """Shows the result of a pulse to whoever set it: beside the form, or directly when that was open for too long."""
    if not place.url:
        await post_ephemeral(client, place.channel, user, ephemeral_message(answered), place.thread or None)
        return
    try:
        await respond(client, {"response_url": place.url}, _behind_a_form(answered))
    except NotDeliveredError:
        await post(client, user, public_message(answered))
