"""The command about where account data comes from, declared. What answers it is imported when it is asked for."""

from bot.context import Context
from bot.registry import CommandRegistry, Tool
from bot.reply import Reply

DATA_COMMANDS = CommandRegistry()


@DATA_COMMANDS.command(
    "data",
    arguments="[release SOURCE]",
    summary="How old the account data is: each source with its last good run, rows, rejects and next run; the operator "
    "lets an answer through that is held",
    examples=("data",),
    about_accounts=True,
    writes=True,
    tool=Tool(),
)
def data(context: Context, text: str) -> Reply:
    """Says where account data comes from, and how old it is."""
    from bot.sources.replies import data_reply

    return data_reply(context, text, DATA_COMMANDS["data"])
