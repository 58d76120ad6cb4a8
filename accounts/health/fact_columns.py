"""Reads what is known of the contracts, answers, tickets and pulses of many accounts on a day, as columns."""

from typing import Final

import numpy as np

from accounts.health.account_rows import AccountRows, ColumnQuery, capped, known_day
from accounts.health.feature_model import SURVEYS, AnswerColumns, ContractColumns, TicketColumns, TicketCounts
from accounts.health.usage_rows import Flags, Ints
from store.integer_columns import NO_DAY

_NEVER: Final = 10**8  # a day after all
# Of a contract without an end, the account's renewal date where that tells when it is past due.
_ENDS: Final = "coalesce(s.ends_on, CASE WHEN s.past_due_from IS NOT NULL THEN a.renews_on END)"
_NOTICE: Final = """s.status = 'cancelled' OR s.cancelled_on IS NOT NULL OR s.notice_on IS NOT NULL
        OR coalesce(s.notice_given, 0) = 1 OR coalesce(a.notice_given, 0) = 1"""
_PAID: Final = "s.status <> 'trial' AND NOT (s.status = 'cancelled' AND s.counts_until IS NULL)"
# What leaves is what `leaving` has, which is of today; of what had left by then, what its contract says. An account
# that states its ARR leaves as a contract would.
_CONTRACTS: Final = f"""
SELECT s.account_id, coalesce({capped("s.seats")}, 0) AS seats,
    CASE WHEN s.payment = 'overdue' THEN 1 WHEN s.payment <> 'overdue' THEN 0 ELSE -1 END AS overdue,
    {known_day("s.starts_on")} AS starts, {known_day(_ENDS)} AS ends, {known_day("s.counts_until")} AS until,
    CASE WHEN s.starts_on <= :on THEN 1 ELSE 0 END AS begun,
    CASE WHEN l.account_id IS NOT NULL THEN 1
        WHEN s.counts_until <= (SELECT max(as_of) FROM derived_state) AND ({_NOTICE}) THEN 1 ELSE 0 END AS leaving,
    CASE WHEN s.past_due_from IS NOT NULL AND coalesce(s.counts_until >= s.ends_on, TRUE) THEN 1 ELSE 0 END AS to_sign,
    CASE WHEN s.ends_on IS NULL THEN 0 ELSE 1 END AS own_end
FROM subscription s JOIN account a ON a.id = s.account_id AND a.id {{ids}}
    LEFT JOIN leaving l ON l.account_id = s.account_id AND l.account_id {{ids}}
        AND l.leaves_on = coalesce(s.counts_until, '') AND l.currency = s.currency
WHERE s.account_id {{ids}} AND {_PAID} AND (s.starts_on <= :on OR s.status = 'active')
UNION ALL
SELECT l.account_id, 0, -1, '{NO_DAY}', '{NO_DAY}', {known_day("nullif(l.leaves_on, '')")}, 1, 1, 0, 0
FROM leaving l WHERE l.account_id {{ids}} AND NOT EXISTS (
    SELECT 1 FROM subscription s WHERE s.account_id = l.account_id AND {_PAID} AND s.starts_on <= :on
)"""
_CONTRACT_NAMES: Final = (
    "account_id", "seats", "overdue", "starts", "ends", "until", "begun", "leaving", "to_sign", "own_end",
)  # fmt: skip
_ANSWERS: Final = f"""
SELECT account_id, CASE survey {" ".join(f"WHEN '{each}' THEN {n}" for n, each in enumerate(SURVEYS))} END AS survey,
    {capped("score")} AS score, {capped("scale")} AS scale FROM (
    SELECT account_id, survey, score, scale, row_number() OVER (
        PARTITION BY account_id, survey, coalesce(nullif(contact, ''), CAST(id AS text)) ORDER BY answered_on DESC, id
    ) AS place
    FROM survey WHERE account_id {{ids}} AND answered_on > :surveyed AND answered_on <= :on
) AS answered WHERE place = 1"""
_OPEN: Final = "coalesce(closed_on, '9999') > :on"
_ESCALATED: Final = "coalesce(escalated, 0) <> 0"
_URGENT: Final = "coalesce(priority, '') = 'urgent'"
_TICKETS: Final = f"""
SELECT account_id, count(*) FILTER (WHERE {_OPEN} AND {_ESCALATED}) AS escalated,
    count(*) FILTER (WHERE {_OPEN} AND NOT {_ESCALATED} AND {_URGENT}) AS urgent,
    count(*) FILTER (WHERE {_OPEN} AND NOT {_ESCALATED} AND NOT {_URGENT}) AS other,
    count(satisfaction) FILTER (WHERE closed_on <= :on AND opened_on > :rated) AS ratings,
    CAST(coalesce(sum({capped("satisfaction", 5)}) FILTER (WHERE closed_on <= :on AND opened_on > :rated), 0) AS bigint)
        AS rated
FROM ticket WHERE account_id {{ids}} AND opened_on > :ticketed AND opened_on <= :on GROUP BY account_id"""
_PULSES: Final = """
SELECT account_id, id, score, said_on FROM pulse
WHERE account_id {ids} AND said_on <= :on AND withdrawn_at IS NULL"""

