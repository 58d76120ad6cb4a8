"""What a digest says, before anybody has decided how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chart import Chart
from bot.reply import Choice, Look


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """An account, or another thing that a digest tells of: its name, what is said of it, and what asks for its card.

    The name links to `url`, where there is one.
    """

    label: str
    lines: tuple[str, ...] = ()
    request: str = ""
    look: Look = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DigestSection:
    """Entries of one sort under a title, most important first. Those of an `urgent` one are shown before others'."""

    title: str
    entries: tuple[DigestEntry, ...] = ()
    text: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMessage:
    """A digest. `headline` says on one line whether it needs attention, and reads well alone.

    All text is plain. `csv` is the request whose whole list is to be had as a file. `empty` is a digest that has
    nothing to report; `changed` says whether anything did since the last.
    """

    title: str
    headline: str
    data: Mapping[str, Any]
    paragraphs: tuple[str, ...] = ()
    sections: tuple[DigestSection, ...] = ()
    footnotes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    csv: str = ""
    chart: Chart | None = None
    empty: bool = False
    changed: bool = True
