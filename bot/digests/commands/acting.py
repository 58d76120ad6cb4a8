"""The author and the time of a change to a digest, by the clock of those who deliver it."""

from accounts.digests.changes import Actor
from bot.clock import server_time
from bot.context import Context


def acting(context: Context) -> Actor:
    """Returns the asker, at this moment of the store's server."""
    return Actor(context.requester.id, server_time(context.store, context.now))
