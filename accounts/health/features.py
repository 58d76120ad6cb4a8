"""Gathering the facts of many accounts at once, as they were known on a day."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from accounts.health.feature_model import (
    RATINGS_COUNT,
    SURVEYS_COUNT,
    TICKETS_COUNT,
    AccountFeatures,
    Contract,
    FeatureColumns,
    PulseAnswer,
    SurveyAnswer,
    TicketCounts,
)
from accounts.health.freshness import Freshness, stored_freshness
from accounts.health.known_facts import stopped_kinds
from accounts.health.peer_sample import stored_peers
from accounts.health.peers import SHIPPED, PeerGroup, Peers
from accounts.health.usage_figures import MEASURES, Moment, UsageColumns
from accounts.health.usage_loading import load_usage, read_recent
from accounts.health.usage_rows import to_ordinal
from store.connection import Connection

T = TypeVar("T")

_LARGEST: Final = 10**12  # what is counted as more is this: sums stay within what SQLite can count
_IDS: Final = "IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"
_ACCOUNTS: Final = f"""
SELECT a.id, coalesce(a.segment, ''), coalesce(t.since, a.customer_since), a.seats, a.payment,
    CASE WHEN coalesce(a.notice_given, 0) <> 1 THEN a.renews_on END, a.auto_renews,
    (SELECT used_on FROM usage u WHERE u.account_id = a.id ORDER BY used_on LIMIT 1),
    (SELECT touched_on FROM touchpoint h WHERE h.account_id = a.id AND touched_on <= :on
        ORDER BY touched_on DESC LIMIT 1)
FROM account a LEFT JOIN customer_period t ON t.account_id = a.id WHERE a.id {_IDS} ORDER BY a.id"""
_BEGUN: Final = f"s.account_id {_IDS} AND s.status <> 'trial' AND s.starts_on <= :on"
_CONTRACTS: Final = f"""
WITH running AS MATERIALIZED (
    SELECT s.account_id, s.seats, s.payment, s.ends_on, s.counts_until,
        s.status = 'cancelled' OR s.cancelled_on IS NOT NULL OR s.notice_on IS NOT NULL
            OR coalesce(s.notice_given, 0) = 1 OR coalesce(a.notice_given, 0) = 1 AS cancelled,
        s.past_due_from IS NOT NULL AND coalesce(s.counts_until >= s.ends_on, TRUE) AS to_sign
    FROM subscription s JOIN account a ON a.id = s.account_id
    WHERE {_BEGUN} AND coalesce(s.counts_until, '9999') > :on
)
SELECT account_id, CAST(sum(CASE WHEN seats > {_LARGEST} THEN {_LARGEST} ELSE seats END) AS bigint), count(*),
    max(CASE WHEN payment = 'overdue' THEN 1 WHEN payment <> 'overdue' THEN 0 END), max(ends_on),
    min(ends_on) FILTER (WHERE to_sign AND ends_on >= :on), min(ends_on) FILTER (WHERE to_sign AND ends_on < :on),
    count(*) FILTER (WHERE cancelled), min(counts_until) FILTER (WHERE cancelled), NULL
FROM running GROUP BY account_id"""
_ENDED: Final = f"""
SELECT account_id, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, max(counts_until) FROM subscription s
WHERE {_BEGUN} AND s.counts_until <= :on GROUP BY account_id"""
_ANSWERS: Final = f"""
SELECT account_id, survey, score, scale FROM (
    SELECT account_id, survey, score, scale, id, row_number() OVER (
        PARTITION BY account_id, survey, coalesce(nullif(contact, ''), CAST(id AS text)) ORDER BY answered_on DESC, id
    ) AS place
    FROM survey WHERE account_id {_IDS} AND answered_on > :surveyed AND answered_on <= :on
) AS answered WHERE place = 1 ORDER BY account_id, survey, id"""
_OPEN: Final = "coalesce(closed_on, '9999') > :on"
_ESCALATED: Final = "coalesce(escalated, 0) <> 0"
_URGENT: Final = "coalesce(priority, '') = 'urgent'"
_TICKETS: Final = f"""
SELECT account_id, count(*) FILTER (WHERE {_OPEN} AND {_ESCALATED}),
    count(*) FILTER (WHERE {_OPEN} AND NOT {_ESCALATED} AND {_URGENT}),
    count(*) FILTER (WHERE {_OPEN} AND NOT {_ESCALATED} AND NOT {_URGENT}),
    count(satisfaction) FILTER (WHERE closed_on <= :on AND opened_on > :rated),
    CAST(coalesce(sum(CASE WHEN satisfaction > 5 THEN 5 ELSE satisfaction END)
        FILTER (WHERE closed_on <= :on AND opened_on > :rated), 0) AS bigint)
