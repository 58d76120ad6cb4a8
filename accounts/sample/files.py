"""The sample company as files: what `cs import` takes, one file for each kind."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from accounts.sample import contracts, life
from accounts.sample.contracts import Row
from accounts.sample.story import Story, stories

FILES: Final[dict[str, Callable[[Story], Iterator[Row]]]] = {
    "accounts": lambda story: iter([contracts.accounts(story)]),
    "subscriptions": contracts.subscriptions,
    "churn": contracts.churn,
    "contacts": life.contacts,
    "usage": life.usage,
    "surveys": life.surveys,
    "touchpoints": life.touchpoints,
    "tickets": life.tickets,
}
"""Each kind in the order in which the files are to be imported, and the rows of a customer."""


def write(folder: Path, today: date) -> list[Path]:
    """Writes the sample company's files into the folder and returns them in the order to import them in."""
    folder.mkdir(parents=True, exist_ok=True)
    customers = stories(today)
    return [
        _write(folder / f"{kind}.csv", [row for each in customers for row in rows(each)])
        for kind, rows in FILES.items()
    ]


def pulses(today: date) -> Iterator[tuple[str, date, int, str, str]]:
    """What the CSMs of the sample company say: account, day, 1 to 5, note, who."""
    for story in stories(today):
        yield from ((story.key, day, score, note, story.owner[0]) for day, score, note in life.pulses(story))


def _write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
