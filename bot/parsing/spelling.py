"""Words of questions about accounts with a letter wrong: `wich acounts are red`, `renewels next month`.

Names are left alone: only where a text makes no question as it is written is it read with these words mended.
"""

import re

_MENDED = (
    "accounts", "account", "customers", "customer", "clients", "renewals", "renewal", "renewing", "champion",
    "portfolio", "churned", "happened", "overdue", "without", "which", "owners", "leaving", "quarter", "health",
)  # fmt: skip
_RIGHT = frozenset({*_MENDED, "owner", "owned", "client", "renew", "renews", "customs", "witch", "quarters"})
_WORD = re.compile(r"[^\W\d_]{4,12}")


def mended(text: str) -> str:
    """The text with those words as they are spelled; the text itself where nothing is to be mended."""
    return _WORD.sub(lambda found: _meant(found[0]), text)


def _meant(word: str) -> str:
    lower = word.casefold()
    if lower in _RIGHT:
        return word
    return next((known for known in _MENDED if known[0] == lower[0] and _is_one_slip(lower, known)), word)


def _is_one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, too many, another, or has changed places with the next."""
    if abs(len(word) - len(known)) > 1:
        return False
    same = next((at for at, pair in enumerate(zip(word, known, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return len(word) != len(known)
    rest, wanted = word[same:], known[same:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
