"""The team's words as files: TOML as the curated ones are, ready for a pull request, and tables to be worked on."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from curation.own_terms import OwnTerm

OVERLAYS: Final = "overlays"  # the file of what is said of curated terms
UNSORTED: Final = "own"  # the file of terms without a category
COLUMNS: Final = (
    *("id", "kind", "name", "definition", "acronyms", "aliases", "category", "why", "formula", "example", "benchmark"),
    *("confused_with", "related", "metric", "owner", "our_definition", "our_formula", "note", "hidden"),
)


def as_toml(words: Iterable[OwnTerm]) -> dict[str, str]:
    """The files by their names, a file a category, tables in the order of their ids."""
    files: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: word.id):
        body: dict[str, Any] = json.loads(word.body)
        category = str(body.pop("category", "")) if word.kind == "term" else OVERLAYS
        files[f"{_file_name(category) or UNSORTED}.toml"].append(_table(word.id, body))
    return {name: "\n".join(tables) for name, tables in sorted(files.items())}


def _file_name(category: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in category.casefold()).split())


def _table(id_: str, body: Mapping[str, Any]) -> str:
    fields = [field for field in COLUMNS if field in body]
    return "".join([f"[{id_}]\n", *(f"{field} = {_toml(body[field])}\n" for field in fields)])


def _toml(value: Any) -> str:  # noqa: ANN401  a text, a list, a mapping or a truth
    """The value as TOML has it: its texts are escaped as JSON's are, but for the DEL that TOML doesn't take."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_json(words: Iterable[OwnTerm]) -> str:
    """A list of objects."""
    rows = [{"id": word.id, "kind": word.kind, **json.loads(word.body)} for word in words]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_csv(words: Iterable[OwnTerm], escaped: Callable[[str], str]) -> str:
    """A table with a column a field; names are separated by semicolons, and what tells terms apart has a line each.

    `escaped` writes a cell so that no spreadsheet takes it for a formula.
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for word in words:
        body = {"id": word.id, "kind": word.kind, **json.loads(word.body)}
        table.writerow([escaped(_cell(body.get(column, ""))) for column in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401  as above
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(value) + (";" if len(value) == 1 and "," in value[0] else "")
    return str(value).lower() if isinstance(value, bool) else str(value)
