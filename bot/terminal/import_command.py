"""`cs import KIND FILE…`: the options, reading files or a database, and asking where something isn't sure."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accounts.doubts import ACCEPTED
from accounts.kinds import Kind
from bot.render.printable import printable_line
from bot.terminal.output import say
from bot.terminal.store_access import import_context, open_or_create, report_errors

if TYPE_CHECKING:
    from accounts import Store
    from accounts.importing import ImportContext, ImportResult, Options, Progress
    from accounts.readers import Table

LONG = 2_000_000  # bytes of a file from which on a progress bar is worth it


OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.argument("files", nargs=-1, metavar="FILE..."),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar='"HEADER=FIELD"',
        help="Which field a column is; - for none. May be given several times, and is remembered.",
    ),
    click.option(
        "--map-value",
        "words",
        nargs=2,
        multiple=True,
        metavar='FIELD "WORD=VALUE"',
        help="What a word in a column means, nothing where no value is named. Remembered, as --map is.",
    ),
    click.option(
        "--accept",
        multiple=True,
        type=click.Choice([*ACCEPTED]),
        help=f"What is asked about otherwise: {'; '.join(f'{name}, {what}' for name, what in ACCEPTED.items())}.",
    ),
    click.option(
        "--source",
        "tool",
        metavar="NAME",
        help="The tool whose ids the file has: another's are kept apart. Remembered for files with the same columns.",
    ),
    click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing."),
    click.option("--skip-bad", is_flag=True, help="Import the rows that can be, and write the others to a file."),
    click.option("--yes", is_flag=True, help="Take columns that are only guessed as they are."),
    click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="What 03/04/2026 is."),
    click.option("--decimals", type=click.Choice(["point", "comma"]), help="What 1.234 is."),
    click.option("--currency", metavar="CODE", help="The currency of amounts that name none, such as EUR."),
    click.option("--sheet", default="", help="The sheet of a workbook, or the list of a JSON object."),
    click.option("--header-row", type=click.IntRange(1), metavar="N", help="The row that names the columns."),
    click.option("--encoding", default="", help="The encoding of a text file, when it isn't told right."),
    click.option("--from", "url", metavar="URL", help="A database to read from, as SQLAlchemy names it."),
    click.option("--query", metavar="SQL", help="What to read there: SELECT …, or a file of it, such as accounts.sql."),
    click.option("--beside-sample", is_flag=True, help="Into a store that holds the sample company, too."),
    click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="The file for rejected rows."),
    click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each file."),
)
SURVEY = click.option("--survey", type=click.Choice(["nps", "csat", "ces"]), help="Which survey, if no column says.")


def kind_command(kind: Kind) -> click.Command:
    """`cs import KIND`, with the fields of the kind in its help."""

    def command(**given: Any) -> int:  # noqa: ANN401 - click gives what the options above declare
        return _import(kind.name, ImportArguments(survey=given.pop("survey", None), **given))

    command.__doc__ = _help(kind)
    for option in reversed((*OPTIONS, SURVEY) if kind.name == "surveys" else OPTIONS):
        command = option(command)
    return click.command(name=kind.name, short_help=kind.help)(command)


def _help(kind: Kind) -> str:
    fields = "\n".join(f"  {field.name}: {field.help}." for field in kind)
    return f"{kind.help}.\n\n\b\nFields:\n{fields}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportArguments:
    """The options of `cs import KIND` as they were given."""

    files: tuple[str, ...]
    mapping: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    accept: tuple[Any, ...]
    tool: str | None
    header_row: int | None
    dry_run: bool
    skip_bad: bool
    yes: bool
    dates: Any
    decimals: Any
    currency: str | None
    sheet: str
    encoding: str
    url: str | None
    query: str | None
    beside_sample: bool
    rejects: Path | None
    as_json: bool
    survey: str | None


def _import(kind: str, asked: ImportArguments) -> int:
    first, *others = _sources(kind, asked)
    # The first file is opened before the store: one that can't be read makes none.
    with report_errors(), first() as table, open_or_create(keep=not asked.dry_run) as store:
        _keep_sample_apart(store, kind, asked)
        worst = _import_table(store, kind, table, asked)
        for source in others:
            with source() as more:
                worst = max(worst, _import_table(store, kind, more, asked))
    return worst


def _keep_sample_apart(store: "Store", kind: str, asked: ImportArguments) -> None:
    """Refuses to mix a company's accounts with made-up ones, unless that is what is wanted."""
    from accounts.sample import has_sample

    if asked.beside_sample or not has_sample(store):
        return
    files = " ".join(asked.files) or "…"
    raise click.ClickException(
        f"{store} holds the sample company, and nothing was imported into it. To begin with your own accounts, delete "
        f"that {store.unit}, or name another one: CS_DATABASE={store.another('mine')} cs import {kind} {files}\n"
        "To have both in one: --beside-sample"
    )


