"""The state of an account that watches compare: an aspect of it by name, each as text, empty where nothing is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from accounts.health.scoring_model import changed_on
from store.connection import Connection

Aspect = Literal["status", "band", "notice", "champion", "renewal", "owner", "usage", "score", "name"]
ASPECTS: Final[tuple[Aspect, ...]] = (
    "status",
    "band",
    "notice",
    "champion",
    "renewal",
    "owner",
    "usage",
    "score",
    "name",
)
MODEL: Final = "model"  # what scores are made by: those of two ways are never compared
SCORED: Final = ("band", "usage", "score")
GONE: Final = "gone"
CUSTOMER: Final = "customer"
UNDATED: Final = "no known day"  # that notice was given for

State = Mapping[str, str]

_STATE: Final = """
SELECT a.id, a.key, a.name, a.status, coalesce(o.name, ''), s.account_id IS NOT NULL, coalesce(s.band, ''),
    s.leaves_on, coalesce(s.champion, ''), coalesce(s.renews_on, ''), s.score,
    (SELECT p.usage FROM score p WHERE p.account_id = a.id AND p.scored_on <= :today
        ORDER BY p.scored_on DESC LIMIT 1),
    coalesce(t.left_on, '9999') <= :today OR EXISTS (
        SELECT 1 FROM arr_note n WHERE n.account_id = a.id AND n.kind = 'left')
FROM account a LEFT JOIN owner o ON o.id = a.owner_id LEFT JOIN standing s ON s.account_id = a.id
    LEFT JOIN customer_period t ON t.account_id = a.id """
_BY_ID: Final = f"{_STATE} WHERE a.id = :id"
_BY_KEY: Final = f"{_STATE} JOIN watch w ON w.account_key = a.key WHERE w.digest_id = :id"
_BY_WATCHED_ID: Final = f"""{_STATE} JOIN watch w ON w.account_id = a.id WHERE w.digest_id = :id
    AND NOT EXISTS (SELECT 1 FROM account k WHERE k.key = w.account_key)"""


@dataclass(frozen=True, slots=True)
class Known:
    """An account as it is: its number and key in the store, and its state."""

    id: int
    key: str
    state: State


def state_of(connection: Connection, account_id: int, today: date) -> Known | None:
    """The account of a number as it is; None where there is none."""
    rows = connection.execute(_BY_ID, {"id": account_id, "today": today.isoformat()})
    return next(iter(_read(rows, changed_on(connection) or "")), None)


def states_by_key(connection: Connection, digest_id: int, today: date) -> dict[str, Known]:
    """The watched accounts that the store has, by their keys."""
    given = {"id": digest_id, "today": today.isoformat()}
    return {each.key: each for each in _read(connection.execute(_BY_KEY, given), changed_on(connection) or "")}


def states_by_id(connection: Connection, digest_id: int, today: date) -> dict[int, Known]:
    """Those whose keys the store hasn't any more, by their numbers: they may be other accounts by now."""
    given = {"id": digest_id, "today": today.isoformat()}
    return {each.id: each for each in _read(connection.execute(_BY_WATCHED_ID, given), changed_on(connection) or "")}


def _read(rows: Iterable[tuple[Any, ...]], model: str) -> Iterable[Known]:
    for id_, key, name, status, owner, customer, band, leaves, champion, renews, score, usage, left in rows:
        state = {
            "status": CUSTOMER if customer else "left" if left else str(status),
            "band": str(band),
            "notice": "" if leaves is None else str(leaves) or UNDATED,
            "champion": str(champion),
            "renewal": str(renews),
            "owner": str(owner),
            "usage": "" if usage is None else str(usage),
            "score": "" if score is None else str(score),
            "name": str(name),
            MODEL: model,
        }
        yield Known(int(id_), str(key), state)
