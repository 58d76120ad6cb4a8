"""Gathering the facts of many accounts at once, as they were known on a day."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from accounts.health.account_rows import AccountRows, capped, known_day
from accounts.health.fact_columns import (
    FACTS,
    no_answers,
    no_contracts,
    no_tickets,
    read_answers,
    read_contracts,
    read_pulses,
    read_tickets,
)
from accounts.health.feature_model import (
    NO_AGE,
    PAYMENTS,
    RATINGS_COUNT,
    SURVEYS_COUNT,
    TICKETS_COUNT,
    AccountFeatures,
    FeatureColumns,
)
from accounts.health.freshness import KEPT, Freshness, newest_query, stored_freshness
from accounts.health.known_facts import stopped_kinds, stopped_query
from accounts.health.peer_sample import peers_query, stored_peers
from accounts.health.peers import SHIPPED, PeerGroup, Peers
from accounts.health.usage_columns import MEASURES, UsageColumns
from accounts.health.usage_figures import Moment
from accounts.health.usage_loading import Users, load_usage, read_recent
from accounts.health.usage_rows import Ints, to_ordinal
from store.connection import Connection, Query
from store.integer_columns import NO_DAY

_NAMES: Final = ("account_id", "since", "seats", "payment", "renews_on", "auto_renews", "first_used", "touched")
_ACCOUNTS: Final = f"""
SELECT a.id AS account_id, {known_day("coalesce(t.since, a.customer_since)")} AS since,
    coalesce({capped("a.seats")}, 0) AS seats,
    CASE a.payment {" ".join(f"WHEN '{each}' THEN {n}" for n, each in enumerate(PAYMENTS))} ELSE 0 END AS payment,
    CASE WHEN coalesce(a.notice_given, 0) <> 1 THEN {known_day("a.renews_on")} ELSE '{NO_DAY}' END AS renews_on,
    coalesce(a.auto_renews, 0) AS auto_renews,
    {known_day("(SELECT used_on FROM usage u WHERE u.account_id = a.id ORDER BY used_on LIMIT 1)")} AS first_used,
    {
    known_day(
        "(SELECT touched_on FROM touchpoint h WHERE h.account_id = a.id AND touched_on <= :on"
        " ORDER BY touched_on DESC LIMIT 1)"
    )
} AS touched
FROM account a LEFT JOIN customer_period t ON t.account_id = a.id AND t.account_id {{ids}} WHERE a.id {{ids}}"""
_FEW: Final = 100  # accounts of which all is read ahead; of more it would take room that isn't given back at once
_SEGMENTS: Final = "SELECT id, segment FROM account WHERE id {ids} AND segment IS NOT NULL"


def load_features(
    connection: Connection, ids: Iterable[int], on: date, *, contract_known: bool = True
) -> list[AccountFeatures]:
    """The facts of accounts as they were known on a day, by id. Contracts are as they are known now, or left out."""
    return load_columns(connection, ids, on, contract_known=contract_known).accounts


def load_columns(  # noqa: PLR0913  whose, when, and what is known already of all
    connection: Connection,
    ids: Iterable[int],
    on: date,
    fresh: Freshness | None = None,
    peers: Peers | None = None,
    *,
    contract_known: bool = True,
) -> FeatureColumns:
    """The same as columns. Without `peers`, those that were kept of the day; without such, they are found anew."""
    listed = sorted({*ids})
    few = len(listed) <= _FEW
    if few:
        connection.read_ahead(*known_queries(listed, on))
    stopped = stopped_kinds(connection, on)
    fresh = _without_stopped(fresh or stored_freshness(connection, json.dumps(listed), on), stopped)
    peers = stored_peers(connection, on, fresh) if peers is None else peers
    asked = AccountRows(connection, np.array(listed, np.int64), _days(on, to_ordinal(fresh.ticket)))
    if few:
        asked.read_ahead(((_NAMES, _ACCOUNTS), *FACTS), (_SEGMENTS,))
    own = _own(asked)
    rows = asked.of(own.pop("account_id"))
    day = on.toordinal()
    return FeatureColumns(
        on=day,
        touched_until=to_ordinal(fresh.touchpoint),
        ticketed_until=to_ordinal(fresh.ticket),
        stopped=stopped,
        account_id=rows.ids,
        **_use(connection, rows, own, _Known(day, to_ordinal(fresh.usage), peers)),
        **_of_accounts(own, day, stopped),
        **_said(rows, stopped),
        **_contracts(rows, own["seats"], day, known=contract_known and "subscriptions" not in stopped),
    )


class _Known(NamedTuple):
    """The day that use is looked at as of, the newest day of use of any account, and who is compared."""

    day: int
    until: int | None
    peers: Peers


def known_queries(ids: Iterable[int], on: date) -> tuple[Query, ...]:
    """What is asked first for the facts of accounts, to be read ahead: up to when what is known of whom."""
    return stopped_query(on), KEPT, newest_query(json.dumps(sorted({*ids})), on), peers_query(on)


def _days(on: date, ticketed_until: int | None) -> dict[str, str]:
    """The days that queries name."""
    day = on.toordinal()
    tickets = ticketed_until or day
    since = {
        "on": day,
        "surveyed": day - SURVEYS_COUNT,
        "rated": tickets - RATINGS_COUNT,
        "ticketed": tickets - TICKETS_COUNT,
    }
    return {name: date.fromordinal(each).isoformat() for name, each in since.items()}


def _own(rows: AccountRows) -> dict[str, Ints]:
    """What accounts say of themselves, by id; those that aren't there are left out."""
    place, *columns = rows.columns(_NAMES, _ACCOUNTS, ("since", "renews_on", "first_used", "touched"))
    order = np.argsort(place)
    own = dict(zip(_NAMES[1:], (each[order] for each in columns), strict=True))
    return {**own, "account_id": rows.ids[place[order]]}


