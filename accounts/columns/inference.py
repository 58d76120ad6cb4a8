"""Infers the field that a column may fill from its name and its content."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from accounts.columns.headers import (
    Header,
    known_fields,
    known_key,
    match_key,
    parse_header,
    without_containers,
)
from accounts.kinds import Field
from accounts.values import CellError, Conventions, cell_reader
from accounts.values.dates import is_zero_date
from accounts.values.texts import bare, domain, read_text

Counted = Mapping[object, int]  # different values of a column, each with its number of rows
SEVERAL: Final = 3
_EITHER_WAY = (Conventions("day-first", "point"), Conventions("month-first", "comma"))
_DATE = Field("date", "date", "")
_NUMBER = Field("number", "money", "")
_EMAIL = Field("email", "email", "")
_WORD = Field("name", "text", "")


def counted_values(sample: Sequence[Sequence[object]], position: int) -> Counted:
    """The different values in one column of the sample, each with its number of rows; the empty ones left out."""
    cells = Counter(row[position] for row in sample if position < len(row))
    return {cell: count for cell, count in cells.items() if not is_empty(cell)}


def match_share(field: Field, values: Counted) -> float:
    """The share of the rows whose value could be the field's: 1 when there are none.

    Links to the pages of one site, such as the tool's own, are nobody's web domain.
    """
    if field.type == "domain" and len(values) >= SEVERAL and len({_host(value) for value in values}) == 1:
        return 0.0
    dated = _without_zeros(field, values)
    if values and not dated and 0 in map(_as_number, values):
        return 0.0  # zeros alone are counts, or no
    values, could_be = dated, could_hold(field)
    rows = sum(values.values())
    return sum(count for value, count in values.items() if could_be(value)) / rows if rows else 1.0


def are_words(values: Counted) -> bool:
    """Whether there are values, all of several letters, and none of them a number, a date or an address."""
    could_be = could_hold(_WORD)
    return bool(values) and all(could_be(value) and len(str(value)) > len("CA") for value in values)


def first_mismatch(field: Field, values: Counted) -> str:
    """The first value that couldn't be the field's, else the first of all, as text."""
    could_be = could_hold(field)
    return str(next((value for value in values if not could_be(value)), next(iter(values))))


def holds_only(field: Field, values: Counted) -> bool:
    """Whether there are values, and all of them could be the field's."""
    return bool(_without_zeros(field, values)) and match_share(field, values) == 1


def _without_zeros(field: Field, values: Counted) -> Counted:
    """Of dates, the values but those that stand for none: a column of zeros is no column of dates."""
    return {value: n for value, n in values.items() if not is_zero_date(value)} if field.type == "date" else values


def could_hold(field: Field) -> Callable[[object], bool]:
    """Whether a value could be the field's.

    A reader takes whatever makes sense in a column known to be right; here the question is whether it is. So a name is
    no number, date or address, a segment no number, and a text no date and not TRUE.
    """
    takes, is_date, is_number, is_email = map(_takes, (replace(field, loose=False), _DATE, _NUMBER, _EMAIL))
    if field.said:
        return _said_or(field, could_hold(replace(field, said=())))
    if field.name == "name":
        return lambda value: not (is_number(value) or is_date(value) or is_email(value) or _is_truth(value))
    if field.type == "country" or field.name == "segment":
        return lambda value: not (is_number(value) or is_date(value))
    if field.type in ("text", "key"):
        return lambda value: is_number(value) or not (is_date(value) or _is_truth(value))
    if field.type in ("money", "count", "number"):
        return lambda value: takes(value) and not isinstance(value, bool)
    return takes


def _said_or(field: Field, could_be: Callable[[object], bool]) -> Callable[[object], bool]:
    """Whether somebody said what a value means, or it could be the field's."""
    words = {word for word, _ in field.said}
    return lambda value: bare(value) in words or could_be(value)


def is_empty(value: object) -> bool:
    """Whether there is nothing in the cell, or what tools write for nothing."""
    try:
        return read_text(value) is None
    except CellError:
        return False


def _as_number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _host(value: object) -> str | None:
    try:
        return domain(value)
    except CellError:
        return None


def _is_truth(value: object) -> bool:
    return str(value).casefold() in ("true", "false")


def _takes(field: Field) -> Callable[[object], bool]:
    readers = [cell_reader(field, conventions) for conventions in _EITHER_WAY]

    def takes(value: object) -> bool:
        return any(_read(each, value) for each in readers)

    return takes


def _read(read: Callable[[object], object], value: object) -> bool:
    try:
        read(value)
    except CellError:
        return False
    return True


