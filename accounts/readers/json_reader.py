"""JSON: a list of objects, an object that holds one, or objects one after the other."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from io import TextIOWrapper
from typing import BinaryIO

from accounts.errors import ImportFileError
from accounts.readers import limits, table
from accounts.readers.byte_source import ByteSource
from accounts.readers.detection import Encoding
from accounts.readers.json_stream import JsonStream, parse_constant
from accounts.readers.table import Row, Table

Record = dict[str, object]

# Objects that APIs put a record's own values in: their names say nothing.
_WRAPPERS = ("properties", "attributes", "fields", "node")
_DEEPEST = 5


class JsonTable(Table):
    """Objects as rows. The header has every name that any of them has, in the order they come.

    An object inside another gives columns such as `owner.email`; a list is text. With `lines` each line is an object,
    and places are lines; else they count the records. `wanted` names a list where an object has several.
    """

    def __init__(self, origin: ByteSource, encoding: Encoding, wanted: str = "", *, lines: bool) -> None:
        self._origin, self._encoding, self._wanted = origin, encoding, wanted
        self._file: BinaryIO | None = None
        self.source, self.size = origin.name, origin.size
        self.unit = "line" if lines else "record"
        names: dict[str, None] = {}
        for _, record in self._records():
            if not record.keys() <= names.keys():
                names.update(dict.fromkeys(record))
        self._names = list(names)
        self.header, self.notes = table.name_columns(self._names)

    @property
    def position(self) -> int:
        return 0 if self._file is None or self._file.closed else self._file.tell()

    @property
    def sha256(self) -> str:
        return self._origin.sha256

    def close(self) -> None:
        self._origin.close()

    def __iter__(self) -> Iterator[Row]:
        names = self._names
        for place, record in self._records():
            get = record.get
            cells = [get(name) for name in names]
            if table.any_filled(cells):
                yield place, cells

    def _records(self) -> Iterator[tuple[int, Record]]:
        self._file = self._origin.open()
        with TextIOWrapper(self._file, self._encoding.codec, self._encoding.errors) as text:
            found = _in_lines(text) if self.unit == "line" else _in_lists(JsonStream(text), self._wanted)
            place = 0
            try:
                for place, record in found:
                    flat = flatten(record)
                    limits.check_cells(self.source, f"{self.unit} {place}", flat.values())
                    yield place, flat
            except _NotATableError as error:
                raise ImportFileError(f"{self.source}: {error}") from error
            except (ValueError, RecursionError, OSError) as error:
                raise ImportFileError(f"{self.source} isn't JSON after record {place}: {_said(error)}.") from error


class _NotATableError(Exception):
    """JSON that is no table; the message says what it is instead."""


def flatten(record: Mapping[str, object]) -> Record:
    """The record with the values of objects in it beside its own: `owner.email`."""
    if not any(isinstance(value, (dict, list)) for value in record.values()):
        return dict(record)
    found: Record = {}
    _flatten(record, "", found, 0)
    return found


def _flatten(record: Mapping[str, object], prefix: str, found: Record, depth: int) -> None:
    for name, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            within = "" if _wraps(name, value) else f"{prefix}{name}."
            _flatten(value, within, found, depth + 1)
        elif isinstance(value, (dict, list)):
            found.setdefault(f"{prefix}{name}", _as_text(value))
        else:
            found.setdefault(f"{prefix}{name}", value)


def _wraps(name: str, value: dict[str, object]) -> bool:
    return name in _WRAPPERS and value.keys() != {"type", "url"}  # those are Salesforce's own of every record


def _as_text(value: object) -> str:
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        return ", ".join(str(each) for each in value if each is not None)
    return json.dumps(value, ensure_ascii=False)


def _said(error: Exception) -> str:
    """What is wrong, without the decoder's own count of characters: it is not the file's."""
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _in_lines(text: TextIOWrapper) -> Iterator[tuple[int, Mapping[str, object]]]:
    lines = iter(partial(text.readline, limits.LONGEST_LINE), "")
    for number, line in enumerate(lines, start=1):
        if len(line) == limits.LONGEST_LINE:
            raise _NotATableError(f"line {number} has more than {limits.LONGEST_LINE:,} characters.")
        if line.strip("\ufeff\x00\x1a \t\r\n"):
            try:
                value = json.loads(line.lstrip("\ufeff"), parse_constant=parse_constant)
            except (ValueError, RecursionError) as error:
                raise _NotATableError(f"line {number} isn't JSON: {_said(error)}.") from error
            yield number, _object(value, f"line {number}")


def _in_lists(stream: JsonStream, wanted: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The objects of one list; each object that holds no list of others is a record itself."""
    counted = 0
    while following := stream.peek():
        if following == "[":
            found = stream.elements()
        elif following == "{":
            found = _of_object(stream, wanted)
        else:
            raise _NotATableError(f"what follows record {counted} is no list and no object.")
        for each in found:
            counted += 1
            yield counted, _object(each, f"record {counted}")


def _of_object(stream: JsonStream, wanted: str) -> Iterator[object]:
    """The objects of the list that an object holds, or the object itself where it holds none."""
    own: Record = {}
    lists: list[str] = []
    for name in stream.names():
        if stream.begins_objects() and name == (wanted or name) and not lists:
            lists.append(name)
            yield from stream.elements()
        else:
            value = stream.value()
            own[name] = value
            if _is_list(value):
                lists.append(name)
    if wanted and wanted not in lists:
        raise _NotATableError(f"it has no list “{wanted}”, but {', '.join(lists) or 'none at all'}.")
    if wanted and wanted in own:
        yield from _listed(own[wanted])
    elif not wanted and len(lists) > 1:
        raise _NotATableError(f"it has several lists: choose one with --sheet {lists[0]} (of {', '.join(lists)}).")
    elif not lists:
        yield from _nested(own) or [own]


def _nested(own: Record, depth: int = 0) -> list[object]:
    """The list of objects somewhere inside, where there is only one."""
    lists = [value for value in own.values() if _is_list(value)]
    if not lists and depth < _DEEPEST:
        lists = [inner for value in own.values() if isinstance(value, dict) and (inner := _nested(value, depth + 1))]
    return _listed(lists[0]) if len(lists) == 1 else []


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _NotATableError(f'{where} is no object. Write objects, such as {{"name": "Acme"}}.')
    return value
