"""Reading lists of accounts: whether another account or a note stands behind “and” or a comma."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.names.account_search import Candidate, SearchResult
from accounts.names.normalisation import domain_in, fold, without_legal_form
from bot.accounts.arguments import find_account
from bot.context import Context

WORDS = 6  # of an account's name
_QUOTED = re.compile(r'"([^"]+)"\s*(.*)', re.DOTALL)
_ID = re.compile(r"(id\s+\d{1,18})\b\s*:?\s*(.*)", re.IGNORECASE | re.DOTALL)
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_BETWEEN = frozenset({"and", "&", "+", "-", "–", "—"})
_ENDS = (",", ":", ";")


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


def following_account(context: Context, text: str) -> Asked | None:
    """The account that a text surely begins with: by id, domain or whole name, or by whole first words of one name
    with nothing behind them but a separator. Without an `account_id` those that it may mean or be a note with; None
    where it is a note.
    """
    if found := _ID.fullmatch(text):
        one = find_account(context, found[1])
        return Asked(found[1], one, found[2]) if one.exact is not None else None
    if found := _QUOTED.fullmatch(text):
        named = _whole_names(context, found[1]) or _beginning(context, found[1])
        return _asked(found[1], named, found[2]) if named else None
    words = text.split()
    return (_by_whole_name(context, words) or _by_domain(context, words) or _by_first_words(context, words)) or None


def _by_whole_name(context: Context, words: Sequence[str]) -> Asked | None:
    """By a whole name; one of a single word with text behind it may be a word of a note as well."""
    for n in range(min(len(words), WORDS), 0, -1):
        said = " ".join(words[:n])
        if fold(words[n - 1]) and (named := _whole_names(context, said)):
            sure = n > 1 or _segment(words) == 1
            return _asked(said, named, " ".join(words[n:]), sure=sure)
    return None


def _by_domain(context: Context, words: Sequence[str]) -> Asked | None:
    said = words[0].rstrip("".join(_ENDS)).casefold() if words else ""
    if not said or domain_in(said) != said:
        return None
    named = [each for each in find_account(context, said).candidates if each.domain.casefold() == said]
    return _asked(words[0], named, " ".join(words[1:])) if named else None


def _by_first_words(context: Context, words: Sequence[str]) -> Asked | None:
    whole = _segment(words)
    if whole and whole <= WORDS and (named := _beginning(context, " ".join(words[:whole]))):
        return _asked(" ".join(words[:whole]), named, " ".join(words[whole:]))
    for n in range(min(whole, WORDS), 0, -1):
        if fold(words[n - 1]) and (named := _beginning(context, " ".join(words[:n]))):
            return _asked(" ".join(words[:n]), named, " ".join(words[n:]), sure=False)
    return None


def _asked(said: str, named: Sequence[Candidate], rest: str, *, sure: bool = True) -> Asked:
    exact = named[0].id if sure and len(named) == 1 else None
    return Asked(said, SearchResult(exact, tuple(named), len(named)), rest.strip())


def _whole_names(context: Context, said: str) -> list[Candidate]:
    """The accounts of that name, with or without what stands in brackets and the legal form at its end."""
    near = find_account(context, said.rstrip("".join(_ENDS))).candidates
    return [each for each in near if fold(said) in _forms(each.name)]


def _forms(name: str) -> set[str]:
    bare = fold(_BRACKETS.sub("", name))
    return {fold(name), bare, without_legal_form(fold(name)), without_legal_form(bare)}


def _beginning(context: Context, said: str) -> list[Candidate]:
    """The accounts whose names begin with these whole words."""
    folded = fold(said)
    near = find_account(context, said.rstrip("".join(_ENDS))).candidates if folded else ()
    return [each for each in near if f"{fold(each.name)} ".startswith(f"{folded} ")]


def _segment(words: Sequence[str]) -> int:
    """How many words stand before the next separator."""
    for at, word in enumerate(words):
        if word.casefold() in _BETWEEN or [each.casefold() for each in words[at : at + 3]] == ["as", "well", "as"]:
            return at
        if word.endswith(_ENDS):
            return at + 1
    return len(words)
