"""Names of owners and segments that are kept from being read as conditions: `@red fox`, `segment over 100k`."""

import re
from collections.abc import Sequence
from typing import Final

from accounts.scopes.filters import names_band

_MASK: Final = re.compile("\0(\\d+)\0")
_SENT: Final = re.compile(r"<[@!#][^<>]*>")


def mask_names(text: str, owners: Sequence[str], segments: Sequence[str]) -> tuple[str, list[str]]:
    """The text with numbers in place of the names that surely are an owner's or a segment's, and those names."""
    names: list[str] = [*_SENT.findall(text)]
    for number, sent in enumerate(names):
        text = text.replace(sent, f"\0{number}\0", 1)
    people, segments = (sorted(known, key=len, reverse=True) for known in (owners, segments))
    banded = [each for each in (*people, *segments) if " " in each and names_band(each)] if names_band(text) else []
    for lead, known in ((r"@\s*|(?:owner|csm)\s+@?", people), (r"segment\s*[:=]?\s*", segments), ("", banded)):
        if not known or not re.search(lead, text, re.IGNORECASE):
            continue
        pattern = re.compile(rf"(?<!\w)(?:{lead})(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE)
        for found in [*pattern.finditer(text)]:
            names.append(found[0])
            text = text.replace(found[0], f"\0{len(names) - 1}\0", 1)
    return text, names


def unmask(text: str, names: Sequence[str]) -> str:
    """The text with the names in their places again."""
    return " ".join(_MASK.sub(lambda mask: names[int(mask[1])], text).split())
