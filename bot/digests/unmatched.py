"""A digest whose accounts are gone: it goes on and says so on one line, until there are some again."""

from dataclasses import replace

from accounts.digests.notices import scope_has_customers
from accounts.digests.subscriptions import Subscription
from accounts.errors import ScopeError
from accounts.scopes.parser import parse_scope
from accounts.scopes.scope import ALL, Scope
from bot.bulletin import Bulletin
from bot.digests.occasion import Composed
from store.database import Store

NOBODY = 0  # an id that no owner has


def accounts_of(store: Store, subscription: Subscription) -> tuple[Scope, str]:
    """The accounts that a digest is about, and why there are none, nothing when there are.

    A segment is gone with its last customer, an owner with the import that brought them; a name that came to mean two
    means neither.
    """
    if subscription.digest == "term":
        return ALL, ""
    try:
        scope = parse_scope(store, subscription.scope)
    except ScopeError as error:
        why, _, _ = str(error).partition(". ")
        return Scope(NOBODY, subscription.scope), why.rstrip(".")
    return scope, "" if scope_has_customers(store, scope) else f"“{subscription.scope}” has no customers"


def on_one_line(composed: Composed, scope: str, why: str) -> Composed:
    """The digest without accounts: one line, unless there is something left to tell, such as the last one's loss."""
    if not isinstance(composed.said, Bulletin) or not composed.empty or composed.changed:
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
