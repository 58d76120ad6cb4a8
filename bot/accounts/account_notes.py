"""An account's name at the beginning of a text, and the note behind it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.names.account_search import SearchResult
from accounts.names.normalisation import fold
from bot.accounts.arguments import find_account
from bot.context import Context

WORDS = 6  # of an account's name
MOST = 9  # accounts that are named before another
_JOINED = re.compile(r"(?:,\s*)?(?:and|&|\+|as well as)\s+|,\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]+)"\s*(.*)', re.DOTALL)
_ID = re.compile(r"(id\s+\d{1,18})(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_PARTED = re.compile(r"(?P<account>[^:]{1,120}?)\s*(?::|\s[–—-]+)\s+(?P<note>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """The account that a text begins with, or those that may be meant, and what follows it."""

    said: str
    found: SearchResult
    rest: str

    @property
    def account_id(self) -> int | None:
        """The account that is meant beyond doubt."""
        return self.found.exact


def parse_account(context: Context, text: str) -> Asked:
    """Parts an account's name from the note behind it: what is quoted or parted by a colon, else the longest name that
    means one account.
    """
    text = text.strip()
    for pattern in (_QUOTED, _ID):
        if found := pattern.fullmatch(text):
            return Asked(found[1], find_account(context, found[1]), (found[2] or "").strip())
    if (parted := _PARTED.fullmatch(text)) and (one := find_account(context, parted["account"])).exact is not None:
        return Asked(parted["account"], one, parted["note"].strip())
    words = text.split()
    tries = [(n, find_account(context, " ".join(words[:n]).rstrip(","))) for n in range(min(len(words), WORDS), 0, -1)]
    exact = [each for each in tries if each[1].exact is not None]
    if exact:
        length, named = _named(words, exact)
    else:
        length, named = next((each for each in reversed(tries) if each[1].candidates), (len(words), SearchResult()))
    return Asked(" ".join(words[:length]), named, " ".join(words[length:]).strip())


def parse_accounts(context: Context, text: str) -> tuple[Asked, tuple[int, ...]]:
    """The account that a text ends its list with and the note behind it, and the accounts that are named before it:
    `meadow and cinder they sign`. What follows is part of the list only where it surely names an account.
    """
    if parted := _PARTED.fullmatch(text.strip()):
        last, several = parse_accounts(context, parted["account"])
        if several and not last.rest:
            return replace(last, rest=parted["note"].strip()), several
    asked = parse_account(context, text)
    before: list[int] = []
    while asked.account_id is not None and len(before) < MOST:
        joined = _JOINED.match(asked.rest)
        if joined is None and not asked.said.endswith(","):
            break
        following = parse_account(context, asked.rest[joined.end() if joined else 0 :])
        if not _names_one(following) or following.account_id in {*before, asked.account_id}:
            break
        before.append(asked.account_id)
        asked = following
    return asked, tuple(before)


def _names_one(asked: Asked) -> bool:
    """Whether a text begins with the beginning of an account's name, letter for letter."""
    if asked.account_id is None:
        return False
    one = next(each for each in asked.found.candidates if each.id == asked.account_id)
    said = fold(asked.said.strip(" ,"))
    return bool(said) and (fold(one.name).startswith(said) or _ID.fullmatch(asked.said) is not None)


def _named(words: Sequence[str], exact: Sequence[tuple[int, SearchResult]]) -> tuple[int, SearchResult]:
    """How many words are the account's name: as many as its name begins with, else as few as mean the same."""
    same = [each for each in exact if each[1].exact == exact[0][1].exact]
    one = next(each for each in same[0][1].candidates if each.id == same[0][1].exact)
    name = fold(one.name)
    return next((each for each in same if name.startswith(fold(" ".join(words[: each[0]])))), same[-1])
