"""The commands, and parsing and answering a request."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.accounts.commands import ACCOUNT_COMMANDS
from bot.configuration.settings_error import SettingsError
from bot.context import Context
from bot.curation.commands import CURATION_COMMANDS
from bot.digests.command import DIGEST_COMMANDS
from bot.parsing.csv_requests import needs_as, without_csv
from bot.parsing.grammar import Request, nearest_word, parse
from bot.parsing.one_account_questions import account_asked_about, request_of_account
from bot.parsing.request_parser import resolve
from bot.parsing.small_talk import is_small_talk, small_talk_reply
from bot.public_commands import PUBLIC_COMMANDS
from bot.registry import Command, CommandRegistry
from bot.reply import Choice, Fact, Reply, Row
from bot.sources.command import DATA_COMMANDS
from bot.terms.glossary_replies import reply_to
from bot.terms.near_requests_reply import is_unsure, with_near_requests
from bot.terms.team_definitions import with_figure_notes
from bot.watches.command import WATCH_COMMANDS
from bot.words.commands import WORD_COMMANDS
from glossary import Glossary

GROUPS = {
    "Terms": (("define", "compare", "explain", "terms", "random", "ask", "curated"), "champion vs ambassador"),
    "Metrics": (("calculate", "metrics", "counted"), "nps 40 10 50"),
    "Accounts": (
        ("account", "brief", "accounts", "renewals", "health", "portfolio", "owners"),
        "renewals 30 mine",
    ),
    "What you did": (("pulse", "own", "snooze", "done", "log", "undo"), "pulse acme 4"),
    "In this channel": (("digest", "watch", "unwatch"), "digest subscribe health mine at 9:00"),
}
"""The verbs as help on a phone groups them, each group with an example."""
LONGEST_NAME = 6  # words of an account's name that is typed alone
LONGEST_VERB = 2  # words of a verb, or of one that is asked for by mistake
_EXACT = 100  # the score of a term whose name the text is
LISTS = frozenset({"accounts", "renewals", "health", "owners", "words"})  # each to be had as a file
NO_LIST = "There is no list in this answer to be had as CSV: those of accounts, renewals, health and owners are."
_VERSUS = re.compile(r" (?:vs\.?|versus) ", re.IGNORECASE)
_OF_SOME = re.compile(
    r"what(?:'s|s| is| was) (?:the |our )?(?:nrr|grr|crr|churn|net retention|gross retention|arr|nps)(?: rate)?"
    r" (?:for|in|of|at) ",
    re.IGNORECASE,
)
"""A figure of some accounts, where there are such: else the term is explained."""
_OF_PERSON = re.compile(
    r"(?:is|are|was) .+ (?:happy|leaving|ok|okay|well|fine|in trouble|(?:going|about|likely) to \w+|gonna \w+)\W*$"
    r"|(?:did|does|will|has|have) .+ (?:leave|left|paid)\b|how long (?:has|have) "
    r"|(?:why|when) .+ (?:leave|left|quit)\b",
    re.IGNORECASE,
)
"""What is asked of one account, or of a person: the accounts that somebody owns are no answer to it."""
COMMANDS = CommandRegistry()
for declared in (
    *(PUBLIC_COMMANDS, WORD_COMMANDS, CURATION_COMMANDS, ACCOUNT_COMMANDS),
    *(DIGEST_COMMANDS, WATCH_COMMANDS, DATA_COMMANDS),
):
    COMMANDS.include(declared)


def respond(text: str, context: Context, others: Iterable[str] = ()) -> tuple[Request, Reply]:
    """Reads a text as a request and answers it; what begins with no verb is a calculation or asked of the glossary."""
    request = parse_request(text, context.glossary)
    reply = answer_request(request, context, others)
    asked = perhaps_account(request, reply)
    if not asked and not is_unsure(request, reply):
        return request, reply
    try:
        if not context.workspace.exists:
            return request, reply
    except SettingsError as error:  # the glossary's answer needs none: why no account was looked for stands below it
        note = (f"No account was looked for. {error}",) if asked else ()
        return request, replace(reply, footnotes=(*reply.footnotes, *note))
    found = _of_accounts(request, reply, asked, context) if asked else None
    if found is None or (_is_list(found[1]) and text.casefold().startswith("define ")):
        return request, with_near_requests(request, reply)
    return found


def _of_accounts(request: Request, reply: Reply, asked: str, context: Context) -> tuple[Request, Reply] | None:
    """The request for an account, or for a list, that is meant by a text which the glossary isn't sure of; None where
    it means none.
    """
    verb, _, named = asked.partition(" ")
    account = replace(request, verb=verb, text=named)
    found = answer_request(account, context)
    return (account, found) if is_account_meant(request, reply, found) else None


def parse_request(text: str, glossary: Glossary) -> Request:
    """The request that a text makes.

    A verb gives way to a term whose name begins with it, and to a metric of its name where numbers follow: `health
    score` is defined, and `health usage=80 support=60` calculated. Of accounts a list may be asked for as a file.
    """
    listed, as_csv = without_csv(text)
    if as_csv:
        request = _resolved(listed, glossary)
        command = COMMANDS[request.verb]
        if command.verb in LISTS or (command.about_accounts and not command.writes and not needs_as(text)):
            return replace(request, as_csv=True)
    return _resolved(text, glossary)


def _resolved(text: str, glossary: Glossary) -> Request:
    return resolve(
        parse(text, COMMANDS.verbs),
        lambda verb: COMMANDS[verb].about_accounts,
        lambda verb: COMMANDS[verb].writes,
        glossary,
    )


def answer_request(request: Request, context: Context, others: Iterable[str] = ()) -> Reply:
    """The reply to a request; one about accounts is recorded in the audit log.

    Where nothing is found and the first word is nearly a verb, ours or one of the `others` that the caller knows, that
    verb is offered first.
    """
    command = COMMANDS[request.verb]
    if command.about_accounts:
        from bot.accounts.middleware import run_command  # a definition needs none of it

        reply = with_figure_notes(run_command(command, context, request.text), request.verb, context.glossary)
        if request.as_csv and reply.table is None and reply.outcome == "answered":
            reply = replace(reply, footnotes=(NO_LIST, *reply.footnotes))
        if request.text and reply.data["kind"] != "not_found":
            return reply
        return _with_terms(reply, request, context.glossary)
    if command.for_members:
        from bot.words.middleware import run_word_command  # nor of this

        return run_word_command(command, context, request.text)
    reply = command.answer(context, request.text)
    if reply.outcome == "nothing" and (meant := _nearest_verb(request.text, others)):
        request_meant = f"help {meant}" if request.verb == "help" else meant
        return replace(reply, choices=(Choice(request_meant, request_meant), *reply.choices))
    return reply


def _with_terms(reply: Reply, request: Request, glossary: Glossary) -> Reply:
    """The reply to a verb alone, or where no account is found, with the terms that were perhaps meant a tap away."""
    answer = glossary.answer(f"{request.verb} {request.text}".strip())
    if answer.kind == "not_found" and request.text:
        answer = glossary.answer(request.text)
    if answer.kind == "not_found" and reply.data["kind"] == "not_found" and not request.text.startswith("id "):
        reply = replace(reply, paragraphs=(*reply.paragraphs, "It isn’t in the glossary either."))
    terms = answer.terms or tuple(glossary.terms[each.id] for each in answer.suggestions[:3])
    return replace(reply, choices=(*reply.choices, *(Choice(f"What is {t.name}?", f"define {t.id}") for t in terms)))


def perhaps_account(request: Request, reply: Reply) -> str:
    """The request for an account's card that a text not in the glossary may be, or a question about one; where it names
    other accounts, that is a list or a figure of those. Empty for what no account is called.
    """
    if request.verb != "define":
        return ""
    sure = reply.data["kind"] == "comparison" or reply.data.get("match", {}).get("how") == "exact" or _is_name(reply)
    if sure:
        return ""
    if asked := request_of_account(request.text):
        return asked
    if _VERSUS.search(request.text) or _OF_SOME.match(request.text):
        return f"account {request.text}"
    text = request.text.rstrip(" ?!.？！。")
    short = len(text.split()) <= LONGEST_NAME and "?" not in text
    unsure = reply.outcome == "nothing" or reply.data["kind"] == "choices"
    return f"account {text}" if unsure and short else ""


def _is_name(reply: Reply) -> bool:
    """Whether the text is the name of each term that it may mean, as TAM is of two."""
    return reply.data["kind"] == "choices" and all(each["score"] == _EXACT for each in reply.data["suggestions"])


def _is_list(found: Reply) -> bool:
    return found.data["kind"] in {"accounts", "portfolio", "own_figure"}


def is_account_meant(request: Request, reply: Reply, found: Reply) -> bool:
    """Whether a request means the account that was found for it, or one of several: a question about one does where
    their names begin with the name that it has; and what other accounts are listed for it is meant. Where `reply`
    offers terms, nothing but what is sure is.
    """
    from accounts.names.normalisation import fold  # only where an account may be meant

    name = fold(account_asked_about(request.text))
    data = found.data
    if _is_list(found):
        return not _OF_PERSON.match(request.text)
    if reply.data["kind"] == "choices" and not name:
        return bool(data["kind"] == "account")
    names = [found.title] if data["kind"] == "account" else [each["name"] for each in data.get("suggestions", ())]
    return found.outcome == "answered" and all(fold(each).startswith(name.removesuffix("s")) for each in names)


def _nearest_verb(text: str, others: Iterable[str]) -> str:
    """The request with its first word read as the verb it nearly, but not quite, is; or nothing."""
    first, _, rest = text.partition(" ")
    near = nearest_word(first, [*COMMANDS.verbs, *others])
    return f"{near[0]} {rest}".strip() if near and near[0] != first.casefold() else ""


def _examples(command: Command) -> tuple[Fact, ...]:
    return tuple(Fact("For example", example, request=True) for example in command.examples)


def _groups() -> Iterator[Row]:
    """The verbs by what they are about, each group with something to ask."""
    grouped = {"help", *(verb for verbs, _ in GROUPS.values() for verb in verbs)}
    for name, (verbs, example) in GROUPS.items():
        known = [verb for verb in verbs if verb in COMMANDS.verbs]
        yield Row(name, ", ".join(known), detail=f"for example “{example}”", first=True)
    if others := [command.verb for command in COMMANDS if command.verb not in grouped]:
        yield Row("And", ", ".join(others), first=True)


@COMMANDS.command(
    "help",
    arguments="[COMMAND]",
    summary="What can be asked, and how",
    examples=("help", "help compare"),
    fixed=True,
)
def help_(context: Context, text: str) -> Reply:
    """Lists the commands, shows one in full, or answers what “help me understand churn” asks for."""
    if is_small_talk(text):
        return small_talk_reply(text)
    if text and text.casefold() not in COMMANDS.verbs:
        answer = context.glossary.answer(f"help {text}")
        if answer.kind != "not_found":
            return reply_to(answer, context.glossary)
    shown = [command for command in COMMANDS if command.verb == text.casefold()] or list(COMMANDS)
    if len(shown) > 1 and 0 < len(text.split()) <= LONGEST_VERB:  # more words are a sentence
        return _no_command(text[:80])
    return Reply(
        title=f"How to use {shown[0].verb}" if len(shown) == 1 else "What you can ask",
        data={
            "kind": "help",
            "commands": [{"usage": c.usage, "summary": c.summary, "examples": list(c.examples)} for c in shown],
        },
        facts=_examples(shown[0]) if len(shown) == 1 else (),
        rows=tuple(Row(command.usage, command.summary, request=True) for command in shown),
        groups=tuple(_groups()) if len(shown) > 1 else (),
        paragraphs=("Ask for any term by its name, or in a sentence.",) if len(shown) > 1 else (),
        footnotes=(
            *(("“help renewals” says more of renewals, and so with each.",) if len(shown) > 1 else ()),
            "In Slack, end a request with ! to answer the whole channel.",
        ),
        actions=(Choice("Browse all terms", "terms"), Choice("A random term", "random")),
    )


def _no_command(text: str) -> Reply:
    return Reply(
        title="No such command",
        data={"kind": "help", "unknown": text, "commands": []},
        paragraphs=(f"There is no command “{text}”.",),
        choices=(Choice("All commands", "help"),),
        outcome="nothing",
    )
