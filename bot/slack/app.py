"""The Slack app, put together."""

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.commands import COMMANDS
from bot.configuration.slack_settings import Settings
from bot.operating.tracing import span
from bot.parsing.grammar import parse
from bot.render.features import Feature, Features
from bot.settings import account_settings
from bot.slack.access import RequestOrigin
from bot.slack.account_requests import AUDITED_WITHIN, THREADS, AccountRequests, AnsweredRequest
from bot.slack.answers import Answers, SlashResponse, finish
from bot.slack.attachments import Attachments, Destination
from bot.slack.authorization import Authorization
from bot.slack.background import BackgroundTasks, UnderWay
from bot.slack.chart_renderer import ChartRenderer, Draw
from bot.slack.deferred_response import JSON, DeferredResponse
from bot.slack.directory import Directory
from bot.slack.errors import apologize
from bot.slack.explaining import Explaining
from bot.slack.feedback import FeedbackListeners
from bot.slack.home import HomeListeners
from bot.slack.inbox import Inbox
from bot.slack.lessons import LessonListeners
from bot.slack.list_files import send_list
from bot.slack.listener_registry import COMMAND, LISTENERS, Group
from bot.slack.listeners import Listeners
from bot.slack.modals.listeners import FormListeners
from bot.slack.modals.opening import FormExpiredError, open_form_for, show_form
from bot.slack.outdated import OutdatedListeners
from bot.slack.posting import ReplyTarget, notice, notify_user, respond
from bot.slack.request_memory import RequestMemory, interaction_of
from bot.slack.row_listeners import RowListeners
from bot.slack.suggestions import SuggestionListeners
from bot.slack.web_client import WebClient
from bot.terms.lookup_counts import LookupCounter
from bot.workspace import Workspace
from glossary import Glossary

logger = logging.getLogger("bot.slack.bolt")

CHARTS: Features = frozenset[Feature]({"data_visualization"})
WRITING = frozenset(command.verb for command in COMMANDS if command.writes)


