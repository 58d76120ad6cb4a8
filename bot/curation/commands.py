"""The commands of the team's own words, each with a line: what they say waits until it is asked for."""

from bot.context import Context
from bot.registry import CommandRegistry, Parameter, Tool
from bot.reply import Reply

CURATION_COMMANDS = CommandRegistry()
ADD, SUGGEST, CURATE, CURATORS, HISTORY = "add", "suggest", "curate", "curators", "history"


@CURATION_COMMANDS.command(
    ADD,
    arguments="TERM",
    summary="Suggest a term of your team's own; a curator decides, and you are told",
    examples=("add sky score", "add Sky Score (SKS): How ready a customer is to expand, from 0 to 10."),
    writes=True,
    for_members=True,
    tool=Tool(
        (
            Parameter("term", "The name, with its acronym in brackets", required=True),
            Parameter("definition", "What it means", required=True, words=": {}"),
        ),
        writes=True,
    ),
)
def add(context: Context, text: str) -> Reply:
    """Suggests a term, or opens the form for it."""
    from bot.curation.suggesting import add_reply  # a definition needs none of it

    return add_reply(context, text, CURATION_COMMANDS[ADD])


@CURATION_COMMANDS.command(
    SUGGEST,
    arguments="TERM",
    summary="Suggest a change of a term, or what your team says of a curated one",
    examples=("suggest nrr", "suggest nrr: Ours leaves out customers on trial."),
    writes=True,
    for_members=True,
    tool=Tool(
        (
            Parameter("term", "The term to change", required=True),
            Parameter("definition", "What it is to say", required=True, words=": {}"),
        ),
        writes=True,
    ),
)
def suggest(context: Context, text: str) -> Reply:
    """Suggests another text for a term, or opens the form for it."""
    from bot.curation.suggesting import suggest_reply

    return suggest_reply(context, text, CURATION_COMMANDS[SUGGEST])


@CURATION_COMMANDS.command(
    CURATE,
    arguments="[NUMBER/DECISION]",
    summary="What was suggested and asked for; curators approve, decline, merge, verify, rollback, hide, name an owner",
    examples=("curate",),
    writes=True,
    for_members=True,
)
def curate(context: Context, text: str) -> Reply:
    """Shows the queue or a draft of it, or decides."""
    from bot.curation.deciding import curate_reply

    return curate_reply(context, text, CURATION_COMMANDS[CURATE])


@CURATION_COMMANDS.command(
    CURATORS,
    arguments="[add/remove @PERSON]",
    summary="Who decides on the team's own words; curators name others",
    examples=("curators",),
    writes=True,
    for_members=True,
)
def curators(context: Context, text: str) -> Reply:
    """Lists the curators, or changes who is one."""
    from bot.curation.curators import curators_reply

    return curators_reply(context, text, CURATION_COMMANDS[CURATORS])


@CURATION_COMMANDS.command(
    HISTORY,
    arguments="TERM",
    summary="Who changed a term of the team's own, when and how; curators roll it back from there",
    examples=("history nrr",),
    for_members=True,
    tool=Tool((Parameter("term", "The term", required=True),)),
)
def history(context: Context, text: str) -> Reply:
    """Answers the versions of a word, newest first."""
    from bot.curation.histories import history_reply

    return history_reply(context, text, CURATION_COMMANDS[HISTORY])
