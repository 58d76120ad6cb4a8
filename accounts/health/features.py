"""Gathering the facts of many accounts at once, as they were known on a day."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeVar

from accounts.health.feature_model import (
    HISTORY,
    RATINGS_COUNT,
    SURVEYS_COUNT,
    TICKETS_COUNT,
    UNUSED,
    WINDOW,
    YEAR,
    AccountFeatures,
    Contract,
    PulseAnswer,
    SurveyAnswer,
    TicketCounts,
    UsageWindow,
)
from accounts.health.freshness import Freshness, stored_freshness

T = TypeVar("T")

_LARGEST: Final = 10**12  # what is counted as more is this: sums stay within what SQLite can count
_IDS: Final = "IN (SELECT value FROM json_each(:ids))"
_ACCOUNTS: Final = f"""
SELECT a.id, coalesce(a.segment, ''), coalesce(t.since, a.customer_since), a.seats, a.payment,
    CASE WHEN coalesce(a.notice_given, 0) <> 1 THEN a.renews_on END, a.auto_renews,
    (SELECT used_on FROM usage u WHERE u.account_id = a.id ORDER BY used_on LIMIT 1),
    (SELECT touched_on FROM touchpoint h WHERE h.account_id = a.id AND touched_on <= :on
        ORDER BY touched_on DESC LIMIT 1)
FROM account a LEFT JOIN customer_period t ON t.account_id = a.id WHERE a.id {_IDS} ORDER BY a.id"""
_IN_USE: Final = "(events > 0 OR active_users > 0 OR coalesce(events, active_users) IS NULL)"  # not a row of noughts
_USE: Final = f"""
SELECT account_id, count(*), count(events), ifnull(sum(events), 0), count(users), ifnull(sum(users), 0) FROM (
    SELECT account_id, sum(min(events, {_LARGEST})) AS events, min(max(active_users), {_LARGEST}) AS users FROM usage
    WHERE account_id {_IDS} AND used_on BETWEEN :first AND :last AND {_IN_USE} GROUP BY account_id, used_on
) GROUP BY account_id"""
_LAST_USED: Final = f"""
SELECT value, (
    SELECT used_on FROM usage WHERE account_id = value AND used_on <= :last AND {_IN_USE} ORDER BY used_on DESC LIMIT 1
) FROM json_each(:ids)"""
_BEGUN: Final = f"s.account_id {_IDS} AND s.status != 'trial' AND s.starts_on <= :on"
# LIMIT -1 keeps SQLite from working an inner column out again at every mention.
_CONTRACTS: Final = f"""
SELECT account_id, count(*), sum(min(seats, {_LARGEST})), max(payment = 'overdue'), max(ends_on),
    min(ends_on) FILTER (WHERE to_sign AND ends_on >= :on), min(ends_on) FILTER (WHERE to_sign AND ends_on < :on),
    sum(cancelled), min(counts_until) FILTER (WHERE cancelled), NULL
FROM (
    SELECT s.account_id, s.seats, s.payment, s.ends_on, s.counts_until,
        s.status = 'cancelled' OR s.cancelled_on IS NOT NULL OR s.notice_on IS NOT NULL
            OR coalesce(s.notice_given, 0) = 1 OR coalesce(a.notice_given, 0) = 1 AS cancelled,
        s.past_due_from IS NOT NULL AND coalesce(s.counts_until >= s.ends_on, TRUE) AS to_sign
    FROM subscription s JOIN account a ON a.id = s.account_id
    WHERE {_BEGUN} AND coalesce(s.counts_until, '9999') > :on LIMIT -1
) GROUP BY account_id"""
_ENDED: Final = f"""
SELECT account_id, 0, NULL, NULL, NULL, NULL, NULL, 0, NULL, max(counts_until) FROM subscription s
WHERE {_BEGUN} AND s.counts_until <= :on GROUP BY account_id"""
_ANSWERS: Final = f"""
SELECT account_id, survey, score, scale, max(answered_on) FROM survey
WHERE account_id {_IDS} AND answered_on > :surveyed AND answered_on <= :on
GROUP BY account_id, survey, coalesce(nullif(contact, ''), id)"""
_OPEN: Final = "coalesce(closed_on, '9999') > :on"
_URGENT: Final = "coalesce(priority = 'urgent', 0)"
_TICKETS: Final = f"""
SELECT account_id, sum({_OPEN} AND coalesce(escalated, 0)),
    sum({_OPEN} AND NOT coalesce(escalated, 0) AND {_URGENT}),
    sum({_OPEN} AND NOT coalesce(escalated, 0) AND NOT {_URGENT}),
    count(satisfaction) FILTER (WHERE closed_on <= :on AND opened_on > :rated),
    ifnull(sum(min(satisfaction, 5)) FILTER (WHERE closed_on <= :on AND opened_on > :rated), 0)
