"""`words`: what the team reads most, misses most, never reads, and nobody vouches for; as a list and as CSV."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.accounts.formatting import month_text, short_day
from bot.context import Context
from bot.curation.closing import closed_note
from bot.curation.people import check_curator, is_curator
from bot.registry import Command
from bot.reply import Choice, Reply, Row, Table
from bot.words.word_spans import Asked, read_asked
from curation.feedback import EXPLANATION, FeedbackCount, feedback_between, open_notes
from curation.usage import (
    WordCount,
    counted_since,
    misses_by_month,
    most_missed,
    most_read,
    reads_by_month,
    unverified_terms,
)
from glossary import Term
from store import Store

_SEEN = re.compile(r"seen (\d{1,9})(?: (.+))?", re.IGNORECASE | re.DOTALL)
NOTES = 10  # that are listed
FEW, SHOWN, ASKED = 5, 20, 3  # rows of each list together, rows of one list, words that a tap asks the team for
LISTS = (("Most read", "read"), ("Most missed", "missed"), ("Never read", "unread"), ("Unverified", "unverified"))
NOTHING_YET = "Nothing has been counted yet. Look-ups in Slack are counted from the first import or question on."


def words_reply(context: Context, text: str, command: Command) -> Reply:
    """The list that is asked for, or the first rows of each."""
    if seen := _SEEN.fullmatch(text):
        return _seen(context, int(seen[1]), seen[2] or "")
    asked = read_asked(text, context.today)
    if asked.unread:
        message = f"“{asked.unread}” is no list and no month: say read, missed, unread or unverified, and 2026-11."
        return command.usage_error(message, "list")
    if not context.workspace.exists:
        return Reply(title="Nothing yet", data={"kind": "words"}, paragraphs=(NOTHING_YET,), only_for_requester=True)
    store = context.workspace.words
    if not asked.kind:
        return _overview(context, store, asked)
    return _LISTS[asked.kind](context, store, asked)


def _overview(context: Context, store: Store, asked: Asked) -> Reply:
    read, missed = most_read(store, asked.span), most_missed(store, asked.span)
    rows = [
        Row("Most read", _brief((_name(context, each.word), each.count) for each in read[:FEW])),
        Row("Most missed", _brief((each.word, each.count) for each in missed[:FEW])),
        Row("Never read", _unread_text(context, store, asked, read)),
        Row("Unverified", f"{len(unverified_terms(store, context.today))} of the team’s own words"),
    ]
    return Reply(
        title=f"The team’s words {asked.said}",
        data={"kind": "words", "from": asked.span.first, "to": asked.span.last, "read": _data(read)}
        | {"missed": _data(missed)},
        rows=tuple(rows),
        choices=tuple(Choice(label, f"words {kind} {_request(asked)}") for label, kind in LISTS),
        footnotes=() if counted_since(store) or missed else (NOTHING_YET,),
        only_for_requester=True,
    )


def _brief(counted: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{word} {count:,}" for word, count in counted) or "none"


def _uncounted(store: Store, asked: Asked) -> str:
    """Why it isn't known what nobody read in a span; empty where that was counted."""
    since = counted_since(store)
    if since is None:
        return "nothing has been counted yet"
    return f"reads are counted since {month_text(since)}" if asked.span.last < since else ""


def _unread_text(context: Context, store: Store, asked: Asked, read: Sequence[WordCount]) -> str:
    if unknown := _uncounted(store, asked):
        return f"not known: {unknown}"
    return f"{len(_unread(context, read)):,} of {len(context.glossary.terms):,} terms"


def _read(context: Context, store: Store, asked: Asked) -> Reply:
    found = most_read(store, asked.span)
    rows = [Row(_name(context, each.word), f"{each.count:,}") for each in found]
    return _list("Most read", asked, rows, found, _by_month("reads", store, asked, reads_by_month))


def _missed(context: Context, store: Store, asked: Asked) -> Reply:  # noqa: ARG001  every list is made alike
    found = most_missed(store, asked.span)
    rows = [Row(each.word, f"{each.count:,}") for each in found]
    ask = tuple(Choice(f"Ask for {each.word}", f"ask {each.word}") for each in found[:ASKED])
    return _list("Most missed", asked, rows, found, _by_month("misses", store, asked, misses_by_month), choices=ask)


def _unread(context: Context, read: Sequence[WordCount]) -> list[str]:
    known = {each.word for each in read}
    return sorted(context.glossary.terms.keys() - known, key=lambda id_: context.glossary.terms[id_].name.casefold())


def _never_read(context: Context, store: Store, asked: Asked) -> Reply:
    if unknown := _uncounted(store, asked):
        return Reply(
            title=f"Never read {asked.said}: not known",
            data={"kind": "words", "list": asked.kind, "from": asked.span.first, "to": asked.span.last, "rows": []},
            paragraphs=(f"What nobody read isn’t known: {unknown}.",),
            actions=(Choice("All lists", f"words {_request(asked)}"),),
            only_for_requester=True,
        )
    unread = _unread(context, most_read(store, asked.span))
    terms = [context.glossary.terms[id_] for id_ in unread]
    table = Table(f"words-never-read-{asked.span.last}", ("term", "name", "category"), lambda: _term_rows(terms))
    rows = [Row(term.title) for term in terms]
    return _list("Never read", asked, rows, [WordCount(term.id, 0) for term in terms], table)


