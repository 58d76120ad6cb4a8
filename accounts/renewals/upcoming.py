"""The renewals ahead: what comes up, by when to act, and what it would take with it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from accounts.derived import totals
from accounts.money.amounts import Money, largest_first
from accounts.renewals.renewal_model import BANDS, DAYS, WINDOWS, MissingData, Renewal, Renewals, RenewalSum, Window
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection, Query
from store.database import Store


def upcoming_renewals(  # noqa: PLR0913, PLR0917  what to list, of whom, and which page of it
    store: Store,
    today: date,
    days: int = DAYS,
    scope: Scope = ALL,
    limit: int = 20,
    offset: int = 0,
    since: date | None = None,
) -> Renewals:
    """The renewals of a scope that are past due or come up within so many days from today, today included.

    With `since`, a day after today, only those that come up from that day on: what is past due isn't among them.
    A row is an account, a day and a currency: an account whose contracts come up on two days is listed for both.
    """

    def page(past_due: int, _: int) -> tuple[_Page, _Page]:
        past = min(limit, max(past_due - offset, 0))
        return (past, offset), (limit - past, max(offset - past_due, 0))

    return _found(store, today, days, scope, page, since)


def first_renewals(
    store: Store, today: date, days: int = DAYS, scope: Scope = ALL, most: Callable[[int], int] = int
) -> Renewals:
    """The same, with the first of those past due and the first of those ahead, as many as `most` says of so many."""
    return _found(store, today, days, scope, lambda past_due, ahead: ((most(past_due), 0), (most(ahead), 0)))


_Page = tuple[int, int]


def _found(  # noqa: PLR0913, PLR0917  what both callers say
    store: Store,
    today: date,
    days: int,
    scope: Scope,
    page: Callable[[int, int], tuple[_Page, _Page]],
    since: date | None = None,
) -> Renewals:
    """The renewals with a page of those past due and of those ahead, which depend on how many there are of both."""
    end = _days_from(today, days)
    with store.snapshot() as connection:
        connection.read_ahead(*renewal_queries(today, days, scope, since))
        counted = _counted(connection, today, days, scope, since)
        up, past_due = _sum(counted), _sum(each for each in counted if each.window is None)
        rows = _rows(connection, (since or today, end), scope, page(past_due.renewals, up.renewals - past_due.renewals))
        missing = MissingData(*connection.execute(*_lacking(scope)).fetchone())
    return Renewals(
        today,
        days,
        scope,
        tuple(_renewal(row, today) for row in rows),
        up,
        past_due,
        {band: _sum(each for each in counted if each.band == band) for band in BANDS},
        tuple(_window(counted, window) for window in (_windows(days) if since is None else (days,))),
        missing,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """Renewals of one band and currency in the first window that has them; None: past due."""

    window: int | None
    band: str
    renewals: int
    arr: Money
    unpriced: int


def _windows(days: int) -> tuple[int, ...]:
    return (*(window for window in WINDOWS if window < days), days)


def _days_from(today: date, days: int) -> date:
    return today + timedelta(days=min(days, (date.max - today).days))


def renewal_queries(today: date, days: int, scope: Scope, since: date | None = None) -> tuple[Query, ...]:
    """What is asked for renewals beside the rows of a page, to be read ahead."""
    return _counting(today, days, scope, since), _lacking(scope)


def _counting(today: date, days: int, scope: Scope, since: date | None) -> Query:
    """How many renewals there are in each window, and their ARR."""
    windows = _windows(days)
    ends = [_days_from(today, window).isoformat() for window in windows]
    bucket = f"CASE WHEN renews_on < ? THEN -1 {''.join(f'WHEN renews_on <= ? THEN {n} ' for n in range(len(ends)))}END"
    where, parameters = scope.where("r")
    source, sums = "renewal_total" if scope.segment else "renewal_sum", ("sum(renewals)", "sum(arr)", "sum(unpriced)")
    if scope.owned or scope.narrowed:
        source, sums = "renewal", ("count(*)", "coalesce(sum(arr), 0)", "count(*) FILTER (WHERE arr IS NULL)")
    return (
        f"SELECT {bucket}, band, currency, {', '.join(f'CAST({each} AS bigint)' for each in sums)} FROM {source} r"
        f" WHERE renews_on <= ? AND renews_on >= ? AND {where} GROUP BY 1, 2, 3 HAVING count(*) > 0",
        (today.isoformat(), *ends, ends[-1], since.isoformat() if since else "", *parameters),
    )


def _counted(connection: Connection, today: date, days: int, scope: Scope, since: date | None) -> list[_Counted]:
    windows, rows = _windows(days), connection.execute(*_counting(today, days, scope, since))
    return [
        _Counted(None if n < 0 else windows[n], band, renewals, Money(arr, currency), unpriced)
        for n, band, currency, renewals, arr, unpriced in rows
        if renewals
    ]


def _sum(counted: Iterable[_Counted]) -> RenewalSum:
    renewals = unpriced = 0
    by_currency: dict[str, int] = {}
    for each in counted:
        renewals += each.renewals
        unpriced += each.unpriced
        by_currency[each.arr.currency] = by_currency.get(each.arr.currency, 0) + each.arr.minor
    amounts = (Money(minor, currency) for currency, minor in by_currency.items())
    return RenewalSum(renewals, largest_first(amounts), unpriced)


def _window(counted: Sequence[_Counted], days: int) -> Window:
    within = [each for each in counted if each.window is not None and each.window <= days]
    return Window(days, _sum(within), *(_sum(one for one in within if one.band == band) for band in ("red", "yellow")))


_ROWS: Final = """
SELECT a.id, a.name, s.segment, r.renews_on, r.act_by, r.notice_days, r.auto_renews, r.arr, r.currency,
    s.score, s.band, s.score_before, s.band_before, s.known, s.owner_id, coalesce(o.name, ''), coalesce(s.champion, ''),
    coalesce(a.crm_url, '')
