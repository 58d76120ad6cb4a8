"""From a due delivery to its payload; empty digests and the term of the day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from accounts.digests.claims import Claim
from accounts.digests.conditions import NOT_MET, Condition, Figures, check
from accounts.digests.deliveries import Payload
from accounts.digests.delivery_log import last_sent_on
from accounts.digests.notices import record_unmatched, scope_has_customers
from accounts.digests.subscriptions import ALERT, Digest, Subscription
from accounts.digests.term_lookups import LookupCount, choose_term, recent_lookups, recently_shown
from accounts.errors import ScopeError
from accounts.money.rates import Rates
from accounts.renewals.renewal_model import DAYS
from accounts.scopes.parser import parse_scope
from accounts.scopes.scope import ALL, Scope, UserGroup
from accounts.scopes.scope import Requester as Asker
from bot.accounts.formatting import count
from bot.context import Context, Requester
from bot.digest_message import DigestMessage
from bot.digests.commands.condition_texts import condition_words
from bot.digests.content import health, portfolio, renewals
from bot.digests.content.addressees import NOBODY as NO_ADDRESSEES
from bot.digests.content.addressees import Addressees
from bot.digests.content.model import NO_FIGURES, ComposedDigest, DigestContext, DigestPayload
from bot.render.digest import digest_messages
from bot.render.features import Features, no_features
from bot.render.slack import message
from bot.sources.digest_notes import with_sources
from bot.sources.waiting import is_planned
from bot.terms.glossary_replies import term_card
from bot.terms.team_definitions import figure_notes
from bot.watches.content import compose_watch
from bot.workspace import Workspace
from glossary import Glossary
from store.database import Store


def compose_term_of_the_day(occasion: DigestContext) -> ComposedDigest:
    """The card of a term: its meaning, formula, example, and what it is confused with."""
    context, today = occasion.context, occasion.context.today
    looked_up = recent_lookups(context.store, today)
    seen = recently_shown(context.store, occasion.digest_id, today)
    id_ = choose_term(_teachable(occasion), looked_up, seen, today)
    reply = term_card(context.glossary.terms[id_], context.glossary)
    why = _why(next((each for each in looked_up if each.term == id_), None))
    told = {**reply.data, "kind": "digest", "digest": "term"}
    notes = (*reply.footnotes, why, *_gone(occasion))
    reply = replace(reply, title=f"Term of the day: {reply.title}", footnotes=notes, data=told)
    return ComposedDigest(reply, term=id_)


def _teachable(occasion: DigestContext) -> list[str]:
    """The terms worth a morning: those that are confused with another, or that have a formula, come first."""
    known = occasion.context.glossary.terms
    listed = occasion.context.glossary.by_category().get(occasion.category, [])
    terms = {term.id: term for term in listed} or known
    worth = [id_ for id_ in terms if terms[id_].confused_with or terms[id_].formula]
    return [*worth, *(id_ for id_ in terms if id_ not in set(worth))]


def _gone(occasion: DigestContext) -> Iterator[str]:
    if occasion.category and occasion.category not in occasion.context.glossary.by_category():
        yield f"The glossary has no category “{occasion.category}” any more: the term is one of all."


def _why(found: LookupCount | None) -> str:
    if found is None:
        return "Chosen from the glossary."
    return f"Chosen because it was asked for {count(found.found + found.missed, 'time')} here lately."


NOBODY = 0  # an id that no owner has


def resolve_scope(
    store: Store, subscription: Subscription, rates: Rates | None = None, groups: tuple[UserGroup, ...] = ()
) -> tuple[Scope, str]:
    """The accounts that a digest is about, and why there are none, nothing when there are.

    A segment is gone with its last customer, an owner with the import that brought them; a name that came to mean two
    means neither.
    """
    if subscription.digest == "term":
        return ALL, ""
    try:
        scope = parse_scope(store, subscription.scope, Asker(groups=groups), rates)
    except ScopeError as error:
        why, _, _ = str(error).partition(". ")
        return Scope(NOBODY, subscription.scope), why.rstrip(".")
    return scope, "" if scope_has_customers(store, scope) else f"“{subscription.scope}” has no customers"


def empty_digest(composed: ComposedDigest, scope: str, why: str) -> ComposedDigest:
    """The digest without accounts: one line, unless there is something left to tell, such as the last one's loss."""
    if not isinstance(composed.said, DigestMessage) or not composed.empty or composed.changed:
        return composed
    said = replace(
        composed.said,
        headline=f"No accounts match “{scope}”.",
        paragraphs=(),
        sections=(),
        footnotes=(),
        choices=(),
        csv="",
        chart=None,
    )
    return replace(composed, said=said, unmatched=why)


DIGESTS: Mapping[Digest, Callable[[DigestContext], ComposedDigest]] = {
    "health": health.compose_health,
    "renewals": renewals.compose_renewals,
    "portfolio": portfolio.compose_portfolio,
    "term": compose_term_of_the_day,
}
FIGURES: Mapping[Digest, Callable[[DigestContext], Figures]] = {
    "health": health.health_figures,
    "renewals": renewals.renewal_figures,
}
"""What the conditions of a digest are held against, of those that can have any: the same that a composed one has."""


