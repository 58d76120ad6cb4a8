"""Detects a file of another kind than it is given as: usage read as accounts would rename them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accounts.columns.headers import known_field, known_key, known_without_brackets, match_keys, parse_header
from accounts.kinds import KINDS, Kind

FIELDS: Final = 4  # of another kind, and twice as many as of the one that is said
OWN: Final = 2  # columns that only the other kind has a use for


def likelier_kind(kind: Kind, header: Sequence[str], taken: int) -> str:
    """What to say of a file that is plainly of another kind, else an empty text; `taken` columns are of the kind."""
    known = {each.name: _Known.of(each, header) for each in KINDS.values()}
    best = max(known.values(), key=lambda each: (each.complete, len(each.columns)))
    most = max(known.values(), key=lambda each: len(each.fields))
    if most.kind is not kind and most.kind.name != kind.name and len(most.fields) >= max(FIELDS, 2 * taken):
        best = most
    elif best.kind.name == kind.name or not _is_sooner(best, known[kind.name], header):
        return ""
    example = f"{next(name for name in header if name.strip())}={next(iter(kind)).name}"
    return (
        f"It looks like a file of {best.kind.name}: {len(best.columns)} of its columns are known there, {taken} in "
        f"{kind.name}. Use cs import {best.kind.name}, or say which column is what, as in "
        f'--map "{example}". If it is one of {kind.name}: --accept kind'
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The columns that a kind knows, with their fields, and whether it has all that it needs."""

    kind: Kind
    columns: dict[int, str]

    @classmethod
    def of(cls, kind: Kind, header: Sequence[str]) -> "_Known":
        fields = ((at, known_field(parse_header(name), kind)) for at, name in enumerate(header))
        return cls(kind, {at: field for at, field in fields if field})

    @property
    def fields(self) -> set[str]:
        return {*self.columns.values()}

    @property
    def complete(self) -> bool:
        if self.kind.name == "accounts":  # other files have ids of accounts too
            return "name" in self.fields
        needed = [(field.name,) for field in self.kind if field.required] + [*self.kind.one_of]
        return all(self.fields.intersection(group) for group in needed)


def _is_sooner(other: _Known, said: _Known, header: Sequence[str]) -> bool:
    """Whether a file has all that another kind needs, and columns that only that one has a use for, and hardly any that
    only the kind which was said has.
    """
    maybe = {at for at, name in enumerate(header) if _may_be_of(said.kind, name)}
    theirs = other.columns.keys() - said.columns.keys() - maybe
    ours = said.columns.keys() - other.columns.keys()
    named = any(_names_own_id(other.kind, name) for name in header)
    return other.complete and len(ours) <= 1 and len(theirs) >= (1 if named else OWN)


def _may_be_of(kind: Kind, header: str) -> bool:
    parsed = parse_header(header)
    names = {known_key(name) for field in kind for name in field.maybe}
    return known_without_brackets(parsed, kind) or not names.isdisjoint(match_keys(parsed, kind.called))


def _names_own_id(kind: Kind, header: str) -> bool:
    """Whether a header is the id of a row of the kind by its word: `ticket_id`. Ids of accounts are in every file."""
    return kind.name != "accounts" and known_key(header) in {known_key(f"{word} id") for word in kind.called}
