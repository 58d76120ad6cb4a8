"""The worker with everything it works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from accounts.daily_update import update
from accounts.digests.claims import Claim
from bot.book import Book
from bot.chart import Chart
from bot.digests.composing import Composer
from bot.digests.delivery import Courier, OnCrash, Protocol
from bot.digests.guard import Guard
from bot.digests.worker import Worker
from bot.slack.directory import Directory
from bot.slack.enclosures import Destination, Enclosures
from glossary import Glossary

Clock = Callable[[], datetime]


def utc() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where digests are posted: the address and token of the Web API, and what the operator chose for after a crash."""

    token: str
    url: str
    on_crash: OnCrash = "at-most-once"

    def client(self, protocol: Protocol) -> AsyncWebClient:
        """A client that asks once: what isn't answered is looked for in the history, and not posted again blindly."""
        timeout = int(protocol.timeout.total_seconds())
        return AsyncWebClient(token=self.token, base_url=self.url, timeout=timeout, retry_handlers=[])


def worker(post: Post, glossary: Glossary, book: Book, enclosures: Enclosures, clock: Clock = utc) -> Worker:
    """A worker on the store of a book, which must exist."""
    protocol = Protocol(on_crash=post.on_crash)
    client = post.client(protocol)

    def enclose(held: Claim, ts: str, chart: Chart) -> None:
        enclosures.follow(chart, Destination(client, held.subscription.channel, ts))

    def nightly() -> bool:
        return update(book.store, clock().astimezone(), book.health)

    courier = Courier(
        store=book.store,
        client=client,
        clock=clock,
        compose=Composer(glossary, book).letter,
        allowed=Guard(client, Directory()),
        enclose=enclose,
        protocol=protocol,
    )
    return Worker(courier, nightly)