_ABOUT = ("the", "of", "our", "their", "a", "an", "for", "this", "is", "has", "value", "field", "info", "name")
_NEUTRAL = frozenset([*_ABOUT, "customer", "account", "company", "current", "currently", "next"])
ANOTHER: Final = frozenset(["last", "previous", "modified", "updated", "birth", "sent", "due", "by", "created"])
_ANY_DATE = frozenset(["date", "day", "week", "month", "period", "snapshot", "time", "timestamp", "year"])
_TYPED_AS = {"date": "dates", "money": "amounts", "count": "numbers", "number": "numbers", "email": "email addresses",
             "domain": "web domains", "url": "links", "flag": "yes or no", "currency": "currencies", "days": "days",
             "months": "months"}  # fmt: skip
SURE = 80.0  # how like a known name each word must be, of 100
FITS = 0.8  # the share of values that must fit


@dataclass(frozen=True, slots=True)
class Inference:
    """A column's position, the field it may fill, and why."""

    position: int
    field: str
    why: str
    likeness: float


def infer(
    open_fields: Sequence[Field],
    headers: dict[int, str],
    sample: Sequence[Sequence[object]],
    taken: Mapping[int, Field] | None = None,
) -> list[Inference]:
    """The best guess for each open field and column that is left, surest first. A tie between fields is no guess.

    `taken` are the fields of columns that are known already.
    """
    values = {position: counted_values(sample, position) for position in headers}
    found = [each for position, header in headers.items() for each in _by_name(open_fields, position, header, values)]
    chosen: list[Inference] = []
    for each in sorted(found, key=lambda one: -one.likeness):
        rivals = [other for other in found if other.position == each.position and other.likeness == each.likeness]
        if len({rival.field for rival in rivals}) == 1 and _is_free(each, chosen):
            chosen.append(each)
    found_fields = {each.position: next(f for f in open_fields if f.name == each.field) for each in chosen}
    rivals_of = {at: field.type for at, field in {**(taken or {}), **found_fields}.items()}
    return [*chosen, *_by_content(open_fields, headers, values, rivals_of, chosen)]


def _is_free(one: Inference, chosen: list[Inference]) -> bool:
    return all(one.field != other.field and one.position != other.position for other in chosen)


def _by_name(fields: Sequence[Field], position: int, header: str, values: Mapping[int, Counted]) -> Iterator[Inference]:
    for field in fields:
        likeness, name = max(
            (_likeness(without_containers(parse_header(header)), name), name)
            for name in (field.name, *field.names, *field.maybe)
        )
        if likeness < SURE or not values[position] or match_share(field, values[position]) < FITS:
            continue
        maybe = names_maybe(header, field)
        why = (
            f"it may be the {field.name.replace('_', ' ')}" if maybe else f"its name is like “{name.replace('_', ' ')}”"
        )
        holds = f" and it holds {_TYPED_AS[field.type]}" if field.type in _TYPED_AS else ""
        yield Inference(position, field.name, why + holds, likeness)


def names_maybe(header: str, field: Field) -> bool:
    """Whether a header is one that may mean the field, and may mean something else."""
    return match_key(without_containers(parse_header(header)).words) in map(known_key, field.maybe)


def _likeness(header: Header, name: str) -> float:
    """How like a known name a header is, of 100: every word must have its like, but for words that change nothing.

    A word of up to four letters must be the same: ARR isn't MRR. What stands in brackets counts as words.
    """
    theirs = [*header.before, *header.words, *(() if header.harmless else parse_header(header.unit).words)]
    ours = list(parse_header(name).words)
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


def is_known_otherwise(field: Field, header: str) -> bool:
    """Whether some kind of file knows the header, and never for this field or one like it."""
    mine = {known_key(name) for name in (field.name, *field.names, *field.maybe)}
    words = parse_header(header)
    known = known_fields(words) if {*words.words} - _ANY_DATE else set()
    return bool(known) and not any(name == field.name or known_key(name) in mine for name in known)


def _by_content(
    fields: Sequence[Field],
    headers: dict[int, str],
    values: Mapping[int, Counted],
    taken: Mapping[int, str],
    chosen: list[Inference],
) -> Iterator[Inference]:
    """A field that is required and of a kind of value that just one column of the file holds."""
    about_another = {at for at, header in headers.items() if ANOTHER.intersection(parse_header(header).words)}
    for field in fields:
        if not field.required or field.type not in _TYPED_AS or any(each.field == field.name for each in chosen):
            continue
        fitting = [at for at in headers if at not in taken and holds_only(field, values[at])]
        if len(fitting) != 1 or fitting[0] in about_another or field.type in taken.values():
            continue
        if not is_known_otherwise(field, headers[fitting[0]]):
            yield Inference(fitting[0], field.name, f"it is the only column of {_TYPED_AS[field.type]}", 0.0)
