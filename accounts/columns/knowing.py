"""Headers that are known: which field's name they are."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from accounts.columns.headers import Header, key_of, read, spellings
from accounts.kinds import KINDS, Field, Kind


def known_names(field: Field) -> dict[str, int]:
    """The keys of a field's names with their rank: its own name is the best unless it stands among the others."""
    names = [key_of(name) for name in field.names]
    own = key_of(field.name)
    ordered = names if own in names else [own, *names]
    return {name: rank for rank, name in reversed([*enumerate(ordered)])}


def known_as(header: Header, kind: Kind) -> str:
    """The most literal spelling of a header that is a known name of the kind, else an empty text.

    What stands in brackets is left out only where it is a unit: `Usage (last 30d)` isn't a day's usage.
    """
    names, keys = _names(kind.name), spellings(header, kind.called)
    return next((key for key in (keys if header.harmless else keys[:1]) if key in names), "")


def but_for_brackets(header: Header, kind: Kind) -> bool:
    """Whether a header would be known if nothing stood in brackets."""
    return not header.harmless and bool(known_as(replace(header, unit=""), kind))


def likelier(kind: Kind, header: Sequence[str], taken: int) -> str:
    """What to say of a file that is plainly of another kind: twice as many of its columns are known there."""
    known = {each.name: _known_fields(each, header) for each in KINDS.values()}
    best = max(known, key=lambda name: known[name])
    if best == kind.name or known[best] < max(4, 2 * taken):
        return ""
    example = f"{next(name for name in header if name.strip())}={next(iter(kind)).name}"
    return (
        f"It looks like a file of {best}: {known[best]} of its columns are known there, {taken} in {kind.name}. "
        f'Use cs import {best}, or say which column is what, as in --map "{example}"'
    )


@cache
def _names(kind: str) -> dict[str, str]:
    """The field that each known name of a kind means."""
    return {name: field.name for field in reversed(KINDS[kind].fields) for name in known_names(field)}


def _known_fields(kind: Kind, header: Sequence[str]) -> int:
    names = _names(kind.name)
    return len({names[known] for name in header if (known := known_as(read(name), kind))})
