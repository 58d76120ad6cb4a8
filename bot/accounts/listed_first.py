"""The accounts that a list in an order of its own names first, and those of a scope that are among them."""

from typing import TYPE_CHECKING

from accounts.scopes.scope import Scope
from bot.accounts.arguments import parse_scope_argument
from bot.accounts.order import Order, parse_order, split_among
from bot.context import Context

if TYPE_CHECKING:
    from bot.accounts.renewal_window import RenewalWindow


def scope_among(context: Context, scope: Scope, listed: str) -> Scope:
    """Those of the accounts that the list of a request has, all of them without one: `renewals 90 worst 5`.

    Raises `UnknownScopeError`.
    """
    if not listed:
        return scope
    verb, _, text = listed.partition(" ")
    asked, within = split_among(text)
    order = parse_order(asked)
    if verb.casefold() == "renewals":
        from bot.accounts.renewal_window import read_window  # a list of all accounts waits for none of it

        window, named = read_window(context, order.scope)
        whole = scope_among(context, parse_scope_argument(context, named), within)
        first = first_renewing(context, window, whole, order)
        words = f"{whole.words}, up for renewal {window.text(context.today)}"
    else:
        whole = scope_among(context, parse_scope_argument(context, order.scope), within)
        first, words = first_accounts(context, whole, order), whole.words
    return scope.among(first, f"{first_words(order)} of {words}")


def first_accounts(context: Context, scope: Scope, order: Order) -> tuple[int, ...]:
    """The accounts of a scope that come first in an order, as many as it says."""
    from accounts.health.filtered_list import list_filtered

    most = order.most or 0
    found = list_filtered(context.store, scope, most, 0, context.health, context.rates, worst_first=order.worst_first)
    return tuple(each.account_id for each in found.rows)


def first_renewing(context: Context, window: "RenewalWindow", scope: Scope, order: Order) -> tuple[int, ...]:
    """The accounts of the renewals that come first in an order, as many as it says."""
    from bot.accounts.renewal_order import listed_renewals

    rows = listed_renewals(context, window, scope, order)(order.most or 0, 0).rows
    return tuple(dict.fromkeys(each.account_id for each in rows))


def first_words(order: Order) -> str:
    """`the worst 5`, `the biggest 10`."""
    return f"the {order.request}"
