"""The Slack app, put together."""

import logging
from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.settings import Settings
from bot.slack.answers import Answers
from bot.slack.errors import apologize
from bot.slack.listeners import Listeners
from bot.slack.post import web_client
from bot.slack.surface import COMMAND, LISTENERS
from glossary import Glossary

JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}

logger = logging.getLogger("bot.slack.bolt")


class App(AsyncApp):
    """Bolt's app, which answers the slash command ahead of everything else.

    The answer goes into the response. It takes no client, no authorization and no listener, and most of the time of a
    request would go into making those ready.
    """

    def __init__(self, answers: Answers, settings: Settings) -> None:
        super().__init__(
            name="CS Bot",
            logger=logger,
            client=web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self._answers = answers

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """The response to a request from Slack."""
        if req.body.get("command") != COMMAND.name:
            return await super().async_dispatch(req)
        try:
            return BoltResponse(status=200, headers=JSON, body=self._answers.to_command(req.body.get("text", "")))
        except Exception as error:  # noqa: BLE001  told to the user and logged, like what goes wrong in listeners
            return await apologize(error, req.body, self.client)


def create_app(settings: Settings, glossary: Glossary) -> App:
    """The app with its listeners, answering from the glossary.

    It does not verify signatures: Socket Mode has none, and http.py has done so before the app sees a request. Serve it
    over HTTP by `serve.asgi` only.
    """
    answers = Answers(glossary)
    logger.setLevel(logging.ERROR)  # Bolt warns of the SLACK_BOT_TOKEN that it finds beside the client it is given
    app = App(answers, settings)
    logger.setLevel(logging.INFO)  # without a level of its own, Bolt formats every debug message
    listeners = Listeners(answers)
    for listener in LISTENERS:
        getattr(app, listener.kind)(listener.matches)(getattr(listeners, listener.method))
    app.error(apologize)
    return app
