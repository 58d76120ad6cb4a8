"""A day or a time as an option takes it, with an example where it is something else."""

from datetime import datetime
from typing import Any

import click


class Moment(click.DateTime):
    """A day or a time in one form; `shown` is what stands for it in the help, `example` what its error shows."""

    def __init__(self, form: str, shown: str, example: str) -> None:
        super().__init__([form])
        self._shown, self._example = shown, example

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002  what click asks with
        """What stands for the value in the help."""
        return self._shown

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        """The value as a moment. Raises `click.BadParameter`."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” isn't {self._shown}: write it as {self._example}.", param, ctx)


DAY = Moment("%Y-%m-%d", "YYYY-MM-DD", "2026-03-29")
CLOCK = Moment("%H:%M", "HH:MM", "8:59")
