"""Who acts on an account, or says a pulse of it."""

from accounts.actions.model import Actor
from accounts.scopes.scope import owner_of
from bot.accounts.arguments import requester
from bot.context import TERMINAL, Context


def actor(context: Context) -> Actor:
    """Who acts, as the store keeps them."""
    slack_user = "" if context.place == TERMINAL else context.requester.id
    email = requester(context).email
    name = context.requester.words or "somebody"
    if context.place == TERMINAL and (linked := owner_of(context.store.reading, requester(context))):
        name = linked[1]
    return Actor(context.requester.id or name, name, context.now, email, slack_user)
