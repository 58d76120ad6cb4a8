"""Differences between two texts in words: ~removed~ and *added* stay readable without colours."""

import difflib
from collections.abc import Iterator, Mapping

OUT, IN = ("[−", "−]"), ("[+", "+]")


def changed_fields(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each field with what it says, or, where there was one before, with what changes in it."""
    for field in dict.fromkeys((*after, *before)):
        was, now = before.get(field, ""), after.get(field, "")
        if not before or was == now:
            if not before:
                yield field, now
            continue
        yield field, difference(was, now)


def difference(before: str, after: str) -> str:
    """The text after, with what was taken out and put in marked, word by word."""
    was, now = before.split(), after.split()
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            parts += was[a:b]
            continue
        if a < b:
            parts.append(f"{OUT[0]}{' '.join(was[a:b])}{OUT[1]}")
        if c < d:
            parts.append(f"{IN[0]}{' '.join(now[c:d])}{IN[1]}")
    return " ".join(parts)
