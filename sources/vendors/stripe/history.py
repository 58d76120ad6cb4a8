"""A subscription whose ARR changed while it ran: what it brought until then stays a contract of its own."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sources.known_contracts import MARK, KnownContract
from sources.vendors.model import Row


def with_history(row: Row, known: Sequence[KnownContract], today: date) -> list[Row]:
    """The rows of a subscription, of which `known` are in the store: each ARR that it had, until the day on which
    another was seen, and the one it has now. Keys of the rows are as the store has them, but for the tool.
    """
    if not known:
        return [row]
    *before, current = known
    kept = [_ended(row, each, each.cancelled_on or current.starts_on) for each in before]
    begun = max(str(row["starts_on"]), current.starts_on) if before else str(row["starts_on"])
    now = _begun(row, _own(current.key, row), begun)
    if row["status"] == "cancelled" and current.status != "trial":
        ended = max(str(row["cancelled_on"]), current.starts_on)
        return [*kept, {**now, "arr": current.arr.decimal, "currency": current.arr.currency, "cancelled_on": ended}]
    day = today.isoformat()
    if current.status != "active" or current.starts_on >= day or not _differs(row, current):
        return [*kept, now]
    return [*kept, _ended(row, current, day), _begun(row, f"{row['key']}{MARK}{day}", day)]


def _begun(row: Row, key: str, day: str) -> Row:
    """The row from a day on; an end before that is one of a period that is over."""
    ends = row["ends_on"] if str(row["ends_on"] or day) >= day else None
    return {**row, "key": key, "starts_on": day, "ends_on": ends}


def _differs(row: Row, current: KnownContract) -> bool:
    """Whether the ARR is another one; one that isn't known is none."""
    return isinstance(row["arr"], Decimal) and (row["arr"], row["currency"]) != (
        current.arr.decimal,
        current.arr.currency,
    )


def _ended(row: Row, contract: KnownContract, day: str) -> Row:
    """A contract that another one took over on a day. Its product is left out where the next one has another."""
    return {
        "key": _own(contract.key, row),
        "account": row["account"],
        "product": contract.product if contract.product == row["product"] else None,
        "status": "replaced",
        "starts_on": contract.starts_on,
        "ends_on": day,
        "cancelled_on": day,
        "auto_renews": False,
        "arr": contract.arr.decimal,
        "currency": contract.arr.currency,
    }


def _own(key: str, row: Row) -> str:
    """A key of the store without the tool before it."""
    return key[key.index(str(row["key"])) :]