def _sources(kind: str, asked: ImportArguments) -> "list[Callable[[], Table]]":
    from accounts.readers import open_table

    if asked.url or asked.query:
        if not (asked.url and asked.query) or asked.files:
            raise click.UsageError("A database is read with --from URL and --query SQL, and without files.")
        return [partial(_query, asked.url, asked.query)]
    if not asked.files:
        raise click.UsageError(f"Which file? For instance: cs import {kind} {kind}.csv, or - for standard input.")
    options: dict[str, Any] = {"sheet": asked.sheet, "encoding": asked.encoding, "header_row": asked.header_row or 0}
    return [partial(open_table, file, **options) for file in asked.files]


def _query(url: str, query: str) -> "Table":
    from accounts.readers.sql import open_query

    return open_query(url, query)


def _import_table(store: "Store", kind: str, table: "Table", asked: ImportArguments) -> int:
    from bot.render.import_report import import_data, import_text
    from bot.terminal.import_questions import ask_until_settled

    options, occasion = _options(table, asked), import_context()
    try:
        outcome = ask_until_settled(store, options, occasion, lambda each: _run(store, kind, table, each, occasion))
    except KeyboardInterrupt:
        say(_stopped(store, occasion), err=True)
        raise
    say(json.dumps(import_data(outcome)) if asked.as_json else import_text(outcome))
    return 1 if outcome.rejected and not outcome.written else 0


def _options(table: "Table", asked: ImportArguments) -> "Options":
    from accounts.importing import Options
    from bot.settings import account_settings

    return Options(
        columns=dict(_mapped(text) for text in asked.mapping),
        dates=asked.dates or "",
        decimals=asked.decimals or "",
        currency=_currency(asked.currency) or account_settings().cs_currency,
        currency_said=bool(asked.currency),
        survey=asked.survey or "",
        tool=asked.tool,
        words=_words(asked.words),
        accept=frozenset(asked.accept),
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


def _words(given: tuple[tuple[str, str], ...]) -> dict[str, dict[str, str]]:
    """By field, what each word means."""
    found: dict[str, dict[str, str]] = {}
    for field, text in given:
        word, equals, value = text.rpartition("=")
        if not equals or not word.strip():
            example = '--map-value status "Legal hold=cancelled"'
            raise click.UsageError(f"--map-value is a field, a word and its value, such as {example}; not {text!r}.")
        found.setdefault(field, {})[word.strip()] = value.strip()
    return found


def _currency(code: str | None) -> str | None:
    from accounts.money.amounts import CURRENCIES

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


def _run(store: "Store", kind: str, table: "Table", options: "Options", occasion: "ImportContext") -> "ImportResult":
    from accounts.importing import run_import

    with _progress(table) as progress:
        return run_import(store, kind, table, replace(options, progress=progress), occasion)


@contextmanager
def _progress(table: "Table") -> "Iterator[Progress | None]":
    if table.size < LONG or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=table.size, label=printable_line(table.source), file=sys.stderr, show_pos=False
    ) as bar:
        yield lambda position: bar.update(position - bar.pos)


def _stopped(store: "Store", occasion: "ImportContext") -> str:
    from accounts.importing import entries
    from store.timestamps import to_text

    last = entries(store.reading, 1)
    written = any(entry.imported_at == to_text(occasion.now) and entry.outcome == "written" for entry in last)
    return "Stopped, after the import was written." if written else "Stopped: the store is as it was before."
