"""Words that are known: the names of metrics, and the word that a mistyped one nearly is."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known word that a mistyped one nearly is, if there is one."""
    from difflib import get_close_matches  # a definition that is found needs none of it

    return get_close_matches(word.casefold(), list(known), n=1, cutoff=0.75)


def is_metric(name: str) -> bool:
    """Whether a metric has the name."""
    if " " in name:
        return False
    from metrics import METRICS  # a definition needs none of it

    return name.casefold() in METRICS
