"""Answering what is for members of the team: in plain words where it can't be answered."""

from dataclasses import replace

from bot.accounts.middleware import terminal_user
from bot.configuration.settings_error import SettingsError
from bot.context import TERMINAL, Context
from bot.registry import Command
from bot.reply import Reply
from curation import CurationError
from store.errors import StoreBusyError, StoreError
from store.failures import FILE_ERRORS, describe_error


def run_word_command(command: Command, context: Context, text: str) -> Reply:
    """The reply of a command for members of the team."""
    if context.place == TERMINAL and not context.requester.id:
        context = replace(context, requester=terminal_user())
    try:
        return command.answer(context, text)
    except (CurationError, StoreBusyError) as error:
        return command.usage_error(str(error), "")
    except (StoreError, SettingsError) as error:
        return _broken(error, context)
    except FILE_ERRORS as error:
        return _broken(describe_error(error, context.workspace.settings.cs_database), context)


def _broken(error: Exception, context: Context) -> Reply:
    """The reply when the store can't be read; where it is, is the operator's business."""
    in_terminal = context.place == TERMINAL
    if not in_terminal:
        import logging  # costs a definition a quarter of its time

        logging.getLogger(__name__).error("%s", error)
    said = str(error) if in_terminal else "The team's words can't be read at the moment. Please tell whoever runs me."
    return Reply(
        title="That didn't work",
        data={"kind": "error", "message": said},
        paragraphs=(said,),
        footnotes=("cs doctor says what is wrong and how to mend it.",),
        only_for_requester=True,
        outcome="usage",
    )