_ANSWER_NAMES: Final = ("account_id", "survey", "score", "scale")
_TICKET_NAMES: Final = ("account_id", *TicketCounts._fields)
_PULSE_NAMES: Final = ("account_id", "id", "score", "said_on")
FACTS: Final[tuple[ColumnQuery, ...]] = (
    (_CONTRACT_NAMES, _CONTRACTS),
    (_ANSWER_NAMES, _ANSWERS),
    (_TICKET_NAMES, _TICKETS),
    (_PULSE_NAMES, _PULSES),
)
"""All that is read here, to be read ahead."""


class _Grouped:
    """Puts together what the rows of an account say; `at` are the places of `size` accounts."""

    def __init__(self, at: Ints, size: int) -> None:
        self._at = at
        self._size = size

    def count(self, where: Flags) -> Ints:
        return np.bincount(self._at[where], minlength=self._size)

    def sum(self, values: Ints, where: Flags) -> Ints:
        return np.bincount(self._at[where], values[where], self._size).astype(np.int64)

    def highest(self, values: Ints, where: Flags, none: int = 0) -> Ints:
        found = np.full(self._size, none)
        np.maximum.at(found, self._at[where], values[where])
        return found

    def earliest(self, days: Ints, where: Flags) -> Ints:
        """The first of days, 0 where there is none."""
        found = np.full(self._size, _NEVER)
        np.minimum.at(found, self._at[where & (days > 0)], days[where & (days > 0)])
        return np.where(found == _NEVER, 0, found)


def no_contracts(size: int) -> ContractColumns:
    """The contracts of so many accounts of which none are known."""
    none = np.zeros(size, np.int64)
    return ContractColumns(none > 0, none, none - 1, none, none, none, none, none, none, none, none)


def read_contracts(rows: AccountRows, on: int) -> tuple[ContractColumns, Ints]:
    """The contracts that had begun on a day or are signed, and the seats of those that run."""
    account, seats, overdue, starts, ends, until, *flags = rows.columns(
        _CONTRACT_NAMES, _CONTRACTS, ("starts", "ends", "until")
    )
    begun, leaving, to_sign, own_end = (each > 0 for each in flags)
    grouped = _Grouped(account, len(rows.ids))
    counts_on = (until == 0) | (until > on)
    running, signed = begun & counts_on, ~begun & ~leaving & ((until == 0) | (until > starts))
    signing, over = running & to_sign, begun & ~counts_on
    counts = grouped.count(running)
    return ContractColumns(
        begun=grouped.count(begun) > 0,
        running=counts,
        overdue=grouped.highest(overdue, running, none=-1),
        term_ends_on=grouped.highest(ends, running),
        renews_on=grouped.earliest(ends, signing & (ends >= on)),
        past_due_since=grouped.earliest(ends, signing & (ends < on)),
        past_end=grouped.count(signing & (ends < on) & own_end),
        leaving=grouped.count(running & leaving),
        runs_out_on=grouped.earliest(until, running & leaving),
        ended_on=np.where(counts > 0, 0, grouped.highest(np.where((ends > 0) & (ends < until), ends, until), over)),
        begins_on=grouped.earliest(starts, signed),
    ), grouped.sum(seats, running)


def read_answers(rows: AccountRows) -> AnswerColumns:
    """The latest answer of everybody to each survey."""
    columns = rows.columns(_ANSWER_NAMES, _ANSWERS)
    order = np.argsort(columns[0], kind="stable")
    return AnswerColumns(*(each[order] for each in columns))


def no_answers() -> AnswerColumns:
    """No answers of anybody."""
    return AnswerColumns(*np.zeros((4, 0), np.int64))


def read_tickets(rows: AccountRows) -> TicketColumns:
    """The tickets of a year, and their ratings."""
    account, *counts = rows.columns(_TICKET_NAMES, _TICKETS)
    found = no_tickets(len(rows.ids))
    found.known[account] = True
    for column, values in zip(found[1:], counts, strict=True):
        column[account] = values
    return found


def no_tickets(size: int) -> TicketColumns:
    """The tickets of so many accounts of which none are known."""
    return TicketColumns(np.zeros(size, np.bool_), *np.zeros((len(TicketCounts._fields), size), np.int64))


def read_pulses(rows: AccountRows) -> tuple[Ints, Ints]:
    """The latest pulse of each account and the day it was said on, 0 and 0 where there is none."""
    account, number, score, said_on = rows.columns(_PULSE_NAMES, _PULSES, ("said_on",))
    order = np.lexsort((number, said_on))
    scores, days = np.zeros((2, len(rows.ids)), np.int64)
    scores[account[order]], days[account[order]] = score[order], said_on[order]
    return scores, days
