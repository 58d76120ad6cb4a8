"""`curators`: who decides, and naming others."""

import re

from bot.context import Context
from bot.curation.people import PERSON, WHO, change_of, check_curator, row_of
from bot.registry import Command
from bot.reply import Reply, Row
from curation.curators import add_curator, curators, remove_curator

_PERSON = re.compile(rf"((?i:add|remove))\s+@?({PERSON})")


def curators_reply(context: Context, text: str, command: Command) -> Reply:
    """Lists the curators, or changes who is one."""
    if not text:
        return _list(context, "")
    asked = _PERSON.fullmatch(text.strip())
    if asked is None:
        return command.usage_error(f"Say add or remove, and who. {WHO}", "person")
    check_curator(context)
    words, person = context.workspace.words, asked[2]
    if asked[1].casefold() == "add":
        new = add_curator(words, change_of(context), person)
        return _list(context, "Added." if new else "That one is a curator already.")
    if person in context.workspace.settings.cs_curators:
        return command.usage_error("That one is named in CS_CURATORS: whoever runs me takes them out there.", "person")
    gone = remove_curator(words, change_of(context), person)
    return _list(context, "Removed." if gone else "That one is no curator.")


def _list(context: Context, said: str) -> Reply:
    named = sorted(context.workspace.settings.cs_curators)
    listed = curators(context.workspace.words, named)
    return Reply(
        title=f"{len(listed)} curator{'' if len(listed) == 1 else 's'}",
        data={"kind": "curators", "curators": listed},
        paragraphs=tuple(filter(None, (said, "" if listed else "Nobody decides on suggestions yet."))),
        rows=tuple(_row(person, named) for person in listed),
        footnotes=("A curator names others: curators add @PERSON. The first are named in CS_CURATORS.",),
        only_for_requester=True,
    )


def _row(person: str, named: list[str]) -> Row:
    said = "named in the settings" if person in named else "named by a curator"
    return row_of(person, "", said)
