"""Verbs behind `digest` with their synonyms, and the reply to an unknown one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from accounts.digests.subscription_parser import DIGESTS, SubscriptionRequestError, parse_subscription
from accounts.digests.subscriptions import Subscription, SubscriptionError
from bot.accounts.arguments import UnknownScopeError
from bot.context import Context
from bot.digests.commands.actions import list_subscriptions, preview, send_now, status
from bot.digests.commands.asking import ask
from bot.digests.commands.lifecycle import pause, resume, undo, unsubscribe
from bot.digests.commands.mending import mended, perhaps, respelt
from bot.digests.commands.selection import AmbiguousSubscriptionError, change_request
from bot.digests.commands.subscribe import cannot_post, replace_subscription, subscribe
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row

Answer = Callable[[Context, str], Reply]
MEANT = 5  # buttons for digests that may be meant
HERE = Choice("Digests here", "digest list")


@dataclass(frozen=True, slots=True)
class Verb:
    """Something to do with digests: what answers it, what it does, and what else people call it."""

    answer: Answer
    does: str
    also: tuple[str, ...] = ()


VERBS = {
    "subscribe": Verb(
        subscribe,
        "have one posted here, or change it",
        ("sub", "add", "create", "new", "start", "change", "edit", "update", "set", "schedule"),
    ),
    "list": Verb(list_subscriptions, "the digests here, and when each comes next", ("ls", "all", "digests")),
    "status": Verb(status, "what came, what didn't, and why", ("log", "history", "info", "show", "next", "last")),
    "preview": Verb(preview, "one for your eyes only", ("try", "test", "sample", "see")),
    "ask": Verb(
        ask, "ask one that was posted why an account is in it, what changed since, who owns these", ("question",)
    ),
    "now": Verb(send_now, "have one posted at once", ("send", "run", "post", "deliver", "trigger")),
    "pause": Verb(pause, "stop one for a while", ("mute", "snooze", "disable", "hold", "suspend")),
    "resume": Verb(resume, "go on with it", ("unpause", "unmute", "enable", "continue", "restart")),
    "replace": Verb(replace_subscription, "put one in the place of a colleague's, by its number", ("overwrite",)),
    "undo": Verb(undo, "take back a change, by its number", ("revert", "restore")),
    "unsubscribe": Verb(unsubscribe, "end one", ("unsub", "stop", "delete", "remove", "cancel", "end", "leave", "off")),
}
_CALLED = {each: verb for verb, known in VERBS.items() for each in (verb, *known.also)}
_POSTING = frozenset({"subscribe", "replace", "undo", "now", "resume"})


def digest_reply(command: Command, context: Context, text: str) -> Reply:
    """Answers what follows `digest`. What can't be had is said with what was perhaps meant."""
    verb, rest = _read(text)
    if verb in {"help", "?"}:
        return _help(command)
    if verb not in VERBS:
        return _unknown(command, verb, rest)
    try:
        return VERBS[verb].answer(context, rest)
    except (SubscriptionRequestError, UnknownScopeError) as error:
        if (reply := _put_right(command, context, verb, rest, error)) is None:
            raise
        return reply
    except AmbiguousSubscriptionError as error:
        return command.usage_error(str(error), "digest", (*_meant_one(verb, rest, error.found), HERE)[:MEANT])
    except SubscriptionError as error:
        return command.usage_error(str(error), "digest", (HERE,))


def _put_right(
    command: Command, context: Context, verb: str, text: str, error: SubscriptionRequestError | UnknownScopeError
) -> Reply | None:
    """What is wrong with a request, with how it was perhaps meant; None for accounts that aren't known and aren't a
    misspelt word of the request either.
    """
    spelt = respelt(context, text)
    put_right = (spelt.text,) if spelt else ()
    if isinstance(error, SubscriptionRequestError):
        form = (Choice("Subscribe in a form", "digest subscribe", form=True),) if verb == "subscribe" else ()
        choices = (*_choices(verb, mended(context, (*put_right, *error.corrected(text)))),) or form
        return command.usage_error(perhaps(spelt, str(error)), error.argument, choices)
    choices = (*_choices(verb, mended(context, put_right)),)
    if not choices:
        return None
    others = (text.replace(error.named, each, 1) for each in error.error.candidates)
    return command.usage_error(perhaps(spelt, str(error)), "scope", (*choices, *_choices(verb, others))[:MEANT])


