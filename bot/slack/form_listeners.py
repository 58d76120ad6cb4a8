"""The listeners of forms: each opened at once, and its result put where it was opened."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.calculations import reply_to
from bot.context import Context
from bot.grammar import Request
from bot.render.form import to_be_posted
from bot.slack import digest_forms, forms, pulse_forms
from bot.slack.access import NoAccessError, Visit
from bot.slack.answers import for_all, for_one
from bot.slack.desk import Answered, Desk
from bot.slack.enclosures import Destination, Enclosures
from bot.slack.forms import Refused
from bot.slack.opening import opened_by
from bot.slack.place import Place
from bot.slack.post import NotDeliveredError, post, respond, tell, whisper
from metrics import Result

Body = Mapping[str, Any]


class AccountForm(Protocol):
    """A form about accounts: where its answer goes, and what comes of it once who filled it in is known."""

    VERB: str
    POSTS: bool  # whether what it asks for is then posted there

    def place_of(self, view: Body) -> Place:
        """Where the answer goes."""

    def submitted(self, context: Context, view: Body) -> Answered | Refused:
        """The answer, or what is wrong with which field."""

    def refused(self, why: str) -> Refused:
        """What tells somebody that they may not."""


class FormListeners:
    """The listeners of forms, named in surface.py. None of them catches what goes wrong: errors.py does."""

    def __init__(self, desk: Desk, enclosures: Enclosures) -> None:
        self._desk = desk
        self._enclosures = enclosures

    async def open_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the form that a button asks for, ahead of anything else: Slack lets it for three seconds."""
        place = Place.of(action, body)
        try:
            view = await opened_by(action["value"], self._desk, Visit.of(body), place, client)
        except NoAccessError as refused:
            await tell(client, body, str(refused))
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def change_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shows the other form of a metric that was selected."""
        view = body["view"]
        await client.views_update(view_id=view["id"], view=forms.changed_to(view, action["selected_option"]["value"]))
        await ack()

    async def submit_form(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends a form's result where the form was opened, or keeps it open and says what is wrong."""
        answer = forms.submitted(view)
        if isinstance(answer, Refused):
            await ack(**answer.response)
            return
        await self._deliver(answer, view, body["user"]["id"], client)
        await ack()

    async def submit_pulse(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sets the pulse of a form and shows it to whoever said it, or keeps the form open and says what is wrong."""
        await self._submit(pulse_forms, ack, view, body, client)

    async def submit_digest(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Subscribes as a form says and shows it to whoever did, or keeps the form open and says what is wrong."""
        await self._submit(digest_forms, ack, view, body, client)

    async def _submit(self, form: AccountForm, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        place, user = form.place_of(view), body["user"]
        visit = Visit(user["id"], place.channel, user.get("team_id") or "")
        try:
            context = await self._desk.context(visit, client, form.VERB, posts=form.POSTS)
        except NoAccessError as refused:
            await ack(**form.refused(str(refused)).response)
            return
        answer = await self._desk.run(partial(form.submitted, context, view))
        if isinstance(answer, Refused):
            await ack(**answer.response)
            return
        await _show(answer, place, visit.user, client)
        await ack()

    async def _deliver(self, result: Result, view: Body, user: str, client: AsyncWebClient) -> None:
        """Sends a result; to the person directly when the form was open for longer than Slack takes answers there."""
        place, answered = forms.place_of(view), _calculated(result)
        chart = answered.reply.chart
        if not place.url:
            await post(client, place.channel, for_all(answered), place.thread or None)
            self._enclosures.follow(chart, Destination(client, place.channel, place.thread or None))
            return
        shared_by, door = user if to_be_posted(view) else "", {"response_url": place.url}
        try:
            await respond(client, door, _behind_a_form(answered, shared_by))
        except NotDeliveredError:
            channel = await post(client, user, for_all(answered))
            self._enclosures.follow(chart, Destination(client, channel))
        else:
            if shared_by:
                self._enclosures.follow(chart, Destination(client, place.channel), partial(tell, client, door))


def _calculated(result: Result) -> Answered:
    return Answered(Request("calculate", result.request), reply_to(result))


def _behind_a_form(answered: Answered, shared_by: str = "") -> dict[str, Any]:
    """The message that shows a form's result: to all, shared by somebody, or to the asker alone."""
    if shared_by:
        return {"response_type": "in_channel", "replace_original": False, **for_all(answered, shared_by)}
    return {"response_type": "ephemeral", "replace_original": False, **for_one(answered)}


async def _show(answered: Answered, place: Place, user: str, client: AsyncWebClient) -> None:
    """Shows what came of a pulse to whoever said it: beside the form, or directly when that was open for too long."""
    if not place.url:
        await whisper(client, place.channel, user, for_one(answered), place.thread or None)
        return
    try:
        await respond(client, {"response_url": place.url}, _behind_a_form(answered))
    except NotDeliveredError:
        await post(client, user, for_all(answered))
