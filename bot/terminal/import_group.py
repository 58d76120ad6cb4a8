"""`cs import`: what was imported, taking it back, and the kinds of file."""

import json
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from accounts.kinds import KINDS
from bot.terminal.import_command import kind_command
from bot.terminal.output import say
from bot.terminal.store_access import import_context, open_existing, report_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts import Store


class ImportGroup(click.Group):
    """The kinds of file, by their names or by the word for one of them, and what else can be done about imports."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; `cs import account` is `cs import accounts`, and contracts are subscriptions."""
        return super().get_command(ctx, cmd_name) or super().get_command(ctx, _plural(cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or a usage error that names the kinds and shows a line that works."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise click.UsageError(_no_kind(args[0]), ctx)
        return super().resolve_command(ctx, args)


def _plural(name: str) -> str:
    one = name.casefold().removesuffix("s")
    return next((kind.name for kind in KINDS.values() if one in (kind.table, *kind.called)), name)


def _no_kind(said: str) -> str:
    if Path(said).suffix:
        return f"What is in {said}? Say so before it: {', '.join(KINDS)}. For instance: cs import accounts {said}"
    near = get_close_matches(said, [*KINDS, "log", "undo", "mappings", "alias"], n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Kinds: {', '.join(KINDS)}."
    return f"{said} is no kind of file. {hint}"


@click.group(name="import", cls=ImportGroup)
def import_() -> None:
    """Import files into the account store: all of a file, or nothing.

    CSV, TSV, JSON, JSON lines, XLSX and gzip of them; - is standard input. Columns are recognised by their names.
    Importing the same file twice changes nothing. An empty cell empties its field; what the file has no column for
    stays as it is.
    """


@import_.command(name="log")
@click.option("-n", "--last", type=click.IntRange(1), default=20, show_default=True, help="How many imports.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object on a line for each.")
def log_(*, last: int, as_json: bool) -> int:
    """What was imported when, by whom, from what and with what outcome; the latest first."""
    from accounts.importing import entries
    from bot.render.import_report import entry_text

    with report_errors(), open_existing() as store:
        found = entries(store.reading, last)
        if not found:
            say("Nothing has been imported yet. To begin: cs import accounts accounts.csv", err=True)
        for entry in found:
            say(json.dumps(entry.data) if as_json else entry_text(entry))
    return 0


@import_.command(name="undo")
@click.argument("number", required=False, type=int)
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--force", is_flag=True, help="Even if what people said of accounts is lost.")
def undo_(*, number: int | None, yes: bool, force: bool) -> int:
    """Take the last import back: rows it brought go, rows it changed are as they were.

    Where the last one changed nothing, NUMBER says that the one before is meant.
    """
    from accounts.importing import preview_undo, undo
    from bot.render.import_report import idle_text, undo_text

    with report_errors(), open_existing() as store:
        undoing = preview_undo(store)
        if undoing is None:
            say("There is no import to take back.", err=True)
            return 1
        if number is None and undoing.idle:
            say(idle_text(undoing.idle, undoing.entry), err=True)
            return 1
        if number not in {None, undoing.entry.id}:
            raise click.ClickException(
                f"Imports are taken back from the last one on that changed anything: that is {undoing.entry.id}."
            )
        say(undo_text(undoing), err=True)
        if undoing.pulses and not force:
            say("Nothing was done. To lose them, say --force.", err=True)
            return 1
        if not yes and not (sys.stdin.isatty() and click.confirm("Take it back?", err=True)):
            say(f"Nothing was done. cs import undo {undoing.entry.id} --yes does it.", err=True)
            return 1
        if undo(store, undoing.entry.id, import_context(), force=force) is None:
            raise click.ClickException("The store has changed meanwhile, and nothing was done: ask again.")
        say(f"Import {undoing.entry.id} was taken back.")
    return 0


@import_.command(name="mappings")
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
@click.option("--forget", is_flag=True, help="Forget those of KIND.")
def mappings_(*, kind: str | None, forget: bool) -> int:
    """The columns, words and sources that were set or confirmed in earlier imports."""
    from accounts.importing import forget_mapping, forget_tools, forget_words

    if forget and not kind:
        raise click.UsageError("Of which kind? For instance: cs import mappings accounts --forget")
    with report_errors(), open_existing() as store:
        if forget and kind:
            with store.writing() as connection:
                say(f"{forget_mapping(connection, kind)} columns of {kind} forgotten.")
                if words := forget_words(connection, kind):
                    say(f"{words} words of {kind} forgotten.")
                if sources := forget_tools(connection, kind):
                    say(f"{sources} sources of {kind} forgotten.")
            return 0
        lines = [line for each in ([kind] if kind else KINDS) for line in _remembered(store, each)]
    if not lines:
        say("Nothing was set or confirmed in an import yet.", err=True)
    for line in lines:
        say(line)
    return 0


def _remembered(store: "Store", kind: str) -> "Iterator[str]":
    from accounts.importing import saved_mapping, saved_words, tools_of

    for header, field in saved_mapping(store.reading, kind).items():
        yield f"{kind}: {header} → {field or 'not imported'}"
    for field, said in saved_words(store.reading, kind).items():
        yield from (f"{kind}: {field} “{word}” → {value or 'nothing'}" for word, value in said.items())
    if tools := tools_of(store.reading, kind):
        yield f"{kind}: from {', '.join(tools)}"


_EXAMPLE = 'cs import alias "Northwind GmbH" = "northwind.example"'


@import_.command(name="alias")
@click.argument("words", nargs=-1, metavar='["NAME" = "ACCOUNT"]')
@click.option("--forget", is_flag=True, help="Forget NAME.")
def alias_(*, words: tuple[str, ...], forget: bool) -> int:
    """Another name of an account: cs import alias "Northwind GmbH" = "northwind.example". Without words, all of them.

    NAME is what a file says, ACCOUNT the account's id, domain or name. It is known in every import from then on.
    """
    from accounts.importing import add_alias, forget_alias, list_aliases

    with report_errors(), open_existing() as store:
        if not words:
            known = list_aliases(store.reading)
            if not known:
                say(f"No account has another name yet. To give it one: {_EXAMPLE}", err=True)
            for each in known:
                say(f"“{each.written}” is {each.name} ({each.key})")
            return 0
        if forget:
            name = " ".join(words)
            with store.writing() as connection:
                gone = forget_alias(connection, name)
            say(f"“{name}” forgotten." if gone else f"“{name}” is no other name of an account.", err=not gone)
            return 0 if gone else 1
        alias = add_alias(store, *_both_sides(words), import_context())
        say(f"“{alias.written}” is {alias.name} ({alias.key}) from now on.")
    return 0


def _both_sides(words: tuple[str, ...]) -> tuple[str, str]:
    """The name and the account, with an equals sign between them or as two words."""
    parts = [part.strip() for part in (" ".join(words).split("=", 1) if any("=" in word for word in words) else words)]
    if len(parts) != 2 or not all(parts):
        raise click.UsageError(f"Which account is it? For instance: {_EXAMPLE}")
    return parts[0], parts[1]


for _kind in KINDS.values():
    import_.add_command(kind_command(_kind))
