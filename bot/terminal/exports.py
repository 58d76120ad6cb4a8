"""`cs accounts export` and `cs backup`: what the store has, for other programs and for a bad day."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from bot.terminal.stored import existing, reported

if TYPE_CHECKING:
    from accounts.export import Format


@click.group()
def accounts() -> None:
    """The accounts as a whole. One of them is asked for with cs account NAME."""


@accounts.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "json"]), help="csv unless the file's name says another."
)
def export(*, file: Path | None, form: "Format | None") -> int:
    """Write all accounts with where they stand to FILE, or to standard output."""
    from accounts.export import export as write

    named = {".json": "json", ".jsonl": "jsonl"}.get(file.suffix.casefold() if file else "", "csv")
    with reported(), existing() as store:
        count = write(store, file, form or cast("Format", named))
    if file:
        click.echo(f"{count:,} accounts written to {file}.")
    return 0


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def backup(*, file: Path, force: bool) -> int:
    """Copy the store to FILE, while the bot runs; the copy is checked."""
    from store.backup import backup

    with reported(), existing() as store:
        size = backup(store, file, force=force)
    click.echo(f"{file}: {size:,} bytes, checked. To use it, stop the bot and put it where CS_DATABASE says.")
    return 0
