"""`cs audit`, `cs accounts export`, `cs backup`, `cs restore`, `cs sample`."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.clock import utc_now
from bot.configuration.user_name import user_name
from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say, write_data
from bot.terminal.store_access import import_context, open_existing, open_or_create, report_errors
from store.failures import FILE_ERRORS, describe_error
from store.opening import is_postgresql

if TYPE_CHECKING:
    from accounts import Store
    from accounts.export import Format

STANDARD_OUTPUT = Path("-")
SUFFIXES: "dict[str, Format]" = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".txt": "csv"}


@click.command(help=OPERATIONS["audit"])
@click.option("--who", metavar="ID", default="", help="Only the looks of one person: a Slack user's id, or a login.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, newest first.")
def audit(*, who: str, limit: int) -> int:
    from accounts.audit import entries

    with report_errors(), open_existing() as store:
        found = entries(store, limit, who)
    for look in found:
        at = look.at.astimezone()
        say(f"{at:%Y-%m-%d %H:%M:%S}  {look.who:12}  {look.place:12}  {look.verb:10}  {look.outcome}")
    if not found:
        say("nobody has looked yet" if not who else f"{who} has not looked yet")
    return 0


@click.group()
def accounts() -> None:
    """The accounts as a whole. One of them is asked for with cs account NAME."""


@accounts.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "json"]), help="csv unless the file's name says another."
)
def export(*, file: Path | None, form: "Format | None") -> int:
    """Write all accounts with where they stand to FILE, or to standard output, which - is as well.

    It is a look at accounts, and as such in the audit log.
    """
    from accounts.export import export as write

    file = None if file == STANDARD_OUTPUT else file
    if file is None:
        write_data()
    with report_errors(), open_existing() as store:
        form = form or _format_of(file)
        _record_look(store, "export")
        count = write(store, file, form)
    if file:
        say(f"{count:,} accounts written to {file}.")
    return 0


def _record_look(store: "Store", verb: str) -> None:
    """Writes down that whoever runs the program looked at accounts; where that can't be done, it is said: what is left
    of a damaged store is read out by an export.
    """
    from accounts.audit import AuditEntry, record_entry
    from bot.context import TERMINAL
    from store.errors import StoreUnwritableError

    try:
        record_entry(store, AuditEntry(utc_now(), user_name(), TERMINAL, verb, "answered"))
    except StoreUnwritableError as error:
        say(f"This isn't in the audit log. {error}", err=True)
    except FILE_ERRORS as error:
        say(f"This isn't in the audit log. {describe_error(error, store.path)}", err=True)


def _format_of(file: Path | None) -> "Format":
    """The format that a file's name says. Raises `click.UsageError` for one that isn't written."""
    if file is None or not file.suffix or (file.exists() and not file.is_file()):
        return "csv"
    if file.suffix.casefold() not in SUFFIXES:
        raise click.UsageError(f"{file.suffix} isn't written: name a file {', '.join(SUFFIXES)}, or say --format csv.")
    return SUFFIXES[file.suffix.casefold()]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def backup(*, file: Path, force: bool) -> int:
    """Copy the store to FILE, while the bot runs; the copy is checked."""
    from store.backup import backup

    with report_errors(), open_existing() as store:
        size = backup(store, file, force=force)
    say(f"{file}: {size:,} bytes, checked. To use it, stop the bot: cs restore {file}")
    return 0


@click.command(help=OPERATIONS["restore"])
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(*, file: Path) -> int:
    """Put FILE, a backup, in the place of the store. The bot must be stopped; what was there is kept."""
    from accounts.migrations import MIGRATIONS
    from bot.settings import database_place
    from store.restore import restore

    with report_errors():
        done = restore(file, database_place(), MIGRATIONS, import_context().now)
    say(f"{done.path} is as it was in {file}: {done.size:,} bytes, checked, version {done.version}.")
    if done.kept:
        say(f"What was there before is kept in {done.kept}: delete it when you need it no longer.")
    return 0


@click.command(help=OPERATIONS["sample"])
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the files into a folder instead: they show what can be imported.",
)
@click.option(
    "--worsen",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="FOLDER",
    help="Change the files in a folder so that an account turns red, for a source that reads them.",
)
def sample(*, folder: Path | None, worsen: Path | None) -> int:
    from accounts.health import load_config
    from accounts.sample import load_sample, write_files
    from bot.settings import account_settings

    with report_errors():
        if folder:
            files = write_files(folder, import_context().today)
            say("\n".join(f"cs import {file.stem} {file}" for file in files))
            return 0
        if worsen:
            say(f"{_worsened(worsen)} does worse in the files of {worsen}.")
            return 0
        with open_or_create() as store:
            count = load_sample(
                store, import_context().today, import_context().now, load_config(account_settings().cs_health)
            )
            say(f"{count} accounts of a sample company are in {store}.")
    say("\n".join(_first_requests(os.environ.get("CS_DATABASE", "").strip())))
    return 0


def _first_requests(place: str) -> Iterator[str]:
    """What to type first, each with the file of the store where one was given; a URL may hold a password."""
    yield "Try, with the same CS_DATABASE:" if is_postgresql(place) else "Try:"
    given = f"CS_DATABASE={shlex.quote(place)} " if place and not is_postgresql(place) else ""
    yield from (f"  {given}cs {request}" for request in ("account acme", "renewals 60", "health red", "portfolio"))


def _worsened(folder: Path) -> str:
    from accounts.sample.worsening import worsen_files

    try:
        return worsen_files(folder, import_context().today)
    except OSError as error:
        raise click.ClickException(
            f"{folder} doesn't hold the sample's files ({error.strerror}): cs sample --write {folder} writes them."
        ) from error
