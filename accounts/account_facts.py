"""Facts of one account from the store, one function for each question."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from accounts.money.amounts import Money
from store.connection import Connection, Query

ROLES: Final = ("champion", "sponsor", "ambassador", "buyer", "user", "detractor", "")
MOST_CONTACTS: Final = 100
USED: Final = 30  # days of use that seats are held against


_PROFILE: Final = """
SELECT a.id, a.key, a.name, coalesce(a.domain, ''), coalesce(a.crm_url, ''),
    coalesce(a.segment, ''), coalesce(a.industry, ''), coalesce(a.country, ''), coalesce(a.plan, ''),
    a.owner_id, coalesce(o.name, ''), coalesce(o.email, ''),
    a.status, coalesce(t.since, a.customer_since), coalesce(t.left_on, a.churned_on),
    EXISTS (SELECT 1 FROM arr_note n WHERE n.account_id = a.id AND n.kind = 'left'),
    coalesce(a.churn_reason, (
SELECT reason FROM churn c WHERE c.account_id = a.id ORDER BY churned_on DESC, id DESC LIMIT 1
    ), ''),
    a.arr, coalesce(a.currency, ''), a.seats, coalesce(a.payment, ''), a.notice_days, a.auto_renews,
    (SELECT imported_at FROM import i WHERE i.id = a.import_id)
FROM account a LEFT JOIN owner o ON o.id = a.owner_id LEFT JOIN customer_period t ON t.account_id = a.id
WHERE a.id = ?"""
_CONTRACTS: Final = """
SELECT coalesce(plan, product, ''), status, starts_on, counts_until, arr, currency, seats,
    coalesce(payment, ''), (SELECT imported_at FROM import i WHERE i.id = s.import_id)
FROM subscription s WHERE account_id = ? ORDER BY starts_on, id"""
_CONTACTS: Final = """
SELECT name, coalesce(role, ''), coalesce(title, ''), coalesce(email, ''),
    CASE WHEN left_on <= ? THEN left_on END
FROM contact WHERE account_id = ? ORDER BY id"""
_TICKETS: Final = """
SELECT count(*), count(*) FILTER (WHERE priority = 'urgent' OR escalated <> 0), min(opened_on)
FROM ticket WHERE account_id = :id AND opened_on <= :today AND coalesce(closed_on, '9999') > :today"""
_TOUCHPOINT: Final = """
SELECT touched_on, coalesce(type, 'touchpoint'), coalesce(note, ''), coalesce(who, '') FROM touchpoint
WHERE account_id = ? AND touched_on <= ? ORDER BY touched_on DESC, id DESC LIMIT 1"""
_SURVEY: Final = """
SELECT answered_on, score || ' of ' || scale, coalesce(comment, ''), coalesce(contact, '') FROM survey
WHERE account_id = ? AND answered_on <= ? AND survey = '{kind}'
ORDER BY answered_on DESC, id DESC LIMIT 1"""
_PULSE: Final = """
SELECT said_on, score || ' of 5', coalesce(note, ''), said_by FROM pulse
WHERE account_id = ? AND said_on <= ? AND withdrawn_at IS NULL ORDER BY said_on DESC, id DESC LIMIT 1"""
_DATED: Final = {
    "usage": ("usage", "used_on"),
    "touchpoints": ("touchpoint", "touched_on"),
    "tickets": ("ticket", "opened_on"),
    "surveys": ("survey", "answered_on"),
}
_NEWEST: Final = f"""SELECT {
    ", ".join(
        f"(SELECT max({column}) FROM {table} WHERE account_id = :id AND {column} <= :today)"
        for table, column in _DATED.values()
    )
}, (SELECT max(imported_at) FROM import WHERE id IN (SELECT import_id FROM contact WHERE account_id = :id))"""


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """Who the account is. `left_on` may lie ahead; `left_unknown` tells of one that left, and nobody knows when."""

    id: int
    key: str
    name: str
    domain: str
    crm_url: str
    segment: str
    industry: str
    country: str
    plan: str
    owner_id: int | None
    owner: str
    owner_email: str
    status: str
    since: date | None
    left_on: date | None
    left_unknown: bool
    churn_reason: str
    stated: tuple[Money, ...]
    seats: int | None
    payment: str
    notice_days: int | None
    auto_renews: bool | None
    imported_on: date | None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of the account; its ARR counts from `starts_on` until `counts_until`, that day no longer."""

    plan: str
    status: str
    starts_on: date
    counts_until: date | None
    arr: Money
    seats: int | None
    payment: str
    imported_on: date

    def runs(self, today: date) -> bool:
        """Whether it counts on a day."""
        return self.starts_on <= today and (self.counts_until is None or today < self.counts_until)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the customer. The role is empty where it isn't known; `left_on` is None for those still there."""

    name: str
    role: str
    title: str
    email: str
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """An answer to a survey, a touchpoint or a pulse: the day, its value in words, what was said and by whom."""

    day: date
    text: str
    note: str
    who: str


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """Open tickets: how many, how many of those are urgent or escalated, and since when the oldest is open."""

    open: int
    urgent: int
    oldest: date | None


