"""Decisions of curators on drafts: each made once, nothing overwritten, and everybody concerned told once."""

from typing import Final

from curation.bodies import Content
from curation.change import Change, carry_out
from curation.drafts import Decision, Draft, check_revision, find_draft, move_draft
from curation.errors import CurationError, DraftChangedError
from curation.notices import Notice, queue_notice
from curation.own_terms import Reason, version_of, write_version
from curation.questions import REASON, settle_questions
from glossary import Term
from store import Store
from store.connection import Connection

_TOLD: Final = {
    "approved": "“{name}”, which you suggested, was approved: it is answered now.",
    "declined": "“{name}”, which you suggested, wasn’t taken into the glossary: {why}",
    "merged": "“{name}”, which you suggested, is in the glossary already, as this:",
}


def approve(store: Store, change: Change, id_: int, revision: int, reason: str = "") -> Draft:
    """Makes a draft what is answered. Its author and all who asked for the word are told, with the card.

    Raises `DraftChangedError` when the draft or its term changed meanwhile.
    """

    def step(connection: Connection) -> int:
        draft = check_revision(connection, id_, revision)
        _check_base(connection, draft)
        content = Content(draft.term, draft.kind, draft.body)
        write_version(connection, change, content, Reason("approved", reason, draft.author))
        _decide(connection, change, draft, Decision("approved", reason), draft.term)
        return id_

    return find_draft(store, carry_out(store, change, step))


def decline(store: Store, change: Change, id_: int, revision: int, reason: str) -> Draft:
    """Says no to a draft, with a reason that its author is told. Raises `CurationError` without a reason."""
    if not reason.strip() or len(reason) > REASON:
        raise CurationError(f"Say why, in {REASON} characters at most: whoever suggested it is told.")

    def step(connection: Connection) -> int:
        draft = check_revision(connection, id_, revision)
        _decide(connection, change, draft, Decision("declined", reason.strip()), "")
        return id_

    return find_draft(store, carry_out(store, change, step))


def merge(store: Store, change: Change, id_: int, revision: int, into: str) -> Draft:
    """Says that a draft is the term with the id `into`, which its author and those who asked are told."""

    def step(connection: Connection) -> int:
        draft = check_revision(connection, id_, revision)
        _decide(connection, change, draft, Decision("merged", "", into), into)
        return id_

    return find_draft(store, carry_out(store, change, step))


def _decide(connection: Connection, change: Change, draft: Draft, decision: Decision, term: str) -> None:
    """Keeps the decision, and has those told whom it concerns; the `term`, if any, is what they are shown."""
    move_draft(connection, change, draft.id, decision)
    if draft.author != change.who and is_person(draft.author):
        said = _TOLD[decision.state].format(name=draft.name, why=decision.why)
        request = f"define {term}" if term else ""
        queue_notice(
            connection, Notice(draft.author, f"draft {decision.state}", said, str(draft.id), request), change.at
        )
    if term:
        settle_questions(connection, change.at, term, _names(draft), draft.question)


def is_person(who: str) -> bool:
    """Whether it is somebody in Slack, and not in a terminal."""
    return who[:1] in {"U", "W"} and who.isalnum() and who.isupper()


def _names(draft: Draft) -> list[str]:
    word = Content(draft.term, draft.kind, draft.body).word
    return [word.name, *word.acronyms, *word.aliases] if isinstance(word, Term) else []


def _check_base(connection: Connection, draft: Draft) -> None:
    """Raises `DraftChangedError` when the term isn't any longer what the draft was written on."""
    if (now := version_of(connection, draft.term)) == draft.base:
        return
    query = "SELECT who, at FROM own_term_version WHERE term = ? AND version = ?"
    who, at = connection.execute(query, (draft.term, now)).fetchone()
    said = f"“{draft.name}” was changed after this was written. Edit it to see what it says now."
    raise DraftChangedError(said, who, at, "changed")
