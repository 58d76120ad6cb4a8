"""Workspaces that nobody uses and to which nothing comes by itself: they aren't kept open until somebody asks."""

import logging
from datetime import datetime, timedelta
from typing import Final

from accounts.digests.subscriptions import has_subscriptions
from curation.tables import has_people_to_tell
from store import Store, StoreError
from store.failures import FILE_ERRORS
from store.opening import attach
from tenants.preferences import preferences
from tenants.registry import unseen_since
from tenants.stores import TenantStores

logger = logging.getLogger(__name__)

UNUSED_AFTER: Final = timedelta(days=3)
LOOKED_INTO_AGAIN: Final = timedelta(minutes=10)


class UnusedTenants:
    """Finds them: nobody has asked one anything for days on any server, and it has no digest, lesson or source."""

    def __init__(self, registry: Store, stores: TenantStores) -> None:
        self._registry = registry
        self._stores = stores
        self._known: dict[str, tuple[datetime, bool]] = {}

    def find(self, now: datetime) -> frozenset[str]:
        """The ids of those that are installed. Each is looked into once in a while, which takes some milliseconds."""
        unseen = unseen_since(self._registry, now - UNUSED_AFTER)
        self._known = {id_: known for id_, known in self._known.items() if id_ in unseen}
        return frozenset(id_ for id_ in unseen if self._waits_for_nothing(id_, now))

    def _waits_for_nothing(self, tenant: str, now: datetime) -> bool:
        known = self._known.get(tenant)
        if known is None or now - known[0] >= LOOKED_INTO_AGAIN:
            known = self._known[tenant] = now, self._looked_into(tenant)
        return known[1]

    def _looked_into(self, tenant: str) -> bool:
        if preferences(self._registry, tenant).get("CS_SOURCES"):
            return False
        try:
            if not self._stores.has_store(tenant):
                return True
            store = attach(self._stores.place(tenant))
            try:
                return not (has_subscriptions(store.reading) or has_people_to_tell(store.reading))
            finally:
                store.close()
        except (StoreError, *FILE_ERRORS) as error:
            logger.warning("tenant %s: whether it is used can't be told: %s", tenant, error)
            return False