def fact_queries(account_id: int, today: date) -> tuple[Query, ...]:
    """All that is asked here of an account, to be read ahead."""
    day = today.isoformat()
    by_name = {"id": account_id, "today": day}
    said = (_TOUCHPOINT, *(_SURVEY.format(kind=kind) for kind in ("nps", "csat")), _PULSE)
    return (
        (_PROFILE, (account_id,)),
        (_CONTRACTS, (account_id,)),
        (_CONTACTS, (day, account_id)),
        (_TICKETS, by_name),
        (_NEWEST, by_name),
        _active(account_id, today),
        *((query, (account_id, day)) for query in said),
    )


def profile(connection: Connection, account_id: int) -> AccountProfile | None:
    """Who an account is; None where there is none."""
    row = connection.execute(_PROFILE, (account_id,)).fetchone()
    if row is None:
        return None
    *who, status, since, left_on, left_unknown, reason, arr, currency, seats, payment, notice, auto, imported_at = row
    stated = () if arr is None or status == "trial" else (Money(arr, currency),)
    days = (to_day(since), None if left_unknown else to_day(left_on), bool(left_unknown))
    said = (*who, status, *days, reason, stated, seats, payment, notice, to_flag(auto), to_day(imported_at))
    return AccountProfile(*said)


def contracts(connection: Connection, account_id: int) -> tuple[Contract, ...]:
    """The contracts of an account, the first to start first."""
    rows = connection.execute(_CONTRACTS, (account_id,))
    return tuple(
        Contract(
            plan, status, _date(start), to_day(until), Money(current_arr, currency), seats, payment, _date(imported_at)
        )
        for plan, status, start, until, current_arr, currency, seats, payment, imported_at in rows
    )


def contacts(connection: Connection, account_id: int, today: date) -> tuple[Contact, ...]:
    """The people at an account: those still there first, and by role."""
    rows = connection.execute(_CONTACTS, (today.isoformat(), account_id))
    listed = [Contact(name, role, title, email, to_day(left_on)) for name, role, title, email, left_on in rows]
    listed.sort(key=lambda one: (one.left_on is not None, ROLES.index(one.role), one.name.casefold()))
    return tuple(listed[:MOST_CONTACTS])


def tickets(connection: Connection, account_id: int, today: date) -> OpenTickets:
    """The tickets that are open on a day."""
    given = {"id": account_id, "today": today.isoformat()}
    count, urgent, oldest = connection.execute(_TICKETS, given).fetchone()
    return OpenTickets(count, urgent, to_day(oldest))


def last_touchpoint(connection: Connection, account_id: int, today: date) -> Remark | None:
    """The last time that somebody spoke with the customer."""
    return _said(connection, _TOUCHPOINT, account_id, today)


def last_survey(connection: Connection, account_id: int, today: date, kind: str) -> Remark | None:
    """The latest answer to a survey: `9 of 10`."""
    return _said(connection, _SURVEY.format(kind=kind), account_id, today)


def current_pulse(connection: Connection, account_id: int, today: date) -> Remark | None:
    """The pulse that counts: `4 of 5`."""
    return _said(connection, _PULSE, account_id, today)


def most_active(connection: Connection, account_id: int, today: date) -> int | None:
    """The most people who used the product on one of the last days; None where nobody counted them."""
    found: int | None = connection.execute(*_active(account_id, today)).fetchone()[0]
    return found


def _active(account_id: int, today: date) -> Query:
    query = "SELECT max(active_users) FROM usage WHERE account_id = ? AND used_on > ? AND used_on <= ?"
    return query, (account_id, (today - timedelta(days=USED)).isoformat(), today.isoformat())


def newest_dates(connection: Connection, account_id: int, today: date) -> dict[str, date]:
    """The newest day of each kind of facts; of contacts the day they were imported."""
    days = connection.execute(_NEWEST, {"id": account_id, "today": today.isoformat()}).fetchone()
    return {kind: _date(day) for kind, day in zip((*_DATED, "contacts"), days, strict=True) if day}


def _said(connection: Connection, query: str, account_id: int, today: date) -> Remark | None:
    row: tuple[Any, ...] | None = connection.execute(query, (account_id, today.isoformat())).fetchone()
    return None if row is None else Remark(_date(row[0]), *row[1:])


def _date(text: str) -> date:
    """The day of an ISO date or instant."""
    return date.fromisoformat(text[:10])


def to_day(text: str | None) -> date | None:
    """The day of an ISO date, where there is one."""
    return _date(text) if text else None


def to_flag(value: int | None) -> bool | None:
    """Yes or no, where it is known."""
    return None if value is None else bool(value)
