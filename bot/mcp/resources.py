"""MCP resources: the terms of the glossary, and the definitions of figures."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote

from mcp_types import (
    CompleteResult,
    Completion,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from bot.commands import answer_request
from bot.context import Context
from bot.mcp.texts import visible
from bot.parsing.grammar import Request
from bot.render.terminal import plain_text
from glossary import Glossary

TERMS, FIGURES = "terms://", "figures://"
VERBS = {TERMS: "define", FIGURES: "counted"}
PAGE = 100  # resources of a list
LONGEST = 300  # characters of a name
COMPLETED = 20  # names that are offered
TEXT = "text/plain"


def list_resources(glossary: Glossary, cursor: str | None) -> ListResourcesResult:
    """Figures and terms, a page at a time. Raises `ValueError` for a cursor that none was given."""
    start = int(cursor) if cursor and cursor.isdecimal() and len(cursor) < 8 else 0
    if cursor and not start:
        raise ValueError("That is no cursor of this list.")
    every = [*_figures(), *_terms(glossary)]
    following = str(start + PAGE) if start + PAGE < len(every) else None
    return ListResourcesResult(resources=every[start : start + PAGE], next_cursor=following)


def _figures() -> list[Resource]:
    from accounts.definitions import load_definitions

    return [
        Resource(
            uri=f"{FIGURES}{quote(each.id, safe='')}",
            name=f"figure {each.id}",
            title=each.name,
            description=f"How {each.name} is counted here",
            mime_type=TEXT,
        )
        for each in load_definitions().values()
    ]


def _terms(glossary: Glossary) -> list[Resource]:
    return [
        Resource(
            uri=f"{TERMS}{quote(term.id, safe='')}",
            name=term.id,
            title=visible(term.title),
            description=f"A term of {term.category}" if term.category else "A term",
            mime_type=TEXT,
        )
        for term in glossary.terms.values()
    ]


def list_templates() -> ListResourceTemplatesResult:
    """The two kinds of addresses."""
    templates = [
        ResourceTemplate(
            uri_template=f"{TERMS}{{term}}",
            name="term",
            title="A term",
            description="What a term of Customer Success means: by its id, name or acronym",
            mime_type=TEXT,
        ),
        ResourceTemplate(
            uri_template=f"{FIGURES}{{figure}}",
            name="figure",
            title="How a figure is counted",
            description="The formula of a figure about accounts, what counts and what doesn’t: arr, nrr, health …",
            mime_type=TEXT,
        ),
    ]
    return ListResourceTemplatesResult(resource_templates=templates)


def read_resource(uri: str, context: Context) -> ReadResourceResult:
    """The text of an address. Raises `LookupError` for one that nothing is at."""
    scheme = next((each for each in VERBS if uri.startswith(each)), "")
    name = " ".join(unquote(uri.removeprefix(scheme)).split())
    if not scheme or not name or len(name) > LONGEST:
        raise LookupError(f"Nothing is at that address: there are {TERMS}TERM and {FIGURES}FIGURE.")
    reply = answer_request(Request(VERBS[scheme], name), context)
    if reply.outcome != "answered" or reply.data["kind"] not in {"term", "definitions", "definition"}:
        raise LookupError(f"There is no {'term' if scheme == TERMS else 'figure'} of that name.")
    text = visible(plain_text(reply))
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=TEXT, text=text)])


def complete(argument: str, begun: str, glossary: Glossary) -> CompleteResult:
    """The terms or figures whose id begins with what is typed."""
    known: Sequence[str] = ()
    if argument == "term":
        known = sorted(glossary.terms)
    elif argument == "figure":
        known = [each.name.removeprefix("figure ") for each in _figures()]
    found = [each for each in known if each.startswith(begun.casefold())]
    more: dict[str, Any] = {"total": len(found), "has_more": len(found) > COMPLETED}
    return CompleteResult(completion=Completion(values=found[:COMPLETED], **more))
