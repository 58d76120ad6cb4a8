"""Changes that a curator makes without a draft of somebody else: one field of a word, and all else as it is."""

import json
from collections.abc import Mapping
from typing import Any

from bot.context import Context
from bot.curation.people import change_of
from bot.curation.proposals import Target
from curation import NotFoundError
from curation.bodies import Content, to_json
from curation.own_terms import OwnTerm, find_term
from curation.revisions import edit_term


def amend(context: Context, target: Target, fields: Mapping[str, Any]) -> OwnTerm:
    """The word with the fields changed, as a version of its own; as it is where they say so already.

    Raises `DraftChangedError`.
    """
    words = context.workspace.words
    text = to_json(target.kind, target.term, {**_kept(context, target), **fields})
    return edit_term(words, change_of(context), Content(target.term, target.kind, text), target.base)


def _kept(context: Context, target: Target) -> dict[str, Any]:
    try:
        kept = find_term(context.workspace.words, target.term)
    except NotFoundError:
        return {}
    body: dict[str, Any] = json.loads(kept.body) if kept.state == "approved" else {}
    return body
