"""`cs import`: files into the store, what was imported, and taking it back."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accounts.errors import AccountsError
from accounts.kinds import KINDS, Kind

if TYPE_CHECKING:
    from accounts import Store
    from accounts.files import Table
    from accounts.importing import Occasion, Options, Outcome, Progress, UnconfirmedError

LONG = 2_000_000  # bytes of a file from which on a progress bar is worth it


class Kinds(click.Group):
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
    near = get_close_matches(said, [*KINDS, "log", "undo", "mappings"], n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Kinds: {', '.join(KINDS)}."
    return f"{said} is no kind of file. {hint}"


@click.group(name="import", cls=Kinds)
def import_() -> None:
    """Import files into the account store: all of a file, or nothing.

    CSV, TSV, JSON, JSON lines, XLSX and gzip of them; - is standard input. Columns are recognised by their names.
    Importing the same file twice changes nothing.
    """


def _kind_command(kind: Kind) -> click.Command:
    options: Sequence[Callable[[Any], Any]] = (
        click.argument("files", nargs=-1, metavar="FILE..."),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar='"HEADER=FIELD"',
            help="Which field a column is; - for none. May be given several times, and is remembered.",
        ),
        click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing."),
        click.option("--skip-bad", is_flag=True, help="Import the rows that can be, and write the others to a file."),
        click.option("--yes", is_flag=True, help="Take columns that are only guessed as they are."),
        click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="What 03/04/2026 is."),
        click.option("--decimals", type=click.Choice(["point", "comma"]), help="What 1.234 is."),
        click.option("--currency", metavar="CODE", help="The currency of amounts that name none, such as EUR."),
        click.option("--sheet", default="", help="The sheet of a workbook, or the list of a JSON object."),
        click.option("--encoding", default="", help="The encoding of a text file, when it isn't told right."),
        click.option("--from", "url", metavar="URL", help="A database to read from, as SQLAlchemy names it."),
        click.option(
            "--query", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The file of its SQL query."
        ),
        click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="The file for rejected rows."),
        click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each file."),
    )
    if kind.name == "surveys":
        options = (
            *options,
            click.option(
                "--survey",
                type=click.Choice(["nps", "csat", "ces"]),
                help="Which survey, if no column says.",
            ),
        )

    def command(**given: Any) -> int:  # noqa: ANN401 - click gives what the options above declare
        return _import(kind.name, Asked(survey=given.pop("survey", None), **given))

    command.__doc__ = _help(kind)
    for option in reversed(options):
        command = option(command)
    return click.command(name=kind.name, short_help=kind.help)(command)


def _help(kind: Kind) -> str:
    fields = "\n".join(f"  {field.name}: {field.help}." for field in kind)
    return f"{kind.help}.\n\n\b\nFields:\n{fields}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `cs import KIND` as they were given."""

    files: tuple[str, ...]
    mapping: tuple[str, ...]
    dry_run: bool
    skip_bad: bool
    yes: bool
    dates: Any
    decimals: Any
    currency: str | None
    sheet: str
    encoding: str
    url: str | None
    query: Path | None
    rejects: Path | None
    as_json: bool
    survey: str | None


def _import(kind: str, asked: Asked) -> int:
    worst = 0
    with reported(), opened() as store:
        for source in _sources(kind, asked):
            with source() as table:
                worst = max(worst, _import_table(store, kind, table, asked))
    return worst


def _sources(kind: str, asked: Asked) -> "list[Callable[[], Table]]":
    from accounts.files import open_table

    if asked.url or asked.query:
        if not (asked.url and asked.query) or asked.files:
            raise click.UsageError("A database is read with --from URL and --query FILE.sql, and without files.")
        return [partial(_query, asked.url, asked.query)]
    if not asked.files:
        raise click.UsageError(f"Which file? For instance: cs import {kind} {kind}.csv, or - for standard input.")
    return [partial(open_table, file, sheet=asked.sheet, encoding=asked.encoding) for file in asked.files]


def _query(url: str, query: Path) -> "Table":
    from accounts.database import open_query

    return open_query(url, query)


def _import_table(store: "Store", kind: str, table: "Table", asked: Asked) -> int:
    from accounts.importing import UnconfirmedError
    from bot.render.importing import outcome_data, outcome_text

    options, occasion = _options(table, asked), now()
    try:
        try:
            outcome = _run(store, kind, table, options, occasion)
        except UnconfirmedError as error:
            outcome = _run(store, kind, table, _confirmed(error, options), occasion)
    except KeyboardInterrupt:
        click.echo(_stopped(store, occasion), err=True)
        raise
    click.echo(json.dumps(outcome_data(outcome)) if asked.as_json else outcome_text(outcome))
    return 1 if outcome.rejected and not outcome.written else 0


def _options(table: "Table", asked: Asked) -> "Options":
    from accounts.importing import Options
    from bot.settings import account_settings

    return Options(
        columns=dict(_mapped(text) for text in asked.mapping),
        dates=asked.dates or "",
        decimals=asked.decimals or "",
        currency=_currency(asked.currency) or account_settings().cs_currency,
        survey=asked.survey or "",
        accept_guesses=asked.yes,
        skip_bad=asked.skip_bad,
        dry_run=asked.dry_run,
        rejects=asked.rejects or _beside(table.source),
    )


def _mapped(text: str) -> tuple[str, str]:
    header, equals, field = text.rpartition("=")
    if not equals or not header.strip():
        raise click.UsageError(f'--map is a header and a field, such as --map "Account Name=name"; not {text!r}.')
    return header.strip(), field.strip()


