"""The model of a kind of file and of its fields, as each kind declares them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ValueType = Literal[
    "text",
    "key",
    "domain",
    "email",
    "url",
    "country",
    "date",
    "money",
    "currency",
    "count",
    "number",
    "days",
    "months",
    "flag",
    "choice",
]
Choices = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the store that a file may fill.

    `names` are headers it is known by besides its own name, the better ones first; any spelling that `headers.normal`
    takes for the same will do. `maybe` are headers that may mean it, taken only after asking. The values of a choice
    are given with the words that mean them. Of a `sparse` field most rows have none, so that a column without values
    in the beginning of a file is as good as another. A date that `ends` something is the last day of a month that
    stands in its place; others are the first. What can't be read in a `loose` field says nothing; else it is refused.
    A field that comes `after` another shares names with it, and takes the column that the other leaves.
    A date of what has `happened` isn't in the future. A number with a `span` may be a span of time, in so many seconds.
    What `decides` which rows count isn't left out for values that aren't known: they are asked about.
    Of a choice of which a tool may write `several` into a cell, the one that is declared first counts. `prose` is text
    that tools keep with its markup. `said` are words that somebody said the values of, empty for none.
    """

    name: str
    type: ValueType
    help: str
    names: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    required: bool = False
    choices: Choices = ()
    sparse: bool = False
    ends: bool = False
    loose: bool = False
    after: str = ""
    happened: bool = False
    span: int = 0
    several: bool = False
    decides: bool = False
    prose: bool = False
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `table` is where its rows go. A row without a key is known by the fields in `known_by`.

    Besides the fields that are required, one of each group in `one_of` is. `called` are the words for one row of it,
    which tools put before a header: `Account: Name`, `ticket_priority`.
    """

    name: str
    table: str
    help: str
    fields: tuple[Field, ...]
    known_by: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    called: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


def in_words(text: str) -> tuple[str, ...]:
    """What a comma separates: names are declared by the dozen."""
    return tuple(each.strip() for each in text.split(",") if each.strip())


def choice_meaning(**words: str) -> Choices:
    """A choice's values, each with the words that mean it, separated by commas."""
    return tuple((value, in_words(text)) for value, text in words.items())
