"""`/cs digest …`: who gets which digest, when, and what became of it."""

from bot.digests.commands.answering import posts_here, reply
from bot.digests.commands.subscribing import AT, cannot_post, subscribed, usual_days

__all__ = ["AT", "cannot_post", "posts_here", "reply", "subscribed", "usual_days"]
