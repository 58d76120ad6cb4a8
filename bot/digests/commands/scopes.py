"""The scope of a digest: accounts, or a category of the glossary."""

from difflib import get_close_matches

from accounts.digests.subscription_parser import SubscriptionRequestError
from accounts.scopes.scope import Scope
from bot.accounts.arguments import parse_lasting_scope, parse_scope_argument
from bot.context import Context


def scope_request(context: Context, digest: str, text: str) -> str:
    """What a digest is about, as it is asked for: accounts, or a category of terms.

    Raises `UnknownScopeError` and `SubscriptionRequestError` when there is no such thing.
    """
    return parse_category(context, text) if digest == "term" else digest_scope(context, digest, text).request


def digest_scope(context: Context, digest: str, text: str) -> Scope:
    """The accounts of a digest. Raises `UnknownScopeError`, also for such as its figures can't be of."""
    return parse_lasting_scope(context, text) if digest == "portfolio" else parse_scope_argument(context, text)


def parse_category(context: Context, text: str) -> str:
    """The category of the glossary that a text names; nothing is all. Raises `SubscriptionRequestError`."""
    named = text.strip().casefold().removeprefix("category ").strip('" ')
    categories = context.glossary.by_category()
    if named in {"", "all", "everything"}:
        return ""
    if named in categories:
        return named
    near = get_close_matches(named, categories, n=2)
    message = f"The glossary has no category “{text}”: {', '.join(categories)}."
    raise SubscriptionRequestError(message, "category", text, tuple(near) or ("",))
