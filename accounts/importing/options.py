"""How an import is to be done, as its caller chose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from accounts.values import Dates, Decimals

Progress = Callable[[int], None]  # called now and then with how far a table has been read


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person who imports decides. `columns` maps headers to fields; empty values mean “find out”.

    `currency` is that of amounts which name none. `rejects` is the file that rejected rows go to.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Dates = ""
    decimals: Decimals = ""
    currency: str = "USD"
    survey: str = ""
    accept_guesses: bool = False
    skip_bad: bool = False
    dry_run: bool = False
    rejects: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who imports, and when: `now` is an instant in UTC, `today` the local date that statuses are judged by."""

    by: str
    now: datetime
    today: date
