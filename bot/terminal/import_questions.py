"""Questions of an import, asked at a terminal. Elsewhere it is refused, with the options."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from bot.render.printable import printable_line

if TYPE_CHECKING:
    from accounts import Store
    from accounts.importing import ImportContext, ImportResult, OddWord, Options, UnconfirmedError, UnknownToolError

ROUNDS = 5  # of questions: what one answer brings up is asked next


def ask_until_settled(
    store: "Store", options: "Options", context: "ImportContext", run: "Callable[[Options], ImportResult]"
) -> "ImportResult":
    """Imports, asks about what isn't sure, and imports again with the answers, until there is nothing left to ask."""
    from accounts.importing import UnconfirmedError, UnknownToolError

    for _ in range(ROUNDS):
        try:
            result = run(options)
        except UnconfirmedError as error:
            options = _columns(error, options)
            continue
        except UnknownToolError as error:
            options = _tool(error, options)
            continue
        answered = _answered(store, result, options, context) if _can_ask() and _is_open(result, options) else None
        if answered is None:
            return result
        if result.rejects_file:
            result.rejects_file.unlink(missing_ok=True)  # of rows that may well be imported now
        options = answered
    return run(options)


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _is_open(result: "ImportResult", options: "Options") -> bool:
    """Whether rows are rejected that a person could say something of, who didn't say to leave them out."""
    return bool(result.rejected) and not options.skip_bad and not result.written


def _columns(error: "UnconfirmedError", options: "Options") -> "Options":
    """The options with the guesses that a person said yes or no to. Where nobody can be asked, the error ends it."""
    if not _can_ask():
        raise error
    columns = dict(options.columns)
    for column in error.guesses:
        question = f"Is the column “{column.header}” the {column.field}? {column.why}".rstrip()
        columns[column.header] = str(column.field) if _yes(question, default=True) else "-"
    return replace(options, columns=columns)


def _tool(error: "UnknownToolError", options: "Options") -> "Options":
    if not _can_ask():
        raise error
    known = ", ".join(error.known)
    return replace(
        options,
        tool=click.prompt(printable_line(f"Which tool is the file from ({known}, another one, or -)"), err=True),
    )


def _answered(store: "Store", result: "ImportResult", options: "Options", context: "ImportContext") -> "Options | None":
    """The options with what was said of rejected rows; None when that changes nothing."""
    from accounts.doubts import ACCEPTED
    from accounts.importing import add_alias

    changed = False
    accept = set(options.accept)
    for each in result.questions:
        rows = f"{each.rows:,} row{'s' * (each.rows > 1)}, first on {result.unit} {each.line:,}"
        if _yes(f"{ACCEPTED[each.asks].capitalize()} ({rows}). Take them as they are?"):
            accept.add(each.asks)
            changed = True
    words = {field: dict(said) for field, said in options.words.items()}
    for odd in result.odd_words:
        if value := _meaning(odd):
            words.setdefault(odd.field, {})[odd.word] = value
            changed = True
    for meant in result.meant:
        if _yes(f"Is “{meant.said}” {meant.name} ({meant.key}), now and in other files?"):
            add_alias(store, meant.said, meant.key, context)
            changed = True
    return replace(options, accept=frozenset(accept), words=words) if changed else None


def _meaning(odd: "OddWord") -> str:
    """What a person says that a word means; empty to leave it rejected."""
    question = f"What does “{odd.word}” in “{odd.header}” mean ({odd.rows:,} rows; leave empty to reject them)"
    kind: Any = click.Choice([*odd.values, ""])
    return str(click.prompt(printable_line(question), type=kind, default="", show_default=False, err=True))


def _yes(question: str, *, default: bool = False) -> bool:
    return click.confirm(printable_line(question), default=default, err=True)
