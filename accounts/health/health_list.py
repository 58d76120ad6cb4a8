"""The customers by health, those with most revenue first."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import merge
from itertools import islice
from typing import Any

from accounts.derived import totals
from accounts.health.config import HealthConfig, load_config
from accounts.health.explanations import (
    advice,
    examine_all,
    explain,
    previous_scores,
    read_examination_ahead,
    yesterday,
)
from accounts.health.freshness import KEPT, STALE, stale_kinds
from accounts.health.model import BANDS, Band, BandTotal, HealthList, HealthRow
from accounts.health.peer_sample import NEWEST_PEERS, days_of_a_row
from accounts.health.scoring_model import (
    CHANGED_ON,
    LAST_SCORED,
    SCORED_LATELY,
    changed_on,
    last_scored_on,
    scored_before,
)
from accounts.money.amounts import Money
from accounts.money.rates import Rates, total
from accounts.scopes.scope import ALL, Scope
from accounts.trials import FEW, ON_TRIAL, count_on_trial, trial_query
from store.connection import Connection, Query
from store.database import Store

AT_ONCE, _FEW = 2_000, 100  # accounts that are explained together, and of which what is asked is read ahead
Row = tuple[Any, ...]


def list_by_health(  # noqa: PLR0913, PLR0917  each is said at every call
    store: Store,
    band: Band | None = None,
    scope: Scope = ALL,
    limit: int = 20,
    offset: int = 0,
    config: HealthConfig | None = None,
    rates: Rates | None = None,
) -> HealthList:
    """A page of the customers in a band, or of all, by revenue, each with why its score is what it is.

    Several currencies are ordered by what the rates make of the amounts, or without rates by the bare amounts.
    """
    with store.snapshot() as connection:
        connection.read_ahead(*_queries(scope, [band] if band else BANDS))
        bands, last = _bands(connection, scope, rates), last_scored_on(connection)
        listed = [band] if band else list(BANDS)
        accounts = sum(each.accounts for each in bands if each.band in listed)
        trials = (trial_query(scope, band or ""),) if accounts <= FEW else ()
        ids = list(islice(_by_revenue(connection, listed, scope, rates, offset + limit, trials), offset, None))
        return HealthList(
            rows=tuple(rows_of(connection, ids, config or load_config())),
            total=accounts,
            bands=bands,
            missing=tuple(_missing(connection, bands, scope, listed, rates, last, lists=limit > 0)),
            scored_on=last,
            on_trial=count_on_trial(connection, scope, band or "") if trials else None,
        )


def _queries(scope: Scope, listed: Sequence[Band]) -> tuple[Query, ...]:
    """What is asked whatever is listed, in one round trip."""
    of_scoring = (LAST_SCORED, SCORED_LATELY, CHANGED_ON, KEPT, STALE, NEWEST_PEERS)
    return *_band_queries(scope), _currencies(listed, scope), _unpriced(scope, listed), *of_scoring


def _by_revenue(  # noqa: PLR0913, PLR0917  what to list, and what else is asked
    connection: Connection, bands: Sequence[Band], scope: Scope, rates: Rates | None, most: int, beside: Sequence[Query]
) -> Iterator[int]:
    """The first ids, merged from a list for each band and currency that an index has in order.

    What else is asked `beside` them is read ahead in the same round trip.
    """
    parts = connection.execute(*_currencies(bands, scope)).fetchall()
    connection.read_ahead(*(_ordered(band, currency, scope, most) for band, currency in parts), *beside)
    lists = [_in_order(connection, band, currency, scope, rates, most) for band, currency in parts]
    return (-id_ for _, _, id_ in islice(merge(*lists), most))


def _in_order(  # noqa: PLR0913, PLR0917  whose accounts, in which order, and how many
    connection: Connection, band: Band, currency: str, scope: Scope, rates: Rates | None, most: int
) -> Iterator[tuple[bool, Decimal, int]]:
    rows = connection.execute(*_ordered(band, currency, scope, most))
    for arr, id_ in rows:
        yield arr is None, -_worth(Money(arr or 0, currency), rates), -id_


def _worth(arr: Money, rates: Rates | None) -> Decimal:
    return rates.convert(arr).decimal if rates and rates.has(arr.currency) else arr.decimal


def _ordered(band: Band, currency: str, scope: Scope, most: int) -> Query:
    where, given = scope.where("s")
    query = (
        f"SELECT s.arr, s.account_id FROM standing s WHERE {where} AND s.band = ? AND s.currency = ?"
        f" ORDER BY s.arr DESC NULLS LAST, s.account_id DESC LIMIT {most}"  # as PostgreSQL plans for it
    )
    return query, (*given, band, currency)


def _currencies(bands: Sequence[Band], scope: Scope) -> Query:
    """The currencies of each band, each found in the index after the one before."""
    where, given = scope.where("s")
    least = f"(SELECT min(s.currency) FROM standing s WHERE {where} AND s.band = x.band AND s.currency "
    first = " UNION ALL ".join(f"SELECT {place} AS place, '{band}' AS band" for place, band in enumerate(bands))
    query = f"""WITH RECURSIVE found (place, band, currency) AS (
        SELECT place, band, {least} >= '') FROM ({first}) AS x
        UNION ALL SELECT place, band, {least} > x.currency) FROM found AS x WHERE currency IS NOT NULL
    ) SELECT band, currency FROM found WHERE currency IS NOT NULL ORDER BY place, currency"""
    return query, (*given, *given)


def _band_queries(scope: Scope) -> tuple[Query, Query]:
    where, given = scope.where("t")
    counts = (
        "SELECT t.band, CAST(sum(t.accounts) AS bigint), CAST(sum(t.unpriced) AS bigint)"
        f" FROM {totals.table_for('standing', scope)} t WHERE {where} GROUP BY t.band"
    )
    amounts = (
        "SELECT t.band, t.currency, CAST(sum(t.arr) AS bigint), CAST(sum(t.arr - t.running) AS bigint),"
        f" CAST(sum(t.past_due_accounts) AS bigint) FROM {totals.table_for('revenue', scope)} t WHERE {where}"
        " GROUP BY t.band, t.currency"
    )
    return (counts, given), (amounts, given)


def _bands(connection: Connection, scope: Scope, rates: Rates | None) -> tuple[BandTotal, ...]:
    counted, paid = _band_queries(scope)
    counts = {band: tuple(rest) for band, *rest in connection.execute(*counted)}
    amounts: dict[str, list[Money]] = defaultdict(list)
    late: dict[str, list[Money]] = defaultdict(list)
    due: dict[str, int] = defaultdict(int)
    for band, currency, arr, past_due, accounts in connection.execute(*paid):
        amounts[band].append(Money(arr, currency))
        late[band].append(Money(past_due, currency))
        due[band] += accounts
    return tuple(
        BandTotal(band, number, total(amounts[band], rates), total(late[band], rates), due[band], unpriced)
        for band in BANDS
        for number, unpriced in (counts.get(band, (0, 0)),)
    )


def _missing(  # noqa: PLR0913, PLR0917  what there is to list, and whether it is listed
    connection: Connection,
    bands: Sequence[BandTotal],
    scope: Scope,
    listed: Sequence[Band],
    rates: Rates | None,
    last: date | None,
    *,
    lists: bool,
) -> Iterator[str]:
    if last is None:
        yield "No scores yet: cs health score works them out."
    yield from stale_kinds(connection, days_of_a_row(connection))
    if last and changed_on(connection) == last.isoformat():
        yield f"Scores are made in another way from {last} on: changes are told from the next scoring."
    unknown = next(each.accounts for each in bands if each.band == "unknown")
    if unknown and "unknown" not in listed:
        of_whom = "it" if unknown == 1 else "them"
        yield f"{unknown:,} {_accounts(unknown)} without a score: too little is known of {of_whom}."
    (unpriced,) = connection.execute(*_unpriced(scope, listed)).fetchone()
    if unpriced:
        yield f"{unpriced:,} {_accounts(unpriced)} without ARR{', listed last' * lists}."
    currencies = {money.currency for each in bands if each.band in listed for money in each.arr.each}
    lacking = sorted(code for code in currencies if not (rates and rates.has(code)))
    if lists and len(currencies) > 1 and lacking:
        named = " and ".join(filter(None, (", ".join(lacking[:-1]), lacking[-1])))
        yield f"Rates for {named}, so accounts are ordered by their bare amounts."


def _unpriced(scope: Scope, listed: Sequence[Band]) -> Query:
    where, given = scope.where("t")
    query = (
        f"SELECT CAST(sum(t.unpriced) AS bigint) FROM {totals.table_for('standing', scope)} t"
        f" WHERE {where} AND t.band IN ({', '.join('?' * len(listed))})"
    )
    return query, (*given, *listed)


def _accounts(count: int) -> str:
    return "account" if count == 1 else "accounts"


@dataclass(frozen=True, slots=True)
class _Explained:
    why: tuple[str, ...]
    advice: str
    since: date | None = None
    came_back: bool = False


def rows_of(connection: Connection, ids: Sequence[int], config: HealthConfig) -> Iterator[HealthRow]:
    """The rows of the customers of these ids, in their order, each with why its score is what it is."""
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        if len(ids) <= _FEW:
            connection.read_ahead(_standing(batch), _newest(batch))
        explained = _explained(connection, batch, config)
        rows = connection.execute(*_standing(batch))
        by_id = {row[0]: _row(connection, row, explained[row[0]]) for row in rows.fetchall()}
        yield from (by_id[id_] for id_ in batch)


def _standing(ids: Sequence[int]) -> Query:
    query = (
        "SELECT s.account_id, a.name, coalesce(o.name, ''), s.arr, s.currency, s.score, s.known, s.band,"
        " s.score_before, s.band_before, s.past_due, s.leaves_on, coalesce(a.crm_url, ''),"
        f" s.currencies, CASE WHEN {ON_TRIAL} THEN 1 ELSE 0 END"
        " FROM standing s JOIN account a ON a.id = s.account_id"
        f" LEFT JOIN owner o ON o.id = s.owner_id WHERE s.account_id IN ({', '.join('?' * len(ids))})"
    )
    return query, ids


def _row(connection: Connection, row: Row, explained: _Explained) -> HealthRow:
    id_, name, owner, arr, currency, score, known, band, score_before, band_before, past_due, leaves_on, *rest = row
    url, currencies, on_trial = rest
    return HealthRow(
        account_id=id_,
        name=name,
        owner=owner,
        arr=None if arr is None else Money(arr, currency),
        score=score,
        known=known,
        band=band,
        change=None if score is None or score_before is None else score - score_before,
        band_before=band_before,
        why=explained.why,
        advice=explained.advice,
        past_due=Money(past_due, currency) if past_due else None,
        notice_given=leaves_on is not None,
        leaves_on=date.fromisoformat(leaves_on) if leaves_on else None,
        crm_url=url,
        other_arr=_other_arr(connection, id_, currency) if currencies > 1 else (),
        on_trial=bool(on_trial),
        since=explained.since,
        came_back=explained.came_back,
    )


def _other_arr(connection: Connection, account_id: int, currency: str) -> tuple[Money, ...]:
    """What an account pays in other currencies than one."""
    from accounts.account_arr import other_arr  # few accounts pay in several

    return other_arr(connection, account_id, currency)


def _explained(connection: Connection, ids: Sequence[int], config: HealthConfig) -> dict[int, _Explained]:
    """Each as of the day it was scored last, against the day before that."""
    found: dict[int, _Explained] = {}
    for day, those in _by_day(connection, ids).items():
        if day == date.min:
            found |= dict.fromkeys(those, _Explained(("Not scored yet.",), ""))
            continue
        if len(those) <= _FEW:
            read_examination_ahead(connection, those, day)
        before, since = previous_scores(connection, those, yesterday(day)), scored_before(connection, day)
        for id_, now in examine_all(connection, those, day, config).items():
            then = before.get(id_)
            found[id_] = _Explained(explain(now, then), advice(now), since, then is not None and then.absent)
    return found


def _by_day(connection: Connection, ids: Sequence[int]) -> dict[date, list[int]]:
    """The ids by the day they were scored last: with all others, or since then alone."""
    last = last_scored_on(connection)
    newest = dict(connection.execute(*_newest(ids)).fetchall())
    days: dict[date, list[int]] = defaultdict(list)
    for id_ in ids:
        day = date.fromisoformat(newest[id_]) if id_ in newest else date.min
        days[max(day, last or date.min)].append(id_)
    return days


def _newest(ids: Sequence[int]) -> Query:
    marks = ", ".join("?" * len(ids))
    return f"SELECT account_id, max(scored_on) FROM score WHERE account_id IN ({marks}) GROUP BY account_id", ids
