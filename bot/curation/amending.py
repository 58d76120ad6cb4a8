"""Changes that a curator makes without a draft of somebody else: one field of a word, and all else as it is."""

import json
from collections.abc import Mapping
from typing import Any

from bot.context import Context
from bot.curation.people import change_of
from bot.curation.proposals import Target
from curation import NotFoundError
from curation.decisions import approve
from curation.drafts import Proposal, propose
from curation.own_terms import OwnTerm, find_term


def amend(context: Context, target: Target, fields: Mapping[str, Any], request: str) -> OwnTerm:
    """The word with the fields changed, as a version of its own. Raises `DraftChangedError`."""
    words = context.workspace.words
    body = {**_kept(context, target), **fields}
    name = context.glossary.terms[target.term].name
    proposal = Proposal(target.term, target.kind, name, body, target.base)
    draft = propose(words, change_of(context, f"draft {request}"), proposal)
    if draft.state == "draft":
        approve(words, change_of(context, request), draft.id, draft.revision)
    return find_term(words, target.term)


def _kept(context: Context, target: Target) -> dict[str, Any]:
    try:
        kept = find_term(context.workspace.words, target.term)
    except NotFoundError:
        return {}
    body: dict[str, Any] = json.loads(kept.body) if kept.state == "approved" else {}
    return body
