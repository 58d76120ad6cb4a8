"""The accounts that meet conditions said in words: `without a champion above 100k`, `mine worst 5`."""

from collections.abc import Iterator

from accounts.health.filtered_list import FilteredAccounts, list_filtered
from accounts.money.rates import total
from accounts.scopes.scope import ALL, Scope
from bot.accounts.acted_rows import with_done, with_lately
from bot.accounts.arguments import parse_scope_argument
from bot.accounts.formatting import bare_order, count, none_of, with_trials
from bot.accounts.health import HEADER, health_cells, health_grid, health_row
from bot.accounts.listed_first import first_words, scope_among
from bot.accounts.lists import ListPage, limit_notes, list_reply
from bot.accounts.lost import WORDS as LOST_WORDS
from bot.accounts.lost import lost_reply
from bot.accounts.order import Order, parse_order, split_among
from bot.accounts.paging import SIZE, parse_page
from bot.context import Context
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Table

ALL_ROWS = 1_000_000


def accounts_reply(context: Context, text: str, command: Command) -> Reply:
    """Lists the accounts that meet the conditions, or the customers that were lost."""
    first, _, rest = text.strip().partition(" ")
    if first.casefold() in LOST_WORDS:
        return lost_reply(context, rest)
    asked, page = parse_page("accounts", text)
    asked, among = split_among(asked)
    order = parse_order(asked)
    if order.most == 0:
        return command.usage_error("Say how many accounts: accounts worst 5.", "number")
    scope = scope_among(context, parse_scope_argument(context, order.scope), among)
    most = order.most

    def listed(limit: int, offset: int = 0) -> FilteredAccounts:
        limit = limit if most is None else max(0, min(limit, most - offset))
        return list_filtered(
            context.store, scope, limit, offset, context.health, context.rates, worst_first=order.worst_first
        )

    found = listed(SIZE, page.offset)
    return list_reply(
        ListPage(
            title=_title(found, order, scope),
            page=page,
            total=found.total,
            rows=with_done(context, tuple(health_row(each, context.today) for each in found.rows)),
            data={"list": "accounts", "filter": scope.words, "arr": found.arr},
            objects=found.rows,
            said=() if found.total else (_none(scope),),
            facts=tuple(_facts(context, found, most)),
            notes=(*limit_notes(context, scope), *_order_notes(context, order, found), _note(order, scope)),
            terms=(Choice("What is a champion?", "define champion"),) if scope.narrowing.without_champion else (),
            most=most,
            table=Table(f"accounts-{context.today}", HEADER, lambda: map(health_cells, listed(ALL_ROWS).rows))
            if found.total
            else None,
            grid=lambda rows: with_lately(
                context, health_grid(listed(rows, page.offset).rows, context.rates, context.today)
            ),
        )
    )


def _none(scope: Scope) -> str:
    return none_of("accounts", scope) if scope == ALL else f"No account meets that: {scope.words}."


def _title(found: FilteredAccounts, order: Order, scope: Scope) -> str:
    if not found.total:
        return "No accounts"
    first = f"{first_words(order).capitalize()} of " if order.most and order.most < found.total else ""
    return f"{first}{with_trials(count(found.total, 'account'), found.on_trial)}: {scope.words}"


def _facts(context: Context, found: FilteredAccounts, most: int | None) -> Iterator[Fact]:
    """The ARR of all, and where so many are asked for that one page has them, theirs."""
    if most is not None and most < found.total and most <= SIZE:
        shown = (each.arr for each in found.rows if each.arr is not None)
        yield Fact(f"ARR of these {most}", str(total(shown, context.rates)))
    if found.total:
        yield Fact("ARR" if most is None else f"ARR of all {found.total:,}", _arr(found))


def _arr(found: FilteredAccounts) -> str:
    """Their ARR; without any, whether that is known of all of them."""
    known = len(found.rows) == found.total and all(each.arr is not None for each in found.rows)
    return str(found.arr) if found.arr.each else "none" if known else "not known"


def _order_notes(context: Context, order: Order, found: FilteredAccounts) -> tuple[str, ...]:
    """By what amounts of several currencies are compared where the list is in the order of revenue."""
    bare = (
        "" if order.worst_first else bare_order((each.currency for each in found.arr.each), context.rates, "accounts")
    )
    return (bare,) if bare else ()


def _note(order: Order, scope: Scope) -> str:
    return f"Filter: {scope.words}; {'the lowest score first' if order.worst_first else 'most revenue first'}."