def _currency(code: str | None) -> str | None:
    from accounts.money import CURRENCIES

    if code and code.upper() not in CURRENCIES:
        raise click.UsageError(f"{code} is no currency: write its ISO code, such as --currency EUR.")
    return code and code.upper()


def _beside(source: str) -> Path:
    """`accounts.rejects.csv` beside accounts.csv.gz; in the working directory for what is no file."""
    path = Path(source)
    if not path.is_file():
        return Path("import.rejects.csv")
    name = path.name.removesuffix(".gz")
    return path.with_name(f"{Path(name).stem.removesuffix('.rejects')}.rejects.csv")


def _confirmed(error: "UnconfirmedError", options: "Options") -> "Options":
    """The options with the guesses that a person said yes or no to. Where nobody can be asked, the error ends it."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise error
    columns = dict(options.columns)
    for column in error.guesses:
        question = f"Is the column “{column.header}” the {column.field}? {column.why}".rstrip()
        columns[column.header] = str(column.field) if click.confirm(question, default=True, err=True) else "-"
    return replace(options, columns=columns)


def _run(store: "Store", kind: str, table: "Table", options: "Options", occasion: "Occasion") -> "Outcome":
    from accounts.importing import run

    with _progress(table) as progress:
        return run(store, kind, table, replace(options, progress=progress), occasion)


@contextmanager
def _progress(table: "Table") -> "Iterator[Progress | None]":
    if table.size < LONG or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=table.size, label=table.source, file=sys.stderr, show_pos=False) as bar:
        yield lambda position: bar.update(position - bar.pos)


def _stopped(store: "Store", occasion: "Occasion") -> str:
    from accounts.importing import entries
    from accounts.instants import stored

    written = any(entry.imported_at == stored(occasion.now) for entry in entries(store.reading, 1))
    return "Stopped, after the import was written." if written else "Stopped: the store is as it was before."


@import_.command(name="log")
@click.option("-n", "--last", type=click.IntRange(1), default=20, show_default=True, help="How many imports.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object on a line for each.")
def log_(*, last: int, as_json: bool) -> int:
    """What was imported when, by whom, from what and with what outcome; the latest first."""
    from accounts.importing import entries
    from bot.render.importing import entry_text

    with reported(), existing() as store:
        for entry in entries(store.reading, last):
            click.echo(json.dumps(entry.data) if as_json else entry_text(entry))
    return 0


@import_.command(name="undo")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--force", is_flag=True, help="Even if what people said of accounts is lost.")
def undo_(*, yes: bool, force: bool) -> int:
    """Take the last import back: rows it brought go, rows it changed are as they were."""
    from accounts.importing import preview, undo
    from bot.render.importing import undoing_text

    with reported(), existing() as store:
        undoing = preview(store)
        if undoing is None:
            click.echo("There is no import to take back.", err=True)
            return 1
        click.echo(undoing_text(undoing), err=True)
        if undoing.pulses and not force:
            click.echo("Nothing was done. To lose them, say --force.", err=True)
            return 1
        if not yes and not (sys.stdin.isatty() and click.confirm("Take it back?", err=True)):
            click.echo("Nothing was done. cs import undo --yes does it.", err=True)
            return 1
        if undo(store, undoing.entry.id, now(), force=force) is None:
            raise click.ClickException("The store has changed meanwhile, and nothing was done: ask again.")
        click.echo(f"Import {undoing.entry.id} was taken back.")
    return 0


@import_.command(name="mappings")
@click.argument("kind", required=False, type=click.Choice(list(KINDS)))
@click.option("--forget", is_flag=True, help="Forget those of KIND.")
def mappings_(*, kind: str | None, forget: bool) -> int:
    """The columns that were set or confirmed in earlier imports."""
    from accounts.importing import forget as forget_mapping
    from accounts.importing import remembered

    if forget and not kind:
        raise click.UsageError("Of which kind? For instance: cs import mappings accounts --forget")
    with reported(), existing() as store:
        if forget and kind:
            with store.writing() as connection:
                click.echo(f"{forget_mapping(connection, kind)} columns of {kind} forgotten.")
            return 0
        for each in [kind] if kind else KINDS:
            for header, field in remembered(store.reading, each).items():
                click.echo(f"{each}: {header} → {field or 'not imported'}")
    return 0


for _kind in KINDS.values():
    import_.add_command(_kind_command(_kind))


def now() -> "Occasion":
    """Who does something, and this moment."""
    from getpass import getuser

    from accounts.importing import Occasion

    return Occasion(getuser(), datetime.now(UTC), datetime.now().astimezone().date())


@contextmanager
def opened() -> "Iterator[Store]":
    """The store, which is created when there is none."""
    from accounts import open_store
    from bot.settings import database_path

    with closing(open_store(database_path())) as store:
        yield store


@contextmanager
def existing() -> "Iterator[Store]":
    """The store. Raises `NoStoreError` when nothing was imported yet."""
    from accounts.errors import NoStoreError
    from bot.settings import database_path

    if not database_path().exists():
        raise NoStoreError("No accounts have been imported yet. To begin: cs import accounts accounts.csv")
    with opened() as store:
        yield store


@contextmanager
def reported() -> Iterator[None]:
    """Errors of the accounts and of the settings, as messages to who runs the program."""
    from bot.settings import SettingsError

    try:
        yield
    except (AccountsError, SettingsError) as error:
        raise click.ClickException(str(error)) from error
