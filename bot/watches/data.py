"""Watches in the JSON contract."""

from accounts.watches.watches import Watch


def watch_data(watch: Watch) -> dict[str, object]:
    """A watch: the account, since when and by whom, and its state as it was seen last."""
    return {
        "account": watch.name,
        "key": watch.key,
        "since": watch.created_at.isoformat(),
        "by": watch.created_by,
        "at_once": watch.at_once,
        "stopped": watch.stopped,
        "state": {**watch.seen},
    }
