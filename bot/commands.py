"""The commands, and the one way from a text to its reply."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.accounts.commands import ACCOUNTS
from bot.cards import card, reply_to
from bot.context import Context
from bot.digests.declared import DIGESTS
from bot.grammar import Request, parse
from bot.registry import Command, Commands
from bot.reply import Choice, Fact, Reply, Row
from glossary import Glossary, Term

if TYPE_CHECKING:
    from metrics import Metric

COMMANDS = Commands()
_SMALL_TALK = frozenset(
    {"", "hi", "hello", "hey", "thanks", "thank you", "menu", "commands", "start", "list"}
    | {"what can you do", "what do you do", "how does this work", "how do i use this", "who are you"}
)
_ARGUMENTS = re.compile(r"\d|=|(?:^|\s)\?(?:\s|$)")


def respond(text: str, context: Context, others: Iterable[str] = ()) -> tuple[Request, Reply]:
    """Reads a text as a request and answers it; what begins with no verb is a calculation or asked of the glossary."""
    request = read(text, context.glossary)
    return request, answer(request, context, others)


def read(text: str, glossary: Glossary) -> Request:
    """The request that a text makes.

    A verb gives way to a term whose name begins with it, and to a metric of its name where numbers follow: `health
    score` is defined, and `health usage=80 support=60` calculated.
    """
    request = parse(text, COMMANDS.verbs, verb_for)
    if not request.text:
        return request
    if glossary.has_name(f"{request.verb} {request.text}"):
        return replace(request, verb="define", text=f"{request.verb} {request.text}")
    if COMMANDS[request.verb].about_accounts and _calculates(request.verb, request.text):
        return replace(request, verb="calculate", text=f"{request.verb} {request.text}")
    return request


def _calculates(name: str, arguments: str) -> bool:
    """Whether a name is a metric's and what follows it are its numbers."""
    if not (_ARGUMENTS.search(arguments) and _is_metric(name)):
        return False
    from metrics import Result, calculate

    return isinstance(calculate(name, arguments), Result)


def answer(request: Request, context: Context, others: Iterable[str] = ()) -> Reply:
    """The reply to a request; one about accounts is recorded in the audit log.

    Where nothing is found and the first word is nearly a verb, ours or one of the `others` that the caller knows, that
    verb is offered first.
    """
    command = COMMANDS[request.verb]
    if command.about_accounts:
        from bot.accounts.answering import answered  # a definition needs none of it

        reply = answered(command, context, request.text)
        return reply if request.text else _with_its_term(reply, request.verb, context.glossary)
    reply = command.answer(context, request.text)
    if reply.outcome == "nothing" and (meant := _nearest_verb(request.text, others)):
        return replace(reply, choices=(Choice(meant, meant), *reply.choices))
    return reply


def _with_its_term(reply: Reply, verb: str, glossary: Glossary) -> Reply:
    """The reply to a verb alone, with the term of that name a tap away."""
    asked = glossary.answer(verb) if glossary.has_name(verb) else None
    terms = asked.terms if asked else ()
    return replace(reply, choices=(*reply.choices, *(Choice(f"What is {t.name}?", f"define {t.id}") for t in terms)))


def _nearest_verb(text: str, others: Iterable[str]) -> str:
    """The request with its first word read as the verb it nearly, but not quite, is; or nothing."""
    first, _, rest = text.partition(" ")
    near = _nearest(first, [*COMMANDS.verbs, *others])
    return f"{near[0]} {rest}".strip() if near and near[0] != first.casefold() else ""


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known word that a mistyped one nearly is, if there is one."""
    from difflib import get_close_matches  # a definition that is found needs none of it

    return get_close_matches(word.casefold(), list(known), n=1, cutoff=0.75)


def verb_for(text: str) -> str:
    """The verb that a text without one is read by: a metric's name and numbers are calculated, a greeting is helped."""
    if text.casefold().strip(" ?!.,") in _SMALL_TALK:
        return "help"
    name, _, arguments = text.partition(" ")
    return "calculate" if _ARGUMENTS.search(arguments) and _is_metric(name) else "define"


