"""Gathering the facts of many accounts at once, as they were known on a day."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from accounts.health.feature_model import (
    RATINGS_COUNT,
    SURVEYS_COUNT,
    TICKETS_COUNT,
    AccountFeatures,
    Contract,
    PulseAnswer,
    SurveyAnswer,
    TicketCounts,
)
from accounts.health.freshness import Freshness, stored_freshness
from accounts.health.known_facts import stopped_kinds
from accounts.health.peer_sample import stored_peers
from accounts.health.peers import SHIPPED, Peers
from accounts.health.usage_figures import Moment, UsageFigures
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
SELECT account_id, count(*), CAST(sum(CASE WHEN seats > {_LARGEST} THEN {_LARGEST} ELSE seats END) AS bigint),
    max(CASE WHEN payment = 'overdue' THEN 1 WHEN payment <> 'overdue' THEN 0 END), max(ends_on),
    min(ends_on) FILTER (WHERE to_sign AND ends_on >= :on), min(ends_on) FILTER (WHERE to_sign AND ends_on < :on),
    count(*) FILTER (WHERE cancelled), min(counts_until) FILTER (WHERE cancelled), NULL
FROM running GROUP BY account_id"""
_ENDED: Final = f"""
SELECT account_id, 0, NULL, NULL, NULL, NULL, NULL, 0, NULL, max(counts_until) FROM subscription s
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


def load_features(  # noqa: PLR0913  whose, when, and what is known already of all
    connection: Connection,
    ids: Iterable[int],
    on: date,
    fresh: Freshness | None = None,
    peers: Peers | None = None,
    *,
    contract_known: bool = True,
) -> list[AccountFeatures]:
    """The facts of accounts as they were known on a day, by id. Contracts are as they are known now, or left out.

    Without `peers`, those that were kept of the day; without such, they are found anew.
    """
    listed = json.dumps([*ids])
    stopped = stopped_kinds(connection, on)
    fresh = _without_stopped(fresh or stored_freshness(connection, listed, on), stopped)
    asked = _Asked(connection, listed, on, to_ordinal(fresh.ticket))
    peers = stored_peers(connection, on, fresh) if peers is None else peers
    known = _gather(asked, fresh, peers, stopped, contract_known=contract_known and "subscriptions" not in stopped)
    return _features(asked, fresh, peers, stopped, known)


class _Known(NamedTuple):
    """What is known of accounts, by their ids: their own rows, and what other tables say of them."""

    accounts: list[tuple[Any, ...]]
    contracts: Mapping[int, Contract]
    contract_known: bool
    tickets: Mapping[int, TicketCounts]
    said: Mapping[int, PulseAnswer]
    answers: Mapping[int, Sequence[SurveyAnswer]]
    usage: Mapping[int, UsageFigures]


def _gather(
    asked: "_Asked", fresh: Freshness, peers: Peers, stopped: Mapping[str, date], *, contract_known: bool
) -> _Known:
    accounts = asked.rows(_ACCOUNTS)
    days = {row[0]: (to_ordinal(row[2]), to_ordinal(row[7])) for row in accounts}
    return _Known(
        accounts,
        asked.contracts([row[0] for row in accounts]) if contract_known else {},
        contract_known,
        {} if "tickets" in stopped else asked.by_account(_TICKETS, TicketCounts._make),
        asked.by_account(_SAID, PulseAnswer._make),
        {} if "surveys" in stopped else asked.answers(),
        _usage(asked, to_ordinal(fresh.usage), peers, days),
    )


def _features(
    asked: "_Asked", fresh: Freshness, peers: Peers, stopped: Mapping[str, date], known: _Known
) -> list[AccountFeatures]:
    used_until, touched_until, ticketed_until = map(to_ordinal, fresh)
    contracts, usage = known.contracts, known.usage
    return [
        AccountFeatures(  # by place, which is three times as quick as by name, for every account each night
            id_,
            asked.day,
            segment,
            None if since is None else asked.day - (to_ordinal(since) or 0),
            seats or (contracts[id_].seats if id_ in contracts else None),
            payment,
            renews_on,
            auto_renews,
            used_until is not None,
            usage.get(id_),
            peers.group(usage[id_].measure, segment) if id_ in usage else SHIPPED["use"],
            None if "touchpoints" in stopped else to_ordinal(touched),
            touched_until,
            known.answers.get(id_, ()),
            known.tickets.get(id_),
            ticketed_until,
            known.said.get(id_),
            contracts.get(id_),
            known.contract_known,
            stopped,
        )
        for id_, segment, since, seats, payment, renews_on, auto_renews, _, touched in known.accounts
    ]


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

    def contracts(self, accounts: Iterable[int]) -> dict[int, Contract]:
        """Those that run; where none does, when the last one ended."""
        found = self.by_account(_CONTRACTS, Contract._make)
        if others := [id_ for id_ in accounts if id_ not in found]:
            ended = self.connection.execute(_ENDED, {**self._given, "ids": json.dumps(others)})
            found |= {row[0]: Contract._make(row[1:]) for row in ended}
        return found

    def answers(self) -> Mapping[int, Sequence[SurveyAnswer]]:
        found: dict[int, list[SurveyAnswer]] = defaultdict(list)
        for account_id, survey, score, scale in self.connection.execute(_ANSWERS, self._given):
            found[account_id].append(SurveyAnswer(survey, score, scale))
        return found


def _usage(
    asked: _Asked, until: int | None, peers: Peers, accounts: Mapping[int, tuple[int | None, int | None]]
) -> dict[int, UsageFigures]:
    """The use of accounts, given with the day since when they are customers and that of their first use."""
    if until is None or peers.source is None:
        return {}
    rows = read_recent(asked.connection, accounts, until, peers.source)
    return load_usage(asked.connection, rows, accounts, Moment(peers.source, until, asked.day))
