"""Terms that the accounts have a figure for: “Ours” on the card of NRR."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from bot.reply import Reply


class OwnFigure(NamedTuple):
    """What is worked out of the accounts, and the definition that says how it is counted."""

    name: str
    definition: str


OWN_FIGURES = {
    "net-revenue-retention": OwnFigure("nrr", "nrr"),
    "gross-revenue-retention": OwnFigure("grr", "grr"),
    "customer-retention-rate": OwnFigure("crr", "crr"),
    "customer-churn-rate": OwnFigure("churn", "crr"),
    "annual-recurring-revenue": OwnFigure("arr", "arr"),
    "net-promoter-score": OwnFigure("nps", "nps"),
}


def figure_of(data: Mapping[str, Any]) -> OwnFigure | None:
    """The figure of the term or of the metric that an answer explains, by its JSON object; None where there is none."""
    if data["kind"] == "term":
        return OWN_FIGURES.get(data["term"]["id"])
    return OWN_FIGURES.get(data["term"]) if data["kind"] == "help" and "term" in data else None


def with_figure(reply: Reply, own: Reply) -> Reply:
    """The answer with what it is with us before its other facts."""
    return replace(reply, facts=(*own.facts, *reply.facts), actions=(*reply.actions, *own.actions))
