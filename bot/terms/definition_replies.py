"""Replies on how a figure about accounts is counted: the same sentences as docs/definitions.md."""

from dataclasses import replace

from accounts.definitions import Definition, find_definitions, load_definitions, similar_definitions
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row
from bot.terms.own_figures import OWN_FIGURES
from bot.terms.team_definitions import figure_notes
from glossary import Glossary
from metrics import METRICS, Metric


def counted_reply(text: str, command: Command, glossary: Glossary) -> Reply:
    """Answers how a figure is counted, or which figures an answer shows; without a text, all of them."""
    found = find_definitions(text) if text else tuple(load_definitions().values())
    if len(found) == 1:
        reply = _definition(found[0])
        return replace(reply, footnotes=figure_notes(found[0].id, glossary))
    if not found:
        if metric := _metric_of(text, glossary):
            return _not_counted(metric)
        message = f"There is no figure “{text}”."
        near = tuple(Choice(each.name, f"counted {each.id}") for each in similar_definitions(text))
        return command.usage_error(message, "figure", (*near, Choice("All figures", "counted")))
    return _list(text, found)


def definition_named(text: str, glossary: Glossary) -> Reply | None:
    """The definition of what answers call so, that is no term: `past due`, `red`; None where there is none."""
    found = find_definitions(text)
    return replace(_definition(found[0]), footnotes=figure_notes(found[0].id, glossary)) if len(found) == 1 else None


def _metric_of(text: str, glossary: Glossary) -> Metric | None:
    """The metric of that name, or of the term of that name or id."""
    term = glossary.terms.get(text.strip())
    terms = (term,) if term else glossary.named(text)
    return METRICS.find(text) or next((METRICS[each.metric] for each in terms if each.metric), None)


def _not_counted(metric: Metric) -> Reply:
    """Says that accounts have no figure for a metric, and which numbers would tell it."""
    form = metric.forms[0]
    wanted = ", ".join(spec.description for spec in form.fields if spec.required)
    known = sorted({figure.name.upper() for figure in OWN_FIGURES.values()} - {"CHURN"})
    return Reply(
        title=f"Our own {metric.name} isn’t known",
        data={"kind": "own_figure", "figure": metric.id, "known": False, "text": "not known"},
        paragraphs=(
            f"It is none of the figures that are worked out from accounts, which are {', '.join(known)} and customer "
            "churn. With your own numbers it is calculated.",
        ),
        facts=(Fact("It takes", wanted), Fact("For example", metric.example, verbatim=True)),
        choices=(Choice(f"What is {metric.name}?", f"define {metric.term}"),),
        actions=(Choice("Calculate", f"calculate {metric.id}", form=True), Choice("All figures", "counted")),
        outcome="nothing",
    )


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
