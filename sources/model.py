"""A source: its name, kind, schedule and mapping; what reading it gives."""

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from accounts.doubts import Accepted
from accounts.kinds import KINDS
from accounts.money.amounts import CURRENCIES
from accounts.readers import Table
from accounts.values import Dates, Decimals
from sources.known_contracts import KnownContract
from sources.known_rows import KnownRow
from sources.secrets import Secrets
from sources.timing import At, Duration, Timing

LISTS: Final = ("accounts", "subscriptions", "contacts")  # kinds of what is there, in place of what happened
KNOWN_FOR: Final = {"usage": 7, "tickets": 30, "touchpoints": 30, "surveys": 60, "subscriptions": 60}  # days
_LATE: Final = timedelta(hours=2)  # that a run of a schedule may take and be tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchContext:
    """What a reader is given: the moment, secrets, and how far earlier runs came.

    `cursor` is what the last table said, empty for everything. `is_known` tells items of tables that were imported,
    `is_latest` which of them were the last, and `as_of` the age of what they told.
    `sleep` waits so many seconds, where a service or a file asks for it, and `jitter` (from 0 to 1) says how much of a
    wait that nobody asked for. `sample` says that only the first rows are wanted: a reader may stop early. `contracts`
    are those that the store keeps a subscription as, by its key there, and `known` the rows that it has of some ids.
    """

    now: datetime
    secrets: Secrets
    cursor: str = ""
    is_known: Callable[[str], bool] = lambda _: False
    is_latest: Callable[[str], bool] = lambda _: False
    as_of: datetime | None = None
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    sample: bool = False
    contracts: Callable[[str], Sequence[KnownContract]] = lambda _: ()
    known: Callable[[Sequence[str]], Sequence[KnownRow]] = lambda _: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A table of a source, None where it says that nothing changed since the last one.

    Once its rows are written, and only then, the next run goes on at `cursor`. `full` says that it is the list of all
    that the source has. `as_of` is the instant of which it tells. `items` are hashes of the file it is from, or of what
    tells it from others: they are known from then on. `aliases` are ids that the source has of accounts which the store
    has by another. `unchanged` is asked before its rows are kept: whether the file still is what was read.
    """

    table: Table | None
    as_of: datetime
    full: bool = False
    cursor: str = ""
    items: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    unchanged: Callable[[], bool] = lambda: True


class Source(BaseModel, ABC):
    """What all sources have in common. A subclass says where from, and reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)
    examples: ClassVar[dict[str, Any]] = {}  # of the settings that only these sources have
    lists_all: ClassVar[bool] = True  # whether a table has all there is, unless the settings say otherwise
    fresh_for: ClassVar[timedelta] = timedelta(hours=1)  # that facts are at least, unless the settings say otherwise
    needs_package: ClassVar[str] = ""  # the extra that has to be installed

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    folder: Path  # that of the file of sources, which paths are relative to
    kind: str = Field(description="What its rows are")
    every: Duration | None = Field(default=None, description="How long after a run began the next one does")
    at: At | None = Field(default=None, description="The time, zone and days of its runs")
    stale_after: Duration | None = Field(default=None, description="The age from which on its facts are called old")
    unknown_after: Duration | None = Field(default=None, description="The age from which on health leaves them out")
    needs: tuple[str, ...] = Field(default=(), description="Sources that are read before it")
    columns: dict[str, str] = Field(default_factory=dict, description="Which field a column is; - for none")
    values: dict[str, dict[str, str]] = Field(default_factory=dict, description="What words in a field's column mean")
    tool: str | None = Field(default=None, description="The tool whose ids the rows have")
    currency: str = Field(default="", description="The currency of amounts that name none")
    dates: Dates = Field(default="", description="What 03/04/2026 is: day-first or month-first")
    decimals: Decimals = Field(default="", description="What 1.234 is: point or comma")
    survey: Literal["", "nps", "csat", "ces"] = Field(default="", description="Which survey, if no column says")
    accept: tuple[Accepted, ...] = Field(default=(), description="What would be asked about otherwise")
    beside_sample: bool = Field(default=False, description="Read it into a store that holds the sample company, too")
    skip_bad: bool = Field(default=False, description="Import the rows that can be, and keep the others apart")
    paused: bool = Field(default=False, description="Don't read it until that is taken away")
    full: bool | None = Field(default=None, description="Whether an answer lists all that the source has")
    gone_after: int = Field(
        default=3, ge=2, le=100, description="Full runs without a row after which it counts as gone"
    )

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"is one of {', '.join(KINDS)}")
        return kind

    @field_validator("columns")
    @classmethod
    def _are_fields(cls, columns: dict[str, str], info: Any) -> dict[str, str]:  # noqa: ANN401 - pydantic's own
        kind = KINDS.get(info.data.get("kind", ""))
        known = {each.name for each in kind} if kind else set()
        for named in columns.values():
            if kind and named != "-" and named not in known:
                raise ValueError(f"names the field {named}, and {kind.name} have {', '.join(sorted(known))}")
        return columns

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, currency: str) -> str:
        if currency and currency not in CURRENCIES:
            raise ValueError("is no currency: write its three capital letters")
        return currency

    @field_validator("every")
    @classmethod
    def _is_no_shower(cls, every: timedelta | None) -> timedelta | None:
        if every is not None and every < timedelta(minutes=1):
            raise ValueError("is a minute or longer, such as 30m")
        return every

    @field_validator("full")
    @classmethod
    def _is_of_a_list(cls, full: bool | None, info: Any) -> bool | None:  # noqa: ANN401, FBT001 - pydantic's own
        if full and (kind := info.data.get("kind", "")) and kind not in LISTS:
            raise ValueError(f"is for {', '.join(LISTS)}, and not for {kind}: leave full = true out")
        return full

    @model_validator(mode="after")
    def _has_a_schedule(self) -> "Source":
        if (self.every is None) == (self.at is None):
            raise ValueError("says when it is read, by every or by at and not by both")
        return self

    @property
    def timing(self) -> Timing:
        """When it is read."""
        return Timing(self.every, self.at)

    @property
    def is_full(self) -> bool:
        """Whether an answer is taken for a list of all that the source has: what isn't in it may be gone."""
        return self.kind in LISTS and (self.lists_all if self.full is None else self.full)

    def is_stale(self, as_of: datetime | None, now: datetime) -> bool:
        """Whether facts of an age are called old: by `stale_after`, or when a run and what followed it were missed."""
        if as_of is None:
            return False
        return now > self.old_from(as_of)

    def known_until(self, as_of: datetime) -> datetime:
        """The instant until which health counts with facts of an age; they are old before that."""
        if self.unknown_after is not None:
            return as_of + self.unknown_after
        return max(as_of + timedelta(days=KNOWN_FOR.get(self.kind, 60)), self.old_from(as_of))

    def old_from(self, as_of: datetime) -> datetime:
        """The instant from which on facts of an age are called old."""
        if self.stale_after is not None:
            return as_of + self.stale_after
        if self.every is not None:
            return as_of + max(self.every * 3, self.fresh_for)
        return max((self.newer_by(as_of) or as_of) + _LATE, as_of + self.fresh_for)

    def newer_by(self, as_of: datetime) -> datetime | None:
        """The run of a schedule that is to bring newer facts than those of an age."""
        return self.timing.after(as_of)

    @property
    @abstractmethod
    def place(self) -> str:
        """Where it is read from, without secrets, in a few words."""

    @abstractmethod
    def fetch(self, context: FetchContext) -> Generator[Fetched]:
        """Reads what is new, a table at a time, the oldest first; whoever takes a table closes it.

        Raises `SourceError` or `ImportFileError` where the source can't be read: that isn't the same as nothing new.
        """
