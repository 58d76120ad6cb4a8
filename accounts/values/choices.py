"""Cells that hold one of a few words: yes or no, and the choices of a field."""

import re
from collections.abc import Callable
from typing import Final

from accounts.kinds import Field
from accounts.values import numbers
from accounts.values.faults import ValueFault
from accounts.values.texts import text

_YES: Final = frozenset(
    ["true", "yes", "y", "t", "1", "1.0", "on", "x", "✓", "✔", "☑", "✅", "checked", "ja", "oui", "sí"]
)
_NO: Final = frozenset(["false", "no", "n", "f", "0", "0.0", "off", "✗", "✘", "☐", "❌", "unchecked", "nein", "non"])
_BETWEEN = re.compile(r"[\W_]+")


def flag(cell: object) -> bool | None:
    """Yes or no."""
    if isinstance(cell, bool) or numbers.is_one(cell):
        if cell in (0, 1):
            return bool(cell)
        raise ValueFault("isn't yes or no: write TRUE or FALSE")
    found = text(cell)
    if found is None or (low := found.casefold()) in numbers.NOTHING:
        return None
    if low in _YES:
        return True
    if low in _NO:
        return False
    raise ValueFault("isn't yes or no: write TRUE or FALSE")


def choice(field: Field) -> Callable[[object], str | None]:
    """The function that reads a field's choices by their values and words, whatever their case and punctuation."""
    meant = {_bare(word): value for value, words in field.choices for word in words}
    meant |= {_bare(value): value for value, _ in field.choices}

    def read(cell: object) -> str | None:
        found = text(cell)
        if found is None:
            return None
        if (value := meant.get(_bare(found))) is None and not field.loose:
            raise ValueFault(f"is none of {', '.join(value for value, _ in field.choices)}")
        return value

    return read


def _bare(word: str) -> str:
    return _BETWEEN.sub(" ", word.casefold()).strip()
