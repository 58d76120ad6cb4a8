"""A digest that is asked something: its rows and accounts, and the reply to what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.digests.posted import PostedDigest
from accounts.digests.since import AccountSince
from bot.accounts.formatting import to_json
from bot.context import Context
from bot.digests.commands.selection import digest_name, local_time_text
from bot.reply import Choice, Fact, Reply, Row

MOST, OPENED = 100, 10  # rows of an answer, and those with a button


@dataclass(frozen=True, slots=True)
class Asked:
    """A digest that is asked, the rows that it posted, and its accounts then and now."""

    context: Context
    posted: PostedDigest
    rows: Mapping[int, tuple[str, ...]]
    accounts: Sequence[AccountSince]
    share: str

    @property
    def of(self) -> str:
        """Which digest it is: `Account health of Mon 15 Jun at 09:00 Europe/Berlin`."""
        each = self.posted.subscription
        return f"{digest_name(each)} of {local_time_text(each, self.posted.due)}"


def health_text(score: int | None, band: str) -> str:
    return f"{band} {score}" if score is not None else "health unknown"


def asked_reply(  # noqa: PLR0913  what an answer may have
    asked: Asked,
    title: str,
    paragraphs: tuple[str, ...] = (),
    *,
    rows: tuple[Row, ...] = (),
    facts: tuple[Fact, ...] = (),
    choices: tuple[Choice, ...] = (),
    actions: tuple[Choice, ...] = (),
) -> Reply:
    return Reply(
        title=title,
        data={
            "kind": "digest_answer",
            "digest": asked.posted.subscription.id,
            "occasion": asked.posted.occasion,
            "accounts": to_json(tuple(asked.accounts)),
        },
        paragraphs=(*paragraphs, *((f"The first {MOST} of {len(rows):,}.",) if len(rows) > MOST else ())),
        rows=tuple(replace(each, opens=each.opens * (at < OPENED)) for at, each in enumerate(rows[:MOST])),
        facts=facts,
        choices=choices,
        actions=actions,
        footnotes=(f"Asked of {asked.of}.",),
        share=asked.share,
        is_list=bool(rows),
    )
