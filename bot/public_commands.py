"""The commands of the glossary and of the metrics."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Context
from bot.parsing.grammar import is_metric_name, nearest_word
from bot.registry import CommandRegistry, Parameter, Tool
from bot.reply import Choice, Fact, Reply, Row
from bot.terms.glossary_replies import curated_card, reply_to, term_card
from bot.terms.team_definitions import with_definition
from glossary import Answer, Glossary, Term

if TYPE_CHECKING:
    from metrics.registry import Metrics

PUBLIC_COMMANDS = CommandRegistry()
_DIGIT = re.compile(r"\d")
_MEANS = re.compile(
    r"what(?:'s| is| are| does| do|s) (?:the |an? )?(?P<word>[^?]{1,30}?)(?: (?:means?|stand for))?(?: here)?\s*\??",
    re.IGNORECASE,
)
_ACRONYMS = frozenset({"ai"})


def _title(category: str) -> str:
    """A category as a heading."""
    return category.upper() if category in _ACRONYMS else category.capitalize()


@PUBLIC_COMMANDS.command(
    "define",
    arguments="TERM",
    summary="What a term means, its formula and an example, and what it is confused with; questions too",
    examples=("define nrr", "define what's a good nps?"),
    fixed=True,
    tool=Tool((Parameter("term", "A term, its acronym, or a question about one: what's a good nps?", required=True),)),
)
def define(context: Context, text: str) -> Reply:
    """Answers a term or a question about one; a metric that is no term, with its definition and a form."""
    if not text:
        return PUBLIC_COMMANDS["define"].usage_error("Say which term to define.", "term")
    answer = context.glossary.answer(text)
    if not (answer.kind == "term" and answer.how == "exact") and is_metric_name(text):
        return calculate(context, text)
    reply = reply_to(answer, context.glossary)
    if answer.kind in {"choices", "not_found"} and (meaning := _MEANS.fullmatch(text)):
        from bot.terms.definition_replies import definition_named  # a definition of a term needs none of it

        if counted := definition_named(meaning["word"], context.glossary):
            return counted
    if answer.aspect == "benchmark":
        reply = _with_what_is_good(reply, text, answer)
    return _with_numbers(reply, text, answer, context.glossary) if _DIGIT.search(text) else reply


def _with_what_is_good(reply: Reply, text: str, answer: Answer) -> Reply:
    from bot.terms.what_is_good import what_is_good_note  # a definition needs none of it

    note = what_is_good_note(text, answer)
    return replace(reply, paragraphs=(note, *reply.paragraphs)) if note else reply


def _with_numbers(reply: Reply, text: str, answer: Answer, glossary: Glossary) -> Reply:
    """The reply with what there is to say of the numbers in a question about a metric: none goes unsaid."""
    from bot.parsing.given_values import sentence_about_numbers  # a definition needs none of it

    notes = (
        sentence_about_numbers(text, term, answer.aspect, glossary)
        for term in answer.terms
        if term.metric or term.formula
    )
    return replace(reply, paragraphs=(*filter(None, notes), *reply.paragraphs))


@PUBLIC_COMMANDS.command(
    "curated",
    arguments="TERM",
    summary="What the curated glossary says of a term that your team has words of its own for",
    examples=("curated nrr",),
    tool=Tool((Parameter("term", "The term", required=True),)),
)
def curated(context: Context, text: str) -> Reply:
    """Answers a term as the project has it, whatever the team says of it."""
    if not text:
        return PUBLIC_COMMANDS["curated"].usage_error("Say which term.", "term")
    known = context.glossary.curated
    meant = [known[text]] if text in known else [t for t in context.glossary.named(text) if t.id in known]
    return curated_card(known[meant[0].id], context.glossary) if meant else define(context, text)


@PUBLIC_COMMANDS.command(
    "compare",
    arguments="TERM vs TERM",
    summary="Two terms side by side, and the line that tells them apart",
    examples=("compare champion vs ambassador", "compare grr or nrr"),
    fixed=True,
    tool=Tool(
        (
            Parameter("first", "A term", required=True),
            Parameter("second", "The other one", required=True, words="vs {}"),
        )
    ),
)
def compare(context: Context, text: str) -> Reply:
    """Answers two terms side by side."""
    if not text:
        return PUBLIC_COMMANDS["compare"].usage_error("Say which two terms to compare.", "terms")
    answer = context.glossary.answer(f"compare {text}")
    named = [(term.id, term.name) for term in answer.terms] + [(each.id, each.name) for each in answer.suggestions]
    if answer.kind in {"term", "choices"} and len(named) == 1:
        ((id_, name),) = named
        message = f"“{text}” names only one term that is known, {name}. Name two, with “vs” between them."
        return PUBLIC_COMMANDS["compare"].usage_error(message, "terms", (Choice(name, f"define {id_}"),))
    return reply_to(answer, context.glossary)


@PUBLIC_COMMANDS.command(
    "calculate",
    arguments="METRIC NUMBERS",
    summary="A metric's value, how the numbers were read and the working; the metric's name alone will do",
    examples=("calculate nps 40 10 50", "calculate nrr start=100k expansion=20k contraction=5k churn=8k"),
    fixed=True,
)
def calculate(context: Context, text: str) -> Reply:
    """Answers a metric's arguments; solves for one written `?`, and tries a range written `4k..12k`."""
    from bot.metric_replies import calculation_reply  # a definition needs none of it

    name, _, arguments = text.partition(" ")
    if not is_metric_name(name):
        message = f"There is no metric “{name}”." if name else "Say which metric to calculate, and its numbers."
        near = nearest_word(name, [metric.id for metric in _metrics()])
        choices = (*(Choice(id_, f"calculate {id_} {arguments}".strip()) for id_ in near), Choice("Metrics", "metrics"))
        return PUBLIC_COMMANDS["calculate"].usage_error(message, "metric", choices)
    reply = calculation_reply(name.casefold(), arguments)
    return with_definition(reply, _metrics()[name.casefold()].term, context.glossary)


