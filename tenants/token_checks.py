"""When Slack was asked last whether it takes the token of each tenant, and what it said: one server asks for all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from store import Store
from store.timestamps import from_text, to_text

_DUE: Final = """
SELECT t.id FROM tenant t JOIN bot_installation b ON b.tenant = t.id LEFT JOIN token_check c ON c.tenant = t.id
WHERE t.ended_at IS NULL AND t.erased_at IS NULL AND (
    coalesce(c.asked_at, b.installed_at) <= :before
    OR (c.asked_at <= :again AND (c.taken_at IS NULL OR c.taken_at < c.asked_at)))
ORDER BY coalesce(c.asked_at, ''), t.id LIMIT :most
"""
_CLAIM: Final = """
INSERT INTO token_check (tenant, asked_at) VALUES (:tenant, :now)
ON CONFLICT (tenant) DO UPDATE SET asked_at = excluded.asked_at
"""
_COUNTS: Final = """
SELECT count(*), count(*) FILTER (WHERE token_check.gone_at IS NOT NULL OR tenant.ended_at IS NOT NULL)
FROM tenant LEFT JOIN token_check ON token_check.tenant = tenant.id
WHERE (tenant.ended_at IS NULL AND tenant.erased_at IS NULL)
    OR (tenant.ended_at > :since AND tenant.ended_reason LIKE :reason)
"""
SLACK_SAYS: Final = "Slack says"
"""How the reason begins for which a tenant ends that Slack says of that the app isn't there."""


@dataclass(frozen=True, slots=True)
class GoneCount:
    """How many tenants are served, and of how many of them Slack says that the app isn't there; those that ended for it
    lately count as both.
    """

    served: int
    gone: int


def claim_checks(registry: Store, now: datetime, before: datetime, again: datetime, most: int) -> list[str]:
    """Returns tenants whose token this server is to ask for: not asked since `before`, or not taken when it was and not
    asked since `again`. From now on they count as asked.
    """
    times = {"before": to_text(before), "again": to_text(again), "most": most}
    if not registry.reading.execute(_DUE, times).fetchall():
        return []
    with registry.writing() as connection:
        due = [tenant for (tenant,) in connection.execute(_DUE, times).fetchall()]
        if due:
            connection.executemany(_CLAIM, [{"tenant": each, "now": to_text(now)} for each in due])
    return due


def note_taken(registry: Store, tenant: str, now: datetime) -> None:
    """Keeps that Slack takes a token."""
    with registry.writing() as connection:
        connection.execute(
            "UPDATE token_check SET taken_at = :now, gone_at = NULL WHERE tenant = :tenant",
            {"tenant": tenant, "now": to_text(now)},
        )


def note_gone(registry: Store, tenant: str, now: datetime) -> datetime:
    """Keeps that Slack says that the app isn't there any more. Returns since when it says so."""
    with registry.writing() as connection:
        found = connection.execute(
            "UPDATE token_check SET gone_at = coalesce(gone_at, :now) WHERE tenant = :tenant RETURNING gone_at",
            {"tenant": tenant, "now": to_text(now)},
        ).fetchone()
    return from_text(found[0]) if found else now


def count_gone(registry: Store, since: datetime) -> GoneCount:
    """Returns of how many tenants Slack says so, and of how many in all, with those that ended for it `since` then."""
    values = {"since": to_text(since), "reason": f"{SLACK_SAYS} %"}
    return GoneCount(*registry.reading.execute(_COUNTS, values).fetchone())
