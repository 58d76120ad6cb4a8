"""Holds the store against the oracle: `python -m tests.oracle.compare --histories 20000` names what differs.

A history is put into a store as an import would, worked out for its day, and every figure asked for. With
`--engine postgresql` the store is on a server that is started for it.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from accounts import Store, open_store
from accounts.derived import current_state
from accounts.money.amounts import Money
from accounts.portfolio.arr_history import arr_changes, arr_changes_last_year, arr_on
from accounts.portfolio.arr_model import ArrChange
from accounts.portfolio.lost import list_lost
from accounts.portfolio.periods import Period
from accounts.portfolio.summary import summarise
from accounts.renewals.contract_terms import year_before
from accounts.renewals.upcoming import upcoming_renewals
from accounts.scopes.scope import Scope
from tests.engines import engine_called
from tests.oracle import counting
from tests.oracle.histories import Generator
from tests.oracle.lives import Life
from tests.oracle.rows import Account, ChurnEvent, Contract, History

COLUMNS = {"notice": "notice_given"}
Difference = tuple[str, object, object]


def fill(store: Store, history: History) -> None:
    """Makes a store hold a history and nothing else, worked out for its day."""
    with store.writing() as connection:
        for table in ("subscription", "churn", "account", "import"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE derived_state SET grace_days = ?, as_of = NULL", (history.grace_days,))
        imported = [account.imported_on for account in history.accounts]
        days = sorted({*imported, *(contract.imported_on for contract in history.contracts)})
        for number, day in enumerate(days, 1):
            _insert(connection, "import", id=number, kind="accounts", source="", sha256="", imported_by="",
                    imported_at=f"{day}T00:00:00Z")  # fmt: skip
        for account in history.accounts:
            _insert_row(connection, "account", account, days, key=str(account.id), name=str(account.id))
        for contract in history.contracts:
            _insert_row(connection, "subscription", contract, days, key=str(contract.id))
        for event in history.events:
            _insert(connection, "churn", key=repr((event, id(event))), account_id=event.account_id,
                    churned_on=event.churned_on.isoformat(), import_id=1)  # fmt: skip
        _work_out(connection, history)


def _work_out(connection: Any, history: History) -> None:
    """Works all out for the day; in every other store for an earlier one, and from there as the days go by."""
    back = (0, 1, 0, 3, 0, 40, 0, 120)[len(repr(history)) % 8]
    earlier = history.today - timedelta(days=back)
    current_state.recompute(connection, None, earlier)
    if back:
        current_state.advance_to(connection, history.today)
        rows: list[Account | Contract] = [*history.accounts, *history.contracts]
        later = {getattr(row, "account_id", row.id) for row in rows if row.imported_on > earlier}
        current_state.recompute(connection, later, history.today)


def _insert_row(connection: Any, table: str, row: Account | Contract, days: list[date], **more: object) -> None:
    values = {COLUMNS.get(each.name, each.name): getattr(row, each.name) for each in fields(row)}
    imported_on = values.pop("imported_on")
    plain = {
        name: value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, bool) else value
        for name, value in values.items()
    }
    _insert(connection, table, **plain, import_id=days.index(imported_on) + 1, **more)


def _insert(connection: Any, table: str, **row: object) -> None:
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def differences(store: Store, history: History, chance: random.Random) -> Iterator[Difference]:
    """Each figure that the store and the oracle count differently: what it is, the store's, the oracle's."""
    lives = counting.lives(history)
    today = history.today
    days = _days(lives, today, chance)
    yield from _days_differ(store, lives, days)
    for before, after in _periods(days, today, chance):
        for running, found in enumerate(arr_changes(store, before, after)):
            expected = counting.change(lives, before, after, running=bool(running))
            yield from _differ(f"change {before} to {after}, running {running}", _change(found), _expected(expected))
        yield from _lost_differ(store, before, after, lives)
    for running, found in enumerate(arr_changes_last_year(store, today)):
        expected = counting.change(lives, year_before(today), today, running=bool(running))
        yield from _differ(f"last year, running {running}", _change(found), _expected(expected))
    yield from _lost_differ(store, year_before(today), today, lives)
    for scope in (Scope(segment="SMB"), Scope(unowned=True)):
        some = [life for life in lives if not scope.segment or life.account.segment == scope.segment]
        found, _ = arr_changes(store, days[0], today, scope)
        expected = counting.change(some, days[0], today)
        yield from _differ(f"{scope.words} since {days[0]}", _change(found), _expected(expected))
    yield from _retention_differs(store, history, lives, days)
    yield from _rows_differ(store, history, lives)


def _days(lives: list[Life], today: date, chance: random.Random) -> list[date]:
    turning = [day for day in counting.days_around(lives) if day <= today]
    picked = chance.sample(turning, min(6, len(turning)))
    usual = [today - timedelta(days=back) for back in (7, 30, 99, 100, 101, 365)]
    return sorted({*picked, *usual, today})


def _periods(days: list[date], today: date, chance: random.Random) -> Iterator[tuple[date, date]]:
    for _ in range(5):
        before, after = sorted(chance.sample(days, 2))
        yield before, after
    yield from ((day, today) for day in days[-4:])


def _days_differ(store: Store, lives: list[Life], days: list[date]) -> Iterator[Difference]:
    for found in arr_on(store, days):
        yield from _differ(f"ARR on {found.day}", _amounts(found.arr), dict(counting.arr_on(lives, found.day)))


def _retention_differs(store: Store, history: History, lives: list[Life], days: list[date]) -> Iterator[Difference]:
    period = Period(days[0] + timedelta(days=1), history.today)
    found = summarise(store, history.today, period=period)
    for running in (False, True):
        expected = counting.change(lives, period.before, period.end, running=running)
        for each in found.kept:
            nrr, grr = expected.retention(each.currency) if each.currency else (None, None)
            right = {"nrr": nrr, "grr": grr, "crr": expected.crr}[each.metric]
            value = each.without_past_due if running else each.value
            same = (value is None) == (right is None) and (
                value is None or right is None or abs(float(value) - float(right)) < 0.01
            )
            if not same:
                yield f"{each.metric} {each.currency} of {period.words}, running {running}", value, right
    late, accounts = counting.past_due(lives, history.today)
    yield from _differ(
        "past due",
        (_amounts(found.caveats.past_due.arr.each), found.caveats.past_due.accounts),
        (_nonzero(late), accounts),
    )
    count, gone = counting.left_unknown(lives)
    yield from _differ(
        "left, nobody knows when", (found.caveats.left_unknown.accounts, _amounts(found.caveats.left_unknown.arr.each)),
        (count, _nonzero(gone)),
    )  # fmt: skip
    yield from _differ("accounts", found.accounts, sum(life.is_here for life in lives))


def _rows_differ(store: Store, history: History, lives: list[Life]) -> Iterator[Difference]:
    listed = upcoming_renewals(store, history.today, 4000, limit=10_000)
    rows = {(row.account_id, row.renews_on, row.arr.currency if row.arr else None): row.arr for row in listed.rows}
    expected = {
        (account, day, None if arr is None else currency): arr
        for (account, day, currency), arr in counting.renewals(lives).items()
    }
    yield from _differ("renewals", {key: arr and arr.minor for key, arr in rows.items()}, expected)
    query = "SELECT account_id, leaves_on, currency, arr FROM leaving"
    leaving = {
        (account, date.fromisoformat(day) if day else None, currency): arr
        for account, day, currency, arr in store.reading.execute(query)
    }
    yield from _differ("leaving", leaving, counting.leaving(lives))


def _lost_differ(store: Store, before: date, after: date, lives: list[Life]) -> Iterator[Difference]:
    """The customers that were lost, and what each paid; without any days between the two there is no period."""
    if before < after:
        found = list_lost(store, Period(before + timedelta(days=1), after), limit=10_000)
        listed = {each.account_id: _amounts(each.arr) for each in found.rows}
        yield from _differ(f"lost from {before} to {after}", listed, counting.lost(lives, before, after))


def _change(found: ArrChange) -> object:
    moved = {
        each.end.currency: tuple(
            amount.minor if amount else 0
            for amount in (each.start, each.expansion, each.contraction, each.churn, each.new, each.unknown, each.end,
                           each.unknown_at_start)
        )
        for each in found.moved
    }  # fmt: skip
    customers = found.customers
    counts = (customers.start, customers.lost, customers.new, customers.unknown, customers.end,
              customers.unknown_at_start, customers.unpriced)  # fmt: skip
    return moved, counts


def _expected(found: counting.Change) -> object:
    moved = {currency: tuple(vars(each).values()) for currency, each in found.arr.items() if any(vars(each).values())}
    return moved, tuple(vars(found.customers).values())


def _amounts(amounts: tuple[Money, ...]) -> dict[str, int]:
    return {each.currency: each.minor for each in amounts if each.minor}


def _nonzero(amounts: Any) -> dict[str, int]:
    return {currency: minor for currency, minor in amounts.items() if minor}


def _differ(what: str, found: object, expected: object) -> Iterator[Difference]:
    if found != expected:
        yield what, found, expected


def main() -> int:
    """Compares so many histories; returns 1 where any figure differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first history")
    parser.add_argument("--together", type=int, default=1, help="how many histories are put into one store")
    parser.add_argument("--show", type=int, default=3, help="how many histories that differ are shown")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite", help="what the store is on")
    asked = parser.parse_args()
    differing: list[int] = []
    kinds: dict[str, int] = {}
    with engine_called(asked.engine) as engine, tempfile.TemporaryDirectory() as folder:
        store = open_store(engine.new(Path(folder)))
        if asked.engine == "sqlite":
            store.reading.execute("PRAGMA synchronous = OFF")
        for seed in range(asked.first, asked.first + asked.histories, asked.together):
            chance = random.Random(seed)
            history = _together([Generator(random.Random(seed + n)).history() for n in range(asked.together)])
            fill(store, history)
            if found := list(differences(store, history, chance)):
                differing.append(seed)
                for name in {each[0].split()[0] for each in found}:
                    kinds[name] = kinds.get(name, 0) + 1
                if len(differing) <= asked.show:
                    _show(seed, history, found)
        store.close()
    print(f"{asked.histories:,} histories, {len(differing):,} differ: {kinds} {differing[:20]}")
    return int(bool(differing))


def _together(histories: list[History]) -> History:
    """Several histories side by side, with the days of grace of the first."""
    first, *others = histories
    accounts, contracts, events = list(first.accounts), list(first.contracts), list(first.events)
    for number, each in enumerate(others, 1):
        off = number * 1000
        accounts += [replace(row, id=row.id + off) for row in each.accounts]
        contracts += [replace(row, id=row.id + off, account_id=row.account_id + off) for row in each.contracts]
        events += [replace(row, account_id=row.account_id + off) for row in each.events]
    return replace(first, accounts=tuple(accounts), contracts=tuple(contracts), events=tuple(events))


def _show(seed: int, history: History, found: list[Difference]) -> None:
    print(f"\nHistory {seed}, grace {history.grace_days}")
    rows: list[Account | Contract | ChurnEvent] = [*history.accounts, *history.contracts, *history.events]
    for row in rows:
        given = {each.name: getattr(row, each.name) for each in fields(row)}
        print(
            " ", type(row).__name__, {name: str(value) for name, value in given.items() if value not in (None, False)}
        )
    for what, ours, theirs in found[:4]:
        print(f"  {what}\n    store  {ours}\n    oracle {theirs}")


if __name__ == "__main__":
    sys.exit(main())
