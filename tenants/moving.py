"""A workspace's data is moved to its organisation, which has installed the bot for all its workspaces since."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final

from store import Migrations, Store, open_store
from store.copying import CopyResult, check_current, copy_store
from store.opening import attach, check_unused
from tenants.errors import TenantError
from tenants.log import note
from tenants.registry import Tenant, end_tenant, installed_tenant, known_tenant
from tenants.stores import TenantStores

LEAST_GRACE: Final = timedelta(days=1)
"""How long a workspace's own data stays at least: servers that run would erase it before it is copied."""
MADE: Final = (
    *(
        "import",
        "account",
        "digest",
        "own_term",
        "term_draft",
        "question",
        "learner",
        "access_token",
        "curation_request",
        "curator",
        "feedback_note",
        "alert_limit",
    ),
)
"""Tables of what people brought or made: an organisation that has rows of any keeps its store."""


def check_move(registry: Store, stores: TenantStores, from_: str, to: str) -> tuple[Tenant, Tenant]:
    """Returns both tenants. Raises `TenantError` where the one isn't a workspace of the other with data, or where the
    organisation isn't served or has data of its own, which would be lost.
    """
    workspace, organisation = installed_tenant(registry, from_), known_tenant(registry, to)
    if from_ == to:
        raise TenantError(f"{from_} is named twice: name a workspace, and then its organisation. Nothing was moved.")
    if workspace.enterprise_id != to:
        of = workspace.enterprise_id or "no organisation"
        raise TenantError(f"{from_} is a workspace of {of}, and not of {to}. Nothing was moved.")
    if organisation.state != "active":
        raise TenantError(f"{to} doesn't have the bot: it installs it first. Nothing was moved.")
    if not (stores.are_there(from_) and stores.has_store(from_)):
        raise TenantError(f"{from_} has no data. Nothing was moved.")
    _check_unmade(stores, to)
    return workspace, organisation


def move_tenant(  # noqa: PLR0913  who is the operator's
    registry: Store,
    stores: TenantStores,
    tenants: tuple[Tenant, Tenant],
    packages: Sequence[Migrations],
    *,
    now: datetime,
    grace: timedelta,
    who: str = "",
) -> CopyResult:
    """Ends a workspace, and copies its data and settings to its organisation. Its own stay until the grace is over, a
    day at least.

    Raises `StoreInUseError` while a server has the workspace open still: it lets go within seconds, and the same is
    done again. Raises `StoreError` where the data can't be copied, of which then nothing is, and `TenantError` where
    the organisation has data of its own by then.
    """
    workspace, organisation = tenants
    place = stores.place(workspace.id)
    check_current(str(place), packages)
    end_tenant(registry, workspace.id, now, f"moved to {organisation.id}", max(grace, LEAST_GRACE))
    check_unused(place)
    _check_unmade(stores, organisation.id)
    with closing(open_store(place, packages[0])) as source:
        if stores.are_there(organisation.id):
            stores.erase(organisation.id)
        with closing(open_store(stores.place(organisation.id), packages[0])) as target:
            done = copy_store(source, target, packages)
    with registry.writing() as connection:
        connection.execute(
            "INSERT INTO tenant_setting (tenant, name, value) SELECT :to, name, value FROM tenant_setting"
            " WHERE tenant = :of ON CONFLICT (tenant, name) DO NOTHING",
            {"to": organisation.id, "of": workspace.id},
        )
        note(connection, organisation.id, now, "moved in", who=who, detail=workspace.id)
    return done


def _check_unmade(stores: TenantStores, to: str) -> None:
    """Raises `TenantError` where an organisation has data of its own."""
    if not (stores.are_there(to) and stores.has_store(to)):
        return
    with closing(attach(stores.place(to))) as store:
        connection = store.reading
        for table in MADE:
            if connection.columns(table) and connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
                raise TenantError(
                    f"{to} has data of its own already ({table}). Nothing was moved. Where nobody needs it, cs tenants "
                    f"erase {to}, and have the bot installed there again."
                )
