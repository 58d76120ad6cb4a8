"""From the text of a request to what Slack is sent."""

import json
from collections.abc import Sequence
from typing import Any

from bot.calculations import reply_to
from bot.commands import COMMANDS, respond, verb_for
from bot.grammar import Request, parse
from bot.render.slack import Message, message
from bot.reply import Reply
from glossary import Glossary
from metrics import Result

FIXED = frozenset(
    {"define", "compare", "calculate", "metrics", "terms", "help"}
)  # verbs that answer the same text alike every time
LONGEST = 1000  # characters of a question that are read: none about a term is longer
KEPT = 1024


class Answers:
    """Answers texts from one glossary. Finished answers to slash commands are kept, the latest 1,024 of them."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._finished: dict[str, str] = {}

    def to(self, text: str) -> tuple[Request, Reply]:
        """The request that the text makes, and the reply to it."""
        return respond(_readable(text), self._glossary)

    def to_command(self, text: str) -> str:
        """The JSON that answers a slash command: for the asker alone unless the request is public."""
        finished = self._finished.get(text)
        if finished is not None:
            return finished
        request, reply = self.to(text)
        if request.public:
            answer = {"response_type": "in_channel", **message(reply)}
        else:
            answer = {"response_type": "ephemeral", **message(reply, trail=(canonical(request, reply),))}
        finished = json.dumps(answer)
        if request.verb in FIXED:
            self._keep(text, finished)
        return finished

    def in_place_of(self, text: str, trail: Sequence[str]) -> dict[str, Any]:
        """The message that takes the place of one that only the asker sees, after the trail that led to that."""
        request, reply = self.to(text)
        return {
            "response_type": "ephemeral",
            "replace_original": True,
            **message(reply, trail=_walked(trail, text, canonical(request, reply))),
        }

    def for_all(self, text: str, shared_by: str = "") -> Message:
        """The message that everybody in the conversation sees."""
        return message(self.to(text)[1], shared_by=shared_by)

    def to_form(self, result: Result, shared_by: str = "") -> dict[str, Any]:
        """The message that shows a form's result: to all, shared by somebody, or to the asker alone."""
        reply = reply_to(result)
        if shared_by:
            return {"response_type": "in_channel", "replace_original": False, **message(reply, shared_by=shared_by)}
        return {"response_type": "ephemeral", "replace_original": False, **message(reply, trail=(reply.share,))}

    def to_form_for_all(self, result: Result) -> Message:
        """The message that shows a form's result in a conversation where everybody sees it."""
        return message(reply_to(result))

    def _keep(self, text: str, finished: str) -> None:
        if len(self._finished) >= KEPT:
            del self._finished[next(iter(self._finished))]
        self._finished[text] = finished


def canonical(request: Request, reply: Reply) -> str:
    """The text that asks for the reply again, on one line."""
    return reply.share or f"{request.verb} {request.text}".strip()


def _readable(text: str) -> str:
    """The text as far as it is read. Numbers are read to the end: without some of them they come to something else."""
    if len(text) <= LONGEST or parse(text, COMMANDS.verbs, verb_for).verb == "calculate":
        return text
    return text[:LONGEST]


def _walked(trail: Sequence[str], asked: str, step: str) -> tuple[str, ...]:
    """The trail with one more step, or up to where it has been before: going back is asking again."""
    for known in (asked, step):
        if known in trail:
            return (*trail[: trail.index(known)], step)
    return (*trail, step)
