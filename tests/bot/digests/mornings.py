"""Mornings of a small company: what happens on its days is put in, and each day's digest is composed and delivered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts import Store
from accounts.daily_update import update
from accounts.derived import current_state
from accounts.digests import claims, deliveries
from accounts.digests.claims import Claim
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Digest, Subscription, subscribe, subscriptions
from accounts.health import Sayer, load_config, set_pulse
from bot.digest_message import DigestMessage
from bot.digests.content.composer import Composer
from bot.digests.content.model import ComposedDigest, DigestPayload
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from tests.accounts.conftest import TODAY
from tests.accounts.conftest import Factory as Rows
from tests.accounts.health.conftest import BY_HAND

GLOSSARY = load()
LEASE = timedelta(seconds=30)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (TODAY + timedelta(days=ahead) for ahead in range(5))
NEXT_MONDAY = TODAY + timedelta(days=7)


class OpenBook(Workspace):
    """A book whose store a test has opened, and closes."""

    def __init__(self, store: Store) -> None:
        super().__init__(AccountSettings(cs_database=store.place, cs_health=BY_HAND))
        self._store = store


@dataclass
class Mornings:
    """The store, the rows put into it, and the digests that come of it at nine, UTC."""

    store: Store
    rows: Rows

    def __post_init__(self) -> None:
        self.workspace = OpenBook(self.store)
        self.composer = Composer(GLOSSARY, self.workspace)

    def customer(self, name: str, arr: int = 1_000, **row: Any) -> int:
        """A customer of two years, with ARR in whole dollars."""
        since = (TODAY - timedelta(days=730)).isoformat()
        return self.rows.account(name, **{"customer_since": since, "arr": arr * 100, "currency": "USD", **row})

    def pulse(self, account: int, score: int, at: datetime | date) -> None:
        """Somebody's word, after which the account scores 0, 25, 50, 75 or 100; on a day without a time, before it."""
        if isinstance(at, datetime):
            set_pulse(self.store, account, score, "", Sayer("U0DANA", "Dana"), at, load_config(BY_HAND))
            return
        self.rows.insert("pulse", account_id=account, score=score, said_by="Dana", said_at="", said_on=at.isoformat())

    def night(self, day: date) -> None:
        """What is done at the beginning of a day."""
        with self.store.writing() as connection:
            current_state.recompute(connection, None, day)
        update(self.store, datetime.combine(day, time(0, 5), UTC), load_config(BY_HAND))

    def subscribed(self, digest: Digest, **wanted: Any) -> Subscription:
        """A digest that comes every day at nine, from Monday on."""
        schedule = Schedule(time(9), wanted.pop("weekdays", EVERY_DAY), "UTC")
        given = {"team": "T1", "channel": "C1", "scope": "", "created_by": "U1", **wanted}
        return subscribe(self.store, Subscription(digest=digest, schedule=schedule, **given), at(MONDAY, 8))

    def composed(self, subscription: Subscription, day: date, since: date | None = None) -> ComposedDigest:
        """What the digest would say on a day."""
        return self.composer.compose(subscription, at(day), since)

    def digest_message(self, subscription: Subscription, day: date, since: date | None = None) -> DigestMessage:
        """The same, for one that isn't a term's."""
        said = self.composed(subscription, day, since).said
        assert isinstance(said, DigestMessage)
        return said

    def delivered(self, day: date, hour: int = 9) -> DigestPayload | str:
        """The digest of a day, delivered at an hour; or why it wasn't."""
        now = at(day, hour)
        held = self.claim(now)
        payload = self.composer.payload(held, now)
        if isinstance(payload, str):
            deliveries.finish(self.store, held, "skipped", now, payload)
            return payload
        assert deliveries.save_payload(self.store, held, payload.content)
        held = Claim(**{**_fields(held), "messages": payload.content.messages})
        while len(held.posted) < len(payload.content.messages):
            assert deliveries.record_post(self.store, held, f"1.{len(held.posted)}", now)
            held = Claim(**{**_fields(held), "posted": (*held.posted, "1")})
        return payload

    def failed(self, day: date) -> None:
        """The digest of a day, composed, and refused by Slack."""
        held = self.claim(at(day))
        payload = self.composer.payload(held, at(day))
        assert isinstance(payload, DigestPayload)
        assert deliveries.save_payload(self.store, held, payload.content)
        assert deliveries.finish(self.store, held, "failed", at(day), "refused")

    def told(self, day: date, hour: int = 9) -> list[str]:
        """The accounts that the digest of a day tells of, once it is delivered."""
        payload = self.delivered(day, hour)
        assert isinstance(payload, DigestPayload), payload
        names = dict(self.store.reading.execute("SELECT id, name FROM account").fetchall())
        return [names[id_] for id_, _, _ in payload.content.told or ()]

    def only(self) -> Subscription:
        """The one digest there is, as it stands."""
        (one,) = subscriptions(self.store)
        return one

    def claim(self, now: datetime) -> Claim:
        """The claim on what is due."""
        plan_deliveries(self.store, now)
        held = claims.claim(self.store, now, LEASE, timedelta(0))
        assert held is not None
        return held


def _fields(held: Claim) -> dict[str, Any]:
    return {name: getattr(held, name) for name in Claim.__dataclass_fields__}


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day."""
    return datetime.combine(day, time(hour), UTC)


def text(digest_message: DigestMessage) -> str:
    """All that a digest says."""
    lines = [digest_message.title, digest_message.headline, *digest_message.paragraphs]
    for section in digest_message.sections:
        lines += [section.title, section.text]
        lines += [" | ".join((entry.label, *entry.lines)) for entry in section.entries]
    return "\n".join((*lines, *digest_message.footnotes))
