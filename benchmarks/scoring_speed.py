"""Scoring every customer once: seconds, peak memory, and the ratio to the cheapest pass over the same usage rows."""

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from accounts import Store, open_store

TODAY = date(2026, 6, 15)
USAGE_ROWS = 10


def fill(store: Store, accounts: int) -> None:
    """Accounts with ten usage rows each, and touchpoints, surveys, tickets and pulses for some."""
    rng = random.Random(7)
    days = [(TODAY - timedelta(days=back)).isoformat() for back in range(420)]
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO import (id, kind, source, sha256, imported_by, imported_at) VALUES (1, '', '', '', '', '')"
        )
        put = connection.executemany
        put(
            "INSERT INTO account (id, key, name, segment, customer_since, arr, currency, seats, payment, import_id)"
            " VALUES (?, ?, ?, ?, ?, ?, 'USD', ?, ?, 1)",
            (
                (
                    n,
                    str(n),
                    f"Account {n}",
                    ("SMB", "Mid", "Enterprise")[n % 3],
                    days[rng.randrange(420)],
                    rng.randrange(100, 90_000) * 100,
                    rng.randrange(5, 200),
                    ("paid", "paid", "overdue")[n % 3],
                )
                for n in range(1, accounts + 1)
            ),
        )
        put(
            "INSERT INTO subscription (id, key, account_id, starts_on, ends_on, arr, currency, import_id)"
            " VALUES (?, ?, ?, ?, ?, ?, 'USD', 1)",
            (
                (
                    n,
                    str(n),
                    n,
                    days[rng.randrange(100, 360)],
                    (TODAY + timedelta(days=rng.randrange(-20, 300))).isoformat(),
                    500_000,
                )
                for n in range(1, accounts + 1)
            ),
        )
        put("INSERT INTO usage VALUES (?, ?, '', '', ?, ?, 1)", usage(accounts, days, rng))
        put(
            "INSERT INTO touchpoint (id, key, account_id, touched_on, import_id) VALUES (?, ?, ?, ?, 1)",
            ((n, str(n), n, days[rng.randrange(120)]) for n in range(1, accounts + 1)),
        )
        put(
            "INSERT INTO survey (id, key, account_id, survey, score, scale, answered_on, import_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            (
                (
                    n,
                    str(n),
                    n,
                    *(("nps", rng.randrange(11), 10) if n % 4 else ("csat", rng.randrange(1, 6), 5)),
                    days[rng.randrange(400)],
                )
                for n in range(1, accounts + 1, 2)
            ),
        )
        put(
            "INSERT INTO ticket (id, key, account_id, opened_on, closed_on, priority, satisfaction, import_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            (
                (
                    n,
                    str(n),
                    n,
                    days[rng.randrange(60)],
                    days[0] if n % 3 else None,
                    ("low", "urgent")[n % 2],
                    rng.randrange(1, 6),
                )
                for n in range(1, accounts + 1, 2)
            ),
        )
        put(
            "INSERT INTO tenure SELECT id, customer_since, NULL FROM account WHERE id = ?",
            ((n,) for n in range(1, accounts + 1)),
        )
        put(
            "INSERT INTO standing (account_id, segment, arr, currency, renews_on, as_of) VALUES (?, ?, ?, 'USD', ?, ?)",
            (
                (n, ("SMB", "Mid", "Enterprise")[n % 3], rng.randrange(100, 90_000) * 100, days[0], days[0])
                for n in range(1, accounts + 1)
            ),
        )


def usage(accounts: int, days: list[str], rng: random.Random) -> Iterator[tuple[int, str, int, int]]:
    """Ten days of use for each account, in the order of the table."""
    for account_id in range(1, accounts + 1):
        backs = sorted(rng.sample(range(70), USAGE_ROWS), reverse=True)
        for back in backs:
            yield account_id, days[back], rng.randrange(1, 500), rng.randrange(1, 60)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("accounts", type=int)
    asked = parser.parse_args()
    store = open_store(asked.path)
    fill(store, asked.accounts)
    store.close()


if __name__ == "__main__":
    main()
