"""How often the conditions of a digest were met lately."""

from datetime import date

from accounts.digests.condition_history import MetDays, days_met
from accounts.digests.conditions import Condition
from accounts.errors import ScopeError
from accounts.scopes.parser import parse_scope
from bot.context import Context


def history_of(context: Context, conditions: tuple[Condition, ...], scope_request: str, today: date) -> MetDays:
    """The days of the last month on which a digest of some accounts would have come at once."""
    try:
        scope = parse_scope(context.store, scope_request)
    except ScopeError:
        return MetDays(None, why="no accounts match any more")
    with context.store.snapshot() as connection:
        return days_met(connection, conditions, scope, today, context.rates)
