"""Changes that a curator makes without a draft of somebody else: one field of a word, and all else as it is."""

from collections.abc import Mapping
from typing import Any

from bot.context import Context
from bot.curation.people import change_of
from bot.curation.proposals import Target, stored_body
from curation.bodies import Content, to_json
from curation.own_terms import OwnTerm
from curation.revisions import edit_term


def amend(context: Context, target: Target, fields: Mapping[str, Any]) -> OwnTerm:
    """The word with the fields changed, as a version of its own; as it is where they say so already.

    Raises `DraftChangedError`.
    """
    words = context.workspace.words
    text = to_json(target.kind, target.term, {**stored_body(context, target.term), **fields})
    return edit_term(words, change_of(context), Content(target.term, target.kind, text), target.base)
