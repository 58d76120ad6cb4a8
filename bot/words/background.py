"""Background work for the team's words: telling people, and closing what was answered elsewhere."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Context
from bot.curation.people import curator_ids
from bot.curation.queue import first_month, name_of
from bot.digests.delivery.dependencies import DeliverySettings
from bot.render.slack import Message
from bot.words.lesson_choice import choose_lesson
from bot.words.notice_delivery import NoticeDelivery
from bot.words.notice_messages import lesson_notice, notice_message
from bot.workspace import Workspace
from curation.learners import due_learner, next_lesson_at
from curation.lessons import ABOUT, open_lesson
from curation.notices import Notice, prune_notices
from curation.nudges import queue_nudges
from curation.questions import open_questions, settle_known
from glossary import Glossary
from store.timestamps import to_text


@dataclass(frozen=True, slots=True)
class WordWork:
    """The worker's part for words. Its methods block."""

    glossary: Glossary
    workspace: Workspace
    clock: Callable[[], datetime]
    delivery: NoticeDelivery

    def claim(self) -> Callable[[], Coroutine[None, None, None]] | None:
        """What is to be done next, if anything is due: a lesson that is due becomes something to tell."""
        self._open_lesson()
        return self.delivery.claim()

    def next_at(self) -> str | None:
        """The earliest instant, as stored, at which something is due."""
        coming = next_lesson_at(self.workspace.words)
        known = [each for each in (self.delivery.next_at(), to_text(coming) if coming else None) if each]
        return min(known, default=None)

    def _open_lesson(self) -> None:
        words, now = self.workspace.words, self.clock()
        if (learner := due_learner(words, now)) is None:
            return
        context = Context(self.glossary, self.workspace, now=learner.local(now))
        open_lesson(words, learner, now, *choose_lesson(learner, context))

    def daily(self) -> bool:
        """Closes questions that a file answered, asks for overdue words to be verified, and clears away what is old."""
        words, now = self.workspace.words, self.clock()
        named = ((each.written, self.glossary.named(each.written)) for each in open_questions(words))
        known = [(written, terms[0].id) for written, terms in named if terms]
        settled = settle_known(words, now, known) if known else 0
        context = Context(self.glossary, self.workspace)
        since, name = first_month(now.date()), partial(name_of, context)
        asked = queue_nudges(words, now, curator_ids(context), since, name)
        return bool(settled + asked + prune_notices(words, now))


def word_work(
    glossary: Glossary,
    workspace: Workspace,
    client: AsyncWebClient,
    clock: Callable[[], datetime],
    settings: DeliverySettings,
) -> WordWork:
    """The work for the words of a workspace."""

    def compose(notice: Notice) -> Message | None:
        context = Context(glossary, workspace, now=clock().astimezone())
        return lesson_notice(notice, context) if notice.about == ABOUT else notice_message(notice, context)

    delivery = NoticeDelivery(lambda: workspace.words, client, clock, settings, compose)
    return WordWork(glossary, workspace, clock, delivery)
