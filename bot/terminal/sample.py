"""`cs sample`: a made-up company in the store, or its files in a folder."""

from pathlib import Path

import click

from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.stored import now, opened, reported


@click.command(help=OPERATIONS["sample"])
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the files into a folder instead: they show what can be imported.",
)
def sample(*, folder: Path | None) -> int:
    from accounts.health import load_config
    from accounts.sample import load_sample, write_files
    from bot.settings import account_settings

    with reported():
        if folder:
            files = write_files(folder, now().today)
            click.echo("\n".join(f"cs import {file.stem} {file}" for file in files))
            return 0
        with opened() as store:
            count = load_sample(store, now().today, now().now, load_config(account_settings().cs_health))
            click.echo(f"{count} accounts of a sample company are in {store.path}.")
    click.echo("Try cs account acme, cs renewals 60, cs health red or cs portfolio.")
    return 0
