"""Which of the digests that somebody may see to they mean: by number, by name, with their accounts, or all."""

import re
from collections.abc import Sequence

from accounts.digests.subscriptions import Subscription, SubscriptionError, subscriptions
from bot.accounts.asked import UnknownScopeError, scope_of
from bot.context import TERMINAL, Context
from bot.digests.commands.wording import accounts, name
from bot.digests.wishes import NAMES

_ALL = frozenset({"all", "everything", "both", "them"})
_BETWEEN = re.compile(r"[\s,;]+")
_FILLERS = frozenset({"and", "&", "+", "the", "digest", "digests", "no", "no.", "nr", "number", "of", "for", ""})
NAMED = 10  # digests that a message lists


class UnclearError(SubscriptionError):
    """It isn't clear which digest is meant: perhaps one of those `found`."""

    def __init__(self, why: str, found: Sequence[Subscription]) -> None:
        listed = ", ".join(f"{each.id} ({name(each).lower()}, {accounts(each)})" for each in found[:NAMED])
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        super().__init__(f"{why} Say which digest, by its number: {listed}{more}.".strip() if found else why)
        self.found = tuple(found)


def here(context: Context) -> list[Subscription]:
    """The digests of this conversation; in a direct message all of the asker's own, in the terminal everybody's."""
    if context.place == TERMINAL:
        return subscriptions(context.store)
    there = subscriptions(context.store, context.team, context.place)
    if not context.place.startswith("D"):
        return there
    own = subscriptions(context.store, context.team, created_by=context.asker.id)
    return list({each.id: each for each in (*there, *own)}.values())


def in_place(context: Context) -> list[Subscription]:
    """The digests that come where somebody asks; in the terminal all of them."""
    return [each for each in here(context) if context.place in {each.channel, TERMINAL}]


def chosen(context: Context, text: str) -> list[Subscription]:
    """The digests that a text means, at least one; the only one there is needs no text.

    `1`, `#1 and 2`, `health`, `health mine`, `all` that come here. Raises `UnclearError` when there are none or others.
    """
    known = here(context)
    words = [word for word in _BETWEEN.split(text.strip(" .!?")) if word.casefold() not in _FILLERS]
    if words and {word.casefold() for word in words} <= _ALL:
        return _some(in_place(context), known)
    if words and all(map(read_id, words)):
        return [_numbered(context, known, number) for number in dict.fromkeys(map(read_id, words)) if number]
    found = _named(context, words, known)
    if not found:
        raise _none(" ".join(words), known)
    return found


def read_id(text: str) -> int | None:
    """The number of a digest: `3`, `#3`."""
    return int(text.removeprefix("#")) if re.fullmatch(r"#?[1-9]\d{0,8}", text) else None


def _some(found: list[Subscription], known: list[Subscription]) -> list[Subscription]:
    if not found:
        raise UnclearError("There is no digest here." if not known else "No digest comes here.", known)
    return found


def _numbered(context: Context, known: list[Subscription], number: int) -> Subscription:
    found = next((each for each in known if each.id == number), None)
    if found is not None:
        return found
    own = subscriptions(context.store, context.team, created_by=context.asker.id) if context.asker.id else []
    if any(each.id == number for each in own):
        raise SubscriptionError(
            f"There is no digest {number} here: it goes to another conversation. "
            "Type the same there, or in your direct messages with me."
        )
    raise _none(str(number), known)


def _named(context: Context, words: list[str], known: list[Subscription]) -> list[Subscription]:
    """Those of each name, one of each; with accounts behind a name, those about just these."""
    names = [NAMES[word.casefold()] for word in words if word.casefold() in NAMES]
    scope = " ".join(word for word in words if word.casefold() not in NAMES)
    found = [each for each in known if each.digest in names or not names]
    if scope:
        asked = {scope.casefold(), _request(context, scope).casefold()}  # one may be gone that a digest is about
        found = [each for each in found if each.scope.casefold() in asked]
    if len(found) > max(len(set(names)), 1) or (found and len({each.digest for each in found}) < len(set(names))):
        raise UnclearError("", found)
    return found


def _request(context: Context, scope: str) -> str:
    try:
        return scope_of(context, scope.strip('"')).request
    except UnknownScopeError:
        return scope


def _none(named: str, known: list[Subscription]) -> UnclearError:
    named = named if read_id(named) or not named else f"“{named}”"
    return UnclearError(" ".join(f"There is no digest {named} here.".split()), known)
