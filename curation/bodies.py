"""The stored body of a word: the fields of a term, or of an overlay to one, as JSON."""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from curation.errors import CurationError
from glossary import Term
from glossary.overlays import Overlay

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Kind = Literal["term", "overlay"]
Body = Mapping[str, Any]


class Content(NamedTuple):
    """A word's id, what kind it is, and what it says, as JSON; `imported` where that is out of a file."""

    id: str
    kind: Kind
    body: str
    imported: bool = False

    @property
    def word(self) -> Term | Overlay:
        """What it says, read."""
        fields: dict[str, Any] = json.loads(self.body)
        fields.pop("imported", None)  # of the version, and not of what it says
        if self.kind == "overlay":
            return Overlay(id=self.id, **fields, imported=self.imported)
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
        }
        return Term(id=self.id, **kept, imported=self.imported)


def to_json(kind: Kind, id_: str, body: Body) -> str:
    """The fields as text, without empty ones; equal fields give equal text. Raises `CurationError` naming a field."""
    made = validate(kind, id_, body)
    empty: tuple[object, ...] = ("", (), [], {}, None, False)
    fields = {name: value for name, value in made.items() if value not in empty and name != "imported"}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def validate(kind: Kind, id_: str, body: Body) -> dict[str, Any]:
    """The fields with their types checked, the id left out. Raises `CurationError` naming a field."""
    from pydantic import ValidationError  # reading what was written needs none of it

    try:
        made = _adapter(kind).validate_python({**body, "id": id_})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        fault = "it is missing" if first["type"] == "missing" else first["msg"]
        raise CurationError(f"{first['loc'][0] if first['loc'] else 'term'}: {fault}") from error
    fields: dict[str, Any] = _adapter(kind).dump_python(made, mode="json")
    del fields["id"]
    return fields


@cache
def _adapter(kind: Kind) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(Term if kind == "term" else Overlay)
