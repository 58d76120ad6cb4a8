"""The commands about watched accounts, declared. What answers them is imported when it is asked for."""

from bot.context import Context
from bot.registry import CommandRegistry
from bot.reply import Reply

WATCH_COMMANDS = CommandRegistry()
WATCH, UNWATCH = "watch", "unwatch"


@WATCH_COMMANDS.command(
    WATCH,
    arguments="[ACCOUNT [at once]/list/budget/hours/log]",
    summary="Follows one account, without a schedule: says here when its health, people, renewal, notice or use "
    "changes, at most a few times a day",
    examples=("watch acme", "watch list", "watch budget 3", "watch hours 8-18 weekdays", "watch log"),
    about_accounts=True,
    writes=True,
)
def watch(context: Context, text: str) -> Reply:
    """Watches an account where it is asked, or says and changes what is watched there."""
    from bot.watches.verbs import watch_reply

    return watch_reply(WATCH_COMMANDS[WATCH], context, text)


@WATCH_COMMANDS.command(
    UNWATCH,
    arguments="ACCOUNT",
    summary="Ends the watch of an account here",
    examples=("unwatch acme",),
    about_accounts=True,
    writes=True,
)
def unwatch(context: Context, text: str) -> Reply:
    """Ends a watch."""
    from bot.watches.verbs import unwatch_reply

    return unwatch_reply(WATCH_COMMANDS[UNWATCH], context, text)
