"""The model of a digest's message, before it is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chart import Chart
from bot.reply import Choice, Look


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """An account, or another thing that a digest tells of: its name, what is said of it, and what asks for its card.

    The name links to `url`, where there is one. `owner_id` is the store's of the account's owner.
    """

    label: str
    lines: tuple[str, ...] = ()
    request: str = ""
    look: Look = ""
    url: str = ""
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class DigestSection:
    """Entries of one sort under a title, most important first. Those of an `urgent` one are shown before others' and
    before its text; the first, `leading` ones of another before others' too.

    Where it is asked for, entries of a section `by_owner` stand in parts by their owners instead. `mention` is the
    Slack user who is mentioned, once, where the section begins. A `folded` one has a title in the first message only
    with an entry.
    """

    title: str
    entries: tuple[DigestEntry, ...] = ()
    text: str = ""
    urgent: bool = False
    by_owner: bool = False
    mention: str = ""
    leading: int = 0
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMessage:
    """A digest. `headline` says on one line whether it needs attention, and reads well alone.

    All text is plain. `csv` is the request whose whole list is to be had as a file. `empty` is a digest that has
    nothing to report; `changed` says whether anything did since the last. `mention` is the user group of Slack that it
    is for.
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
    mention: str = ""
