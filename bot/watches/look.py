"""What a worker does each minute: sees whether anything that people watch has changed."""

from datetime import datetime, timedelta

from accounts.daily_update import update_if_small
from accounts.watches.detection import look_for_changes as look_at_watches
from accounts.watches.watches import feeds
from bot.workspace import Workspace


def look_for_changes(workspace: Workspace, now: datetime, merged_within: timedelta) -> int:
    """Brings a small store up to date where anything is watched, records what changed, and plans what is to be told.

    Returns how many messages were planned. Raises what the store does.
    """
    if not feeds(workspace.store.reading):
        return 0
    update_if_small(workspace.store, now, workspace.health)
    return look_at_watches(workspace.store, now, merged_within)
