"""Guesses: what a column may fill whose header isn't known. A person confirms them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.columns import contents
from accounts.columns.headers import Header, key_of, read
from accounts.kinds import Field

_ABOUT = ("the", "of", "our", "their", "a", "an", "for", "this", "is", "has", "value", "field", "info", "name")
_NEUTRAL = frozenset([*_ABOUT, "customer", "account", "company", "current", "currently", "next"])
_ANOTHER = frozenset(["last", "previous", "modified", "updated", "birth", "sent", "due", "by", "created"])
_TYPED_AS = {"date": "dates", "money": "amounts", "count": "numbers", "number": "numbers", "email": "email addresses",
             "domain": "web domains", "flag": "yes or no", "currency": "currencies", "days": "days"}  # fmt: skip
SURE = 80.0  # how like a known name each word must be, of 100
FITS = 0.8  # the share of values that must fit


@dataclass(frozen=True, slots=True)
class Guess:
    """A column's position, the field it may fill, and why."""

    position: int
    field: str
    why: str
    likeness: float


def guess(open_fields: Sequence[Field], headers: dict[int, str], sample: Sequence[Sequence[object]]) -> list[Guess]:
    """The best guess for each open field and column that is left, surest first. A tie between fields is no guess."""
    values = {position: contents.column(sample, position) for position in headers}
    found = [each for position, header in headers.items() for each in _by_name(open_fields, position, header, values)]
    chosen: list[Guess] = []
    for each in sorted(found, key=lambda one: -one.likeness):
        rivals = [other for other in found if other.position == each.position and other.likeness == each.likeness]
        if len({rival.field for rival in rivals}) == 1 and _is_free(each, chosen):
            chosen.append(each)
    return [*chosen, *_by_content(open_fields, headers, values, chosen)]


def _is_free(one: Guess, chosen: list[Guess]) -> bool:
    return all(one.field != other.field and one.position != other.position for other in chosen)


def _by_name(fields: Sequence[Field], position: int, header: str, values: dict[int, list[object]]) -> Iterator[Guess]:
    for field in fields:
        likeness, name = max((_likeness(read(header), name), name) for name in (field.name, *field.names, *field.maybe))
        if likeness < SURE or not values[position] or contents.share(field, values[position]) < FITS:
            continue
        maybe = key_of(header) in map(key_of, field.maybe)
        why = (
            f"it may be the {field.name.replace('_', ' ')}" if maybe else f"its name is like “{name.replace('_', ' ')}”"
        )
        holds = f" and it holds {_TYPED_AS[field.type]}" if field.type in _TYPED_AS else ""
        yield Guess(position, field.name, why + holds, likeness)


def _likeness(header: Header, name: str) -> float:
    """How like a known name a header is, of 100: every word must have its like, but for words that change nothing.

    A word of up to four letters must be the same: ARR isn't MRR. What stands in brackets counts as words.
    """
    theirs = [*header.before, *header.words, *(() if header.harmless else read(header.unit).words)]
    ours = list(read(name).words)
    if "".join(theirs) == "".join(ours):
        return 100.0
    total, left = 0.0, list(ours)
    for word in theirs:
        near, like = max(((each, _alike(word, each)) for each in left), key=lambda pair: pair[1], default=("", 0.0))
        if like >= SURE:
            left.remove(near)
            total += like
        elif word in _NEUTRAL:
            total += 90
        else:
            return 0.0
    if not theirs or set(left) - _NEUTRAL or len(left) == len(ours):
        return 0.0
    return min(99.0, total / len(theirs)) - 2 * len(left)


def _alike(word: str, other: str) -> float:
    if word == other or word + "s" == other or word == other + "s":
        return 100.0
    if min(len(word), len(other)) <= 4:
        return 0.0
    from rapidfuzz.fuzz import ratio

    return ratio(word, other)


def _by_content(
    fields: Sequence[Field], headers: dict[int, str], values: dict[int, list[object]], chosen: list[Guess]
) -> Iterator[Guess]:
    """A field that is required and of a kind of value that just one column holds."""
    taken = {each.position for each in chosen}
    taken |= {at for at, header in headers.items() if _ANOTHER.intersection(read(header).words)}
    for field in fields:
        if not field.required or field.type not in _TYPED_AS or any(each.field == field.name for each in chosen):
            continue
        fitting = [at for at in headers if at not in taken and values[at] and contents.share(field, values[at]) == 1]
        if len(fitting) == 1:
            yield Guess(fitting[0], field.name, f"it is the only column of {_TYPED_AS[field.type]}", 0.0)
