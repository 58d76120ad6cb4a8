"""Printing in the terminal: nothing of a file or a person gets to it that would steer it."""

import io
import sys

import click

from bot.render.printable import printable


def say(text: str, *, err: bool = False) -> None:
    """Prints a text on standard output, or on standard error."""
    click.echo(printable(text), err=err)


def say_error(error: click.ClickException) -> None:
    """Prints what went wrong, with the usage where it is that."""
    shown = io.StringIO()
    error.show(shown)
    click.echo(printable(shown.getvalue()), err=True, nl=False)


def write_data() -> None:
    """Has standard output take data as files have it, in UTF-8 with its own ends of lines, unless a person reads it.

    In another encoding, as that of a pipe on Windows, names would lose their letters.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="")