def _addressed(composed: ComposedDigest, occasion: DigestContext) -> ComposedDigest:
    """The digest with the user group that it mentions, and why nobody is mentioned who was to be."""
    addressees, said = occasion.addressees, composed.said
    if not isinstance(said, DigestMessage) or not occasion.mentions:
        return composed
    group = addressees.group(occasion.mentioned_group) if addressees.mentioned else None
    unread = next((each.error for each in addressees.groups if each.handle == occasion.mentioned_group), "")
    notes = (
        f"Nobody is mentioned: {addressees.why}." if addressees.why else "",
        f"@{occasion.mentioned_group} isn’t mentioned: {unread}." if unread else "",
    )
    footnotes = (*said.footnotes, *(each for each in notes if each))
    return replace(composed, said=replace(said, mention=group.id if group else "", footnotes=footnotes))


def _why_it_comes(subscription: Subscription, unknown: tuple[Condition, ...], delivery: str) -> str:
    """Why a digest comes that comes on a condition, where that is worth a word."""
    if unknown:
        return f"It comes as nobody can tell whether {condition_words(unknown)}."
    if delivery.endswith(ALERT) and subscription.conditions:
        return f"It comes at once, as asked for: when {condition_words(subscription.conditions)}."
    return ""


def why_silent(subscription: Subscription, composed: ComposedDigest) -> str:
    """Why a digest that was composed isn't posted; empty where it is."""
    if subscription.skip_empty and composed.empty:
        return "nothing to report"
    if subscription.only_changes and not composed.changed:
        return "nothing changed"
    comes, _ = check(subscription.conditions, composed.figures)
    return "" if comes else f"{NOT_MET}: {condition_words(subscription.conditions)}"


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes digests from one glossary and one book. Raises `AccountsError` when there is nothing to compose from.

    `native` says which of Slack's newer blocks a workspace takes, by its id.
    """

    glossary: Glossary
    workspace: Workspace
    native: Callable[[str], Features] = no_features

    def payload(self, held: Claim, now: datetime, addressees: Addressees = NO_ADDRESSEES) -> DigestPayload | str:
        """What a delivery says, or why it says nothing."""
        subscription = held.subscription
        since = last_sent_on(self.workspace.store, subscription.id, held.occasion)
        composed = self.compose(subscription, now, since, held.occasion, addressees)
        record_unmatched(self.workspace.store, subscription.id, composed.unmatched, now)
        if silent := why_silent(subscription, composed):
            return silent
        _, unknown = check(subscription.conditions, composed.figures)
        said = replace(
            composed.said, footnotes=(*composed.said.footnotes, *figure_notes(subscription.digest, self.glossary))
        )
        if note := _why_it_comes(subscription, unknown, held.occasion):
            said = replace(said, footnotes=(note, *said.footnotes))
        native = self.native(subscription.team)
        if isinstance(said, DigestMessage):
            sent = digest_messages(said, native)
        else:
            sent = (message(said, again=said.share, native=native),)
        frozen = tuple({**each} for each in sent)
        return DigestPayload(
            Payload(frozen, composed.told, composed.bands, composed.settled, composed.term, composed.changes),
            composed.chart,
        )

    def figures(self, subscription: Subscription, now: datetime) -> Figures:
        """What the conditions of a digest are held against now. Raises as `payload` does."""
        tomorrow = subscription.schedule.local_date(now) + timedelta(days=1)
        since = last_sent_on(self.workspace.store, subscription.id, tomorrow.isoformat())
        if subscription.digest not in FIGURES:
            return NO_FIGURES
        with self.workspace.store.snapshot():
            occasion, _ = self._occasion(subscription, now, since)
            return FIGURES[subscription.digest](occasion)

    def compose(
        self,
        subscription: Subscription,
        now: datetime,
        since: date | None,
        delivery: str = "",
        addressees: Addressees = NO_ADDRESSEES,
    ) -> ComposedDigest:
        """The digest of a subscription as it is now, in the time of its zone; `delivery` is the occasion of one.

        All of it is of one moment: an import that ends meanwhile changes none of its parts.
        """
        with self.workspace.store.snapshot():
            if subscription.digest == "watch":
                return compose_watch(self._context(subscription, now), subscription, delivery)
            return self._composed(subscription, now, since, delivery, addressees)

    def _composed(
        self, subscription: Subscription, now: datetime, since: date | None, delivery: str, addressees: Addressees
    ) -> ComposedDigest:
        occasion, lacking = self._occasion(subscription, now, since, addressees)
        composed = DIGESTS[subscription.digest](occasion)
        composed = empty_digest(composed, subscription.scope, lacking) if lacking else composed
        composed = _addressed(composed, occasion)
        waited = subscription.wait_until if is_planned(delivery) else None
        local = occasion.context.now
        return with_sources(composed, self.workspace, subscription.digest, local, since, waited_until=waited)

    def _context(self, subscription: Subscription, now: datetime) -> Context:
        """The context of whoever subscribed, in the time of the digest's zone."""
        local, requester = subscription.schedule.local(now), Requester(subscription.created_by)
        return Context(self.glossary, self.workspace, requester, subscription.channel, subscription.team, now=local)

    def _occasion(
        self, subscription: Subscription, now: datetime, since: date | None, addressees: Addressees = NO_ADDRESSEES
    ) -> tuple[DigestContext, str]:
        """What a digest is composed from, and why no accounts are in its scope: nothing where there are."""
        scope, lacking = resolve_scope(self.workspace.store, subscription, self.workspace.rates, addressees.groups)
        occasion = DigestContext(
            self._context(subscription, now),
            scope,
            since,
            subscription.id,
            subscription.horizon or DAYS,
            category=subscription.scope if subscription.digest == "term" else "",
            mentions=subscription.mentions,
            addressees=addressees,
            conditions=subscription.conditions,
        )
        return occasion, lacking
