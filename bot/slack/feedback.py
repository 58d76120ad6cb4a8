"""*Was this right?* under a term's card: yes is counted, no asks why in a form, for the curators."""

import hashlib
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context
from bot.render.feedback_modal import WHY, feedback_modal, feedback_values, thanks_modal
from bot.render.native_parts import NO, YES
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.answers import Answers
from bot.slack.modals.opening import FormExpiredError, show_form
from bot.slack.posting import notify_user
from curation import Change, CurationError
from curation.feedback import EXPLANATION, say_right, say_wrong

COUNTED = "Thank you. That is counted."
SENT = "The curators of the glossary have it."
EXPLAINED = "the explanation of a message"
GONE = "That term isn’t in the glossary any more."

Body = Mapping[str, Any]


class FeedbackListeners:
    """The listeners of feedback. None of them catches what goes wrong: errors.py does."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def vote(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Takes what Slack's own pair of buttons says: whether an answer was right."""
        value = str(action["value"])
        if value.startswith(YES):
            await self.say_right(ack, {**action, "value": value.removeprefix(YES)}, body, client)
        else:
            await self.open_wrong(ack, {**action, "value": value.removeprefix(NO)}, body, client)

    async def hand_over(self, ack: AsyncAck) -> None:
        """Acknowledges what Slack's assistant is asked: it answers by itself."""
        await ack()

    def _name(self, subject: str) -> str:
        """What feedback is about, for people; empty for what isn't there any more."""
        known = self._answers.glossary.terms.get(subject)
        return EXPLAINED if subject == EXPLANATION else known.name if known else ""

    async def say_right(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Counts that an answer was right: of a person once a day for each term."""
        await ack()
        term, requests = str(action["value"]), self._answers.account_requests
        try:
            context = await requests.member_context(RequestOrigin.of(body), client)
        except NoAccessError as refused:
            await notify_user(client, body, str(refused))
            return
        if self._name(term):
            await requests.run(lambda: say_right(context.workspace.words, _change(context, _vote(context, term)), term))
            await notify_user(client, body, COUNTED)
        else:
            await notify_user(client, body, GONE)

    async def open_wrong(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the form that asks what is wrong."""
        subject = str(action["value"])
        name = self._name(subject)
        try:
            await self._answers.account_requests.member_context(RequestOrigin.of(body), client)
            if not name:
                await notify_user(client, body, GONE)
            else:
                await show_form(client, body["trigger_id"], feedback_modal(subject, name))
        except (NoAccessError, FormExpiredError) as refused:
            await notify_user(client, body, str(refused))
        await ack()

    async def submit_wrong(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Keeps what is wrong for the curators, and says so in the form's place."""
        requests, said = self._answers.account_requests, feedback_values(view)
        try:
            context = await requests.member_context(RequestOrigin(body["user"]["id"], ""), client)
            change = _change(context, f"feedback {view['id']}")
            await requests.run(lambda: say_wrong(context.workspace.words, change, said.term, said.why, tell=said.tell))
        except (NoAccessError, CurationError) as refused:
            await ack(response_action="errors", errors={WHY: str(refused)[:150]})
            return
        told = " You get a direct message when one of them has looked at it." if said.tell else ""
        await ack(response_action="update", view=thanks_modal(f"{SENT}{told}"))


def _change(context: Context, request: str) -> Change:
    return Change(context.requester.id, context.now, request, context.place or "form", context.team)


def _vote(context: Context, term: str) -> str:
    """What makes a vote the one that it is, without saying whose."""
    cast = f"{context.requester.id} {term} {context.today.isoformat()}"
    return f"right {hashlib.sha256(cast.encode()).hexdigest()[:32]}"
