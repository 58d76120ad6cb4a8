"""Model of a digest's content: its inputs and its sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.digests.conditions import Condition, Figures
from accounts.digests.deliveries import Payload
from accounts.digests.subscription_parser import OWNERS, group_of
from accounts.renewals.outcomes import ReportedUntil
from accounts.renewals.renewal_model import DAYS
from accounts.scopes.scope import ALL, Scope
from bot.accounts.formatting import MONTHS, sentence
from bot.chart import Chart
from bot.context import Context
from bot.digest_message import DigestMessage
from bot.digests.content.addressees import NOBODY, Addressees
from bot.reply import Reply, Row


@dataclass(frozen=True, slots=True)
class DigestPayload:
    """What a delivery says, and the chart that goes with it."""

    content: Payload
    chart: Chart | None = None


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LISTED, FIRST = 1_000, 25  # entries of a section, and how many of more: nobody reads that far, and the file has all


def listed_count(entries: int) -> int:
    """How many of a section's entries a digest lists: all of them, or the first when they are too many to be read."""
    return entries if entries <= LISTED else FIRST


@dataclass(frozen=True, slots=True)
class DigestContext:
    """The accounts that a digest is about, and the day of the one before, if there was one.

    `digest_id` is that of the subscription, 0 for a preview that is nobody's; `horizon` says how many days ahead
    renewals are told. `category` is that of the glossary that a term comes from, any where it is empty.
    `mentions` says whom it mentions, and `addressees` who of them there are in Slack. `conditions` are those that it
    comes on.
    """

    context: Context
    scope: Scope
    since: date | None = None
    digest_id: int = 0
    horizon: int = DAYS
    category: str = ""
    mentions: str = ""
    addressees: Addressees = NOBODY
    conditions: tuple[Condition, ...] = ()

    @property
    def mentions_owners(self) -> bool:
        """Whether owners are mentioned, each in their own part."""
        return OWNERS in self.mentions.split(" and ")

    @property
    def mentioned_group(self) -> str:
        """The handle of the user group that is mentioned; nothing where none is."""
        return group_of(self.mentions)

    @property
    def by_owner(self) -> bool:
        """Whether there is a part for each owner: they are mentioned, or it is a manager's, of their team."""
        return self.mentions_owners or bool(self.scope.team)

    @property
    def begin(self) -> date:
        """The day from which changes are told: that of the digest before, or a week ago."""
        return self.since or self.context.today - timedelta(days=7)

    @property
    def moved_from(self) -> date:
        """The first day whose moves are told: that of the digest before, which told what it knew by then, or else the
        one after `begin`, at whose end all is compared with.
        """
        return self.since or self.begin + timedelta(days=1)

    def titled(self, name: str) -> str:
        """The name of a digest with its day: `Renewals, Mon 15 Jun`."""
        today = self.context.today
        return f"{name}, {WEEKDAYS[today.weekday()]} {today.day} {MONTHS[today.month - 1]}"

    @property
    def chosen(self) -> tuple[str, ...]:
        """Which accounts it is of, as a line for its header; none where it is of all."""
        return () if self.scope == ALL else (sentence(self.scope.words.removeprefix("all accounts, ")),)

    def asks(self, verb: str) -> str:
        """A request about the same accounts."""
        return f"{verb} {self.scope.request}".strip()

    def asks_band(self, band: str) -> str:
        """A request for those of a band among them, whichever the digest is of."""
        return f"health {band} {self.scope.any_band().request}".strip()


NO_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class ComposedDigest:
    """A digest, and what it tells of: accounts by id, score and band, how many are in each band, what was known of
    renewals that were settled, or a term. `unmatched` says why no accounts match any more; `figures` is what conditions
    are held against, `changes` are those of watched accounts that it tells.
    """

    said: DigestMessage | Reply
    told: tuple[tuple[int, int | None, str], ...] | None = None
    bands: Mapping[str, int] | None = None
    settled: ReportedUntil | None = None
    term: str = ""
    unmatched: str = ""
    figures: Figures = NO_FIGURES
    changes: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to report."""
        return isinstance(self.said, DigestMessage) and self.said.empty

    @property
    def changed(self) -> bool:
        """Whether anything changed since the last one."""
        return not isinstance(self.said, DigestMessage) or self.said.changed

    @property
    def chart(self) -> Chart | None:
        """The chart that goes with it."""
        return self.said.chart

    @property
    def reply(self) -> Reply:
        """The digest as the answer to a request."""
        return as_reply(self.said) if isinstance(self.said, DigestMessage) else self.said


def as_reply(digest_message: DigestMessage) -> Reply:
    """A digest as the answer to a request, for its preview and for the terminal."""
    rows: list[Row] = []
    for section in digest_message.sections:
        rows.append(Row(section.title, section.text))
        for entry in section.entries:
            first, *rest = entry.lines or ("",)
            rows.append(Row(entry.label, first, detail=" ".join(rest), look=entry.look, url=entry.url))
    title = rows.pop(0).label if rows and not rows[0].text else ""
    return Reply(
        title=digest_message.title,
        data={**digest_message.data},
        paragraphs=(digest_message.headline, *digest_message.paragraphs),
        rows_title=title,
        rows=tuple(rows),
        choices=digest_message.choices,
        footnotes=digest_message.footnotes,
        chart=digest_message.chart,
    )
