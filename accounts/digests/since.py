"""The accounts of a digest, then and now: health, owner, renewal, and what became of them since it was posted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from accounts.account_arr import other_arr
from accounts.actions.model import Action
from accounts.actions.reading import actions_on
from accounts.money.amounts import Money
from store.connection import Connection

_THEN: Final = """
SELECT x.account_id, x.score, x.band, EXISTS (
    SELECT 1 FROM score g WHERE g.account_id = x.account_id AND g.known < 0 AND g.scored_on >= :day
) FROM score x
WHERE x.account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids)) AND x.scored_on = (
        SELECT max(y.scored_on) FROM score y WHERE y.account_id = x.account_id AND y.scored_on <= :day)"""
_NOW: Final = """
SELECT a.id, a.name, coalesce(o.name, ''), s.score, s.band, s.arr, s.currency, s.renews_on, s.act_by,
    coalesce(s.leaves_on, '') <> '', s.account_id IS NULL, coalesce(s.currencies, 0) > 1
FROM account a LEFT JOIN owner o ON o.id = a.owner_id LEFT JOIN standing s ON s.account_id = a.id
WHERE a.id IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"""
_BECAME: Final = """
SELECT account_id, how, settled_on FROM outcome
WHERE account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids)) AND settled_on >= :day AND settled_on <= :today
ORDER BY settled_on, how"""


@dataclass(frozen=True, slots=True)
class AccountSince:
    """An account of a digest: its health as it was `then`, None where that isn't known, and as it is now.

    `arr` is in the currency that it pays most in, `other_arr` in the others. `gone` says that it is no customer any
    more, `came_back` that it left and came back since: its health isn't compared then. `became` are outcomes of its
    contracts since, `actions` what people did.
    """

    account_id: int
    name: str
    owner: str
    score_then: int | None
    band_then: str
    score: int | None
    band: str
    arr: Money | None
    renews_on: date | None
    act_by: date | None
    leaving: bool
    gone: bool
    came_back: bool = False
    other_arr: tuple[Money, ...] = ()
    became: tuple[tuple[str, date], ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether its score or band is another now."""
        known = bool(self.band_then)
        return (
            known and not (self.gone or self.came_back) and (self.score_then, self.band_then) != (self.score, self.band)
        )

    @property
    def changed(self) -> bool:
        """Whether anything is known to have changed."""
        return bool(self.moved or self.became or self.actions or self.gone or self.came_back)


def accounts_since(
    connection: Connection,
    posted: Mapping[int, tuple[int, str] | None],
    at: datetime,
    day: date,
    today: date,
) -> list[AccountSince]:
    """The accounts of a digest in its order, with the score and band that were posted, or else those of its `day`, and
    as they are today; an account that isn't in the store any more is left out.
    """
    ids = [*posted]
    given = {"ids": json.dumps([*ids]), "day": day.isoformat(), "today": today.isoformat()}
    then = {id_: (score, band, absent) for id_, score, band, absent in connection.execute(_THEN, given)}
    became: dict[int, list[tuple[str, date]]] = {}
    for account_id, how, on in connection.execute(_BECAME, given):
        became.setdefault(account_id, []).append((how, date.fromisoformat(on)))
    done = actions_on(connection, ids, at)
    found = {row[0]: row for row in connection.execute(_NOW, given)}
    return [
        _read(
            found[each],
            posted[each],
            then.get(each, (None, "", False)),
            became.get(each, ()),
            done.get(each, ()),
            _other_arr(connection, found[each]),
        )
        for each in ids
        if each in found
    ]


def account_names(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The names of accounts by their ids."""
    query = "SELECT id, name FROM account WHERE id IN (SELECT CAST(value AS bigint) FROM json_each(?))"
    return dict(connection.execute(query, (json.dumps([*ids]),)).fetchall())


def _other_arr(connection: Connection, row: Sequence[Any]) -> tuple[Money, ...]:
    id_, *_, currency, _, _, _, _, mixed = row
    return other_arr(connection, id_, currency) if mixed else ()


def _read(  # noqa: PLR0913, PLR0917  a row, and what else is known of its account
    row: Sequence[Any],
    posted: tuple[int, str] | None,
    scored: tuple[int | None, str, bool],
    became: Sequence[tuple[str, date]],
    done: Sequence[Action],
    others: tuple[Money, ...],
) -> AccountSince:
    id_, name, owner, score, band, arr, currency, renews_on, act_by, leaving, gone, _ = row
    then = posted or scored[:2]
    return AccountSince(
        account_id=id_,
        name=name,
        owner=owner,
        score_then=then[0],
        band_then=then[1],
        score=score,
        band=band or "unknown",
        arr=None if arr is None else Money(arr, currency),
        renews_on=date.fromisoformat(renews_on) if renews_on else None,
        act_by=date.fromisoformat(act_by) if act_by else None,
        leaving=bool(leaving),
        gone=bool(gone),
        came_back=bool(scored[2]) and not gone,
        other_arr=others,
        became=tuple(became),
        actions=tuple(done),
    )
