"""A section of the Home tab, before it is rendered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.errors import AccountsError
from bot.configuration.settings_error import SettingsError
from bot.context import Context
from bot.reply import Choice, Row
from curation import CurationError
from store.errors import StoreError

BROKEN = (AccountsError, CurationError, SettingsError, StoreError)
"""What reading the store raises when it can't be read now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the Home tab: a title, lines, and what to ask next at a tap. All text is plain.

    One without a title goes on with the part before. A `place` is the conversation that its forms are about, else it is
    the person's own with the bot.
    """

    title: str
    rows: tuple[Row, ...] = ()
    note: str = ""
    choices: tuple[Choice, ...] = ()
    place: str = ""


MakeSections = Callable[[Context], Iterable[Section | None]]
"""Makes sections for somebody, or none where there is nothing to show them. It blocks."""
