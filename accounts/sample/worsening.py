"""Turns a customer of the sample company's files red: what a source of these files brings next."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from accounts.sample.scenarios import Scenario, scenarios

DAYS: Final = 45  # on which hardly anybody uses the product any more
TICKETS: Final = 5
Row = dict[str, str]


def worsen_files(folder: Path, today: date) -> str:
    """Changes the sample's accounts, usage and tickets in a folder, and returns the name of the customer that is worse.

    Its use nearly ends, its invoice is overdue, and it has escalated tickets. Raises `OSError`.
    """
    story = _chosen(today)
    since = (today - timedelta(days=DAYS)).isoformat()

    def quiet(row: Row) -> Row:
        hardly = {"events": "1", "active_users": "1"}
        return row | hardly if row["account"] == story.key and row["used_on"] >= since else row

    def overdue(row: Row) -> Row:
        return row | {"payment": "overdue"} if row["account_id"] == story.key else row

    _rewrite(folder / "usage.csv", quiet)
    _rewrite(folder / "accounts.csv", overdue)
    _rewrite(folder / "tickets.csv", lambda row: row, [_ticket(story, today, number) for number in range(TICKETS)])
    return story.name


def _chosen(today: date) -> Scenario:
    """A large customer of long standing that is doing well, and whose use is known."""
    known = (today - timedelta(days=365)).toordinal()
    steady = [
        each
        for each in scenarios(today)
        if each.fate == "steady" and each.index % 29 != 9 and each.since.toordinal() < known
    ]
    return max(steady, key=lambda each: (each.health[-1] > 0.6, each.segment == "Enterprise", each.arr))


def _ticket(story: Scenario, today: date, number: int) -> Row:
    return {
        "ticket_id": f"{story.key}-worse-{number + 1}",
        "account": story.key,
        "opened_on": (today - timedelta(days=1)).isoformat(),
        "closed_on": "",
        "priority": "urgent",
        "escalated": "yes",
        "satisfaction": "",
        "subject": "Nobody can sign in",
    }


def _rewrite(path: Path, change: Callable[[Row], Row], more: list[Row] | None = None) -> None:
    """Writes a file anew, under another name until it is whole."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), [change(row) for row in reader]
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows([*rows, *(more or ())])
    part.replace(path)