FROM ticket WHERE account_id {_IDS} AND opened_on > :ticketed AND opened_on <= :on GROUP BY account_id"""
_SAID: Final = """
SELECT p.account_id, p.score, p.said_on, p.said_by, coalesce(p.note, '') FROM json_each(:ids) JOIN pulse p ON p.id = (
    SELECT id FROM pulse WHERE account_id = value AND said_on <= :on AND withdrawn_at IS NULL
    ORDER BY said_on DESC, id DESC LIMIT 1
)"""


def load_features(
    connection: sqlite3.Connection,
    ids: Iterable[int],
    on: date,
    fresh: Freshness | None = None,
    *,
    contract_known: bool = True,
) -> list[AccountFeatures]:
    """The facts of accounts as they were known on a day, by id. Contracts are as they are known now, or left out."""
    listed = json.dumps([*ids])
    fresh = fresh or stored_freshness(connection, listed, on)
    used_until, touched_until, ticketed_until = map(to_ordinal, fresh)
    asked = _Asked(connection, listed, on, ticketed_until)
    accounts = asked.rows(_ACCOUNTS)
    contracts = asked.contracts([row[0] for row in accounts]) if contract_known else {}
    tickets, said = asked.by_account(_TICKETS, TicketCounts._make), asked.by_account(_SAID, PulseAnswer._make)
    answers = asked.answers()
    seats = {row[0]: row[3] or (contracts[row[0]].seats if row[0] in contracts else None) for row in accounts}
    use = _use(asked, used_until, {row[0]: (seats[row[0]], to_ordinal(row[7])) for row in accounts})
    return [
        AccountFeatures(  # by place, which is three times as quick as by name, for every account each night
            id_,
            asked.day,
            segment,
            None if since is None else asked.day - (to_ordinal(since) or 0),
            seats[id_],
            payment,
            renews_on,
            auto_renews,
            to_ordinal(first_used),
            use.last.get(id_),
            used_until,
            use.recent.get(id_, UNUSED),
            use.before.get(id_, UNUSED),
            use.usual.get(id_, UNUSED),
            use.recent_last_year.get(id_, UNUSED),
            use.before_last_year.get(id_, UNUSED),
            to_ordinal(touched),
            touched_until,
            answers.get(id_, ()),
            tickets.get(id_),
            ticketed_until,
            said.get(id_),
            contracts.get(id_),
            contract_known,
        )
        for id_, segment, since, _, payment, renews_on, auto_renews, first_used, touched in accounts
    ]


@lru_cache(maxsize=20_000)
def to_ordinal(day: str | None) -> int | None:
    """A day of the store as `date.toordinal` counts it."""
    return None if day is None else date.fromisoformat(day).toordinal()


class _Asked:
    """Queries about the same accounts on the same day."""

    def __init__(self, connection: sqlite3.Connection, ids: str, on: date, ticketed_until: int | None) -> None:
        self._connection = connection
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
        return self._connection.execute(query, self._given).fetchall()

    def by_account(self, query: str, kind: Callable[[tuple[Any, ...]], T]) -> dict[int, T]:
        return {row[0]: kind(row[1:]) for row in self._connection.execute(query, self._given)}

    def contracts(self, accounts: Iterable[int]) -> dict[int, Contract]:
        """Those that run; where none does, when the last one ended."""
        found = self.by_account(_CONTRACTS, Contract._make)
        if others := [id_ for id_ in accounts if id_ not in found]:
            ended = self._connection.execute(_ENDED, {**self._given, "ids": json.dumps(others)})
            found |= {row[0]: Contract._make(row[1:]) for row in ended}
        return found

    def answers(self) -> Mapping[int, Sequence[SurveyAnswer]]:
        found: dict[int, list[SurveyAnswer]] = defaultdict(list)
        for account_id, survey, score, scale, _ in self._connection.execute(_ANSWERS, self._given):
            found[account_id].append(SurveyAnswer(survey, score, scale))
        return found

    def used(self, first: int, last: int, among: Iterable[int] | None = None) -> dict[int, UsageWindow]:
        """The use between two days, both included."""
        ids = self.ids if among is None else json.dumps([*among])
        days = {"first": date.fromordinal(first).isoformat(), "last": date.fromordinal(last).isoformat()}
        rows = self._connection.execute(_USE, {"ids": ids, **days})
        return {row[0]: UsageWindow._make(row[1:]) for row in rows}

    def last_used(self, last: int, among: Iterable[int]) -> dict[int, int | None]:
        given = {"ids": json.dumps([*among]), "last": date.fromordinal(last).isoformat()}
        return {id_: to_ordinal(day) for id_, day in self._connection.execute(_LAST_USED, given)}


@dataclass(frozen=True, slots=True)
class _Use:
    recent: Mapping[int, UsageWindow]
    before: Mapping[int, UsageWindow]
    usual: Mapping[int, UsageWindow]
    recent_last_year: Mapping[int, UsageWindow]
    before_last_year: Mapping[int, UsageWindow]
    last: Mapping[int, int | None]


def _use(asked: _Asked, until: int | None, accounts: Mapping[int, tuple[int | None, int | None]]) -> _Use:
    """The use of accounts, given with their seats and the first day of use; what doesn't matter isn't looked up."""
    if until is None:
        return _Use({}, {}, {}, {}, {}, {})
    recent = asked.used(until - WINDOW + 1, until)
    before = asked.used(until - 2 * WINDOW + 1, until - WINDOW)
    began = {id_: first for id_, (_, first) in accounts.items() if first is not None and first <= until}
    unmeasured = [id_ for id_ in began if not (accounts[id_][0] and recent.get(id_, UNUSED).user_days)]
    a_year_ago = until - YEAR - 2 * WINDOW + 1
    fell = [id_ for id_, first in began.items() if first <= a_year_ago and _fell(recent, before, id_)]
    return _Use(
        recent,
        before,
        asked.used(until - WINDOW - HISTORY + 1, until - WINDOW, unmeasured) if unmeasured else {},
        asked.used(until - YEAR - WINDOW + 1, until - YEAR, fell) if fell else {},
        asked.used(a_year_ago, until - YEAR - WINDOW, fell) if fell else {},
        asked.last_used(until, (id_ for id_ in began if id_ not in recent)),
    )


def _fell(recent: Mapping[int, UsageWindow], before: Mapping[int, UsageWindow], account_id: int) -> bool:
    now, then = recent.get(account_id, UNUSED), before.get(account_id, UNUSED)
    return now.days < then.days or now.events < then.events or now.users < then.users