def _is_metric(name: str) -> bool:
    if " " in name:
        return False
    from metrics import METRICS  # a definition needs none of it

    return name.casefold() in METRICS


@COMMANDS.command(
    "define",
    arguments="TERM",
    summary="What a term means, its formula and an example, and what it is confused with; questions too",
    examples=("define nrr", "define what's a good nps?"),
    fixed=True,
)
def define(context: Context, text: str) -> Reply:
    """Answers a term or a question about one; a metric that is no term, with its definition and a form."""
    if not text:
        return COMMANDS["define"].mistake("Say which term to define.", "term")
    answer = context.glossary.answer(text)
    if not (answer.kind == "term" and answer.how == "exact") and _is_metric(text):
        return calculate(context, text)
    return reply_to(answer, context.glossary)


@COMMANDS.command(
    "compare",
    arguments="TERM vs TERM",
    summary="Two terms side by side, and the line that tells them apart",
    examples=("compare champion vs ambassador", "compare grr or nrr"),
    fixed=True,
)
def compare(context: Context, text: str) -> Reply:
    """Answers two terms side by side."""
    if not text:
        return COMMANDS["compare"].mistake("Say which two terms to compare.", "terms")
    answer = context.glossary.answer(f"compare {text}")
    named = [(term.id, term.name) for term in answer.terms] + [(each.id, each.name) for each in answer.suggestions]
    if answer.kind in {"term", "choices"} and len(named) == 1:
        ((id_, name),) = named
        message = f"“{text}” names only one term that is known, {name}. Name two, with “vs” between them."
        return COMMANDS["compare"].mistake(message, "terms", (Choice(name, f"define {id_}"),))
    return reply_to(answer, context.glossary)


@COMMANDS.command(
    "calculate",
    arguments="METRIC NUMBERS",
    summary="A metric's value, how the numbers were read and the working; the metric's name alone will do",
    examples=("calculate nps 40 10 50", "calculate nrr start=100k expansion=20k contraction=5k churn=8k"),
    fixed=True,
)
def calculate(context: Context, text: str) -> Reply:  # noqa: ARG001  every handler is called alike
    """Answers a metric's arguments; solves for one written `?`, and tries a range written `4k..12k`."""
    from bot.calculations import calculated  # a definition needs none of it

    name, _, arguments = text.partition(" ")
    if not _is_metric(name):
        message = f"There is no metric “{name}”." if name else "Say which metric to calculate, and its numbers."
        near = _nearest(name, [metric.id for metric in _metrics()])
        choices = (*(Choice(id_, f"calculate {id_} {arguments}".strip()) for id_ in near), Choice("Metrics", "metrics"))
        return COMMANDS["calculate"].mistake(message, "metric", choices)
    return calculated(name.casefold(), arguments)


def _metrics() -> "Iterable[Metric]":
    from metrics import METRICS  # a definition needs none of it

    return METRICS


@COMMANDS.command(
    "metrics",
    arguments="[TOPIC]",
    summary="The metrics that can be calculated, by topic",
    examples=("metrics", "metrics retention"),
    fixed=True,
)
def list_metrics(context: Context, text: str) -> Reply:  # noqa: ARG001  every handler is called alike
    """Lists the topics, or the metrics of one with their usage."""
    from bot.calculations import metrics_of, topics  # a definition needs none of it

    by_topic = topics()
    if not text:
        return metrics_of(by_topic)
    near = [text.casefold()] if text.casefold() in by_topic else _nearest(text, by_topic)
    if near != [text.casefold()]:
        choices = tuple(Choice(topic.capitalize(), f"metrics {topic}") for topic in near or by_topic)
        return COMMANDS["metrics"].mistake(f"There is no topic “{text}”.", "topic", choices)
    return metrics_of({near[0]: by_topic[near[0]]})


