"""Verbs behind `watch`, or an account, and the reply to what is neither."""

from collections.abc import Callable

from accounts.digests.subscription_parser import SubscriptionRequestError
from accounts.watches.watches import WatchError
from bot.context import Context
from bot.digests.commands.mending import perhaps
from bot.registry import Command
from bot.reply import Choice, Reply
from bot.watches.beginning import begin, end
from bot.watches.listing import list_watches, log
from bot.watches.settings import change_budget, change_hours, respelt_hours

Answer = Callable[[Context, str], Reply]

VERBS: dict[str, tuple[Answer, tuple[str, ...]]] = {
    "list": (list_watches, ("ls", "status", "show", "here", "all")),
    "budget": (change_budget, ("limit", "most")),
    "hours": (change_hours, ("times", "time", "quiet", "hour")),
    "log": (log, ("history", "changes", "told")),
}
_CALLED = {word: verb for verb, (_, also) in VERBS.items() for word in (verb, *also)}
LIST = Choice("Watched here", "watch list")


def watch_reply(command: Command, context: Context, text: str) -> Reply:
    """Answers what follows `watch`; nothing lists what is watched here. A name in quotes is never a verb."""
    first, _, rest = (text.strip() or "list").partition(" ")
    verb = _CALLED.get(first.casefold().rstrip(":,"), "")
    try:
        if first.casefold() in {"stop", "end", "remove", "off"} and rest:
            return end(context, rest)
        return VERBS[verb][0](context, rest.strip()) if verb else begin(context, text)
    except SubscriptionRequestError as error:
        spelt = respelt_hours(rest.strip()) if verb == "hours" else None
        meant = (Choice(f"Hours {spelt.text}", f"watch hours {spelt.text}"),) if spelt else ()
        return command.usage_error(perhaps(spelt, str(error)), error.argument, (*meant, LIST))
    except WatchError as error:
        return command.usage_error(str(error), "account", (LIST,))


def unwatch_reply(command: Command, context: Context, text: str) -> Reply:
    """Ends the watch of the account that a text means."""
    try:
        return end(context, text)
    except WatchError as error:
        return command.usage_error(str(error), "account", (LIST,))
