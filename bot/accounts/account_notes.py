"""The names of accounts at the beginning of a text, and the note behind them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.names.account_search import SearchResult
from accounts.names.normalisation import fold
from bot.accounts.arguments import find_account
from bot.accounts.listed_accounts import WORDS, Asked, following_account
from bot.context import Context

MOST = 10  # accounts that are named at a time
_JOINED = re.compile(r"(?:,\s*)?(?:and|&|\+|as well as)\s+|,\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]+)"\s*(.*)', re.DOTALL)
_ID = re.compile(r"(id\s+\d{1,18})(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_PARTED = re.compile(r"(?P<account>[^:]{1,120}?)\s*(?::|\s[–—-]+)\s+(?P<note>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """The account that a list ends with and the note behind it, and those before it.

    `unsure` is what stands behind the last one, where it may as well be an account as a note.
    """

    last: Asked
    before: tuple[int, ...] = ()
    unsure: Asked | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """The accounts that are meant beyond doubt, in their order."""
        return self.before if self.last.account_id is None else (*self.before, self.last.account_id)


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


def parse_accounts(context: Context, text: str) -> Listed:
    """The accounts that a text begins with and the note behind them: `acme labs and red ltd: they sign`. What follows
    the first is part of the list only where it surely names an account. It ends with one more than may be named.
    """
    if parted := _PARTED.fullmatch(text.strip()):
        listed = parse_accounts(context, parted["account"])
        if listed.last.account_id is not None and not listed.last.rest:
            return replace(listed, last=replace(listed.last, rest=parted["note"].strip()))
    last = parse_account(context, text)
    before: tuple[int, ...] = ()
    while last.account_id is not None and len(before) < MOST:
        if not is_joined(last):
            break
        joined = _JOINED.match(last.rest)
        following = following_account(context, last.rest[joined.end() if joined else 0 :])
        if following is None:
            break
        if following.account_id is None:
            return Listed(last, before, following)
        if following.account_id not in {*before, last.account_id}:
            before, last = (*before, last.account_id), following
        else:
            last = replace(last, said=following.said, rest=following.rest)
    return Listed(last, before)


def is_joined(asked: Asked) -> bool:
    """Whether “and” or a comma stands behind an account."""
    return asked.said.endswith(",") or (not asked.said.endswith(":") and _JOINED.match(asked.rest) is not None)


def _named(words: Sequence[str], exact: Sequence[tuple[int, SearchResult]]) -> tuple[int, SearchResult]:
    """How many words are the account's name: as many as its name begins with, else as few as mean the same."""
    same = [each for each in exact if each[1].exact == exact[0][1].exact]
    one = next(each for each in same[0][1].candidates if each.id == same[0][1].exact)
    name = fold(one.name)
    return next((each for each in same if f"{name} ".startswith(f"{fold(' '.join(words[: each[0]]))} ")), same[-1])
