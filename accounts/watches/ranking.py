"""Ranks watched customers by what they are worth, to tell the most urgent first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.account_arr import other_arr
from accounts.money.amounts import Money
from store.connection import Connection


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's ARR in minor units of its main currency, None where it isn't known, and in its others; its next
    renewal and owner.
    """

    arr: int | None = None
    currency: str = ""
    renews_on: date | None = None
    owner: str = ""
    other_arr: tuple[Money, ...] = ()


def standings(connection: Connection, ids: Iterable[int]) -> dict[int, Standing]:
    """The customers among accounts, by number."""
    rows = connection.execute(
        "SELECT s.account_id, s.arr, s.currency, s.renews_on, coalesce(o.name, ''), s.currencies FROM standing s"
        " LEFT JOIN owner o ON o.id = s.owner_id"
        " WHERE s.account_id IN (SELECT CAST(value AS bigint) FROM json_each(?))",
        (json.dumps([*ids]),),
    )
    return {
        id_: Standing(
            arr,
            currency,
            date.fromisoformat(renews) if renews else None,
            owner,
            other_arr(connection, id_, currency) if currencies > 1 else (),
        )
        for id_, arr, currency, renews, owner, currencies in rows.fetchall()
    }
