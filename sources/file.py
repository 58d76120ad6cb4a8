"""The file of sources: read, checked, and put in the order in which they need each other."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sources.errors import SourcesFileError
from sources.file_faults import fault_text
from sources.model import Source
from sources.readers import READERS
from sources.secrets import holds_secret
from sources.toml_text import line_of

EXAMPLE: Final = '[crm]\nkind = "accounts"\nfrom = "folder"\nfiles = "exports/accounts*.csv"\nevery = "30m"'


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
            faults += [fault_text(fault, name, settings, text, path.name) for fault in _errors(error)]
        except ValueError as error:
            faults.append(f"{path.name}, line {line_of(text, name)}: {name} {error}")
    faults += _missing_needs(found, tables, text, path.name)
    if faults:
        raise SourcesFileError("\n".join(faults))
    return _ordered(found, path.name)


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
    inner = next((key for key, value in settings.items() if isinstance(value, dict) and "from" in value), "")
    if inner and origin is None:
        raise ValueError(f"isn't a source but has some: each is a table of its own, [{inner}] and not [{name}.{inner}]")
    if not isinstance(origin, str) or origin not in READERS:
        known = ", ".join(READERS)
        near = get_close_matches(str(origin), READERS, n=1)
        said = f"“{origin}” is none of them{f', perhaps {near[0]}' if near else ''}" if origin else "it is missing"
        raise ValueError(f'says where it is read from, by from = one of {known}; {said}. For example: from = "folder"')
    given = {key: value for key, value in settings.items() if key != "from"}
    return READERS[origin](**given, name=name, folder=path.parent)


def _errors(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_input=False)


def _missing_needs(found: Iterable[Source], tables: Mapping[str, Any], text: str, file: str) -> Iterator[str]:
    for source in found:
        for needed in source.needs:
            if needed not in tables:
                names = ", ".join(each for each in tables if each != source.name) or "no other one"
                yield (
                    f"{file}, line {line_of(text, source.name, 'needs')}: {source.name} needs {needed}, "
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
