"""The commands, and parsing and answering a request."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.accounts.commands import ACCOUNT_COMMANDS
from bot.context import Context
from bot.digests.command import DIGEST_COMMANDS
from bot.glossary_replies import reply_to
from bot.grammar import Request, is_metric_name, nearest_word, parse
from bot.public_commands import PUBLIC_COMMANDS
from bot.registry import Command, CommandRegistry
from bot.reply import Choice, Fact, Reply, Row
from glossary import Glossary

COMMANDS = CommandRegistry()
for declared in (PUBLIC_COMMANDS, ACCOUNT_COMMANDS, DIGEST_COMMANDS):
    COMMANDS.include(declared)
_SMALL_TALK = frozenset(
    {"", "hi", "hello", "hey", "thanks", "thank you", "menu", "commands", "start", "list"}
    | {"what can you do", "what do you do", "how does this work", "how do i use this", "who are you"}
)
_ABOUT_ACCOUNTS = re.compile(r"at risk|renew|^my\b|doing", re.IGNORECASE)
_ARGUMENTS = re.compile(r"\d|=|(?:^|\s)\?(?:\s|$)")


def respond(text: str, context: Context, others: Iterable[str] = ()) -> tuple[Request, Reply]:
    """Reads a text as a request and answers it; what begins with no verb is a calculation or asked of the glossary."""
    request = parse_request(text, context.glossary)
    return request, answer_request(request, context, others)


def parse_request(text: str, glossary: Glossary) -> Request:
    """The request that a text makes.

    A verb gives way to a term whose name begins with it, and to a metric of its name where numbers follow: `health
    score` is defined, and `health usage=80 support=60` calculated.
    """
    request = parse(text, COMMANDS.verbs, verb_for)
    if not request.text:
        return request
    if glossary.has_name(f"{request.verb} {request.text}"):
        return replace(request, verb="define", text=f"{request.verb} {request.text}")
    return _read_of_accounts(request) if COMMANDS[request.verb].about_accounts else request


def _read_of_accounts(request: Request) -> Request:
    if asked := _asked_of_accounts(request.text):
        verb, _, rest = asked.partition(" ")
        return replace(request, verb=verb, text=rest)
    if _calculates(request.verb, request.text):
        return replace(request, verb="calculate", text=f"{request.verb} {request.text}")
    return request


def _asked_of_accounts(text: str) -> str:
    """The request about accounts that a question makes, if it makes one."""
    if not _ABOUT_ACCOUNTS.search(text):
        return ""
    from bot.grammar import question_as_request  # a definition needs none of it

    return question_as_request(text)


def _calculates(name: str, arguments: str) -> bool:
    """Whether a name is a metric's and what follows it are its numbers."""
    if not (_ARGUMENTS.search(arguments) and is_metric_name(name)):
        return False
    from metrics import Result, calculate

    return isinstance(calculate(name, arguments), Result)


def answer_request(request: Request, context: Context, others: Iterable[str] = ()) -> Reply:
    """The reply to a request; one about accounts is recorded in the audit log.

    Where nothing is found and the first word is nearly a verb, ours or one of the `others` that the caller knows, that
    verb is offered first.
    """
    command = COMMANDS[request.verb]
    if command.about_accounts:
        from bot.accounts.middleware import run_command  # a definition needs none of it

        reply = run_command(command, context, request.text)
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
    near = nearest_word(first, [*COMMANDS.verbs, *others])
    return f"{near[0]} {rest}".strip() if near and near[0] != first.casefold() else ""


def verb_for(text: str) -> str:
    """The verb that a text without one is read by: a metric's name and numbers are calculated, a greeting is helped."""
    if text.casefold().strip(" ?!.,") in _SMALL_TALK:
        return "help"
    name, _, arguments = text.partition(" ")
    if asked := _asked_of_accounts(text):
        return asked.partition(" ")[0]
    return "calculate" if _ARGUMENTS.search(arguments) and is_metric_name(name) else "define"


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
