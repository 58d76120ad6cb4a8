"""Printing in the terminal: nothing of a file or a person gets to it that would steer it."""

import io

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
