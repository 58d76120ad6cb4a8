"""Writes what was planned: all of it or nothing, unless somebody changed a word meanwhile."""

from curation.change import Change, carry_out
from curation.errors import CurationError, DraftChangedError
from curation.importing.plan import ImportPlan, PlannedWord
from curation.own_terms import IMPORTED, Reason, version_of, write_imported
from curation.questions import settle_questions
from glossary import Term
from store import Store
from store.connection import Connection


def run_import(store: Store, change: Change, plan: ImportPlan, source: str) -> int:
    """Writes the new and the changed words, which are answered at once and verified by nobody yet; those that are the
    same keep all that was said of them. Returns how many were written.

    Raises `CurationError` for a plan with errors, and `DraftChangedError` when a word was changed after the plan.
    """
    if plan.errors:
        raise CurationError(plan.errors[0])

    def step(connection: Connection) -> int:
        written = [word for word in plan.words if word.what != "the same"]
        for word in written:
            _write(connection, change, word, source)
        return len(written)

    return int(carry_out(store, change, step))


def _write(connection: Connection, change: Change, word: PlannedWord, source: str) -> None:
    if version_of(connection, word.content.id) != word.base:
        raise DraftChangedError(f"“{word.name}” was changed in the meantime: import again.", "", change.when, "changed")
    write_imported(connection, change, word.content, Reason(IMPORTED, f"from {source}"))
    made = word.content.word
    if isinstance(made, Term):
        settle_questions(connection, change.at, made.id, [made.name, *made.acronyms, *made.aliases])
