"""Who changes a digest, and when: by the clock that those who deliver it go by, and not by this machine's."""

from accounts.digests.changes import Actor
from bot.clock import server_time
from bot.context import Context


def acting(context: Context) -> Actor:
    """Returns the asker, at this moment of the store's server."""
    return Actor(context.requester.id, server_time(context.store, context.now))