class App(AsyncApp):
    """Bolt's app, which answers the slash command ahead of everything else.

    The answer goes into the response. It takes no client, no authorization and no listener, and most of the time of a
    request would go into making those ready.
    """

    def __init__(self, answers: Answers, client: WebClient, draw: Draw, memory: RequestMemory) -> None:
        self.web_client = client
        self._directory = directory = Directory()
        super().__init__(
            name="CS Bot",
            logger=logger,
            client=self.web_client,
            authorize=Authorization(self.web_client, directory),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self._answers = answers
        self.memory = memory
        self.background = BackgroundTasks()
        self.under_way = UnderWay()
        self.inbox = Inbox()
        self._late = DeferredResponse(self.background, inbox=self.inbox)
        self.attachments = Attachments(draw)

    @property
    def workspace(self) -> Workspace:
        """The book of accounts that it answers from."""
        return self._answers.account_requests.workspace

    @property
    def answers(self) -> Answers:
        """What answers texts."""
        return self._answers

    async def team(self) -> str:
        """The id of the workspace that the bot is installed in. Raises what Slack's client raises."""
        return await self._directory.team(self.web_client)

    @property
    def glossary(self) -> Glossary:
        """The glossary that it answers from."""
        return self._answers.glossary

    def close(self) -> None:
        """Ends the threads that read the accounts, and closes the store."""
        self._answers.account_requests.close()

    @property
    def lookups(self) -> LookupCounter:
        """The terms that were looked up."""
        return self._answers.lookups

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a request from Slack. It waits for Slack's own Web API only where the answer is in it, and
        not for longer than Slack waits.
        """
        with span(f"slack.{_kind(req.body)}"), self.under_way.request():
            return await self._dispatched(req)

    async def _dispatched(self, req: AsyncBoltRequest) -> BoltResponse:
        if req.body.get("command") == COMMAND.name:
            return await self._to_command(req.body)
        if req.body.get("type") == "block_actions":
            return await self._to_press(req)
        if req.body.get("type") == "message_action":
            return await self._to_interaction(req)
        if "event" in req.body:
            return await self._acknowledged(req)
        if req.body.get("type") == "view_submission":
            return await self._to_form(req)
        return await super().async_dispatch(req)

    async def _to_press(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a pressed button; without one there is nothing to do."""
        return await self._to_interaction(req) if req.body.get("actions") else BoltResponse(status=200, body="")

    async def _to_interaction(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a pressed button or a chosen shortcut, which does something once."""
        pressed = interaction_of(req.body)
        if pressed and await self.memory.before(pressed):
            return BoltResponse(status=200, body="")
        response = await self._acknowledged(req)
        if response.status != 200 and pressed:
            await self.memory.forget(pressed)  # it is sent again
        return response

    async def _to_form(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a submitted form, which is taken once; one that is sent back may be submitted again."""
        submitted = interaction_of(req.body)
        if submitted and await self.memory.before(submitted):
            return BoltResponse(status=200, body="")
        response = await self._late.to_form(super().async_dispatch(req), req.body, self.web_client)
        if response.body and submitted:
            await self.memory.forget(submitted)
        return response

    async def _to_command(self, body: Mapping[str, Any]) -> BoltResponse:
        try:
            answer = self._answers.to_command(body.get("text", ""), self._drawn)
        except Exception as error:  # noqa: BLE001  told to the user and logged, like what goes wrong in listeners
            return await apologize(error, body, self.web_client)
        if answer is None:
            if await self._is_repeated_change(body):
                return BoltResponse(status=200, body="")
            return await self._late.to_command(self._about_accounts(body), body, self.web_client)
        if answer.newer is not None:
            return await self._late.to_command(self._in_newer_blocks(answer.newer, answer, body), body, self.web_client)
        self._follow(answer, body)
        return BoltResponse(status=200, headers=JSON, body=answer.body)

    @property
    def _drawn(self) -> Features:
        """What an answer that no account is looked up for is drawn in, as far as that is known: a chart alone is worth
        the way to a response_url.
        """
        return self._answers.account_requests.native.now(self.web_client) & CHARTS

    async def _is_repeated_change(self, body: Mapping[str, Any]) -> bool:
        """Whether a command that writes was sent before; to answer one that reads twice does no harm."""
        verb = parse(body.get("text", ""), COMMANDS.verbs).verb
        asked = interaction_of(body)
        writes = bool(verb) and COMMANDS[verb].writes
        return writes and asked is not None and await self.memory.before(asked)

    async def _acknowledged(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to what is answered by messages only: at once, unless too much is under way."""
        if self.background.is_full:
            return BoltResponse(status=503, body="busy")
        self.background.begin(await self.inbox.watched(self._heard(req), req.body), goes_on=True)
        return BoltResponse(status=200, body="")

    async def _heard(self, req: AsyncBoltRequest) -> None:
        try:
            await super().async_dispatch(req)
        except Exception as error:  # noqa: BLE001  what goes wrong on the way to a listener
            await apologize(error, req.body, self.web_client)

    async def _about_accounts(self, body: Mapping[str, Any]) -> SlashResponse:
        """What answers a slash command about accounts, or nothing, when the answer is a form that it opens."""
        answered = await self._answers.to_account_command(body.get("text", ""), RequestOrigin.of(body), self.web_client)
        if answered.reply.form and (trigger := body.get("trigger_id")):
            place = ReplyTarget(body["channel_id"], url=body.get("response_url", ""))
            request, account_requests = answered.reply.form, self._answers.account_requests
            view = await open_form_for(request, account_requests, RequestOrigin.of(body), place, self.web_client)
            try:
                await show_form(self.web_client, trigger, view)
            except FormExpiredError as expired:
                return SlashResponse(json.dumps({"response_type": "ephemeral", **notice(str(expired))}))
            return SlashResponse("")
        if answered.request.as_csv and answered.reply.table:
            return await self._as_file(answered, body)
        answer = finish(answered)
        if answer.newer is not None:
            return await self._in_newer_blocks(answer.newer, answer, body)
        self._follow(answer, body)
        return answer

    async def _as_file(self, answered: AnsweredRequest, body: Mapping[str, Any]) -> SlashResponse:
        """Lets the list of an answer follow as a file; the response says where."""
        directly = self._answers.account_requests.may_answer_directly
        told = await send_list(answered, body, self.web_client, self.attachments, directly=directly)
        return SlashResponse(json.dumps({"response_type": "ephemeral", **told}) if told else "")

    async def _in_newer_blocks(
        self, newer: Mapping[str, Any], answer: SlashResponse, body: Mapping[str, Any]
    ) -> SlashResponse:
        """Sends an answer in newer blocks, or in its classic form, behind a response that says nothing."""
        form = await respond(self.web_client, body, newer, self._answers.account_requests.native)
        self._follow(answer, body, form)
        return SlashResponse("", lookup=answer.lookup)

    def _follow(self, answer: SlashResponse, body: Mapping[str, Any], form: Mapping[str, Any] | None = None) -> None:
        """Lets the chart of a public answer follow it, unless the form in which it was sent shows it."""
        if answer.chart is not None:
            to = Destination(self.web_client, body["channel_id"])
            tell = partial(notify_user, self.web_client, body)
            self.attachments.send_in_background(answer.chart, to, tell, behind=form)


def _kind(body: Mapping[str, Any]) -> str:
    """What sort of request it is, as Slack calls it: the type of an event's own, and not what it says."""
    event = body.get("event")
    said = event.get("type") if isinstance(event, Mapping) else "command" if "command" in body else body.get("type")
    return said if isinstance(said, str) and said.isidentifier() else "request"


def create_app(
    settings: Settings,
    glossary: Glossary,
    draw: Draw | None = None,
    workspace: Workspace | None = None,
    memory: RequestMemory | None = None,
) -> App:
    """The app with its listeners, answering from the glossary and the workspace. Charts are drawn by `draw`, or else by
    a `ChartRenderer`; without a workspace, accounts are where the environment says, and without a memory this process
    alone knows what Slack has sent already. Raises `SettingsError` when the environment is wrong.

    It does not verify signatures: Socket Mode has none, and http.py has done so before the app sees a request. Serve it
    over HTTP by `serve.asgi` only.
    """
    client = WebClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    return app_of(client, glossary, draw, workspace, memory, pickers=settings.cs_pickers)


def app_of(  # noqa: PLR0913  what an app is made of
    client: WebClient,
    glossary: Glossary,
    draw: Draw | None = None,
    workspace: Workspace | None = None,
    memory: RequestMemory | None = None,
    *,
    pickers: bool = True,
    threads: int = THREADS,
) -> App:
    """The same for a client of the Web API, which has the token; with `pickers` forms have fields to search in. The
    store is read in so many `threads`.
    """
    book = workspace or Workspace(account_settings(), AUDITED_WITHIN)
    answers = Answers(glossary, AccountRequests(glossary, book, pickers=pickers, threads=threads))
    logger.setLevel(logging.ERROR)  # Bolt warns of the SLACK_BOT_TOKEN that it finds beside the client it is given
    app = App(answers, client, draw or ChartRenderer().draw, memory or RequestMemory())
    logger.setLevel(logging.INFO)  # without a level of its own, Bolt formats every debug message
    explaining = Explaining(answers)
    said = Listeners(answers, app.attachments, app.memory, explaining)
    filled = FormListeners(answers.account_requests, app.attachments, app.background)
    acted = RowListeners(answers, app.background)
    groups: Mapping[Group, object] = {
        "messages": said,
        "forms": filled,
        "rows": acted,
        "explaining": explaining,
        "feedback": FeedbackListeners(answers),
        "home": HomeListeners(answers),
        "lessons": LessonListeners(answers),
        "suggestions": SuggestionListeners(answers.account_requests),
        "outdated": OutdatedListeners(),
    }
    for listener in LISTENERS:
        getattr(app, listener.kind)(listener.matches)(getattr(groups[listener.group], listener.method))
    app.error(apologize)
    return app
