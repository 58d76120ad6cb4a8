"""`learn`: five words a day in direct messages; start, pause, stop, pace, and who may see the counts."""

import re
from collections.abc import Callable
from datetime import date

from bot.accounts.formatting import count, short_date
from bot.context import Context
from bot.registry import Command
from bot.reply import Choice, Reply, Row
from bot.words.changes import change_by
from curation import NotFoundError
from curation.learners import (
    Learner,
    find_learner,
    make_due,
    pause_learning,
    progress,
    set_pace,
    share_counts,
    shared_progress,
    start_learning,
    stop_learning,
)
from curation.lessons import words_due
from store.timestamps import from_text

_HOUR = re.compile(r"(?:at )?(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_PERSON = re.compile(r"(?:with )?@([UW][A-Z0-9]{2,})")
NOT_YET = "Learn your team’s words: five a day in a direct message from me, in your morning, with two short checks."


def learn_reply(context: Context, text: str, command: Command) -> Reply:
    """Does what is asked; says where the asker stands where nothing is."""
    first, _, rest = text.partition(" ")
    made = _VERBS.get(first.casefold())
    if text and made is None:
        return command.usage_error(f"“{first}” isn’t something to do about lessons.", "action")
    if not text and not context.workspace.exists:
        return _not_yet()
    return made(context, rest.strip(), command) if made else _status(context)


def _status(context: Context) -> Reply:
    try:
        learner = find_learner(context.workspace.words, change_by(context).who)
    except NotFoundError:
        return _not_yet()
    return _state(context, learner, "Your words")


def _not_yet() -> Reply:
    return Reply(
        title="Words of the day",
        data={"kind": "learning", "learning": False},
        paragraphs=(NOT_YET,),
        choices=(Choice("Start", "learn start"),),
        only_for_requester=True,
    )


def _state(context: Context, learner: Learner, title: str, said: str = "") -> Reply:
    store, day = context.workspace.words, learner.local(context.now).date()
    counted, terms = progress(store, learner.person, day), context.glossary.terms
    due = sum(word in terms for word in words_due(store, learner.person, day))  # one that is gone never comes back
    answered = counted.right + counted.wrong
    share = f", {100 * counted.right // answered}% of {answered} answers right" if answered else ""
    return Reply(
        title=title,
        data={
            "kind": "learning",
            "learning": True,
            "paused": learner.next_at is None,
            "pace": learner.pace,
            "words": counted.words,
            "right": counted.right,
            "wrong": counted.wrong,
        },
        paragraphs=tuple(filter(None, (said,))),
        rows=(
            Row("Next", _next(learner, context.today)),
            Row("So far", f"{counted.words} word{'' if counted.words == 1 else 's'} shown, {due} to come back{share}"),
            Row("Who sees the counts", "nobody but you", person="")
            if not learner.manager
            else Row("Who sees the counts", "you", person=learner.manager),
        ),
        choices=tuple(_choices(learner)),
        footnotes=("learn pace 3 · learn start at 8:30 · learn share @MANAGER · learn share off",),
        only_for_requester=True,
    )


def _choices(learner: Learner) -> list[Choice]:
    if learner.next_at is None:
        return [Choice("Go on", "learn start"), Choice("Stop", "learn stop")]
    return [Choice("Today’s words now", "learn now"), Choice("Pause", "learn pause"), Choice("Stop", "learn stop")]


def _next(learner: Learner, today: date) -> str:
    if learner.next_at is None:
        return "paused"
    at = learner.local(from_text(learner.next_at))
    when = f"{at:%A} {short_date(at.date(), today)} at {at:%H:%M} ({learner.zone})"
    return f"{count(learner.pace, 'word')} on {when}, weekdays"


def _start(context: Context, rest: str, command: Command) -> Reply:
    hour = _hour(rest) if rest else ""
    if hour is None:
        return command.usage_error(f"“{rest}” is no time of day: say learn start at 8:30.", "time")
    channel = context.place if context.place[:1] in {"C", "G"} else ""
    zone = context.requester.zone or "UTC"
    learner = start_learning(context.workspace.words, change_by(context), zone, hour, channel)
    return _state(context, learner, "You are learning")


def _hour(text: str) -> str | None:
    """The time of day that a text says, as `08:30`; None where it says none."""
    said = _HOUR.fullmatch(text)
    if said is None:
        return None
    hours, minutes, half = int(said[1]), int(said[2] or 0), (said[3] or "").casefold()
    if half:
        hours = hours % 12 + 12 * (half == "pm")
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None


def _pause(context: Context, rest: str, command: Command) -> Reply:  # noqa: ARG001  every verb is called alike
    return _state(context, pause_learning(context.workspace.words, change_by(context)), "Paused")


def _now(context: Context, rest: str, command: Command) -> Reply:  # noqa: ARG001  every verb is called alike
    change = change_by(context)
    paused = find_learner(context.workspace.words, change.who).next_at is None
    learner = make_due(context.workspace.words, change)
    said = "Your pause is over: words come on weekdays again. Say learn pause to go on pausing." if paused else ""
    return _state(context, learner, "On their way, unless you have had today’s", said)


def _stop(context: Context, rest: str, command: Command) -> Reply:  # noqa: ARG001  every verb is called alike
    stopped = stop_learning(context.workspace.words, change_by(context))
    said = "No more lessons come, and what was kept of them is gone." if stopped else "You weren’t learning."
    return Reply(
        title="Stopped" if stopped else "Nothing to stop",
        data={"kind": "learning", "learning": False},
        paragraphs=(said,),
        choices=(Choice("Start again", "learn start"),),
        only_for_requester=True,
    )


def _pace(context: Context, rest: str, command: Command) -> Reply:
    words = re.fullmatch(r"(\d{1,3})(?: words?)?(?: a day)?", rest)
    if words is None:
        return command.usage_error("Say how many words a day: learn pace 3.", "pace")
    learner = set_pace(context.workspace.words, change_by(context), int(words[1]))
    return _state(context, learner, f"{count(learner.pace, 'word')} a day")


def _share(context: Context, rest: str, command: Command) -> Reply:
    person = _PERSON.fullmatch(rest)
    if person is None and rest.casefold() not in {"off", "nobody", "no"}:
        return command.usage_error("Say who may see your counts: learn share @MANAGER, or learn share off.", "person")
    learner = share_counts(context.workspace.words, change_by(context), person[1] if person else "")
    return _state(context, learner, "Your counts are shared" if person else "Nobody but you sees your counts")


def _team(context: Context, rest: str, command: Command) -> Reply:  # noqa: ARG001  every verb is called alike
    shared = shared_progress(context.workspace.words, change_by(context).who, context.today)
    return Reply(
        title=f"{len(shared) or 'Nobody'} share{'s' * (len(shared) < 2)} their counts with you",
        data={"kind": "learning", "shared": len(shared)},
        rows=tuple(
            Row(
                "",
                f"{count(each.words, 'word')}, {count(each.right, 'answer')} right, {each.wrong} wrong",
                person=each.person,
            )
            for each in shared
        ),
        footnotes=("Whoever learns decides who sees counts: learn share @MANAGER. Words and answers are never shown.",),
        only_for_requester=True,
    )


_VERBS: dict[str, Callable[[Context, str, Command], Reply]] = {
    "start": _start,
    "resume": _start,
    "pause": _pause,
    "stop": _stop,
    "pace": _pace,
    "now": _now,
    "share": _share,
    "team": _team,
}
