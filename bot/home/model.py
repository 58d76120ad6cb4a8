"""A section of the Home tab, before it is rendered."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.errors import AccountsError
from bot.context import Context
from bot.reply import Choice, Row
from bot.settings import SettingsError
from curation import CurationError
from store.errors import StoreError

BROKEN = (AccountsError, CurationError, SettingsError, StoreError)
"""What reading the store raises when it can't be read now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the Home tab: a title, lines, and what to ask next at a tap. All text is plain."""

    title: str
    rows: tuple[Row, ...] = ()
    note: str = ""
    choices: tuple[Choice, ...] = ()


MakeSection = Callable[[Context], Section | None]
"""Makes a section for somebody, or none where there is nothing to show them. It blocks."""
