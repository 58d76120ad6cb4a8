"""Listeners of modals: opened by a button, changed and submitted."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context
from bot.metric_replies import reply_to
from bot.parsing.grammar import Request
from bot.render.metric_modal import to_be_posted
from bot.render.pickers import OWNERS, people_picked
from bot.render.slack import Message
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.slack.answers import ephemeral_message, public_message
from bot.slack.attachments import Attachments, Destination
from bot.slack.background import BackgroundTasks
from bot.slack.errors import apologize_directly, form_error
from bot.slack.modals import account_form, action_form, digest_form, metric_form, pulse_form, word_form
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.modals.opening import FormExpiredError, open_form_for, show_form
from bot.slack.outdated import OUTDATED
from bot.slack.posting import (
    NotDeliveredError,
    ReplyTarget,
    notice,
    notify_user,
    post,
    post_ephemeral,
    post_in_form,
    respond,
)
from bot.slack.web_client import error_code
from curation import CurationError
from metrics import Result

UNKNOWN_FORM = (KeyError, TypeError, ValueError)  # what reading raises that an earlier version has kept in a form
CLOSED = frozenset({"not_found", "view_not_found"})
DONE = (
    "That is done. The form had expired where it was opened, and accounts aren't talked about in direct messages: "
    "ask there for what came of it."
)
LATE = "The form had expired where it was opened, after the 30 minutes that Slack gives: so the answer is here."

DIRECTLY = ("D", "U", "W")  # what the ids of somebody's conversation with the bot, and of people, begin with

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]


class AccountForm(Protocol):
    """A form about accounts: where its answer goes, and what comes of it once who filled it in is known."""

    VERB: str
    POSTS: bool  # whether what it asks for is then posted there
    PEOPLE: tuple[str, ...]  # the fields in which owners of accounts are picked

    def place_of(self, view: Body) -> ReplyTarget:
        """Where the answer goes."""

    def channel_of(self, view: Body) -> str:
        """The conversation that it is about, for which it is asked who may see what."""

    def submitted(self, context: Context, view: Body) -> AnsweredRequest | ValidationErrors:
        """The answer, or what is wrong with which field."""

    def refused(self, why: str, view: Body) -> ValidationErrors:
        """What tells somebody that they may not."""


WordForm = Callable[[Context, Body], AnsweredRequest | ValidationErrors]


class FormListeners:
    """The listeners of forms, named in surface.py. None of them catches what goes wrong: errors.py does."""

    def __init__(
        self, account_requests: AccountRequests, attachments: Attachments, background: BackgroundTasks
    ) -> None:
        self._account_requests = account_requests
        self._native = account_requests.native
        self._attachments = attachments
        self._background = background

    async def open_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the form that a button asks for, ahead of anything else: Slack lets it for three seconds."""
        place = ReplyTarget.of(action, body)
        try:
            view = await open_form_for(action["value"], self._account_requests, RequestOrigin.of(body), place, client)
            await show_form(client, body["trigger_id"], action_form.with_message(view, body))
        except (NoAccessError, FormExpiredError, CurationError) as refused:
            await notify_user(client, body, str(refused))
        await ack()

    async def change_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shows the other form of a metric that was selected."""
        view = body["view"]
        try:
            await client.views_update(
                view_id=view["id"], view=metric_form.switch_form(view, action["selected_option"]["value"])
            )
        except SlackApiError as error:
            if error_code(error) not in CLOSED:
                raise
            logger.info("a form was closed before it could be changed")
        await ack()

    async def submit_form(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends a form's result where the form was opened, or keeps it open and says what is wrong."""
        try:
            answer = metric_form.submit(view)
        except UNKNOWN_FORM:
            await ack(**form_error(view, OUTDATED))
            return
        if isinstance(answer, ValidationErrors):
            await ack(**answer.response)
            return
        user = body["user"]["id"]
        self._begin(self._deliver(_calculated(answer), view, user, client), user, client)
        await ack()

    async def submit_pulse(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sets the pulse of a form and shows it to whoever said it, or keeps the form open and says what is wrong."""
        await self._submit(pulse_form, ack, view, body, client)

    async def submit_digest(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Subscribes as a form says and shows it to whoever did, or keeps the form open and says what is wrong."""
        await self._submit(digest_form, ack, view, body, client)

    async def submit_account(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Answers what was asked without an account for the one that was chosen, or shows the form that comes next."""
        await self._submit(account_form, ack, view, body, client)

    async def submit_word(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Keeps a suggested term and says so to whoever sent it, or keeps the form open and says what is wrong."""
        await self._submit_words(word_form.submitted, ack, view, body, client)

    async def submit_decision(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Declines or merges a draft as a form says, and shows what came of it."""
        await self._submit_words(word_form.decided, ack, view, body, client)

    async def _submit_words(
        self, taken: WordForm, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient
    ) -> None:
        try:
            place = word_form.place_of(view)
        except UNKNOWN_FORM:
            await ack(**form_error(view, OUTDATED))
            return
        origin = RequestOrigin(body["user"]["id"], place.channel)
        try:
            context = await self._account_requests.member_context(origin, client)
            answer = await self._account_requests.run(partial(taken, context, view))
        except NoAccessError as refused:
            await ack(**form_error(view, str(refused)))
            return
        if isinstance(answer, ValidationErrors):
            await ack(**answer.response)
            return
        late = public_message(_late(answer))
        self._begin(_show(answer, place, origin.user, client, late), origin.user, client)
        await ack()

    async def _submit(self, form: AccountForm, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        user = body["user"]
        try:
            place, channel = form.place_of(view), form.channel_of(view)
        except UNKNOWN_FORM:
            await ack(**form_error(view, OUTDATED))
            return
        origin = RequestOrigin(user["id"], channel)
        try:
            context = await self._account_requests.context(origin, client, form.VERB, posts=form.POSTS)
        except NoAccessError as refused:
            await ack(**form.refused(str(refused), view).response)
            return
        picked = people_picked(view, form.PEOPLE)
        owners = {each: await self._account_requests.owner_word(user_, client) for each, user_ in picked.items()}
        view = {**view, OWNERS: owners}
        context = await self._account_requests.with_groups(context, _typed(view), client)
        answer = await self._account_requests.run(partial(form.submitted, context, view))
        if isinstance(answer, ValidationErrors):
            await ack(**answer.response)
            return
        late = public_message(_late(answer)) if self._account_requests.may_answer_directly else notice(DONE)
        self._begin(_show(answer, place, origin.user, client, late), origin.user, client)
        await ack()

    def _begin(self, answering: Coroutine[Any, Any, None], user: str, client: AsyncWebClient) -> None:
        """Lets an answer follow, which nobody waits for: Slack closes the form meanwhile."""
        self._background.begin(_answered(answering, user, client), goes_on=True)

    async def _deliver(self, answered: AnsweredRequest, view: Body, user: str, client: AsyncWebClient) -> None:
        """Sends a result; to the person directly when the form was open for longer than Slack takes answers there."""
        place, chart = metric_form.place_of(view), answered.reply.chart
        if not place.url:
            to = Destination(client, place.channel, place.thread or None)
            posted = await post_in_form(client, place.channel, public_message(answered), to.thread, self._native)
            self._attachments.send_in_background(chart, to, behind=posted.form)
            return
        shared_by, door = user if to_be_posted(view) else "", {"response_url": place.url}
        try:
            form = await respond(client, door, _behind_a_form(answered, shared_by), self._native)
        except NotDeliveredError:
            posted = await post_in_form(client, user, public_message(_late(answered)), native=self._native)
            self._attachments.send_in_background(chart, Destination(client, posted.channel), behind=posted.form)
        else:
            if shared_by:
                to, tell = Destination(client, place.channel), partial(notify_user, client, door)
                self._attachments.send_in_background(chart, to, tell, behind=form)


def _typed(view: Body) -> tuple[str, ...]:
    """The texts of a filled form."""
    fields = [field for block in view["state"]["values"].values() for field in block.values()]
    return tuple(text for field in fields if isinstance(text := field.get("value"), str))


def _calculated(result: Result) -> AnsweredRequest:
    return AnsweredRequest(Request("calculate", result.request), reply_to(result))


def _behind_a_form(answered: AnsweredRequest, shared_by: str = "") -> dict[str, Any]:
    """The message that shows a form's result: to all, shared by somebody, or to the asker alone."""
    if shared_by:
        return {"response_type": "in_channel", "replace_original": False, **public_message(answered, shared_by)}
    return {"response_type": "ephemeral", "replace_original": False, **ephemeral_message(answered)}


async def _show(
    answered: AnsweredRequest, place: ReplyTarget, user: str, client: AsyncWebClient, late: Message
) -> None:
    """Shows what came of a form to whoever filled it in: beside it, or directly what is `late`, when that was open for
    too long.
    """
    if not place.url and place.channel.startswith(DIRECTLY):
        await post(client, place.channel, public_message(answered), place.thread or None)
        return
    if not place.url:
        await post_ephemeral(client, place.channel, user, ephemeral_message(answered), place.thread or None)
        return
    try:
        await respond(client, {"response_url": place.url}, _behind_a_form(answered))
    except NotDeliveredError:
        await post(client, user, late)


def _late(answered: AnsweredRequest) -> AnsweredRequest:
    """The answer, saying why it isn't where the form was opened."""
    reply = answered.reply
    return replace(answered, reply=replace(reply, footnotes=(*reply.footnotes, LATE)))


async def _answered(answering: Coroutine[Any, Any, None], user: str, client: AsyncWebClient) -> None:
    try:
        await answering
    except Exception as error:  # noqa: BLE001  told to the user and logged, like what goes wrong in listeners
        await apologize_directly(error, user, client)
