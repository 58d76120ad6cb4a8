"""Scopes by names that are like what was typed."""

from collections.abc import Iterable, Sequence
from typing import Final

from accounts.names.normalisation import fold
from accounts.scopes.scope import Scope

OFFERED: Final = 6
_NEAR: Final = 60  # how like a name must be to what was typed, in per cent, to be offered


def nearest_scopes(text: str, named: Iterable[tuple[str, Scope]]) -> list[Scope]:
    """The scopes whose names are like the text, the likest first, each once."""
    from rapidfuzz.distance import OSA  # most questions are about all accounts, and need none of it

    folded = fold(text)
    scores: dict[Scope, float] = {}
    for name, scope in named:
        score = 100 * OSA.normalized_similarity(folded, name)
        if len(folded) > 2 and name.startswith(folded):
            score = max(score, 90)
        scores[scope] = max(score, scores.get(scope, 0))
    return sorted((scope for scope, score in scores.items() if score >= _NEAR), key=lambda scope: -scores[scope])


def listed(names: Sequence[str]) -> str:
    """The first of so many names, and how many more there are."""
    shown = ", ".join(names[:OFFERED])
    return f"{shown} and {len(names) - OFFERED} more" if len(names) > OFFERED else shown