def _term_rows(terms: Iterable[Term]) -> Iterator[tuple[object, ...]]:
    return ((term.id, term.name, term.category) for term in terms)


def _unverified(context: Context, store: Store, asked: Asked) -> Reply:
    found = unverified_terms(store, context.today)
    reads = {each.word: each.count for each in most_read(store, asked.span)}
    found.sort(key=lambda row: (-reads.get(row[0], 0), row[0]))
    rows = [
        Row(_name(context, id_), f"{_until(until)}; read {_times(reads.get(id_, 0))} {asked.said}")
        for id_, until in found
    ]
    columns = ("term", "name", "verified_until", "reads")
    made = [(id_, _name(context, id_), until or "", reads.get(id_, 0)) for id_, until in found]
    table = Table(f"words-unverified-{asked.span.last}", columns, lambda: made)
    return _list("Unverified", asked, rows, [WordCount(id_, reads.get(id_, 0)) for id_, _ in found], table)


def _times(count: int) -> str:
    return f"{count:,} time{'' if count == 1 else 's'}"


def _until(until: str | None) -> str:
    return f"verified until {until}" if until else "never verified"


def _wrong(context: Context, store: Store, asked: Asked) -> Reply:
    found = feedback_between(store, asked.span.first, asked.span.last)
    rows = [Row(_name(context, each.term), f"{each.no:,} said no, {each.yes:,} yes") for each in found]
    table = Table(f"words-feedback-{asked.span.last}", ("term", "no", "yes"), lambda: map(_feedback_row, found))
    notes, done = _notes(context, store)
    counted = [WordCount(each.term, each.no) for each in found]
    return _list("Said to be wrong", asked, [*notes, *rows], counted, table, choices=tuple(done))


def _notes(context: Context, store: Store) -> tuple[list[Row], list[Choice]]:
    """What people said was wrong, for curators to look at, and how each is taken off."""
    if not is_curator(context):
        return [], []
    notes = open_notes(store)[:NOTES]
    rows = [
        Row(f"{note.id}. {_name(context, note.term)}", f"“{note.text}” ({short_day(note.at, context.today)})")
        for note in notes
    ]
    return rows, [Choice(f"Done with {note.id}", f"words seen {note.id}") for note in notes[:ASKED]]


def _seen(context: Context, id_: int, said: str) -> Reply:
    """Takes a note off the curators' list; whoever wanted to hear of it is told."""
    check_curator(context)
    note, told = closed_note(context, id_, said)
    return Reply(
        title=f"Done: {_name(context, note.term)}",
        data={"kind": "words", "note": note.id},
        paragraphs=(told,),
        choices=(Choice("The rest", "words wrong"), *_suggestion(note.term)),
        only_for_requester=True,
    )


def _suggestion(term: str) -> Iterator[Choice]:
    if term != EXPLANATION:
        yield Choice(f"Suggest a change of {term}", f"suggest {term}")


def _feedback_row(each: FeedbackCount) -> tuple[object, ...]:
    return each.term, each.no, each.yes


def _list(  # noqa: PLR0913  a list is made of so much
    title: str,
    asked: Asked,
    rows: Sequence[Row],
    counted: Sequence[WordCount],
    table: Table,
    *,
    choices: tuple[Choice, ...] = (),
) -> Reply:
    beyond = f"The first {SHOWN} of {len(rows):,}; the CSV has them all." if len(rows) > SHOWN else ""
    return Reply(
        title=f"{title} {asked.said}: {len(rows):,}",
        data={"kind": "words", "list": asked.kind, "from": asked.span.first, "to": asked.span.last}
        | {"rows": _data(counted)},
        paragraphs=() if rows else ("None.",),
        rows=tuple(rows[:SHOWN]),
        is_list=True,
        choices=choices,
        actions=(Choice("All lists", f"words {_request(asked)}"),),
        footnotes=(beyond,) if beyond else (),
        table=table if rows else None,
        only_for_requester=True,
    )


def _by_month(name: str, store: Store, asked: Asked, rows: Callable[..., Iterable[Sequence[object]]]) -> Table:
    columns = ("month", "workspace", "word", name)
    return Table(f"words-{name}-{asked.span.last}", columns, lambda: rows(store, asked.span))


def _request(asked: Asked) -> str:
    """The span as a request says it: a month, or so many months up to this one."""
    span = asked.span
    if span.first == span.last:
        return f"{span.first} {span.team}".strip()
    (first_year, first_month), (year, month) = (map(int, each.split("-")) for each in (span.first, span.last))
    return f"{(year - first_year) * 12 + month - first_month + 1} months {span.team}".strip()


def _name(context: Context, id_: str) -> str:
    term = context.glossary.terms.get(id_) or context.glossary.curated.get(id_)
    return "Explained messages" if id_ == EXPLANATION else term.name if term else id_


def _data(counted: Sequence[WordCount]) -> list[dict[str, object]]:
    return [{"word": each.word, "count": each.count} for each in counted]


_LISTS = {
    "read": _read,
    "missed": _missed,
    "unread": _never_read,
    "unverified": _unverified,
    "wrong": _wrong,
}