def reply_without_accounts(command: Command, context: Context, text: str) -> Reply | None:
    """What is answered before anything was imported; None for what needs accounts."""
    verb, _ = _read(text)
    if verb in {"help", "?"}:
        return _help(command)
    if verb not in VERBS:
        return _unknown(command, verb, "")
    if refused := cannot_post(context) if verb in _POSTING else "":
        return command.usage_error(refused, "digest")
    if not _is_of_a_term(text):
        return None
    _ = context.workspace.words  # makes the store where there is none: a digest of terms needs no accounts
    return digest_reply(command, context, text)


def _is_of_a_term(text: str) -> bool:
    """Whether a digest of terms is subscribed to or previewed."""
    verb, rest = _read(text)
    try:
        return verb in {"subscribe", "preview"} and parse_subscription(rest).digest == "term"
    except SubscriptionRequestError:
        return False


def _choices(verb: str, texts: Iterable[str]) -> Iterator[Choice]:
    return (Choice(text, f"digest {verb} {text}") for text in texts)


def _meant_one(verb: str, rest: str, found: Sequence[Subscription]) -> Iterator[Choice]:
    """The same for each of the digests that may be meant; a change that says nothing yet is asked for in a form."""
    _, _, wished = rest.partition(" ")
    for each in found:
        if verb != "subscribe":
            yield Choice(f"{verb.capitalize()} {each.id}", f"digest {verb} {each.id}")
        elif wished:
            yield Choice(f"Change {each.id}", f"digest {verb} {each.id} {wished}")
        else:
            yield Choice(f"Change {each.id}", change_request(each), form=True)


def posts_here(text: str) -> bool:
    """Whether what follows `digest` may have digests posted where it is asked."""
    return _read(text)[0] in _POSTING


def _read(text: str) -> tuple[str, str]:
    """The verb, by its own name if it is known, and what follows it; a digest's name alone is subscribed to."""
    first, _, rest = text.partition(" ")
    said = first.casefold().rstrip(":,")
    if said in DIGESTS:
        return "subscribe", text
    return _CALLED.get(said or "list", said), rest.strip()


def _help(command: Command) -> Reply:
    return Reply(
        title="What can be done with digests",
        data={"kind": "help", "verbs": {verb: known.does for verb, known in VERBS.items()}},
        rows=tuple(Row(f"digest {verb}", known.does, request=True) for verb, known in VERBS.items()),
        facts=tuple(Fact("For example", example, request=True) for example in command.examples),
        actions=(HERE, Choice("Subscribe", "digest subscribe")),
    )


def _unknown(command: Command, verb: str, rest: str) -> Reply:
    choices = tuple(_meant(verb, rest)) or (HERE,)
    *others, last = VERBS
    message = f"“{verb}” isn’t something that digest does. It can {', '.join(others)} and {last}."
    return command.usage_error(message, "digest", choices)


def _meant(verb: str, rest: str) -> Iterator[Choice]:
    """What a word that is no verb was perhaps meant for: one of them, a digest, or a part of what one should be."""
    for near in get_close_matches(verb, [*VERBS, *DIGESTS], n=1):
        yield Choice(f"{near} {rest}".strip(), f"digest {near} {rest}".strip())
    wished = f"subscribe {verb} {rest}".strip()
    try:
        parse_subscription(f"{verb} {rest}")
    except SubscriptionRequestError:
        return
    yield Choice(wished, f"digest {wished}")
