"""The message of a notice: what happened in a sentence, and the card of the term below it."""

from dataclasses import replace

from bot.commands import answer_request, parse_request
from bot.context import Context, Requester
from bot.render.blocks import section
from bot.render.lesson import lesson_message
from bot.render.mrkdwn import escape
from bot.render.slack import Message
from bot.slack.account_requests import AnsweredRequest
from bot.slack.answers import public_message
from bot.words.lesson_steps import first_step
from curation import NotFoundError
from curation.notices import Notice


def lesson_notice(notice: Notice, context: Context) -> Message | None:
    """The words of a day; none once the lessons were stopped."""
    try:
        return lesson_message(first_step(context, notice.person, str(notice.data["day"])))
    except NotFoundError:
        return None


def notice_message(notice: Notice, context: Context) -> Message:
    """What somebody is told, with the answer to the request that goes with it, as it is now."""
    said = escape(notice.text)
    if not notice.request:
        return {"text": said, "blocks": [section(said)]}
    context = replace(context, requester=Requester(notice.person), place=notice.person)  # as they would ask it
    request = parse_request(notice.request, context.glossary)
    card = public_message(AnsweredRequest(request, answer_request(request, context)))
    return {"text": said, "blocks": [section(said), *card["blocks"]]}
