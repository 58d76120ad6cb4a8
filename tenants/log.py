"""The log of each tenant: installed, ended, erased, and what the operator set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store import Store
from store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log of a tenant."""

    at: datetime
    who: str
    event: str
    detail: str


def note(
    connection: Any,  # noqa: ANN401  the store's
    tenant: str,
    at: datetime,
    event: str,
    **said: str,
) -> None:
    """Writes a line, within the transaction of what it tells of; `who` and `detail` may be said besides."""
    connection.execute(
        "INSERT INTO tenant_log (tenant, at, who, event, detail) VALUES (:tenant, :at, :who, :event, :detail)",
        {"who": "", "detail": "", **said, "tenant": tenant, "at": to_text(at), "event": event},
    )


def entries(registry: Store, tenant: str, limit: int = 20) -> list[Entry]:
    """Returns what became of a tenant, the newest first."""
    found = registry.reading.execute(
        "SELECT at, who, event, detail FROM tenant_log WHERE tenant = :tenant ORDER BY id DESC LIMIT :limit",
        {"tenant": tenant, "limit": limit},
    ).fetchall()
    return [Entry(from_text(at), who, event, detail) for at, who, event, detail in found]
