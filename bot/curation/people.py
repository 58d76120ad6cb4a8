"""Authors and curators: curators are named in CS_CURATORS, or by another curator."""

from bot.context import TERMINAL, Context
from bot.reply import Row
from curation import Change, CurationError
from curation.curators import curators
from curation.decisions import is_person

PERSON = "[UW][A-Z0-9]{2,}"
"""The id of a Slack user, in capitals as Slack writes it: what is written otherwise is a name."""
WHO = "Mention the person, or give their Slack id, such as @U0123ABC."
NO_CURATOR = "Only curators decide on the glossary. Whoever runs me names the first of them in CS_CURATORS."


def change_of(context: Context, request: str = "") -> Change:
    """The change that somebody's request makes: the same person's same request is carried out once."""
    who = context.requester.id
    key = f"{who}: {request}" if request and context.place != TERMINAL else ""
    return Change(who, context.now, key, context.place, context.team)


def row_of(who: str, label: str, text: str, detail: str = "", opens: str = "") -> Row:
    """A row about what somebody did; by name who did it in a terminal, and so isn't known to Slack."""
    if is_person(who):
        return Row(label, text, detail=detail, opens=opens, person=who)
    return Row(label or who, f"{text} by {who}" if label and who else text, detail=detail, opens=opens)


def is_curator(context: Context) -> bool:
    """Whether the asker decides: those who are named, and whoever runs the program in a terminal."""
    if context.place == TERMINAL:
        return True
    asker = context.requester
    named = context.workspace.settings.cs_curators
    return bool({asker.id, asker.email.casefold()} & named) or asker.id in curators(context.workspace.words)


def check_curator(context: Context) -> None:
    """Returns when the asker is a curator. Raises `CurationError`."""
    if not is_curator(context):
        raise CurationError(NO_CURATOR)


def curator_ids(context: Context) -> list[str]:
    """The curators that can be told anything in Slack."""
    named = sorted(context.workspace.settings.cs_curators)
    return [person for person in curators(context.workspace.words, named) if is_person(person)]


def untold(context: Context) -> str:
    """Why no curator is told in Slack of what waits."""
    if context.workspace.settings.cs_curators:
        return "Curators are named by email alone, so I can’t tell them (whoever runs me sets their Slack ids)"
    return "Nobody is named as a curator yet (whoever runs me sets CS_CURATORS)"
