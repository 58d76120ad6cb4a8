"""Groups the accounts of a list by owner: those that meet conditions, the first of a list, or those that renew."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from accounts.owner_groups import OwnerGroup, group_by_owner
from accounts.scopes.scope import Scope
from bot.accounts.arguments import parse_scope_argument
from bot.accounts.formatting import arr_text, count, join_texts, sum_cells
from bot.accounts.listed_first import first_accounts, first_renewing, first_words, scope_among
from bot.accounts.lists import ListPage, limit_notes, list_reply
from bot.accounts.order import parse_order, split_among
from bot.accounts.paging import SIZE, Page
from bot.accounts.portfolio import portfolio_reply
from bot.accounts.renewal_window import read_window
from bot.context import Context
from bot.reply import Reply, Row, Table

NAMED = 5  # accounts of an owner, those that bring the most
HEADER = ("owner", "email", "accounts", "arr", "currency", "other_arr")
_RENEWALS = re.compile(r"renewals?\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The accounts that are named: their scope, in words, days of renewal, the verb that lists them, and the list that
    they are among, as a request.
    """

    scope: Scope
    words: str
    renewing: tuple[date | None, date] | None
    verb: str
    among: str


def owner_groups_reply(context: Context, text: str, page: Page) -> Reply:
    """Lists who owns the accounts that a text names; of one owner's own, their portfolio.

    The text is that of `accounts`, or `renewals` with what may follow that.
    """
    chosen = _chosen(context, text)
    scope = chosen.scope
    if (
        scope.owner_id is not None
        and not chosen.renewing
        and scope == Scope(owner_id=scope.owner_id, owner=scope.owner)
    ):
        return portfolio_reply(context, text)
    found = group_by_owner(context.store, scope, NAMED, context.rates, chosen.renewing)
    rows = found[page.offset : page.offset + SIZE]
    accounts = sum(each.accounts for each in found)
    return list_reply(
        ListPage(
            title=f"{count(accounts, 'account')}, by owner: {chosen.words}" if found else "No accounts",
            page=page,
            total=len(found),
            rows=tuple(_row(each, chosen) for each in rows),
            data={"list": "owner groups", "scope": chosen.words},
            objects=rows,
            said=() if found else (f"There are no customers among {chosen.words}.",),
            notes=tuple(limit_notes(context, scope)),
            table=Table(f"owners-{context.today}", HEADER, lambda: map(_cells, found)) if found else None,
        )
    )


def _chosen(context: Context, text: str) -> _Chosen:
    asked, among = split_among(text)
    if found := _RENEWALS.match(asked):
        return _renewing(context, asked[found.end() :], text, among)
    order = parse_order(asked)
    scope = scope_among(context, parse_scope_argument(context, order.scope), among)
    if not order.most:
        return _Chosen(scope, scope.words, None, "health", among)
    words = f"{scope.words}, {first_words(order)}"
    return _Chosen(scope.among(first_accounts(context, scope, order)), words, None, "health", f"accounts {text}")


def _renewing(context: Context, asked: str, text: str, among: str) -> _Chosen:
    """Those that renew in the days that a text names; the first of them where it says how many."""
    order = parse_order(asked)
    window, named = read_window(context, order.scope)
    scope = scope_among(context, parse_scope_argument(context, named), among)
    words = f"{scope.words}, up for renewal {window.text(context.today)}"
    if order.most:
        scope = scope.among(first_renewing(context, window, scope, order))
        words, among = f"{words}, {first_words(order)}", text
    span = (window.since, context.today + timedelta(days=window.days))
    return _Chosen(scope, words, span, f"renewals {window.said or window.days}", among)


def _row(each: OwnerGroup, chosen: _Chosen) -> Row:
    more = each.accounts - len(each.names)
    return Row(
        each.owner or "Nobody",
        join_texts((count(each.accounts, "account"), arr_text(each.arr, each.unpriced))),
        detail=f"{', '.join(each.names)}{f' and {more:,} more' if more else ''}",
        opens=f"{chosen.verb} {_of_owner(each, chosen)}",
    )


def _of_owner(each: OwnerGroup, chosen: _Chosen) -> str:
    """Those of the accounts that an owner has, as they are typed."""
    scope = chosen.scope
    whose = replace(scope, team="", team_ids=(), team_request="")
    owned = replace(whose, owner_id=each.owner_id, owner=each.email or each.owner, unowned=each.owner_id is None)
    return f"{owned.request} among {chosen.among}" if chosen.among else owned.request


def _cells(each: OwnerGroup) -> tuple[object, ...]:
    arr, *rest = sum_cells(each.arr.each)
    return each.owner, each.email, each.accounts, None if each.accounts == each.unpriced else arr, *rest