def _of_accounts(own: Mapping[str, Ints], day: int, stopped: Collection[str]) -> dict[str, Any]:
    touched = own["touched"]
    return {
        "age": np.where(own["since"] > 0, day - own["since"], NO_AGE),
        "payment": own["payment"],
        "renews_on": own["renews_on"],
        "auto_renews": own["auto_renews"] != 0,
        "touched": np.zeros_like(touched) if "touchpoints" in stopped else touched,
    }


def _said(rows: AccountRows, stopped: Collection[str]) -> dict[str, Any]:
    """What their people say, and the CSM."""
    said, said_on = read_pulses(rows)
    return {
        "answers": no_answers() if "surveys" in stopped else read_answers(rows),
        "tickets": no_tickets(len(rows.ids)) if "tickets" in stopped else read_tickets(rows),
        "said": said,
        "said_on": said_on,
    }


def _contracts(rows: AccountRows, seats: Ints, day: int, *, known: bool) -> dict[str, Any]:
    """Their contracts, and the seats that they or else those name."""
    contracts, of_contracts = read_contracts(rows, day) if known else (no_contracts(len(rows.ids)), seats)
    return {"contract_known": known, "contract": contracts, "seats": np.where(seats != 0, seats, of_contracts)}


def _peers(
    peers: Peers, use: UsageColumns | None, places: Ints, segments: NDArray[np.object_]
) -> tuple[Sequence[PeerGroup], Ints]:
    """Those whom accounts are held against, and the place of each account's among them."""
    groups, group_of = [SHIPPED["use"]], np.zeros(len(segments), np.int64)
    if use is None:
        return groups, group_of
    known: dict[tuple[int, str], int] = {}
    found = []
    for whose in zip(use.measure.tolist(), segments[places].tolist(), strict=True):
        if whose not in known:
            known[whose] = len(groups)
            groups.append(peers.group(MEASURES[whose[0]], whose[1]))
        found.append(known[whose])
    group_of[places] = found
    return groups, group_of


def _without_stopped(fresh: Freshness, stopped: Collection[str]) -> Freshness:
    """What is known up to which day, without the kinds that stopped."""
    return Freshness(
        None if "usage" in stopped else fresh.usage,
        None if "touchpoints" in stopped else fresh.touchpoint,
        None if "tickets" in stopped else fresh.ticket,
    )


def _use(connection: Connection, rows: AccountRows, own: Mapping[str, Ints], known: _Known) -> dict[str, Any]:
    """The use of accounts, and whom it is held against by their segments."""
    segments = np.array(rows.texts(_SEGMENTS), np.object_)
    use, places = _usage(connection, Users(rows.ids, own["since"], own["first_used"]), known)
    groups, group_of = _peers(known.peers, use, places, segments)
    return {
        "usage_known": known.until is not None,
        "segment": segments,
        "groups": groups,
        "peers": group_of,
        "use": use,
        "use_places": places,
    }


def _usage(connection: Connection, users: Users, known: _Known) -> tuple[UsageColumns | None, Ints]:
    """The use of accounts that had begun to use the product, and their places."""
    none, source = np.zeros(0, np.int64), known.peers.source
    if known.until is None or source is None:
        return None, none
    begun = users.begun(known.until)
    rows = read_recent(connection, begun, known.until, source)
    if not len(rows.ids):
        return None, none
    use = load_usage(connection, rows, begun, Moment(source, known.until, known.day))
    return use, np.searchsorted(users.ids, rows.ids)
