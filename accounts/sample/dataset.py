"""Writes the sample company as files and loads it like any import."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from accounts import health, importing
from accounts.readers import open_table
from accounts.sample import activity, contracts
from accounts.sample.contracts import Row
from accounts.sample.scenarios import Scenario, scenarios
from store import timestamps
from store.database import Store
from store.errors import StoreError

FILES: Final[dict[str, Callable[[Scenario], Iterator[Row]]]] = {
    "accounts": lambda story: iter([contracts.accounts(story)]),
    "subscriptions": contracts.subscriptions,
    "churn": contracts.churn,
    "contacts": activity.contacts,
    "usage": activity.usage,
    "surveys": activity.surveys,
    "touchpoints": activity.touchpoints,
    "tickets": activity.tickets,
}
"""Each kind in the order in which the files are to be imported, and the rows of a customer."""


def write_files(folder: Path, today: date) -> list[Path]:
    """Writes the sample company's files into the folder and returns them in the order to import them in."""
    folder.mkdir(parents=True, exist_ok=True)
    customers = scenarios(today)
    return [
        _write(folder / f"{kind}.csv", [row for each in customers for row in rows(each)])
        for kind, rows in FILES.items()
    ]


def pulses(today: date) -> Iterator[tuple[str, date, int, str, str]]:
    """What the CSMs of the sample company say: account, day, 1 to 5, note, who."""
    for story in scenarios(today):
        yield from ((story.key, day, score, note, story.owner[0]) for day, score, note in activity.pulses(story))


def _write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


SOURCE: Final = "sample company"
_FIRST: Final = "SELECT i.source FROM account a JOIN import i ON i.id = a.import_id LIMIT 1"
_PULSE: Final = """
INSERT INTO pulse (account_id, score, note, said_by, said_at, said_on)
SELECT id, :score, :note, :who, :at, :day FROM account WHERE key = :key"""
SCORED: Final = 35  # days before today for which scores are kept


def load_sample(
    store: Store, today: date, now: datetime, config: health.HealthConfig | None = None, scored: int = SCORED
) -> int:
    """Imports the sample company's files and pulses, and scores it for today and as many days before as are `scored`.

    Returns how many accounts it has.

    Raises `StoreError` when the store has accounts already: a real company's would be mixed with made-up ones.
    """
    if of := store.reading.execute(_FIRST).fetchone():
        raise StoreError(_refusal(store, is_sample=of[0].startswith(SOURCE)))
    occasion = importing.ImportContext(SOURCE, now, today)
    with TemporaryDirectory(prefix="cs-sample-") as folder:
        for path in write_files(Path(folder), today):
            with open_table(path) as table:
                table.source = f"{SOURCE}: {path.name}"
                outcome = importing.run_import(store, path.stem, table, importing.Options(), occasion)
            if outcome.rejected:
                raise AssertionError(f"the sample's {path.name} is refused: {outcome.rejects[0]}")
    _say(store, today)
    config = config or health.load_config()
    for back in range(scored, -1, -1):
        health.score_all(store, today - timedelta(days=back), config, now - timedelta(days=back))
    accounts: int = store.reading.execute("SELECT count(*) FROM account").fetchone()[0]
    return accounts


def has_sample(store: Store) -> bool:
    """Whether the sample company is in the store."""
    query = "SELECT 1 FROM import WHERE imported_by = ? AND outcome = 'written' AND undone_at IS NULL LIMIT 1"
    return store.reading.execute(query, (SOURCE,)).fetchone() is not None


def _refusal(store: Store, *, is_sample: bool) -> str:
    if is_sample:
        return f"The sample company is in {store} already. To have it anew, delete that {store.unit} first."
    return (
        f"The account store {store} has accounts already, and the sample company is not mixed with them. "
        f"Give it a store of its own: CS_DATABASE={store.another('sample')} cs sample"
    )


def _say(store: Store, today: date) -> None:
    rows = [
        {"key": key, "score": score, "note": note or None, "who": who, "day": day.isoformat(), "at": _noon(day)}
        for key, day, score, note, who in pulses(today)
    ]
    with store.writing() as connection:
        connection.executemany(_PULSE, rows)


def _noon(day: date) -> str:
    return timestamps.to_text(datetime.combine(day, time(12), UTC))
