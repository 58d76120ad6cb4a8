"""The tenants as they are: active, ended, erased."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from store import Store
from store.timestamps import from_text, to_text
from tenants.errors import TenantError, UnknownTenantError
from tenants.ids import check_id
from tenants.log import note

State = Literal["active", "ended", "erased"]
_SET = "('set', 'unset')"  # events whose detail has values, such as the emails of CS_PEOPLE
_COLUMNS = "id, name, enterprise_id, installed_at, installed_by, seen_at, ended_at, ended_reason, erase_at, erased_at"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A workspace or organisation that installed the bot. `erase_at` is when the data of one that ended is erased."""

    id: str
    name: str
    enterprise_id: str
    installed_at: datetime
    installed_by: str
    seen_at: datetime | None = None
    ended_at: datetime | None = None
    ended_reason: str = ""
    erase_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def state(self) -> State:
        """Whether it is served, has ended and is kept for now, or is erased."""
        if self.erased_at is not None:
            return "erased"
        return "active" if self.ended_at is None else "ended"

    def is_in(self, listed: Collection[str]) -> bool:
        """Whether it, or the organisation that it is of, is in a list of those that may install the bot; everybody is
        where there is none.
        """
        return not listed or self.id in listed or self.enterprise_id in listed


def all_tenants(registry: Store) -> list[Tenant]:
    """Returns every tenant there ever was, in the order of their ids."""
    return [_tenant(row) for row in registry.reading.execute(f"SELECT {_COLUMNS} FROM tenant ORDER BY id").fetchall()]


def find_tenant(registry: Store, id_: str) -> Tenant | None:
    """Returns the tenant of an id, if there is one."""
    row = registry.reading.execute(f"SELECT {_COLUMNS} FROM tenant WHERE id = :id", {"id": id_}).fetchone()
    return _tenant(row) if row else None


def known_tenant(registry: Store, id_: str) -> Tenant:
    """Returns the tenant of an id. Raises `TenantError` for what is none, `UnknownTenantError` for an unknown one."""
    if (found := find_tenant(registry, check_id(id_))) is None:
        raise UnknownTenantError(f"No workspace {id_} has installed the bot. cs tenants lists those that have.")
    return found


def installed_tenant(registry: Store, id_: str) -> Tenant:
    """Returns the tenant of an id whose data is kept. Raises `TenantError` for any other, also for an erased one."""
    found = known_tenant(registry, id_)
    if found.erased_at is not None:
        raise TenantError(
            f"{id_} is erased, since {found.erased_at:%Y-%m-%d}: nothing is kept of it until it installs the bot again."
        )
    return found


def active_ids(registry: Store) -> set[str]:
    """Returns the ids of the tenants that are served."""
    found = registry.reading.execute("SELECT id FROM tenant WHERE ended_at IS NULL AND erased_at IS NULL").fetchall()
    return {id_ for (id_,) in found}


def unseen_since(registry: Store, moment: datetime) -> set[str]:
    """Returns the ids of the tenants that are served and were heard last, or installed the bot, before a moment."""
    found = registry.reading.execute(
        "SELECT id FROM tenant WHERE ended_at IS NULL AND erased_at IS NULL"
        " AND coalesce(seen_at, installed_at) < :moment",
        {"moment": to_text(moment)},
    ).fetchall()
    return {id_ for (id_,) in found}


def note_seen(registry: Store, seen: dict[str, datetime]) -> None:
    """Keeps when each was heard last."""
    rows = [{"id": id_, "at": to_text(at)} for id_, at in sorted(seen.items())]
    if rows:
        with registry.writing() as connection:
            connection.executemany(
                "UPDATE tenant SET seen_at = :at WHERE id = :id AND (seen_at IS NULL OR seen_at < :at)", rows
            )


def end_tenant(  # noqa: PLR0913  the version is of what was asked
    registry: Store, id_: str, now: datetime, reason: str, grace: timedelta, *, version: int | None = None
) -> Tenant | None:
    """Ends a tenant: its tokens are forgotten, and after the grace its data is erased.

    Returns it as it is then; none where it isn't served, or where its token isn't of the `version` any more that is
    given: somebody has installed the bot anew, or it was exchanged.
    """
    with registry.writing() as connection:
        ended = connection.execute(
            "UPDATE tenant SET ended_at = :now, ended_reason = :reason, erase_at = :erase_at"
            " WHERE id = :id AND ended_at IS NULL AND (CAST(:version AS bigint) IS NULL OR EXISTS"
            " (SELECT 1 FROM bot_installation WHERE tenant = :id AND version = :version))",
            {"id": id_, "now": to_text(now), "reason": reason, "erase_at": to_text(now + grace), "version": version},
        )
        if ended.rowcount != 1:
            return None
        for table in ("bot_installation", "installer", "token_check"):
            connection.execute(f"DELETE FROM {table} WHERE tenant = :id", {"id": id_})
        note(connection, id_, now, "ended", detail=f"{reason}; to be erased at {to_text(now + grace)}")
    return find_tenant(registry, id_)


def due_for_erasure(registry: Store, now: datetime) -> list[Tenant]:
    """Returns the tenants whose grace is over."""
    found = registry.reading.execute(
        f"SELECT {_COLUMNS} FROM tenant WHERE erase_at IS NOT NULL AND erase_at <= :now AND erased_at IS NULL"
        " ORDER BY erase_at, id",
        {"now": to_text(now)},
    ).fetchall()
    return [_tenant(row) for row in found]


def erase_tenant(  # noqa: PLR0913  who and again are the operator's
    registry: Store, id_: str, now: datetime, erase: Callable[[], None], who: str = "", *, again: bool = False
) -> bool:
    """Erases a tenant's data, name and settings, out of its log too. Returns False where it is served again, was since
    and has another grace by now, or is erased already; `again` erases it whenever that is over, and what was left.

    Whoever installs it again meanwhile waits until it is done.
    """
    with registry.writing() as connection:
        marked = connection.execute(
            "UPDATE tenant SET erased_at = :now, erase_at = NULL, seen_at = NULL, name = '', installed_by = ''"
            " WHERE id = :id AND ended_at IS NOT NULL"
            + ("" if again else " AND erased_at IS NULL AND erase_at IS NOT NULL AND erase_at <= :now"),
            {"id": id_, "now": to_text(now)},
        )
        if marked.rowcount != 1:
            return False
        connection.execute("DELETE FROM tenant_setting WHERE tenant = :id", {"id": id_})
        connection.execute("UPDATE tenant_log SET who = '' WHERE tenant = :id", {"id": id_})
        connection.execute(f"UPDATE tenant_log SET detail = '' WHERE tenant = :id AND event IN {_SET}", {"id": id_})
        erase()
        note(connection, id_, now, "erased", who=who)
    return True


def _tenant(row: Any) -> Tenant:  # noqa: ANN401  a row
    id_, name, enterprise, installed_at, installed_by, *rest = row
    seen_at, ended_at, reason, erase_at, erased_at = rest
    return Tenant(
        id_,
        name,
        enterprise,
        from_text(installed_at),
        installed_by,
        *(_instant(seen_at), _instant(ended_at)),
        reason,
        *(_instant(erase_at), _instant(erased_at)),
    )


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
