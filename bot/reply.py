"""The answer to a request, before it is rendered, with its table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from bot.chart import Chart
    from bot.data_table import DataTable
    from bot.digest_message import DigestMessage


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows that are read only when a file is made of them.

    `name` is the file's, without its ending: `renewals-2026-06-15`.
    """

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterable[Sequence[object]]]


Outcome = Literal["answered", "nothing", "usage"]
Look = Literal["", "red", "yellow", "green", "unknown"]


class LazyData(Mapping[str, Any]):
    """The data behind an answer or a digest, made when somebody asks for it: most messages are posted without."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  it is what JSON takes
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled line of a card, such as the formula. `verbatim` text is shown letter for letter, in a fixed width; a
    `request` is something to type, and gets the name it is called by where it is shown; the text of a `link` is the
    address of a page. The `first` ones are shown before others where there is little room.
    """

    label: str
    text: str
    verbatim: bool = False
    request: bool = False
    link: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: what it is about, in bold, and what is said of it. The label of a `request` is to be typed.

    `channel` is the id of the one that it is about, to be shown by the name that Slack has for it, `person` that of
    whoever did it. `detail` is a second
    line, in whose place `why` stands where there is little room; `look` gives the row the colour of a band of health;
    `opens` is the request for what the row is about, at a tap where there are buttons; `url` is its page elsewhere,
    which the label links to. The `first` ones are shown before others where there is little room.
    """

    label: str
    text: str = ""
    request: bool = False
    detail: str = ""
    why: str = ""
    look: Look = ""
    opens: str = ""
    channel: str = ""
    person: str = ""
    url: str = ""
    first: bool = False


NEXT, PREVIOUS = "Next ›", "‹ Previous"


@dataclass(frozen=True, slots=True)
class RowRange:
    """Which rows of a list an answer has, counted from 1, of how many; `end` is the last that there is a way to,
    `begins_with` the request for those from a row on, and `order` that of the rows, in words.
    """

    first: int
    last: int
    total: int
    end: int
    begins_with: Callable[[int], str]
    order: str = ""

    @property
    def title(self) -> str:
        """What stands above the rows: `1–10 of 15, by last day to act`; empty where there are none."""
        if self.first > self.last:
            return ""
        rows = f"{self.first:,}–{self.last:,}" if self.last > self.first else f"{self.first:,}"
        return f"{rows} of {self.total:,}{f', {self.order}' if self.order else ''}"

    @property
    def shown(self) -> str:
        """The request for the list, with the rows that are shown of it: what is said next goes on from there."""
        return f"{self.begins_with(1)} rows {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Reference:
    """What an answer is from: its citation, and the page's address where it has one; `note` says what to know of it."""

    citation: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to ask next, at a tap: `request` is the text that asks it.

    With `form` the arguments are asked for in a form, where there are forms; what the request gives is filled in. The
    `first` ones are kept before others where there is little room.
    """

    label: str
    request: str
    form: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What an assistant can be asked to write, with what it is to know: shown where there is one, at a tap."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A finished answer. It knows nothing of Slack or of terminals.

    All text is plain: the renderers escape it. `share` is the request whose answer *Share in channel* posts, empty when
    there is nothing to share; `data` is the object of the JSON contract. A `chart` is shown where pictures can be, and
    a `table`, the whole of what `rows` may show a part of, is there to be had as a file. `form` is a request whose form
    asks for what this one lacks, where a form can be opened at once. One that is `alone` is for the asker's eyes only.
    `grid` makes the same list as a table that can be sorted where it is read; `data_table` is that, made.
    A `digest` is shown as it would be posted where it can be, the message numbered `part` of it. `is_list` says that
    the rows are what was asked for, `listed` which of how many they are, and `groups` are shown in their place where
    there is little room. `feedback` is
    what people can say was right or not: the id of a term, or that of explanations. A `prompt` is what an assistant may
    be asked.
    """

    title: str
    data: Mapping[str, Any]
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    rows_title: str = ""
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    actions: tuple[Choice, ...] = ()
    footnotes: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    share: str = ""
    form: str = ""
    only_for_requester: bool = False
    chart: "Chart | None" = None
    table: "Table | None" = None
    grid: "Callable[[], DataTable] | None" = None
    data_table: "DataTable | None" = None
    digest: "DigestMessage | None" = None
    part: int = 1
    is_list: bool = False
    listed: RowRange | None = None
    groups: tuple[Row, ...] = ()
    feedback: str = ""
    prompt: Prompt | None = None
    outcome: Outcome = "answered"

    def called(self, program: str) -> "Reply":
        """The reply as it reads where requests are typed after the program's name, such as `/cs`."""
        if not self._has_requests:
            return self
        facts = (replace(f, text=f"{program} {f.text}".strip(), verbatim=True) if f.request else f for f in self.facts)
        rows = (replace(row, label=f"{program} {row.label}".strip()) if row.request else row for row in self.rows)
        return replace(self, facts=tuple(facts), rows=tuple(rows))

    @property
    def _has_requests(self) -> bool:
        return any(fact.request for fact in self.facts) or any(row.request for row in self.rows)