FROM ({picked}) p
    JOIN renewal r ON r.account_id = p.account_id AND r.renews_on = p.renews_on AND r.currency = p.currency
    JOIN account a ON a.id = p.account_id JOIN standing s ON s.account_id = p.account_id
    LEFT JOIN owner o ON o.id = s.owner_id
ORDER BY {order}, r.account_id, r.currency"""
# Pages of all or of a segment are read in the order of an index, until the day to act is after the window, as no
# renewal is before that day: else PostgreSQL sorts a whole window for a page far down. `|| ''` keeps the planner from
# seeking by the day of the renewal; it stands on either side, as PostgreSQL takes two ends of one expression for a
# narrow range, and then sorts all that. It keeps a plan for a limit that it reads. Those of an owner are few, and
# sorted: each has another limit, and with both ends of the days said one plan is kept for all.
_PICKED: Final = """
SELECT r.account_id, r.renews_on, r.currency FROM renewal r WHERE {when} AND {where}
ORDER BY {order}, r.account_id, r.currency LIMIT {limit}"""
_PAST, _AHEAD = "r.renews_on", "r.act_by, r.renews_on"
_MANY: Final = (
    ("r.renews_on < ?", _PAST),
    ("r.renews_on || '' >= ? AND '' || r.renews_on <= ? AND r.act_by <= ?", _AHEAD),
)
_FEW: Final = (
    ("r.renews_on >= '' AND r.renews_on < ?", _PAST),
    ("r.renews_on >= ? AND r.renews_on <= ? AND r.act_by <= ?", _AHEAD),
)


def _rows(
    connection: Connection, span: tuple[date, date], scope: Scope, pages: tuple[_Page, _Page]
) -> list[tuple[Any, ...]]:
    day, end = (each.isoformat() for each in span)
    past, ahead = _FEW if scope.owned or scope.narrowed else _MANY
    parts = zip((past, ahead), ((day,), (day, end, end)), pages, strict=True)
    queries = [_picked(which, days, scope, page) for which, days, page in parts if page[0] > 0]
    if len(queries) > 1:
        connection.read_ahead(*queries)
    return [row for query in queries for row in connection.execute(*query)]


def _picked(which: tuple[str, str], days: tuple[str, ...], scope: Scope, page: _Page) -> Query:
    (when, order), (where, parameters) = which, scope.where("r")
    limit, given = ("? OFFSET ?", page) if scope.owned or scope.narrowed else (f"{page[0]} OFFSET {page[1]}", ())
    picked = _PICKED.format(when=when, where=where, order=order, limit=limit)
    return _ROWS.format(picked=picked, order=order), (*days, *parameters, *given)


def _renewal(row: tuple[Any, ...], today: date) -> Renewal:
    id_, name, segment, renews_on, act_by, notice, auto, arr, currency, *rest = row
    renews, act = date.fromisoformat(renews_on), date.fromisoformat(act_by)
    return Renewal(
        id_,
        name,
        segment,
        renews,
        act,
        (renews - today).days,
        (act - today).days,
        notice,
        None if auto is None else bool(auto),
        None if arr is None else Money(arr, currency),
        *rest,
    )


def _lacking(scope: Scope) -> Query:
    where, parameters = scope.where("s")
    names = ("accounts", "undated", "unpriced", "unowned", "without_champion")
    sums = ", ".join(f"CAST(coalesce(sum({name}), 0) AS bigint)" for name in names)
    return f"SELECT {sums} FROM {totals.table_for('standing', scope)} s WHERE {where}", parameters
