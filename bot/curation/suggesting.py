"""`add` and `suggest`: a form where there are forms, or a term in one line."""

from bot.context import TERMINAL, Context
from bot.curation.people import change_of, curator_ids, untold
from bot.curation.proposals import Target, new_target, proposal_of, target_of
from bot.curation.remarking import remarks_on
from bot.registry import Command
from bot.reply import Choice, Fact, Reply
from curation.checks import faults
from curation.curators import tell_curators
from curation.drafts import Draft, Proposal, propose

LONGEST_NAME = 60


def add_reply(context: Context, text: str, command: Command) -> Reply:
    """Suggests the term of a line, or asks for what is missing."""
    name, meaning = _parted(text)
    if not name and not meaning:
        return _asking(context, command.verb, "A term of your own", command)
    if not name:
        return command.usage_error("Say which term, before the colon.", "term")
    if len(name) > LONGEST_NAME:
        return command.usage_error(f"A name has {LONGEST_NAME} characters at most.", "term")
    if not meaning:
        return _asking(context, f"{command.verb} {name}", name, command)
    target = new_target(name)
    return _suggested(context, target, {**target.fields, "definition": meaning}, command)


def suggest_reply(context: Context, text: str, command: Command) -> Reply:
    """Suggests another text for a term, or asks for it."""
    name, words = _parted(text)
    if not name:
        return command.usage_error("Say which term to change.", "term")
    target = target_of(context, name)
    if not words:
        return _asking(context, f"{command.verb} {target.term}", name, command)
    field = "definition" if target.kind == "term" else "our_definition"
    return _suggested(context, target, {**target.fields, field: words}, command)


def _parted(text: str) -> tuple[str, str]:
    name, _, words = text.partition(":")
    return " ".join(name.split()), " ".join(words.split())


def _asking(context: Context, request: str, name: str, command: Command) -> Reply:
    """The form, where one can be opened; in a terminal, the line to type."""
    if context.place == TERMINAL:
        return Reply(
            title=f"{name}: in your words?",
            data={"kind": "form", "request": request},
            paragraphs=("In Slack a form asks for all of it. Here, say what it means after a colon.",),
            facts=(Fact("For example", command.examples[1], request=True),),
        )
    return Reply(
        title="Suggest it in a form",
        data={"kind": "form", "request": request},
        paragraphs=("A form asks for what it means.",),
        choices=(Choice("Open the form", request, form=True),),
        form=request,
        only_for_requester=True,
    )


def _suggested(context: Context, target: Target, fields: dict[str, str], command: Command) -> Reply:
    proposal = proposal_of(context, target, fields)
    if wrong := faults(proposal, context.glossary):
        field, said = next(iter(wrong.items()))
        return command.usage_error(said, field)
    draft = suggest_draft(context, proposal)
    return suggested_reply(context, draft, remarks_on(proposal, context.glossary))


def suggest_draft(context: Context, proposal: Proposal, request: str = "") -> Draft:
    """Keeps a proposal, and has the curators told that something waits, once a day. Raises `CurationError`."""
    words = context.workspace.words
    draft = propose(words, change_of(context, request), proposal)
    tell_curators(words, change_of(context), curator_ids(context), draft)
    return draft


def suggested_reply(context: Context, draft: Draft, said: tuple[str, ...] = ()) -> Reply:
    """What somebody is told who suggested a term."""
    told = "You get a direct message from me when it is decided." if context.place != TERMINAL else ""
    there = bool(curator_ids(context))
    have = "Curators have it now." if there else "It waits for a curator."
    nobody = "" if context.place == TERMINAL or there else f"{untold(context)}."
    return Reply(
        title=f"Suggested: {draft.name}",
        data={"kind": "draft", "draft": draft.id, "term": draft.term, "state": draft.state},
        paragraphs=tuple(filter(None, (have, told, nobody))),
        facts=(Fact("Number", str(draft.id)),),
        choices=() if context.place == TERMINAL else (Choice("See it", f"curate {draft.id}"),),
        footnotes=said,
        only_for_requester=True,
    )
