"""Remarks on a proposal: those of the glossary, and names that a command has too."""

import re
from collections.abc import Iterator

from bot.registry import DECLARED, Command
from curation.checks import remarks
from curation.drafts import Proposal
from glossary import Glossary


def remarks_on(proposal: Proposal, glossary: Glossary) -> tuple[str, ...]:
    """What whoever suggests or approves a word is to know of it."""
    return (*remarks(proposal, glossary), *_commands(proposal))


def _commands(proposal: Proposal) -> Iterator[str]:
    """The names that are read as a command, or that take a request of a command from it."""
    if proposal.kind == "overlay":
        return
    for name in (proposal.name, *proposal.body.get("acronyms", ()), *proposal.body.get("aliases", ())):
        verb, _, rest = " ".join(name.casefold().split()).partition(" ")
        if verb not in DECLARED:
            continue
        if not rest:
            yield f"/cs {verb} is a command, and goes on being that: the term is shown by /cs define {verb}."
        elif _is_request(DECLARED[verb], rest):
            yield f"/cs {verb} {rest} is a request that would show this term from then on: another name is better."


def _is_request(command: Command, rest: str) -> bool:
    """Whether the text is an argument that a command takes: a word of its usage, a number, or one of its examples."""
    usage = re.findall(r"[a-z]+", command.arguments)
    return rest in usage or rest.isdecimal() or f"{command.verb} {rest}" in map(str.casefold, command.examples)
