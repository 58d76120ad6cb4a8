"""Meanings of words in columns as people set them, remembered: `--map-value status "Legal hold=cancelled"`."""

from collections.abc import Mapping
from dataclasses import replace

from accounts.errors import ImportFileError
from accounts.importing.remembered import remember
from accounts.kinds import KINDS, Field, Kind
from accounts.values import CellError, Conventions, cell_reader
from accounts.values.texts import bare
from store.connection import Connection

Words = Mapping[str, Mapping[str, str]]


def kind_with_words(connection: Connection, kind: Kind, given: Words) -> Kind:
    """The kind whose fields know the words that were said earlier and now.

    Raises `ImportFileError` where there is no such field or value.
    """
    words = {field: dict(said) for field, said in saved_words(connection, kind.name).items()}
    for name, said in given.items():
        field = _field(kind, name)
        meant = {bare(word): _value(field, word, value) for word, value in said.items()}
        words[field.name] = words.get(field.name, {}) | meant
    fields = (replace(each, said=tuple(words[each.name].items())) if each.name in words else each for each in kind)
    return replace(kind, fields=tuple(fields)) if words else kind


def _field(kind: Kind, name: str) -> Field:
    known = next((field for field in kind if field.name == name.strip().casefold()), None)
    if known is None:
        raise ImportFileError(
            f"Files of {kind.name} have no field “{name}”. The fields are {', '.join(each.name for each in kind)}."
        )
    return known


def _value(field: Field, word: str, value: str) -> str:
    """The value as it was said, if the field can have it; an empty one stands for nothing."""
    if not bare(word):
        raise ImportFileError(f'Which word is it? For example --map-value {field.name} "Legal hold=cancelled"')
    try:
        if value.strip():
            cell_reader(replace(field, loose=False), Conventions("day-first", "point"))(value)
    except CellError as fault:
        raise ImportFileError(
            f'{field.name}: “{value}” {fault.reason}. Nothing at all: --map-value … "{word}="'
        ) from fault
    return value.strip()


def saved_words(connection: Connection, kind: str) -> dict[str, dict[str, str]]:
    """The words of a kind's fields as they are remembered, with their values."""
    found: dict[str, dict[str, str]] = {}
    known = {field.name for field in KINDS[kind]}
    rows = connection.execute(
        "SELECT field, word, value FROM value_mapping WHERE kind = ? ORDER BY field, word", (kind,)
    )
    for field, word, value in rows:
        if field in known:
            found.setdefault(field, {})[word] = value
    return found


def save_words(connection: Connection, kind: Kind, import_id: int) -> None:
    """Keeps the words that the fields of a kind know beside their own, as an import says."""
    rows = [(kind.name, field.name, word, value) for field in kind for word, value in field.said]
    remember(connection, "value_mapping", rows, import_id)


def forget_words(connection: Connection, kind: str) -> int:
    """Forgets the words of a kind and returns how many there were."""
    return connection.execute("DELETE FROM value_mapping WHERE kind = ?", (kind,)).rowcount
