"""All accounts as CSV or JSON, escaped so that a spreadsheet runs nothing."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, TextIO

from accounts.money.amounts import Money
from accounts.values.spreadsheet_cells import escape_cell
from store.connection import Connection
from store.database import Store
from store.errors import StoreError
from store.private_files import open_private


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV with a header, in the dialect that spreadsheets read; None is empty, and no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escape_cell(name) for name in header])
    writer.writerows([escape_cell(value) for value in row] for row in rows)
    return out.getvalue()


Format = Literal["csv", "jsonl", "json"]

# What an account is, under the names that an import knows, then what was worked out of all that the store has.
_FACTS = (
    "a.key, a.name, a.domain, a.crm_url, a.segment, a.industry, a.country, a.plan, "
    "o.name AS owner, o.email AS owner_email, o.manager AS owner_manager, "
    "a.status, a.customer_since, a.churned_on, a.churn_reason, a.arr, a.currency, a.seats, a.renews_on, "
    "a.notice_days, a.notice_given, a.auto_renews, a.renewal_term, a.payment"
)
_STANDING = (
    "s.arr AS standing_arr, s.past_due AS standing_past_due, s.currency AS standing_currency, "
    "s.renews_on AS standing_renewal, "
    "CASE WHEN EXISTS (SELECT 1 FROM renewal r WHERE r.account_id = a.id AND r.renews_on = s.renews_on"
    " AND r.notice_days IS NOT NULL) THEN s.act_by END AS act_by, s.leaves_on, s.champion, "
    "s.score, s.known AS score_known, s.band, s.score_before, s.as_of"
)
_ACCOUNTS: Final = f"""
SELECT {_FACTS}, {_STANDING} FROM account a LEFT JOIN owner o ON o.id = a.owner_id
LEFT JOIN standing s ON s.account_id = a.id WHERE a.key > ? ORDER BY a.key LIMIT ?"""
AT_ONCE: Final = 10_000  # accounts that are in memory together
_FLAGS = ("notice_given", "auto_renews")
_AMOUNTS = {"arr": "currency", "standing_arr": "standing_currency", "standing_past_due": "standing_currency"}


def export(store: Store, path: Path | None, form: Format) -> int:
    """Writes all accounts by key to a file, or to standard output without one, and returns how many there are.

    Amounts are decimals in whole units. In CSV no text is a formula to a spreadsheet; an import of it changes nothing.
    Raises `StoreError` when the file can't be written; it is there whole or not at all, and for its owner alone.
    """
    with store.snapshot() as connection, _output(path) as file:
        names = [column[0] for column in connection.execute(_ACCOUNTS, ("", 0)).description]
        rows = (_readable(dict(zip(names, row, strict=True))) for row in _listed(connection))
        return _write_csv(names, rows, file) if form == "csv" else _write_json(rows, file, form)


def _listed(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """All accounts by key, some at a time."""
    last = ""
    while some := connection.execute(_ACCOUNTS, (last, AT_ONCE)).fetchall():
        yield from some
        last = some[-1][0]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    for amount, currency in _AMOUNTS.items():
        if row[amount] is not None:
            row[amount] = str(Money(row[amount], row[currency] or "USD").decimal)
    for flag in _FLAGS:
        row[flag] = None if row[flag] is None else bool(row[flag])
    return row


def _write_csv(names: list[str], rows: Iterator[dict[str, Any]], file: TextIO) -> int:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([escape_cell(value) for value in row.values()])
        count += 1
    return count


def _write_json(rows: Iterator[dict[str, Any]], file: TextIO, form: Format) -> int:
    """A line for each account; as one list of them, the lines stand in brackets."""
    count = 0
    file.write("[" * (form == "json"))
    for row in rows:
        file.write(("," if form == "json" and count else "") + ("\n" if form == "json" else ""))
        file.write(json.dumps(row, ensure_ascii=False) + "\n" * (form == "jsonl"))
        count += 1
    file.write("\n]\n" if form == "json" else "")
    return count


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    path = Path(os.path.realpath(path))  # a link stays one
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a pipe or a device is written to, never replaced
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
            return
        with open_private(part, newline="") as file:
            yield file
        os.replace(part, path)  # noqa: PTH105 - a rename that replaces on every system
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
