"""How often the conditions of a digest were met lately."""

from accounts.digests.condition_history import MetDays, days_met
from accounts.digests.subscriptions import Subscription
from accounts.errors import ScopeError
from accounts.scopes.parser import parse_scope
from bot.context import Context


def history_of(context: Context, each: Subscription) -> MetDays:
    """The days of the last month on which a digest would have come at once."""
    try:
        scope = parse_scope(context.store, each.scope)
    except ScopeError:
        return MetDays(None, why="no accounts match any more")
    with context.store.snapshot() as connection:
        return days_met(connection, each.conditions, scope, each.schedule.local_date(context.now), context.rates)
