"""The forms of the team's own words: opened filled with what is known, and taken or sent back with what is wrong.

What whoever sends a term should know of the glossary, such as others of nearly the same name, is shown once before it
is sent.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import COMMANDS
from bot.context import Context
from bot.curation.commands import ADD, CURATE, CURATION_COMMANDS, SUGGEST
from bot.curation.deciding import curate_reply
from bot.curation.drafts import draft_reply, news_of
from bot.curation.people import change_of, check_curator
from bot.curation.proposals import Target, new_target, proposal_of, target_of, target_of_draft
from bot.curation.remarking import remarks_on
from bot.curation.suggesting import suggest_draft, suggested_reply
from bot.parsing.grammar import Request, parse
from bot.render import word_modals as rendered
from bot.render.modal_fields import errors
from bot.slack.access import RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.posting import ReplyTarget
from curation import CurationError, DraftChangedError
from curation.checks import faults, near_names
from curation.drafts import Draft, Proposal, edit, find_draft
from curation.questions import find_open

View = Mapping[str, Any]
VERBS = frozenset({ADD, SUGGEST, CURATE})
KEPT = ("draft", "revision", "verb", "question")  # what a form that is shown again still knows
NOT_SENT = "Not sent yet. If it is meant so, press Send again."


async def open_modal(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens, for a member of the team. Raises `NoAccessError` and `CurationError`."""
    context = await account_requests.member_context(origin, client)
    return await account_requests.run(lambda: modal(context, request, place))


def modal(context: Context, request: str, place: ReplyTarget) -> dict[str, Any]:
    """The modal of a request: a term, a change of one, the edit of a draft, or a decision about one."""
    asked = parse(request, COMMANDS.verbs)
    if asked.verb == CURATE:
        return _of_draft(context, asked.text, place)
    if asked.verb == ADD and not asked.text:
        return _shown(new_target(""), (), {}, place)
    if asked.verb == ADD and not context.glossary.has_name(asked.text):
        question = find_open(context.workspace.words, asked.text)
        kept = {"question": question.id} if question else {}
        near = ", ".join(term.title for term in near_names(asked.text, context.glossary))
        said = f"Nearly the same name: {near}. Is it one of these?" if near else ""
        return _shown(new_target(asked.text), (said,), kept, place)
    target = target_of(context, asked.text)
    return _shown(target, (), {}, place, _subject(context, target))


def _of_draft(context: Context, text: str, place: ReplyTarget) -> dict[str, Any]:
    check_curator(context)
    verb, number, *rest = text.split()
    draft = find_draft(context.workspace.words, int(number))
    seen = int(rest[0].removeprefix("r")) if rest and rest[0][1:].isdigit() else draft.revision
    kept = {"draft": draft.id, "revision": seen, "verb": verb}
    if verb == "edit":
        target, said = target_of_draft(context, draft), remarks_on(_proposal(draft), context.glossary)
        return _shown(target, said, kept, place, _subject(context, target), news_of(context, draft))
    metadata = json.dumps({**kept, **asdict(place)})
    if verb == "decline":
        return rendered.decline_modal(draft.name, metadata)
    return rendered.merge_modal(draft.name, " ".join(rest[2:]), metadata)


def _proposal(draft: Draft) -> Proposal:
    return Proposal(draft.term, draft.kind, draft.name, json.loads(draft.body), draft.base)


def _subject(context: Context, target: Target) -> str:
    """The term that a form without a field for its name is about, and what the glossary says of it."""
    term = context.glossary.terms.get(target.term) if target.kind == "overlay" else None
    return f"{term.title}: {term.definition}" if term else ""


def _shown(
    target: Target, said: Sequence[str], kept: Mapping[str, Any], place: ReplyTarget, *above: str
) -> dict[str, Any]:
    about = {"term": target.term, "kind": target.kind, "base": target.base}
    metadata = json.dumps({**about, **kept, "said": _digest(said), **asdict(place)})
    change = target.kind == "overlay" or target.base > 0
    return rendered.word_modal(target.kind, target.fields, (*above, *said), change=change, metadata=metadata)


def place_of(view: View) -> ReplyTarget:
    """Where the answer to a filled form goes."""
    kept = json.loads(view["private_metadata"])
    return ReplyTarget(kept["channel"], kept["thread"], kept["url"])


def submitted(context: Context, view: View) -> AnsweredRequest | ValidationErrors:
    """Keeps what was filled in, or says what is wrong with which field, or once more what is to be known of it."""
    kept = json.loads(view["private_metadata"])
    try:
        return _taken(context, view, kept)
    except DraftChangedError as changed:
        return _refused({"name": f"{changed} Close this and look at it anew."}, kept["kind"])
    except CurationError as error:
        field, _, said = str(error).partition(": ")
        return _refused({field: said} if said and field in rendered.TERM_FORM else {"name": str(error)}, kept["kind"])


def _taken(context: Context, view: View, kept: Mapping[str, Any]) -> AnsweredRequest | ValidationErrors:
    fields = rendered.word_values(kept["kind"], view)
    target = Target(kept["term"], kept["kind"], kept["base"], fields)
    proposal = replace(proposal_of(context, target, fields), question=kept.get("question"))
    if wrong := faults(proposal, context.glossary):
        return _refused(wrong, kept["kind"])
    said = remarks_on(proposal, context.glossary)
    unsent = (NOT_SENT, *said)
    if said and kept["said"] not in {_digest(said), _digest(unsent)}:
        known = {k: kept[k] for k in KEPT if k in kept}
        again = _shown(target, unsent, known, place_of(view), _subject(context, target))
        return ValidationErrors({"response_action": "update", "view": again})
    if kept.get("verb") == "edit":
        check_curator(context)
        change = change_of(context, f"form {view['id']}")
        draft = edit(context.workspace.words, change, kept["draft"], kept["revision"], proposal)
        return AnsweredRequest(Request(CURATE, str(draft.id)), draft_reply(context, draft))
    draft = suggest_draft(context, proposal, f"form {view['id']}")
    return AnsweredRequest(Request(CURATE, str(draft.id)), suggested_reply(context, draft, said))


def decided(context: Context, view: View) -> AnsweredRequest | ValidationErrors:
    """Declines or merges as a form says, or says what is wrong."""
    kept = json.loads(view["private_metadata"])
    said = rendered.decision_value(view)
    into = "into " if kept["verb"] == "merge" else ""
    request = f"{kept['verb']} {kept['draft']} r{kept['revision']} {into}{said}"
    try:
        reply = curate_reply(context, request, CURATION_COMMANDS[CURATE])
    except CurationError as error:
        return ValidationErrors({"response_action": "errors", "errors": errors({rendered.WHY: str(error)})})
    return AnsweredRequest(Request(CURATE, str(kept["draft"])), reply)


def refused(why: str, kind: str = "term") -> ValidationErrors:
    """What tells somebody, in the form, that they may not."""
    return _refused({"name": why}, kind)


def _refused(said: Mapping[str, str], kind: str) -> ValidationErrors:
    """What is wrong, at fields that the form has."""
    fields = rendered.TERM_FORM if kind == "term" else rendered.OVERLAY_FORM
    shown = {field if field in fields else next(iter(fields)): text for field, text in said.items()}
    return ValidationErrors({"response_action": "errors", "errors": errors(shown)})


def _digest(said: Sequence[str]) -> str:
    """What tells whether just this was shown above the fields."""
    return hashlib.sha256("\n".join(filter(None, said)).encode()).hexdigest()[:16]
