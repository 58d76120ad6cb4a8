"""From a delivery that is due to what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload
from accounts.digests.delivery_log import last_sent_on
from accounts.digests.notices import record_unmatched
from accounts.digests.subscriptions import Digest, Subscription
from bot.book import Book
from bot.bulletin import Bulletin
from bot.context import Asker, Context
from bot.digests import health, portfolio, renewals, term
from bot.digests.letter import Letter
from bot.digests.occasion import Composed, Occasion
from bot.digests.unmatched import accounts_of, on_one_line
from bot.render.bulletin import messages
from bot.render.slack import message
from glossary import Glossary

DIGESTS: Mapping[Digest, Callable[[Occasion], Composed]] = {
    "health": health.compose,
    "renewals": renewals.compose,
    "portfolio": portfolio.compose,
    "term": term.compose,
}


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes digests from one glossary and one book. Raises `AccountsError` when there is nothing to compose from."""

    glossary: Glossary
    book: Book

    def letter(self, held: Claim, now: datetime) -> Letter | str:
        """What a delivery says, or why it says nothing."""
        subscription = held.subscription
        since = last_sent_on(self.book.store, subscription.id, held.occasion)
        composed = self.composed(subscription, now, since)
        record_unmatched(self.book.store, subscription.id, composed.unmatched, now)
        if subscription.skip_empty and composed.empty:
            return "nothing to report"
        if subscription.only_changes and not composed.changed:
            return "nothing changed"
        said = composed.said
        sent = messages(said) if isinstance(said, Bulletin) else (message(said),)
        frozen = tuple({**each} for each in sent)
        return Letter(Payload(frozen, composed.told, composed.bands, composed.settled, composed.term), composed.chart)

    def composed(self, subscription: Subscription, now: datetime, since: date | None) -> Composed:
        """The digest of a subscription as it is now, in the time of its zone."""
        local = now.astimezone(ZoneInfo(subscription.schedule.zone))
        asker = Asker(subscription.created_by)
        context = Context(self.glossary, self.book, asker, subscription.channel, subscription.team, now=local)
        scope, lacking = accounts_of(self.book.store, subscription)
        composed = DIGESTS[subscription.digest](Occasion(context, scope, since, subscription.id))
        return on_one_line(composed, subscription.scope, lacking) if lacking else composed
