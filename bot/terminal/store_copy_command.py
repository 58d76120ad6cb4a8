"""`cs store copy FROM TO`: a company moves from one engine, file or schema to another."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say
from bot.terminal.store_access import report_errors

if TYPE_CHECKING:
    from store.copying import Progress


@click.group()
def store() -> None:
    """The account store as a whole."""


@store.command(help=f"{OPERATIONS['store copy']}. Each is the path of a file, or a URL as in CS_DATABASE.")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(*, origin: str, target: str) -> int:
    from accounts import open_store
    from bot.operating.store_packages import PACKAGES
    from store.copying import check_current, copy_store

    with report_errors():
        for name, place in (("FROM", origin), ("TO", target)):
            check_url(name, place)
        _check_there(origin)
        check_current(origin, PACKAGES)
        with closing(open_store(origin)) as of, closing(open_store(target)) as to:
            with _progress() as progress:
                done = copy_store(of, to, PACKAGES, progress)
            said = f"{done.rows:,} rows of {done.tables} tables were copied from {of} to {to} and compared, one by one."
    say(said)
    say("Set CS_DATABASE to it and start the bot. What was copied from is as it was: delete it when it isn't needed.")
    return 0


def check_url(name: str, place: str) -> None:
    """Raises `StoreError` for nothing, as a variable that isn't set, which would be the folder one is in, and for a URL
    that can't be right, which would be taken for the path of a file.
    """
    from store.errors import StoreError, StoreUrlError
    from store.opening import check_place

    if not place.strip():
        raise StoreError(
            f"{name} is empty. Name a place, such as /var/lib/cs-bot/… or postgresql://csbot:secret@db/csbot."
        )
    try:
        check_place(place)
    except StoreUrlError as error:
        raise StoreError(f"{name}: {error}") from None


def _check_there(place: str) -> None:
    """Raises `StoreError` where there is no store to copy, which would be made by opening it."""
    from store.errors import StoreError
    from store.opening import attach, is_postgresql

    if is_postgresql(place):
        with closing(attach(place)) as origin:
            if not origin.reading.columns("store_version"):
                raise StoreError(f"There is no account store at {origin}, so that nothing was copied.")
    elif not Path(place).is_file():
        raise StoreError(f"There is no account store at {place}, so that nothing was copied.")


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="copying", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
