"""A worker's look each minute for changes that people watch, or want to hear of at once."""

import logging
from datetime import datetime, timedelta

from accounts.daily_update import update_if_small
from accounts.digests.condition_states import at_once, data_version, look_at_conditions, state_of, version_of
from accounts.errors import AccountsError
from accounts.watches.detection import look_for_changes as look_at_watches
from accounts.watches.watches import feeds
from bot.digests.content.composer import Composer
from bot.workspace import Workspace

logger = logging.getLogger(__name__)


def look_for_changes(workspace: Workspace, composer: Composer, now: datetime, merged_within: timedelta) -> int:
    """Brings a small store up to date where anything is watched, records what changed, and plans what is to be told.

    Returns how many messages were planned. Raises what the store does.
    """
    store = workspace.store
    alerting = at_once(store.reading)
    if not alerting and not feeds(store.reading):
        return 0
    update_if_small(store, now, workspace.health)
    planned = look_at_watches(store, now, merged_within)
    version = data_version(store.reading) if alerting else ""
    for digest in alerting:
        known = state_of(store.reading, digest.id)
        if known is not None and known.looked_at == version_of(digest, version):
            continue
        try:
            figures = composer.figures(digest, now)
        except AccountsError as error:  # its next delivery says so to whoever subscribed
            logger.warning("digest %s: its condition can't be looked at: %s", digest.id, error)
            continue
        planned += look_at_conditions(store, digest, figures, version, now, merged_within)
    return planned