def _metrics() -> "Metrics":
    from metrics import METRICS  # a definition needs none of it

    return METRICS


@PUBLIC_COMMANDS.command(
    "metrics",
    arguments="[TOPIC]",
    summary="The metrics that can be calculated, by topic",
    examples=("metrics", "metrics retention"),
    fixed=True,
    tool=Tool((Parameter("topic", "A topic such as retention"),)),
)
def list_metrics(context: Context, text: str) -> Reply:  # noqa: ARG001  every handler is called alike
    """Lists the topics, or the metrics of one with their usage."""
    from bot.metric_replies import metrics_of, topics_reply  # a definition needs none of it

    by_topic = topics_reply()
    if not text:
        return metrics_of(by_topic)
    near = [text.casefold()] if text.casefold() in by_topic else nearest_word(text, by_topic)
    if near != [text.casefold()]:
        choices = tuple(Choice(topic.capitalize(), f"metrics {topic}") for topic in near or by_topic)
        return PUBLIC_COMMANDS["metrics"].usage_error(f"There is no topic “{text}”.", "topic", choices)
    return metrics_of({near[0]: by_topic[near[0]]})


@PUBLIC_COMMANDS.command(
    "counted",
    arguments="[FIGURE]",
    summary="How a number about accounts is counted: its formula, what counts, what doesn't, and edge cases",
    examples=("counted arr", "counted nrr", "counted portfolio"),
    fixed=True,
    tool=Tool((Parameter("figure", "The figure: arr, nrr, health …"),)),
)
def counted(context: Context, text: str) -> Reply:
    """Answers the definition of a figure, or of all that an answer shows."""
    from bot.terms.definition_replies import counted_reply  # a definition of a term needs none of it

    return counted_reply(text, PUBLIC_COMMANDS["counted"], context.glossary)


@PUBLIC_COMMANDS.command(
    "terms",
    arguments="[CATEGORY]",
    summary="The categories of the glossary, or the terms of one",
    examples=("terms", "terms retention"),
    fixed=True,
    tool=Tool((Parameter("category", "A category such as retention"),)),
)
def terms(context: Context, text: str) -> Reply:
    """Lists the categories, or the terms of a category."""
    by_category = context.glossary.by_category()
    if not text:
        return _categories(by_category)
    if text.casefold() not in by_category:
        near = nearest_word(text, by_category)
        choices = tuple(Choice(_title(category), f"terms {category}") for category in near or by_category)
        return PUBLIC_COMMANDS["terms"].usage_error(f"There is no category “{text}”.", "category", choices)
    return _category(text.casefold(), by_category[text.casefold()])


def _categories(by_category: dict[str, list[Term]]) -> Reply:
    terms = [term for listed in by_category.values() for term in listed]
    return Reply(
        title=f"{_counted(terms)} in {len(by_category)} {'category' if len(by_category) == 1 else 'categories'}",
        data={
            "kind": "categories",
            "categories": [{"category": name, "terms": len(terms)} for name, terms in by_category.items()],
        },
        rows=tuple(Row(_title(name), _counted(terms)) for name, terms in by_category.items()),
        choices=tuple(Choice(_title(name), f"terms {name}") for name in by_category),
        actions=(Choice("A random term", "random"),),
        is_list=True,
        share="terms",
    )


def _counted(terms: list[Term]) -> str:
    return f"{len(terms)} term{'s' * (len(terms) != 1)}"


def _category(category: str, listed: list[Term]) -> Reply:
    return Reply(
        title=f"{_title(category)}: {_counted(listed)}",
        data={
            "kind": "terms",
            "category": category,
            "terms": [{"id": term.id, "name": term.name, "acronyms": list(term.acronyms)} for term in listed],
        },
        rows=tuple(Row(term.title) for term in listed),
        actions=(Choice("All categories", "terms"),),
        facts=(Fact("For example", f"define {listed[0].name.lower()}", request=True),),
        is_list=True,
        share=f"terms {category}",
    )


@PUBLIC_COMMANDS.command(
    "random",
    arguments="[CATEGORY]",
    summary="A term by chance, of any category or of one",
    examples=("random", "random retention"),
    tool=Tool((Parameter("category", "A category such as retention"),)),
)
def random_term(context: Context, text: str) -> Reply:
    """Answers any term, or any of a category."""
    listed = context.glossary.by_category().get(text.casefold()) if text else list(context.glossary.terms.values())
    if not listed:
        message = f"There is no category “{text}”."
        return PUBLIC_COMMANDS["random"].usage_error(message, "category", (Choice("Categories", "terms"),))
    import random  # costs what a definition takes

    term = random.choice(listed)  # noqa: S311  nothing secret hangs on it
    reply = term_card(term, context.glossary)
    return replace(reply, actions=(Choice("Another one", f"random {text}".strip()), *reply.actions))
