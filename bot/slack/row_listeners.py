"""Listeners of acting on an account: the button of a row or card, the buttons of its modal, and the filled forms."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from accounts.actions.model import AccountGoneError
from bot.context import Context
from bot.digests.row_updates import update_rows
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests
from bot.slack.answers import Answers, public_message
from bot.slack.background import BackgroundTasks
from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.errors import UNREACHABLE, apologize_directly, form_error
from bot.slack.modals import action_form
from bot.slack.modals.action_form import Opened, Outcome
from bot.slack.modals.listeners import CLOSED, UNKNOWN_FORM
from bot.slack.modals.opening import FormExpiredError, show_form
from bot.slack.outdated import OUTDATED
from bot.slack.posting import NotDeliveredError, ReplyTarget, in_either_form, notice, notify_user, post, post_ephemeral
from bot.slack.web_client import error_code, trouble

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
LATER = "It is kept. The message couldn't be brought up to date just now; it is within a few minutes."


class RowListeners:
    """The listeners of actions, named in the registry. None of them catches what goes wrong: errors.py does."""

    def __init__(self, answers: Answers, background: BackgroundTasks) -> None:
        self._answers = answers
        self._background = background

    @property
    def _account_requests(self) -> AccountRequests:
        return self._answers.account_requests

    async def open_actions(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the modal of the account that a row is about."""
        place, origin = ReplyTarget.of(action, body), RequestOrigin.of(body)
        try:
            context = await self._account_requests.context(origin, client, action_form.VERB)
            opened = _opened(action, body, place)
            view = await self._account_requests.run(partial(_menu, context, opened))
            await show_form(client, body["trigger_id"], action_form.with_message(view, body))
        except (NoAccessError, FormExpiredError, AccountGoneError) as refused:
            await notify_user(client, body, str(refused))
        await ack()

    async def choose_action(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shows the form for what is chosen in the modal."""
        await ack()
        view, user = body["view"], body["user"]["id"]
        value = (action.get("selected_option") or {}).get("value", "")
        try:
            opened = Opened.of(view)
        except UNKNOWN_FORM:
            await post(client, user, notice(OUTDATED))
            return
        try:
            context = await self._context(opened, user, client)
            outcome = await self._account_requests.run(partial(action_form.choose, context, view, value))
        except (NoAccessError, AccountGoneError) as refused:
            await _whisper(client, opened, user, str(refused))
            return
        if outcome.view is not None:
            await _show_next(client, view, outcome.view)

    async def submit_action(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Does what a filled form says, or keeps it open and says what is wrong."""
        try:
            opened = Opened.of(view)
        except UNKNOWN_FORM:
            await ack(**form_error(view, OUTDATED))
            return
        user = body["user"]["id"]
        try:
            context = await self._context(opened, user, client)
        except NoAccessError as refused:
            await ack(**action_form.refused(view, str(refused)).response)
            return
        outcome = await self._account_requests.run(partial(action_form.submitted, context, view))
        await self._acknowledge(ack, outcome)
        if outcome.done:
            self._background.begin(self._finish(opened, context, outcome.done, user, client), goes_on=True)

    async def _acknowledge(self, ack: AsyncAck, outcome: Outcome) -> None:
        if outcome.wrong is not None:
            await ack(**outcome.wrong.response)
        elif outcome.view is not None:
            await ack(response_action="update", view=dict(outcome.view))
        else:
            await ack()

    async def _context(self, opened: Opened, user: str, client: AsyncWebClient) -> Context:
        origin = RequestOrigin(user, opened.channel)
        return await self._account_requests.context(origin, client, action_form.VERB)

    async def _finish(self, opened: Opened, context: Context, done: str, user: str, client: AsyncWebClient) -> None:
        """Shows what was done, behind a form that is closed by then."""
        try:
            await self._tell(opened, context, done, user, client)
        except Exception as error:  # noqa: BLE001  told to the user and logged, like what goes wrong in listeners
            await apologize_directly(error, user, client)

    async def _tell(self, opened: Opened, context: Context, done: str, user: str, client: AsyncWebClient) -> None:
        """Shows what was done to all who see the row or the card; to whoever did it alone where nobody else does."""
        if opened.ts:
            try:
                if await self._update(opened, context, client):
                    return
            except CLIENT_ERRORS as error:
                logger.warning("a message isn't up to date: %s", trouble(error))
                await _whisper(client, opened, user, f"{done}. {LATER}")
                return
        await _whisper(client, opened, user, done)

    async def _update(self, opened: Opened, context: Context, client: AsyncWebClient) -> bool:
        """Brings the message up to date, a digest's row or a card. False where neither may or can be."""
        origin = RequestOrigin(context.requester.id, opened.channel)
        try:
            if await self._account_requests.withheld(origin, client):
                return False
        except NoAccessError:  # since the form was opened
            return False
        store = context.workspace.store
        if await update_rows(client, store, opened.channel, opened.ts, context.today):
            return True
        if not opened.answers:
            return False
        answered = await self._answers.to(opened.answers, origin, client, public=True)
        if answered.withheld:
            return False
        update = partial(_updated, client, opened)
        await in_either_form(public_message(answered), update, client, self._account_requests.native)
        return True


async def _updated(client: AsyncWebClient, opened: Opened, answer: Mapping[str, Any]) -> None:
    await client.chat_update(channel=opened.channel, ts=opened.ts, **answer)


def _menu(context: Context, opened: Opened) -> dict[str, Any]:
    view = action_form.menu(context, opened)
    context.record(action_form.VERB, "answered")
    return view


def _opened(action: Body, body: Body, place: ReplyTarget) -> Opened:
    """What a press of a row's button opens."""
    id_ = int(str(action["value"]).rpartition(" ")[2])
    return Opened(id_, body["channel"]["id"], place.thread, str(body.get("response_url") or ""))


async def _show_next(client: AsyncWebClient, view: Body, shown: Mapping[str, Any]) -> None:
    try:
        await client.views_update(view_id=view["id"], view=dict(shown))
    except SlackApiError as error:
        if error_code(error) not in CLOSED:
            raise
        logger.info("a modal was closed before it could be changed")


async def _whisper(client: AsyncWebClient, opened: Opened, user: str, text: str) -> None:
    """Says a sentence to whoever acts, where they did; quietly where that can't be reached any more."""
    try:
        if not opened.url or not await _responded(client, opened.url, text):
            await post_ephemeral(client, opened.channel, user, notice(text), opened.thread or None)
    except UNREACHABLE as error:
        logger.warning("whoever acted couldn't be told: %s", trouble(error))


async def _responded(client: AsyncWebClient, url: str, text: str) -> bool:
    """Whether a sentence could be said through a response_url: Slack takes a few, for half an hour."""
    try:
        await notify_user(client, {"response_url": url}, text)
    except NotDeliveredError:
        return False
    return True
