"""Leftover files of erased tenants: another server may have had them open, or a machine was away."""

import logging
import re
import shutil
from collections.abc import Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.tenants.own_values import local_folder
from store import Store
from store.opening import is_postgresql
from tenants.registry import erase_tenant, find_tenant
from tenants.stores import stores_of

logger = logging.getLogger(__name__)

_ID: Final = re.compile(r"\.?(?P<id>[TE][A-Z0-9]+)(?=$|[.-])")


def erase_leftovers(place: Path | str, registry: Store, active: Collection[str], now: datetime) -> None:
    """Erases again what is there of tenants that are erased: in the folder of CS_TENANTS, or on PostgreSQL in that of
    this machine's own files. Nothing of any other is touched.
    """
    folder = local_folder() if is_postgresql(place) else Path(place)
    for tenant in sorted(_ids_in(folder) - set(active)):
        known = find_tenant(registry, tenant)
        if known is None or known.state != "erased":
            continue
        if is_postgresql(place):
            _remove(folder, tenant)
        else:
            stores = stores_of(place, registry)
            erase_tenant(registry, tenant, now, partial(stores.erase, tenant), again=True)
        logger.info("tenant %s: what was left of it is erased", tenant)


def _ids_in(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    return {found["id"] for each in folder.iterdir() if (found := _ID.match(each.name))}


def _remove(folder: Path, tenant: str) -> None:
    for each in folder.iterdir():
        if (found := _ID.match(each.name)) and found["id"] == tenant:
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)