FROM ticket WHERE account_id {_IDS} AND opened_on > :ticketed AND opened_on <= :on GROUP BY account_id"""
_SAID: Final = """
SELECT p.account_id, p.score, p.said_on, p.said_by, coalesce(p.note, '') FROM json_each(:ids) JOIN pulse p ON p.id = (
    SELECT id FROM pulse WHERE account_id = CAST(value AS bigint) AND said_on <= :on AND withdrawn_at IS NULL
    ORDER BY said_on DESC, id DESC LIMIT 1
)"""


def load_features(
    connection: Connection, ids: Iterable[int], on: date, *, contract_known: bool = True
) -> list[AccountFeatures]:
    """The facts of accounts as they were known on a day, by id. Contracts are as they are known now, or left out."""
    return load_columns(connection, ids, on, contract_known=contract_known).each()


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
    listed = json.dumps([*ids])
    stopped = stopped_kinds(connection, on)
    fresh = _without_stopped(fresh or stored_freshness(connection, listed, on), stopped)
    asked = _Asked(connection, listed, on, to_ordinal(fresh.ticket))
    peers = stored_peers(connection, on, fresh) if peers is None else peers
    accounts = _Accounts(*(zip(*found, strict=True) if (found := asked.rows(_ACCOUNTS)) else [()] * 9))
    used_until = to_ordinal(fresh.usage)
    use, places = _usage(asked, used_until, peers, accounts)
    size, known = len(accounts.ids), contract_known and "subscriptions" not in stopped
    lists = {
        **_own(accounts, asked, stopped),
        **_said(accounts, asked, stopped),
        **_contracts(accounts, asked, known=known),
        "on": [asked.day] * size,
        "usage_known": [used_until is not None] * size,
        "peers": _peers(peers, use, places, accounts.segments),
        "touched_until": [to_ordinal(fresh.touchpoint)] * size,
        "ticketed_until": [to_ordinal(fresh.ticket)] * size,
        "contract_known": [known] * size,
        "stopped": [stopped] * size,
    }
    return FeatureColumns(lists, use, places)


class _Accounts(NamedTuple):
    """The columns of `_ACCOUNTS`."""

    ids: Sequence[int]
    segments: Sequence[str]
    since: Sequence[str | None]
    seats: Sequence[int | None]
    payments: Sequence[str | None]
    renewals: Sequence[str | None]
    auto_renew: Sequence[int | None]
    first_used: Sequence[str | None]
    touched: Sequence[str | None]


def _own(accounts: _Accounts, asked: "_Asked", stopped: Collection[str]) -> dict[str, Sequence[Any]]:
    """What accounts say of themselves."""
    touched = [None] * len(accounts.ids) if "touchpoints" in stopped else [*map(to_ordinal, accounts.touched)]
    return {
        "account_id": accounts.ids,
        "segment": accounts.segments,
        "age": [None if day is None else asked.day - day for day in map(to_ordinal, accounts.since)],
        "payment": accounts.payments,
        "renews_on": accounts.renewals,
        "auto_renews": accounts.auto_renew,
        "touched": touched,
    }


def _said(accounts: _Accounts, asked: "_Asked", stopped: Collection[str]) -> dict[str, Sequence[Any]]:
    """What their people say, and the CSM."""
    answers = {} if "surveys" in stopped else asked.answers()
    tickets = {} if "tickets" in stopped else asked.by_account(_TICKETS, TicketCounts._make)
    said = asked.by_account(_SAID, PulseAnswer._make)
    return {
        "answers": [answers.get(id_, ()) for id_ in accounts.ids],
        "tickets": [*map(tickets.get, accounts.ids)],
        "said": [*map(said.get, accounts.ids)],
    }


def _contracts(accounts: _Accounts, asked: "_Asked", *, known: bool) -> dict[str, Sequence[Any]]:
    """Their contracts, and the seats that they or else those name."""
    contracts = asked.contracts(accounts.ids) if known else {}
    found = [contracts.get(id_, (None, None)) for id_ in accounts.ids]
    return {
        "seats": [own or seats for own, (seats, _) in zip(accounts.seats, found, strict=True)],
        "contract": [contract for _, contract in found],
    }


def _peers(
    peers: Peers, use: UsageColumns | None, places: Sequence[int], segments: Sequence[str]
) -> Sequence[PeerGroup]:
    """Those whom each account is held against."""
    found = [SHIPPED["use"]] * len(segments)
    groups: dict[tuple[int, str], PeerGroup] = {}
    for place, measure in zip(places, use.measure.tolist() if use else (), strict=True):
        whose = measure, segments[place]
        if whose not in groups:
            groups[whose] = peers.group(MEASURES[measure], segments[place])
        found[place] = groups[whose]
    return found


def _without_stopped(fresh: Freshness, stopped: Collection[str]) -> Freshness:
    """What is known up to which day, without the kinds that stopped."""
    return Freshness(
        None if "usage" in stopped else fresh.usage,
        None if "touchpoints" in stopped else fresh.touchpoint,
        None if "tickets" in stopped else fresh.ticket,
    )


class _Asked:
    """Queries about the same accounts on the same day."""

    def __init__(self, connection: Connection, ids: str, on: date, ticketed_until: int | None) -> None:
        self.connection = connection
        self.ids = ids
        self.day = on.toordinal()
        tickets = ticketed_until or self.day
        since = {
            "surveyed": self.day - SURVEYS_COUNT,
            "rated": tickets - RATINGS_COUNT,
            "ticketed": tickets - TICKETS_COUNT,
        }
        days = {name: date.fromordinal(day).isoformat() for name, day in since.items()}
        self._given = {"ids": ids, "on": on.isoformat(), **days}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, self._given).fetchall()

    def by_account(self, query: str, kind: Callable[[tuple[Any, ...]], T]) -> dict[int, T]:
        return {row[0]: kind(row[1:]) for row in self.connection.execute(query, self._given)}

    def contracts(self, accounts: Iterable[int]) -> dict[int, tuple[int | None, Contract]]:
        """The seats of those that run, and what they say; where none runs, when the last one ended."""
        rows = self.rows(_CONTRACTS)
        running = {row[0] for row in rows}
        if others := [id_ for id_ in accounts if id_ not in running]:
            rows += self.connection.execute(_ENDED, {**self._given, "ids": json.dumps(others)}).fetchall()
        return {id_: (seats, Contract._make(rest)) for id_, seats, *rest in rows}

    def answers(self) -> Mapping[int, Sequence[SurveyAnswer]]:
        found: dict[int, list[SurveyAnswer]] = defaultdict(list)
        for account_id, survey, score, scale in self.connection.execute(_ANSWERS, self._given):
            found[account_id].append(SurveyAnswer(survey, score, scale))
        return {account_id: tuple(each) for account_id, each in found.items()}


def _usage(
    asked: _Asked, until: int | None, peers: Peers, accounts: _Accounts
) -> tuple[UsageColumns | None, Sequence[int]]:
    """The use of accounts that had begun to use the product, and their places."""
    if until is None or peers.source is None:
        return None, ()
    since, first_used = map(to_ordinal, accounts.since), map(to_ordinal, accounts.first_used)
    began = dict(zip(accounts.ids, zip(since, first_used, strict=True), strict=True))
    rows = read_recent(asked.connection, began, until, peers.source)
    if not rows.ids:
        return None, ()
    use = load_usage(asked.connection, rows, began, Moment(peers.source, until, asked.day))
    return use, np.searchsorted(accounts.ids, rows.ids).tolist()
