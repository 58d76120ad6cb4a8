"""The file of sources: read, checked, and put in the order in which they need each other."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sources.errors import SourcesFileError
from sources.model import Source
from sources.readers import READERS
from sources.secrets import holds_secret

EXAMPLE: Final = '[crm]\nkind = "accounts"\nfrom = "folder"\nfiles = "exports/accounts*.csv"\nevery = "30m"'
_EXAMPLES: Final[dict[str, Any]] = {
    "kind": "accounts",
    "every": "30m",
    "at": "06:30 Europe/Berlin weekdays",
    "stale_after": "26h",
    "unknown_after": "7d",
    "needs": ["crm"],
    "columns": {"Account Name": "name"},
    "values": {"status": {"Pending": "active"}},
    "tool": "zendesk",
    "currency": "EUR",
    "dates": "day-first",
    "decimals": "comma",
    "survey": "nps",
    "accept": ["zero"],
    "beside_sample": True,
    "skip_bad": True,
    "full": True,
    "gone_after": 3,
}


def load_sources(path: Path) -> tuple[Source, ...]:
    """The sources of a file, each after those it needs. Raises `SourcesFileError` with a line for each fault."""
    text = _read(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourcesFileError(f"{path.name} is no TOML: {error}. A source looks so:\n{EXAMPLE}") from None
    return parse_sources(tables, text, path)


def parse_sources(tables: Mapping[str, Any], text: str, path: Path) -> tuple[Source, ...]:
    """The sources of a file that was read."""
    faults = list(_secrets(text, path.name))
    if faults:
        raise SourcesFileError("\n".join(faults))
    found: list[Source] = []
    for name, settings in tables.items():
        try:
            found.append(_source(name, settings, path))
        except ValidationError as error:
            example = _examples(settings)
            faults += [_fault(fault, name, text, path.name, example) for fault in _errors(error)]
        except ValueError as error:
            faults.append(f"{path.name}, line {_line(text, name)}: {name} {error}")
    faults += _missing_needs(found, tables, text, path.name)
    if faults:
        raise SourcesFileError("\n".join(faults))
    return _ordered(found, path.name)


def source_text(name: str, settings: Mapping[str, object]) -> str:
    """A source as it stands in the file."""
    return "\n".join((f"[{name}]", *(_toml(key, value) for key, value in settings.items()), ""))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourcesFileError(
            f"There is no file {path}. cs sources add writes the first source into it, or write one:\n{EXAMPLE}"
        ) from None
    except OSError as error:
        raise SourcesFileError(f"{path} can't be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise SourcesFileError(f"{path} can't be read: it is no text in UTF-8.") from None


def _secrets(text: str, file: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if holds_secret(line):
            yield (
                f"{file}, line {number}: a password or a token stands in a URL. Put the whole URL into a variable of "
                'the environment, and name that: "env:CRM_DATABASE"'
            )


def _source(name: str, settings: object, path: Path) -> Source:
    if not isinstance(settings, dict):
        raise ValueError(f"is no table. A source looks so:\n{EXAMPLE}")  # noqa: TRY004 - a fault of the file
    origin = settings.get("from")
    if origin not in READERS:
        known = ", ".join(READERS)
        near = get_close_matches(str(origin), READERS, n=1)
        said = f"“{origin}” is none of them{f', perhaps {near[0]}' if near else ''}" if origin else "it is missing"
        raise ValueError(f'says where it is read from, by from = one of {known}; {said}. For example: from = "folder"')
    given = {key: value for key, value in settings.items() if key != "from"}
    return READERS[origin](**given, name=name, folder=path.parent)


def _examples(settings: object) -> dict[str, Any]:
    origin = settings.get("from") if isinstance(settings, dict) else None
    return {**_EXAMPLES, **(READERS[origin].examples if origin in READERS else {})}


def _errors(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_input=False)


def _fault(fault: ErrorDetails, name: str, text: str, file: str, examples: Mapping[str, Any]) -> str:
    """`sources.toml, line 4: crm.every is …. For example: every = "30m"`."""
    key = str(fault["loc"][0]) if fault["loc"] else ""
    place = f"{file}, line {_line(text, name, key)}"
    if key == "name":
        return f'{place}: a source is called by a word in small letters, such as [crm], not "{name}"'
    what = f"{name}.{'.'.join(map(str, fault['loc']))}" if key else name
    example = f" For example: {_toml(key, examples[key])}" if key in examples and key != "full" else ""
    if not key:
        example = f" For example: {_toml('every', examples['every'])} or {_toml('at', examples['at'])}"
    return f"{place}: {what} {_said(fault, key, examples)}.{example}"


def _said(fault: ErrorDetails, key: str, examples: Mapping[str, Any]) -> str:
    match fault["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            near = get_close_matches(key, examples, n=1)
            return f"is not known{f'; {near[0]} is' if near else ''}"
        case "value_error":
            return str(fault["ctx"]["error"])
        case _:
            message = fault["msg"]
            return f"is wrong: {message[:1].lower()}{message[1:]}"


def _toml(key: str, value: object) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(_toml(_quoted(name), each) for name, each in value.items())
        return f"{key} = {{ {pairs} }}"
    return f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _line(text: str, name: str, key: str = "") -> int:
    """The line on which a source or one of its settings stands."""
    begin = 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*\"?([\w-]+)\"?\s*(?:\.\s*\"?([\w-]+)\"?\s*)?\]", line):
            if begin and header[1] != name:
                return begin
            if header[1] == name:
                begin = begin or number
                if key and header[2] == key:
                    return number
        elif begin and key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*[.=]", line):
            return number
    return begin or 1


def _missing_needs(found: Iterable[Source], tables: Mapping[str, Any], text: str, file: str) -> Iterator[str]:
    for source in found:
        for needed in source.needs:
            if needed not in tables:
                names = ", ".join(each for each in tables if each != source.name) or "no other one"
                yield (
                    f"{file}, line {_line(text, source.name, 'needs')}: {source.name} needs {needed}, "
                    f"and there is no such source: there is {names}"
                )


def _ordered(found: Iterable[Source], file: str) -> tuple[Source, ...]:
    by_name = {source.name: source for source in found}
    try:
        names = [*TopologicalSorter({each.name: each.needs for each in by_name.values()}).static_order()]
    except CycleError as error:
        raise SourcesFileError(f"{file}: sources need each other in a circle: {' → '.join(error.args[1])}") from None
    place = {name: number for number, name in enumerate(names)}
    return tuple(sorted(by_name.values(), key=lambda each: place[each.name]))
