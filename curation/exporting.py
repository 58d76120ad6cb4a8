"""The team's words as files: TOML as the curated ones are, ready for a pull request, and tables to be worked on."""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from curation.own_terms import OwnTerm
from glossary import Term
from glossary.glossary import with_confusions
from glossary.search.normalisation import match_key

OVERLAYS: Final = "overlays"  # the file of what is said of curated terms
UNSORTED: Final = "own"  # the file of terms without a category
COLUMNS: Final = (
    *("id", "kind", "name", "definition", "acronyms", "aliases", "category", "why", "formula", "example", "benchmark"),
    *("confused_with", "related", "metric", "owner", "our_definition", "our_formula", "note", "hidden"),
)


def whole(words: Iterable[OwnTerm], curated: Collection[str]) -> list[OwnTerm]:
    """The words as files that are taken as they are: without links to terms that are neither among them nor curated,
    and with what tells two of them apart written on one, as it is answered.
    """
    kept = [*words]
    bodies: dict[str, dict[str, Any]] = {word.id: json.loads(word.body) for word in kept}
    known = {*curated, *(word.id for word in kept if word.kind == "term")}
    answered = with_confusions({word.id: made for word in kept if isinstance(made := word.word, Term)})
    for id_, body in bodies.items():
        told = body.get("confused_with", {})
        lines = {other: line for other, line in told.items() if other in known}
        twice = {other for other in lines if other < id_ and id_ in bodies.get(other, {}).get("confused_with", {})}
        body["confused_with"] = {
            other: answered[id_].confused_with.get(other, line) for other, line in lines.items() if other not in twice
        }
        told_apart = answered[id_].confused_with if id_ in answered else {}
        body["related"] = [other for other in body.get("related", ()) if other in known and other not in told_apart]
    return [replace(word, body=_as_kept(bodies[word.id])) for word in kept]


def _as_kept(body: Mapping[str, Any]) -> str:
    return json.dumps({name: said for name, said in body.items() if said}, ensure_ascii=False, sort_keys=True)


def as_toml(words: Iterable[OwnTerm]) -> dict[str, str]:
    """The files by their names, a file a category, tables in the order of their ids."""
    files: dict[str, list[str]] = defaultdict(list)
    kept = sorted(words, key=lambda word: word.id)
    shared = _shared_names(kept)
    for word in kept:
        body: dict[str, Any] = json.loads(word.body)
        category = str(body.get("category", "")) if word.kind == "term" else OVERLAYS
        name = _file_name(category) or UNSORTED
        if name == category and name != UNSORTED:
            body.pop("category", None)
        body["ambiguous"] = [each for each in _names_of(body) if match_key(each) in shared]
        files[f"{name}.toml"].append(_table(word.id, {field: said for field, said in body.items() if said}))
    return {name: "\n".join(tables) for name, tables in sorted(files.items())}


def _shared_names(words: Iterable[OwnTerm]) -> set[str]:
    """The names that several terms answer to, in the form in which they are the same."""
    bodies = [json.loads(word.body) for word in words if word.kind == "term"]
    counts = Counter(key for body in bodies for key in {match_key(name) for name in _names_of(body)})
    return {key for key, count in counts.items() if count > 1}


def _names_of(body: Mapping[str, Any]) -> list[str]:
    """All names of a term, each once."""
    return list(dict.fromkeys([*filter(None, [body.get("name")]), *body.get("acronyms", ()), *body.get("aliases", ())]))


def _file_name(category: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in category.casefold()).split())


def _table(id_: str, body: Mapping[str, Any]) -> str:
    fields = [field for field in (*COLUMNS, "ambiguous") if field in body]
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
