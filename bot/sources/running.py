"""Dependencies of source runs: the store, the environment's secrets, the clock, and scoring afterwards."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from accounts.daily_update import update_changed
from accounts.importing.history import changed_accounts
from bot.clock import Clock, StoreClock, utc_now
from sources import Secrets, Source, SyncContext, load_sources

if TYPE_CHECKING:
    from accounts import Store
    from accounts.health import HealthConfig
    from bot.settings import AccountSettings


def configured_sources(settings: "AccountSettings") -> tuple[Source, ...]:
    """The sources of CS_SOURCES, none where that isn't set. Raises `SourcesFileError`."""
    return load_sources(settings.cs_sources) if settings.cs_sources else ()


def sync_context(
    store: "Store", settings: "AccountSettings", health: "HealthConfig", clock: Clock = utc_now
) -> SyncContext:
    """What a run needs. After rows were written, states and scores follow at once. On a server its clock counts, as
    those of machines differ, and one would take over what another is at.
    """
    server = StoreClock(store, clock)
    server.read_server()

    def now() -> datetime:
        return server().astimezone()

    def follow_up(imports: Sequence[int]) -> None:
        with store.snapshot() as connection:
            changed = changed_accounts(connection, imports)
        update_changed(store, changed, now(), health)

    return SyncContext(
        store=store,
        secrets=Secrets(os.environ),
        clock=now,
        currency=settings.cs_currency,
        follow_up=follow_up,
        rejects=rejects_folder(settings.beside_store),
        limits=settings.limits,
    )


def rejects_folder(database: Path) -> Path:
    """Where rows of sources that couldn't be imported are kept, a file for each source."""
    return database.with_name(f"{database.stem}-rejects")
