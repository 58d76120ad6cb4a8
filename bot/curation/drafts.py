"""A draft as curators and its author see it: what it says, what it changes, and what is to be known of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.accounts.formatting import short_day
from bot.context import TERMINAL, Context
from bot.curation.differences import changed_fields
from bot.curation.people import is_curator, row_of
from bot.curation.proposals import as_typed, stored_body, version_now
from bot.curation.remarking import remarks_on
from bot.reply import Choice, Fact, Reply
from curation.checks import near_names
from curation.drafts import Draft, Proposal

LABELS = {
    "name": "Name",
    "definition": "Meaning",
    "acronyms": "Acronyms",
    "aliases": "Other names",
    "category": "Category",
    "why": "Why it matters",
    "formula": "Formula",
    "example": "Example",
    "confused_with": "Not to be confused with",
    "our_definition": "Your team’s definition",
    "our_formula": "Your team’s formula",
    "note": "Your team’s note",
    "owner": "Owner",
    "hidden": "Hidden",
}
_SAID = {"draft": "waits for a curator", "approved": "approved", "declined": "declined", "merged": "merged"}


def draft_reply(context: Context, draft: Draft) -> Reply:
    """The card of a draft, with what a curator may do to it."""
    before = said_now(context, draft) if draft.state == "draft" else {}
    body = readable(json.loads(draft.body))
    return Reply(
        title=f"{'Suggested change' if before else 'Suggested'}: {draft.name}",
        data={
            "kind": "draft",
            "draft": draft.id,
            "term": draft.term,
            "state": draft.state,
            "body": json.loads(draft.body),
        },
        paragraphs=tuple(_state(context, draft)),
        facts=tuple(Fact(LABELS.get(field, field), text) for field, text in changed_fields(before, body)),
        rows=(row_of(draft.author, "Written", short_day(draft.changed_at, context.today)),),
        choices=_choices(context, draft),
        footnotes=remarks_on(_proposal(draft), context.glossary) if draft.state == "draft" else (),
        only_for_requester=True,
    )


def readable(body: Mapping[str, Any]) -> dict[str, str]:
    """A word's fields in the order in which they are shown."""
    fields = as_typed(body) | ({"hidden": "yes"} if body.get("hidden") else {})
    return {field: fields[field] for field in (*LABELS, *sorted(fields)) if field in fields}


def _state(context: Context, draft: Draft) -> Iterator[str]:
    if draft.state != "draft":
        into = context.glossary.terms.get(draft.merged_into)
        what = f"{_SAID[draft.state]} into {into.name if into else draft.merged_into}" if draft.merged_into else ""
        why = f": {draft.reason.rstrip('.')}" if draft.reason else ""
        yield f"It was {what or _SAID[draft.state]} on {short_day(draft.changed_at, context.today)}{why}."
        return
    if version_now(context, draft.term) != draft.base:
        yield f"{draft.name} was changed after this was written: edit it before it is approved."
    if json.loads(draft.body).get("hidden"):
        yield "It takes the term out of your glossary."


def said_now(context: Context, draft: Draft) -> dict[str, str]:
    """What the word says now, as it is typed; nothing of a new one."""
    return readable(stored_body(context, draft.term))


def news_of(context: Context, draft: Draft) -> str:
    """What whoever edits a draft is to know of its term, where that was changed after the draft was written."""
    if version_now(context, draft.term) == draft.base:
        return ""
    says = "; ".join(f"{LABELS.get(field, field)}: {text}" for field, text in said_now(context, draft).items())
    changed = f"{draft.name} was changed after this was written."
    return f"{changed} It says now: {says}" if says else f"{changed} It isn’t answered now."


def _proposal(draft: Draft) -> Proposal:
    return Proposal(draft.term, draft.kind, draft.name, json.loads(draft.body), draft.base)


def _choices(context: Context, draft: Draft) -> tuple[Choice, ...]:
    back = Choice("The queue", "curate")
    if draft.state != "draft" or not is_curator(context):
        return (back,) if is_curator(context) else ()
    seen = f"{draft.id} r{draft.revision}"
    if context.place == TERMINAL:
        return (Choice("Approve", f"curate approve {seen}"), Choice("Decline", f"curate decline {seen} WHY"), back)
    near = near_names(draft.name, context.glossary, draft.term)
    return (
        Choice("Approve", f"curate approve {seen}"),
        Choice("Edit", f"curate edit {seen}", form=True),
        Choice("Merge", f"curate merge {seen} into {near[0].id if near else ''}".strip(), form=True),
        Choice("Decline", f"curate decline {seen}", form=True),
        back,
    )
