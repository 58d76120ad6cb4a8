"""`curate`: the queue, a draft of it, and what a curator makes of it.

What is decided is what was seen: a draft is named with its revision (`approve 7 r2`), a term with its version (`at 3`).
A person who types the request may leave that out, and means it as it is now.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.context import Context
from bot.curation.amending import amend
from bot.curation.closing import closed_note, closed_question, subject_of
from bot.curation.drafts import draft_reply
from bot.curation.histories import term_reply
from bot.curation.naming import own_term_named
from bot.curation.people import PERSON, WHO, change_of, check_curator, is_curator, row_of
from bot.curation.proposals import target_of
from bot.curation.queue import own_reply, queue_reply
from bot.registry import Command
from bot.reply import Choice, Reply
from curation import CurationError, DraftChangedError
from curation.decisions import approve, decline, merge
from curation.drafts import Draft, find_draft
from curation.own_terms import VERIFIED_DAYS, find_term
from curation.recent_changes import recent_changes
from curation.revisions import roll_back, verify
from glossary.team_glossary import TeamGlossary

_DRAFT: Final = re.compile(r"#?(?P<id>\d{1,9})(?:\s+r(?P<seen>\d{1,9}))?(?:\s+(?P<rest>.*))?", re.DOTALL)
_TERM: Final = re.compile(
    r"(?P<term>.+?)(?:\s+to\s+(?P<to>\d{1,9}))?(?:\s+at\s+(?P<seen>\d{1,9}))?(?:\s+for\s+(?P<days>\d{1,4})\s+days?)?"
)
_OWNER: Final = re.compile(rf"(?P<term>.+?)\s+@?(?P<person>{PERSON})")
_OUT: Final = {"term": "Taken out of the glossary", "overlay": "What your team said of it is taken back"}
LOGGED: Final = 20


def curate_reply(context: Context, text: str, command: Command) -> Reply:
    """Shows the queue or a draft, or decides."""
    verb, _, rest = text.strip().partition(" ")
    if text.strip().casefold() in {"", "list", "queue"}:
        return queue_reply(context) if is_curator(context) else own_reply(context)
    if _DRAFT.fullmatch(text.strip()) and " " not in text.strip():
        return draft_reply(context, find_draft(context.workspace.words, int(text.strip().lstrip("#"))))
    decide = _DECISIONS.get(verb.casefold())
    if decide is not _verify:  # which its owner may, too
        check_curator(context)
    if decide is None:
        known = f"{', '.join(_DECISIONS)}, such as curate approve 7"
        return command.usage_error(f"“{verb}” is nothing that can be decided. What can: {known}.", "decision")
    try:
        reply = decide(context, rest.strip())
    except DraftChangedError as changed:
        return _changed(changed, rest)
    if isinstance(context.glossary, TeamGlossary):
        context.glossary.expire()  # whoever decided sees it at once, others within a second
    return reply


def _approve(context: Context, rest: str) -> Reply:
    draft, seen, why = _draft(context, rest)
    decided = approve(context.workspace.words, change_of(context, f"approve {draft.id} r{seen}"), draft.id, seen, why)
    return _done(decided, f"“{decided.name}” is answered from now on.")


def _decline(context: Context, rest: str) -> Reply:
    draft, seen, why = _draft(context, rest)
    decided = decline(context.workspace.words, change_of(context, f"decline {draft.id} r{seen}"), draft.id, seen, why)
    return _done(decided, f"“{decided.name}” was declined: {decided.reason}")


def _merge(context: Context, rest: str) -> Reply:
    draft, seen, named = _draft(context, rest)
    into = named.removeprefix("into ").strip()
    terms = context.glossary.named(into)
    if len(terms) != 1 or terms[0].id == draft.term:
        near = [term for term in (terms or context.glossary.answer(into or "?").terms) if term.id != draft.term]
        hint = f" “{into}” may be {' or '.join(term.id for term in near)}." if near else ""
        raise CurationError(f"Say into which other term of the glossary: curate merge {draft.id} into TERM.{hint}")
    decided = merge(
        context.workspace.words, change_of(context, f"merge {draft.id} r{seen}"), draft.id, seen, terms[0].id
    )
    return _done(decided, f"“{decided.name}” is told to be {terms[0].name}.")


def _verify(context: Context, rest: str) -> Reply:
    term, seen, asked = _term(context, rest)
    if find_term(context.workspace.words, term).owner != context.requester.id:
        check_curator(context)
    days = int(asked["days"] or VERIFIED_DAYS)
    kept = verify(context.workspace.words, change_of(context), term, seen, days)
    return term_reply(context, kept, f"Still right: to be looked at again after {kept.verified_until}.")


def _roll_back(context: Context, rest: str) -> Reply:
    term, seen, asked = _term(context, rest)
    if asked["to"] is None:
        raise CurationError("Say to which version: curate rollback TERM to 2. history TERM shows them.")
    kept = roll_back(context.workspace.words, change_of(context), term, seen, int(asked["to"]))
    out = f"{'Out of the glossary' if kept.kind == 'term' else _OUT[kept.kind]} again, as in version {asked['to']}."
    again = f"Says again what it said in version {asked['to']}."
    return term_reply(context, kept, out if kept.state == "retired" else again)


def _retire(context: Context, rest: str) -> Reply:
    term, seen, _ = _term(context, rest)
    kept = roll_back(context.workspace.words, change_of(context), term, seen, None)
    return term_reply(context, kept, f"{_OUT[kept.kind]}; its versions stay, and it can be rolled back.")


def _hide(context: Context, rest: str) -> Reply:
    target = target_of(context, rest)
    if target.kind == "term":
        name = context.glossary.terms[target.term].name
        raise CurationError(f"{name} is a term of your team’s own: curate retire {target.term} takes it out.")
    kept = amend(context, target, {"hidden": True})
    return term_reply(context, kept, "It is no longer found. It can be rolled back from here.")


def _own(context: Context, rest: str) -> Reply:
    named = _OWNER.fullmatch(rest)
    if named is None:
        raise CurationError(f"Say which term, and who answers for it: curate owner TERM @PERSON. {WHO}")
    kept = amend(context, target_of(context, named["term"]), {"owner": named["person"]})
    return term_reply(context, kept, "Whoever owns it is asked when it is to be looked at again.")


def _note(context: Context, rest: str) -> Reply:
    number, _, said = rest.partition(" ")
    if not number.isdecimal():
        raise CurationError("Say which note, by its number: curate note 3 WHAT YOU DID.")
    note, told = closed_note(context, int(number), said)
    return _settled(f"Closed: what was said of {subject_of(context, note.term)}", told)


def _question(context: Context, rest: str) -> Reply:
    number, _, why = rest.partition(" ")
    if not number.isdecimal():
        raise CurationError("Say which question, by its number, and why not: curate question 3 WHY.")
    closed, told = closed_question(context, int(number), why)
    return _settled(f"Closed: “{closed.written}”", told)


def _settled(title: str, said: str) -> Reply:
    return Reply(
        title=title,
        data={"kind": "queue", "closed": title},
        paragraphs=(said,),
        choices=(Choice("The queue", "curate"),),
        only_for_requester=True,
    )


def _log(context: Context, rest: str) -> Reply:  # noqa: ARG001  all decisions are called alike
    rows = recent_changes(context.workspace.words, LOGGED)
    return Reply(
        title="Latest changes of the team’s words",
        data={
            "kind": "curation_log",
            "rows": [{"at": row.at, "what": row.what, "subject": row.subject} for row in rows],
        },
        rows=tuple(row_of(row.who, f"{row.subject} {row.what}", _when(row.at, row.detail)) for row in rows),
        choices=(Choice("The queue", "curate"),),
        only_for_requester=True,
    )


def _when(at: str, detail: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC{f', {detail}' if detail else ''}"


_DECISIONS: Final[Mapping[str, Callable[[Context, str], Reply]]] = {
    "approve": _approve,
    "decline": _decline,
    "merge": _merge,
    "verify": _verify,
    "rollback": _roll_back,
    "retire": _retire,
    "hide": _hide,
    "owner": _own,
    "note": _note,
    "question": _question,
    "log": _log,
}


def _draft(context: Context, rest: str) -> tuple[Draft, int, str]:
    """The draft that is named, the revision that was seen, and what else was said."""
    asked = _DRAFT.fullmatch(rest)
    if asked is None:
        raise CurationError("Say which draft, by its number: curate shows them.")
    draft = find_draft(context.workspace.words, int(asked["id"]))
    return draft, int(asked["seen"] or draft.revision), (asked["rest"] or "").strip()


def _term(context: Context, rest: str) -> tuple[str, int, Mapping[str, str | None]]:
    """The id of the word that is named, the version that was seen, and what else was said."""
    asked = _TERM.fullmatch(rest)
    if asked is None:
        raise CurationError("Say which term.")
    term = own_term_named(context, asked["term"].strip())
    return term.id, int(asked["seen"] or term.version), asked.groupdict()


def _done(draft: Draft, said: str) -> Reply:
    shown = draft.merged_into or (draft.term if draft.state == "approved" else "")
    return Reply(
        title=f"{draft.state.capitalize()}: {draft.name}",
        data={"kind": "draft", "draft": draft.id, "term": draft.term, "state": draft.state},
        paragraphs=(said, "Whoever suggested it, and all who asked for it, are told once."),
        choices=(Choice("The queue", "curate"), *((Choice("Its card", f"define {shown}"),) if shown else ())),
        only_for_requester=True,
    )


def _changed(changed: DraftChangedError, rest: str) -> Reply:
    """What somebody else did meanwhile: nothing was overwritten."""
    draft = _DRAFT.fullmatch(rest)
    again = Choice("See it as it is now", f"curate {draft['id']}") if draft else Choice("The queue", "curate")
    return Reply(
        title="Somebody was there before you",
        data={"kind": "error", "message": str(changed), "state": changed.state},
        paragraphs=(str(changed), "Nothing was overwritten."),
        rows=(row_of(changed.by, "", f"{changed.state}, {_when(changed.at, '')}"),),
        choices=(again,),
        only_for_requester=True,
        outcome="usage",
    )
