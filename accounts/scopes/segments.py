"""The segments of the customers, and several of them in one text."""

from collections.abc import Iterator, Sequence
from typing import Final

from accounts.errors import ScopeError
from accounts.names.normalisation import fold
from accounts.scopes.countries import country_code
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection

_LONGEST: Final = 4  # words of a segment
_JOINTS: Final = frozenset({"or", "and", "&", "+", ",", "in", "segment", "segments", "segment:"})


def load_segments(connection: Connection, scope: Scope = ALL) -> list[str]:
    """The segments of the customers of a scope, those with most accounts first."""
    where, given = scope.where("t")
    table, accounts = ("standing", "count(*)") if scope != ALL else ("standing_sum", "sum(accounts)")
    counts = connection.execute(
        f"SELECT segment, {accounts} AS n FROM {table} t WHERE {where} GROUP BY segment ORDER BY n DESC, 1", given
    )
    return [segment for segment, accounts in counts if segment and accounts]


def several_segments(text: str, segments: Sequence[str], conditions: str) -> ScopeError | None:
    """What is said of a text that names several segments, with each of them under its conditions; else None."""
    words = [*_named(text, segments)]
    named = [*dict.fromkeys(segment for segment, _ in words if segment)]
    if len(named) < 2:
        return None
    rest = [word for segment, word in words if not segment and word.casefold() not in _JOINTS]
    meant = (" ".join(filter(None, (*rest, f"segment {each}", conditions))) for each in named)
    return ScopeError(f"An account has one segment: {' or '.join(named)}? Ask for each by itself.", tuple(meant))


def _named(text: str, segments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words of a text, those that name a segment together and with it; a country may be called like one."""
    known = {fold(each): each for each in reversed(segments)}
    words = text.replace(",", " ").split()
    while words:
        phrases = ((count, " ".join(words[:count])) for count in range(min(_LONGEST, len(words)), 0, -1))
        found = next(((n, said) for n, said in phrases if fold(said) in known and not country_code(said)), None)
        count, said = found or (1, words[0])
        yield known[fold(said)] if found else "", said
        del words[:count]
