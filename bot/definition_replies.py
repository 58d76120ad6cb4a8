"""Replies on how a figure about accounts is counted: the same sentences as docs/definitions.md."""

from dataclasses import replace

from accounts.definitions import Definition, find_definitions, load_definitions, similar_definitions
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row
from bot.team_definitions import figure_notes
from glossary import Glossary


def counted_reply(text: str, command: Command, glossary: Glossary) -> Reply:
    """Answers how a figure is counted, or which figures an answer shows; without a text, all of them."""
    found = find_definitions(text) if text else tuple(load_definitions().values())
    if len(found) == 1:
        reply = _definition(found[0])
        return replace(reply, footnotes=figure_notes(found[0].id, glossary))
    if not found:
        message = f"There is no figure “{text}”."
        near = tuple(Choice(each.name, f"counted {each.id}") for each in similar_definitions(text))
        return command.usage_error(message, "figure", (*near, Choice("All figures", "counted")))
    return _list(text, found)


def _definition(found: Definition) -> Reply:
    formula = (Fact("Formula", found.formula, verbatim=True),) if found.formula else ()
    return Reply(
        title=f"How is this counted? {found.name}",
        data={"kind": "definition", "definition": to_data(found)},
        paragraphs=(found.text,),
        facts=(*formula, *(Fact(heading, " ".join(sentences)) for heading, sentences in found.lists)),
        actions=(Choice("All figures", "counted"),),
        share=f"counted {found.id}",
    )


def _list(text: str, found: tuple[Definition, ...]) -> Reply:
    return Reply(
        title="How is this counted?",
        data={"kind": "definitions", "definitions": [to_data(each) for each in found]},
        rows=tuple(Row(each.name, each.text, opens=f"counted {each.id}") for each in found),
        is_list=True,
        actions=(Choice("All figures", "counted"),) if text else (),
        share=f"counted {text}".strip(),
    )


def to_data(found: Definition) -> dict[str, object]:
    """The definition as JSON takes it."""
    return {
        "id": found.id,
        "name": found.name,
        "text": found.text,
        "formula": found.formula,
        "counts": list(found.counts),
        "leaves_out": list(found.leaves_out),
        "edges": list(found.edges),
    }
