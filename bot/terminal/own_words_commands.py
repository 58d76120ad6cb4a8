"""`cs glossary import` and `cs glossary export`: the team's own words out of files, and as files."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal.output import say, write_data
from bot.terminal.store_access import report_errors
from curation import CurationError

if TYPE_CHECKING:
    from bot.workspace import Workspace
    from curation import Change
    from curation.importing.plan import ImportPlan, PlannedWord
    from glossary import Glossary

SHOWN = 200  # words of a plan that are listed


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--shorten", is_flag=True, help="Keep of a meaning that is too long the sentences that fit.")
@click.option("--sheet", default="", help="The sheet of a workbook, or the list of a JSON object.")
def import_(file: Path, *, dry_run: bool, shorten: bool, sheet: str) -> int:
    """Import words of your team's own: all of a file, or nothing.

    FILE is a CSV, TSV, XLSX, JSON or Markdown file, such as an export of Notion, Guru, Confluence or Google Sheets, a
    TOML file, or a folder of those. What was approved stays approved.
    """
    from bot.terminal.word_files import read_records
    from curation.importing.plan import plan_import
    from curation.importing.run import run_import

    with _words() as workspace:
        records, ignored = read_records(file, sheet)
        plan = plan_import(workspace.words, _glossary(workspace), records, shorten=shorten)
        for line in _report(plan, ignored):
            say(line)
        if plan.errors:
            for error in plan.errors:
                say(f"{file.name} {error}", err=True)
            say(f"Nothing was imported: {len(plan.errors)} of {len(records)} rows are wrong.", err=True)
            return 1
        if dry_run:
            say("Nothing was written: this was a dry run.")
            return 0
        written = run_import(workspace.words, _change(), plan, file.name)
        said = "They are answered now; nobody has verified them yet: /cs curate shows the most read of them."
        say(f"{written} written. {said}" if written else "Nothing to write: all is there already.")
    return 0


@click.command(name="export")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format", "form", type=click.Choice(["toml", "csv", "json"]), help="toml unless TARGET's name says another."
)
def export(target: Path | None, form: str | None) -> int:
    """Export the approved words of your team's own, ready for a pull request or for CS_GLOSSARY.

    TARGET is a folder for TOML, a file a category, and a file for CSV and JSON; without it they are printed. As with
    cs accounts export, files of the same names are written over; without any words nothing is.
    """
    from accounts.values.spreadsheet_cells import escape_cell
    from curation.exporting import as_csv, as_json, as_toml, whole
    from curation.own_terms import current_terms
    from glossary import load

    form = form or _format_of(target)
    with _words() as workspace:
        words = whole(current_terms(workspace.words), load().curated)
        files = (
            as_toml(words) if form == "toml" else {"": as_csv(words, escape_cell) if form == "csv" else as_json(words)}
        )
        if target is None:
            write_data()
            if not words:
                say("There are no approved words of your own.", err=True)
            for name, text in files.items():
                say(f"# {name}\n{text}" if name else text.rstrip("\n"))
            return 0
        if form == "toml" and target.exists() and not target.is_dir():
            raise click.ClickException(f"{target} is a file: name a folder for TOML, or say --format csv or json.")
        if not words:
            say(f"There are no approved words of your own: nothing was written to {target}.")
            return 0
        _write(target, files)
        say(f"{len(words)} word{'' if len(words) == 1 else 's'} in {target}")
    return 0


def _format_of(target: Path | None) -> str:
    """The format that the name of a file says. Raises `click.UsageError` for one that isn't written."""
    suffix = target.suffix.casefold() if target and not target.is_dir() else ""
    if suffix in {".xlsx", ".xls", ".ods", ".tsv", ".md", ".toml"}:
        raise click.UsageError(f"{suffix} isn't written: name a folder for TOML, or a file .csv or .json.")
    return suffix.removeprefix(".") if suffix in {".csv", ".json"} else "toml"


def _write(target: Path, files: dict[str, str]) -> None:
    try:
        for name, text in files.items():
            path = target / name if name else target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{target} can't be written: {error.strerror or error}.") from error


@contextmanager
def _words() -> "Iterator[Workspace]":
    """The workspace, whose store is made where there is none; what goes wrong is told to whoever runs the program."""
    from bot.workspace import Workspace

    with report_errors(), closing(Workspace()) as workspace:
        try:
            yield workspace
        except CurationError as error:
            raise click.ClickException(str(error)) from error


def _glossary(workspace: "Workspace") -> "Glossary":
    from bot.terms.team_words import follow_words

    return follow_words(workspace).glossary


def _change() -> "Change":
    from bot.accounts.middleware import terminal_user
    from bot.clock import utc_now
    from curation import Change

    return Change(terminal_user().id, utc_now())


def _report(plan: "ImportPlan", ignored: list[str]) -> Iterator[str]:
    new, changed, same = (plan.count(what) for what in ("new", "changed", "the same"))
    yield f"{new} new, {changed} changed, {same} the same"
    if ignored:
        yield f"Columns that say nothing of a word: {', '.join(dict.fromkeys(ignored))}"
    told = [word for word in plan.words if word.what != "the same" or word.remark]
    yield from (_line(word) for word in told[:SHOWN])
    if len(told) > SHOWN:
        yield f"… and {len(told) - SHOWN} more"


def _line(word: "PlannedWord") -> str:
    return f"  {word.what:8} {word.name} ({word.place}){f': {word.remark}' if word.remark else ''}"