@COMMANDS.command(
    "terms",
    arguments="[CATEGORY]",
    summary="The categories of the glossary, or the terms of one",
    examples=("terms", "terms retention"),
    fixed=True,
)
def terms(context: Context, text: str) -> Reply:
    """Lists the categories, or the terms of a category."""
    by_category = context.glossary.by_category()
    if not text:
        return _categories(by_category)
    if text.casefold() not in by_category:
        near = _nearest(text, by_category)
        choices = tuple(Choice(category.capitalize(), f"terms {category}") for category in near or by_category)
        return COMMANDS["terms"].mistake(f"There is no category “{text}”.", "category", choices)
    return _category(text.casefold(), by_category[text.casefold()])


def _categories(by_category: dict[str, list[Term]]) -> Reply:
    count = sum(len(terms) for terms in by_category.values())
    return Reply(
        title=f"{count} terms in {len(by_category)} categories",
        data={
            "kind": "categories",
            "categories": [{"category": name, "terms": len(terms)} for name, terms in by_category.items()],
        },
        rows=tuple(Row(name.capitalize(), f"{len(terms)} terms") for name, terms in by_category.items()),
        choices=tuple(Choice(name.capitalize(), f"terms {name}") for name in by_category),
        actions=(Choice("A random term", "random"),),
        share="terms",
    )


def _category(category: str, listed: list[Term]) -> Reply:
    return Reply(
        title=f"{category.capitalize()}: {len(listed)} terms",
        data={
            "kind": "terms",
            "category": category,
            "terms": [{"id": term.id, "name": term.name, "acronyms": list(term.acronyms)} for term in listed],
        },
        rows=tuple(Row(term.title) for term in listed),
        actions=(Choice("All categories", "terms"),),
        facts=(Fact("For example", f"define {listed[0].name.lower()}", request=True),),
        share=f"terms {category}",
    )


@COMMANDS.command(
    "random",
    arguments="[CATEGORY]",
    summary="A term by chance, of any category or of one",
    examples=("random", "random retention"),
)
def random_term(context: Context, text: str) -> Reply:
    """Answers any term, or any of a category."""
    listed = context.glossary.by_category().get(text.casefold()) if text else list(context.glossary.terms.values())
    if not listed:
        message = f"There is no category “{text}”."
        return COMMANDS["random"].mistake(message, "category", (Choice("Categories", "terms"),))
    import random  # costs what a definition takes

    term = random.choice(listed)  # noqa: S311  nothing secret hangs on it
    reply = card(term, context.glossary)
    return replace(reply, actions=(Choice("Another one", f"random {text}".strip()), *reply.actions))


COMMANDS.include(ACCOUNTS)
COMMANDS.include(DIGESTS)


def _examples(command: Command) -> tuple[Fact, ...]:
    return tuple(Fact("For example", example, request=True) for example in command.examples)


@COMMANDS.command(
    "help",
    arguments="[COMMAND]",
    summary="What can be asked, and how",
    examples=("help", "help compare"),
    fixed=True,
)
def help_(context: Context, text: str) -> Reply:
    """Lists the commands, shows one in full, or answers what “help me understand churn” asks for."""
    if text and text.casefold() not in COMMANDS.verbs:
        answer = context.glossary.answer(f"help {text}")
        if answer.kind != "not_found":
            return reply_to(answer, context.glossary)
    shown = [command for command in COMMANDS if command.verb == text.casefold()] or list(COMMANDS)
    return Reply(
        title=f"How to use {shown[0].verb}" if len(shown) == 1 else "What you can ask",
        data={
            "kind": "help",
            "commands": [{"usage": c.usage, "summary": c.summary, "examples": list(c.examples)} for c in shown],
        },
        facts=_examples(shown[0]) if len(shown) == 1 else (),
        rows=tuple(Row(command.usage, command.summary, request=True) for command in shown),
        paragraphs=("Ask for any term by its name, or in a sentence.",) if len(shown) > 1 else (),
        footnotes=("In Slack, end a request with ! to answer the whole channel.",),
        actions=(Choice("Browse all terms", "terms"), Choice("A random term", "random")),
    )
