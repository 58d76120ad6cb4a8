"""A lesson step by step: the words, two checks, which were known already, and what came of it. All stands in the store;
a button carries the day and what it answers.
"""

import re
from dataclasses import dataclass

from bot.context import Context
from bot.reply import Reply, Row
from bot.words.explanation_replies import brief_meaning
from curation import Change
from curation.learners import find_learner, next_morning
from curation.lessons import Lesson, LessonAnswer, answer_lesson, find_lesson
from curation.spacing import Known
from glossary import Glossary, Term
from glossary.search.normalisation import UNSPACED

BEGIN, CHECK, KNEW, DONE, UNKNOWN = "begin", "check", "knew", "done", "-"


@dataclass(frozen=True, slots=True)
class Step:
    """What a lesson shows, and its buttons: labels and what they carry."""

    reply: Reply
    buttons: tuple[tuple[str, str], ...] = ()


def first_step(context: Context, person: str, day: str) -> Step:
    """The words of the day."""
    lesson = find_lesson(context.workspace.words, person, day)
    terms = _terms(lesson, context.glossary)
    reply = _reply(
        f"Your {_words(len(terms))} of the day",
        rows=tuple(Row(term.title, brief_meaning(term)) for term in terms),
        notes=("Say /cs learn pause or /cs learn stop at any time.",),
    )
    label = f"Check me ({len(lesson.checks)})" if lesson.checks else "I’ve read them"
    return Step(reply, ((label, f"{day} {BEGIN}"),))


def next_step(context: Context, value: str) -> Step:
    """What follows a pressed button of the asker's lesson; pressing it again changes nothing."""
    day, what, *rest = value.split()
    store, person = context.workspace.words, context.requester.id
    change = Change(person, context.now, place="lesson", team=context.team)
    lesson, said = find_lesson(store, person, day), ""
    if what == CHECK:
        number, chosen = int(rest[0]), rest[1]
        lesson, said = _checked(context, change, lesson, (number, chosen))
    elif what == KNEW and rest[0] in lesson.words:
        known: dict[str, Known] = {rest[0]: "easy"}
        lesson = answer_lesson(store, change, day, LessonAnswer(f"{KNEW} {rest[0]}", "known", known))
    elif what == DONE:
        left: dict[str, Known] = dict.fromkeys(_open_words(lesson), "good")
        lesson = answer_lesson(store, change, day, LessonAnswer(DONE, "done", left))
    return _step(context, lesson, said)


def _checked(context: Context, change: Change, lesson: Lesson, given: tuple[int, str]) -> tuple[Lesson, str]:
    """Keeps the answer to a check, and says whether it was right."""
    number, chosen = given
    asked, other = lesson.checks[number]
    right = chosen == asked
    known: dict[str, Known] = {asked: "good" if right else "again"}
    kept = answer_lesson(context.workspace.words, change, lesson.day, LessonAnswer(f"{CHECK} {number}", chosen, known))
    terms = context.glossary.terms
    if asked not in terms:
        return kept, ""
    line = terms[asked].confused_with.get(other, "")
    was_right = kept.answers[f"{CHECK} {number}"] == asked
    verdict = "Right" if was_right else "Not quite"
    return kept, f"{verdict}: it is {terms[asked].name}. {line}".strip()


def _step(context: Context, lesson: Lesson, said: str) -> Step:
    """The first of what isn't answered yet."""
    terms = context.glossary.terms
    for number, (asked, other) in enumerate(lesson.checks):
        if f"{CHECK} {number}" not in lesson.answers and asked in terms and other in terms:
            return _question(lesson, number, (terms[asked], terms[other]), said)
    if DONE not in lesson.answers and _open_words(lesson):
        return _which_known(lesson, context.glossary, said)
    return _finished(context, lesson, said)


def _question(lesson: Lesson, number: int, pair: tuple[Term, Term], said: str) -> Step:
    asked = pair[0]
    options = sorted(pair, key=lambda term: term.name.casefold())
    reply = _reply(
        f"Which word is it? ({number + 1} of {len(lesson.checks)})",
        paragraphs=(*([said] if said else []), f"“{_without_name(asked)}”"),
    )
    buttons = [(term.name, f"{lesson.day} {CHECK} {number} {term.id}") for term in options]
    return Step(reply, (*buttons, ("I don’t know", f"{lesson.day} {CHECK} {number} {UNKNOWN}")))


def _without_name(term: Term) -> str:
    """The definition with the term's own names blotted out."""
    text = term.meaning
    for name in sorted({term.name, *term.acronyms, *term.aliases}, key=len, reverse=True):
        written = re.escape(name) if UNSPACED.search(name) else rf"(?<!\w){re.escape(name)}s?(?!\w)"
        text = re.sub(written, "…", text, flags=re.IGNORECASE)
    return text


def _open_words(lesson: Lesson) -> list[str]:
    """The words of a lesson that nothing has been said of."""
    checked = {asked for number, (asked, _) in enumerate(lesson.checks) if f"{CHECK} {number}" in lesson.answers}
    return [word for word in lesson.words if word not in checked and f"{KNEW} {word}" not in lesson.answers]


def _which_known(lesson: Lesson, glossary: Glossary, said: str) -> Step:
    terms = [glossary.terms[word] for word in _open_words(lesson) if word in glossary.terms]
    reply = _reply(
        "Did you know one of these already?",
        paragraphs=(*([said] if said else []), "A word that you knew comes back much later."),
    )
    buttons = [(term.name, f"{lesson.day} {KNEW} {term.id}") for term in terms]
    return Step(reply, (*buttons[:4], ("Done", f"{lesson.day} {DONE}")))


def _finished(context: Context, lesson: Lesson, said: str) -> Step:
    given = [(asked, lesson.answers.get(f"{CHECK} {n}")) for n, (asked, _) in enumerate(lesson.checks)]
    answered = [asked == said for asked, said in given if said is not None]  # a word may have been taken out since
    result = f"{sum(answered)} of {len(answered)} right." if answered else "Read."
    learner = find_learner(context.workspace.words, context.requester.id)
    coming = next_morning(context.now, learner.zone, learner.at)
    following = f"The next words come on {coming.astimezone(learner.local(context.now).tzinfo):%A at %H:%M}."
    if learner.next_at is None:
        following = "You paused: say /cs learn start to go on."
    return Step(_reply("Done for today", paragraphs=(*([said] if said else []), f"{result} {following}")))


def _reply(
    title: str, *, paragraphs: tuple[str, ...] = (), rows: tuple[Row, ...] = (), notes: tuple[str, ...] = ()
) -> Reply:
    return Reply(
        title=title, data={"kind": "lesson"}, paragraphs=paragraphs, rows=rows, footnotes=notes, only_for_requester=True
    )


def _terms(lesson: Lesson, glossary: Glossary) -> list[Term]:
    return [glossary.terms[word] for word in lesson.words if word in glossary.terms]


def _words(count: int) -> str:
    return f"{count} words" if count != 1 else "word"
