"""Has the cards of the curated terms made and keeps them: `python -m bot.terminal.card_compiler`."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress

from bot.commands import parse_request, respond
from bot.context import Context
from bot.parsing.grammar import Request
from bot.render.terminal import reply_blocks
from bot.terminal.kept_cards import CODE, PLACE, term_files
from glossary import Glossary, Term, load
from glossary.kept import checksums, sealed, write_kept

_PLAIN = re.compile(r"[a-z]+(?:[ -][a-z]+)*")
"""Names that are read alike however they are written; what has digits may be a calculation."""


def main() -> None:
    """Keeps the cards, if that can be done."""
    terms = checksums(term_files())  # before they are read: what changes meanwhile is seen the next time
    context = Context(load())
    by_name: dict[str, int] = {}
    cards: dict[bytes, int] = {}
    for name in plain_names(context.glossary):
        _, reply = respond(f"define {name}", context)
        card = sealed((dict(reply.data) | {"query": ""}, tuple(reply_blocks(reply, "cs"))))
        by_name[name] = cards.setdefault(card, len(cards))
    with suppress(OSError):
        write_kept(PLACE, ((*terms, *checksums(_modules())), by_name, list(cards)))


def plain_names(glossary: Glossary) -> Iterator[str]:
    """The names in lower case that ask for one term alike in any case, with the verb or without it."""
    for name in sorted({name.casefold() for term in glossary.terms.values() for name in _names(term)}):
        if _PLAIN.fullmatch(name) and _asks_for_one_term(name, glossary):
            yield name


def _asks_for_one_term(name: str, glossary: Glossary) -> bool:
    wanted = Request("define", name)
    if parse_request(name, glossary) != wanted or parse_request(f"define {name}", glossary) != wanted:
        return False
    answer = glossary.answer(name)
    return (answer.kind, answer.how) == ("term", "exact") and glossary.answer(name.upper()).terms == answer.terms


def _names(term: Term) -> tuple[str, ...]:
    return (term.id, term.name, *term.acronyms, *term.aliases)


def _modules() -> list[str]:
    """The files of our own modules that were imported, which are those that made the cards."""
    ours = {"accounts", "bot", "curation", "glossary", "metrics", "sources", "store", "tenants", "__main__"}
    files = {
        getattr(module, "__file__", "") or "" for name, module in sys.modules.items() if name.split(".")[0] in ours
    }
    return sorted(file for file in files if file.startswith(CODE) and file.endswith(".py"))


if __name__ == "__main__":
    main()
