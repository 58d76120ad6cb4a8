"""An account's name at the beginning of a text, and the note behind it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.names.account_search import SearchResult
from accounts.names.normalisation import fold
from bot.accounts.arguments import find_account
from bot.context import Context

WORDS = 6  # of an account's name
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
    tries = [(n, find_account(context, " ".join(words[:n]))) for n in range(min(len(words), WORDS), 0, -1)]
    exact = [each for each in tries if each[1].exact is not None]
    if exact:
        length, named = _named(words, exact)
    else:
        length, named = next((each for each in reversed(tries) if each[1].candidates), (len(words), SearchResult()))
    return Asked(" ".join(words[:length]), named, " ".join(words[length:]).strip())


def _named(words: Sequence[str], exact: Sequence[tuple[int, SearchResult]]) -> tuple[int, SearchResult]:
    """How many words are the account's name: as many as its name begins with, else as few as mean the same."""
    same = [each for each in exact if each[1].exact == exact[0][1].exact]
    one = next(each for each in same[0][1].candidates if each.id == same[0][1].exact)
    name = fold(one.name)
    return next((each for each in same if name.startswith(fold(" ".join(words[: each[0]])))), same[-1])
