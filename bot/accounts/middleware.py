"""Answering what is asked of the accounts: recorded each time, and in plain words where it can't be answered."""

import getpass
from dataclasses import replace

from accounts.daily_update import update_if_small
from accounts.derived.totals import computed_for
from accounts.errors import AccountsError, NoStoreError, PeriodError
from accounts.presence import check_imported
from bot.accounts.arguments import UnknownScopeError
from bot.configuration.settings_error import SettingsError
from bot.context import TERMINAL, Context, Requester
from bot.digests.command import VERB as DIGEST
from bot.registry import Command
from bot.reply import Choice, Fact, Reply
from store.errors import StoreBusyError, StoreError, StoreUnreachableError, StoreUnwritableError
from store.failures import FILE_ERRORS, describe_error

ASPECTS = {"health": "", "accounts": "", "renewals": "renewal", "owners": "owner"}
"""What is told first of an account that is named where a list is asked for: `renewals acme`."""
SAMPLE = "CS_DATABASE=sample.db cs sample"  # in a store of its own: it would keep real accounts out
IMPORT = "cs import accounts accounts.csv"
EMPTIED = f"There are no accounts at all: what was imported was taken back, or held none. To import some: {IMPORT}"


def run_command(command: Command, context: Context, text: str) -> Reply:
    """The reply of a command about accounts, once it is in the audit log."""
    if context.place == TERMINAL and not context.requester.id:
        context = replace(context, requester=terminal_user())
    reply = _reply(command, context, text)
    try:
        context.record(command.verb, reply.outcome)
    except StoreUnwritableError as error:  # what can be read is answered all the same
        return _noted(reply, context, f"This isn't in the audit log. {error}")
    except (StoreError, SettingsError) as error:
        return _broken(error, context)
    except FILE_ERRORS as error:
        return _broken(describe_error(error, context.workspace.settings.cs_database), context)
    return reply


def _reply(command: Command, context: Context, text: str) -> Reply:
    try:
        has_accounts = check_imported(context.store)
        stale = _bring_up_to_date(context)
        reply = command.answer(context, text)
        emptied = EMPTIED if not has_accounts and reply.outcome == "nothing" else ""
        return replace(reply, footnotes=(*filter(None, (emptied, stale)), *reply.footnotes))
    except NoStoreError:
        return _without_accounts(command, context, text) or nothing_imported()
    except UnknownScopeError as unknown:
        return _unknown_scope(command, context, text, unknown)
    except (PeriodError, StoreBusyError) as error:
        return command.usage_error(str(error), "period" if isinstance(error, PeriodError) else "")
    except (AccountsError, StoreError, SettingsError) as error:
        return _broken(error, context)
    except FILE_ERRORS as error:
        return _broken(describe_error(error, context.workspace.settings.cs_database), context)


def _unknown_scope(command: Command, context: Context, text: str, unknown: UnknownScopeError) -> Reply:
    """The card of an account that is named in place of an owner or a segment; else what was perhaps meant."""
    from bot.accounts.card import named_card  # who names no account doesn't wait for all that a card has

    if command.verb in ASPECTS and (card := named_card(context, unknown.named, ASPECTS[command.verb])):
        return card
    meant = ((scope, text.replace(unknown.named, scope)) for scope in unknown.error.candidates)
    choices = tuple(Choice(scope or command.verb, f"{command.verb} {it}".strip()) for scope, it in meant)
    return command.usage_error(f"{unknown}{_hint(context, unknown)}", "scope", choices)


def _bring_up_to_date(context: Context) -> str:
    """Works out today's state of a small store. Returns what to say where that can't be kept."""
    try:
        update_if_small(context.store, context.now, context.health)
    except StoreUnwritableError as error:
        with context.store.snapshot() as connection:
            day = computed_for(connection)
        _log(error)
        return f"Worked out for {day.isoformat() if day else 'no day yet'}: the store can't be written at the moment."
    return ""


def _without_accounts(command: Command, context: Context, text: str) -> Reply | None:
    """What can be answered without accounts: of digests, how they are had and that a terminal is no place for one."""
    if command.verb != DIGEST:
        return None
    from bot.digests.commands.verbs import reply_without_accounts  # nothing else here needs digests

    return reply_without_accounts(command, context, text)


def _hint(context: Context, unknown: UnknownScopeError) -> str:
    """How the operator is known, who says `mine` in the terminal without it."""
    known = context.place != TERMINAL or context.workspace.settings.cs_email
    return "" if known or "mine" not in unknown.named.casefold() else " Say who you are: CS_EMAIL=you@company.example"


def terminal_user() -> Requester:
    """Whoever sits at this machine."""
    try:
        return Requester(getpass.getuser())
    except (OSError, KeyError):  # no name in the environment, and none by the user's number either
        return Requester(TERMINAL)


def nothing_imported() -> Reply:
    """The reply while there are no accounts."""
    said = "No accounts have been imported yet."
    return Reply(
        title="No accounts yet",
        data={"kind": "error", "message": said, "example": IMPORT},
        paragraphs=(f"{said} Whoever runs CS Bot imports them from a file, or looks around with a sample company.",),
        facts=(Fact("Import", IMPORT, verbatim=True), Fact("Sample company", SAMPLE, verbatim=True)),
        outcome="nothing",
    )


def _noted(reply: Reply, context: Context, note: str) -> Reply:
    """The reply with what the operator has to know: in the terminal below it, else in the log."""
    if context.place == TERMINAL:
        return replace(reply, footnotes=(note, *reply.footnotes))
    _log(note)
    return reply


def _cannot(error: Exception) -> str:
    """Why the store isn't read, for who can't mend it."""
    if isinstance(error, StoreUnreachableError):
        return "can't be reached at the moment. Try again in a minute; if that doesn't help, tell whoever runs CS Bot."
    return "can't be read at the moment. Please tell whoever runs CS Bot."


def _log(what: object) -> None:
    import logging  # costs a definition a quarter of its time

    logging.getLogger(__name__).error("%s", what)


def _broken(error: Exception, context: Context) -> Reply:
    """The reply when the store or a file that goes with it can't be read; where it is, is the operator's business."""
    in_terminal = context.place == TERMINAL
    if not in_terminal:
        _log(error)
    said = str(error) if in_terminal else f"The accounts {_cannot(error)}"
    return Reply(
        title="That didn't work",
        data={"kind": "error", "message": said},
        paragraphs=tuple(said.splitlines()),
        footnotes=("cs doctor says what is wrong and how to mend it.",),
        outcome="usage",
    )
