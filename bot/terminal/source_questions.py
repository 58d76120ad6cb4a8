"""`cs sources add`: a source made by asking for its settings, checked as it will be read, and written into the file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from accounts.kinds import KINDS
from bot.terminal.output import say
from sources.errors import SourcesFileError
from sources.file import load_sources, parse_sources
from sources.model import LISTS, Source
from sources.readers import READERS
from sources.secrets import holds_secret
from sources.timing import parse_at, parse_duration
from sources.toml_text import source_text
from store.private_files import open_private

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

T = TypeVar("T")


def add_source(path: Path) -> str:
    """Asks, and adds a source to the file. Returns its name. Raises `SourcesFileError` when the file is wrong."""
    known = load_sources(path) if path.exists() else ()
    taken = {source.name for source in known}
    name = _asked("What is it called (a word such as crm)", lambda text: _free(text, taken))
    settings: dict[str, object] = {"kind": click.prompt("What are its rows", type=click.Choice([*KINDS]))}
    origin = click.prompt("Where is it read from", type=click.Choice(_origins(str(settings["kind"]))))
    settings["from"] = origin
    for field, declared in _own_fields(READERS[origin]).items():
        if (value := _setting(field, declared, READERS[origin].examples)) not in ("", None):
            settings[field] = value
    settings |= _schedule()
    if settings["kind"] in LISTS and not READERS[origin].lists_all:
        settings["full"] = click.confirm("Does each file list all there is, so that what it lacks may be gone")
    if taken and (needs := _needs(taken)):
        settings["needs"] = needs
    _write(path, name, settings)
    return name


def _origins(kind: str) -> list[str]:
    """The places that have rows of a kind: a service has some kinds, a file or a database any."""
    return [name for name, place in READERS.items() if kind in getattr(place, "listings", KINDS)]


def _own_fields(kind: type[Source]) -> "dict[str, FieldInfo]":
    """The settings to ask for: those of the place itself, not those of all files, and what it can't be read without."""
    return {
        name: field
        for name, field in kind.model_fields.items()
        if name in kind.__annotations__ or (field.is_required() and name not in Source.model_fields)
    }


def _setting(name: str, declared: "FieldInfo", examples: dict[str, Any]) -> object:
    """What is answered for a setting; an optional one may be left empty. A secret is never taken, only its name."""
    if declared.annotation not in {str, int}:
        return None  # a table or a list is written into the file
    shown = str(examples.get(name, ""))
    question = (
        f"{declared.description}{f', such as {shown}' if shown and shown not in str(declared.description) else ''}"
    )
    if declared.is_required():
        return _asked(question, _without_secret)
    answer = _asked(f"{question} (Enter for none)", _without_secret, default="")
    return int(answer) if answer and declared.annotation is int else answer


def _asked(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """The answer, asked for again until it can be read."""
    while True:
        answer = str(click.prompt(question, default=default, show_default=False)).strip()
        try:
            return read(answer)
        except ValueError as error:
            say(f"That {error}.", err=True)


def _free(name: str, taken: set[str]) -> str:
    if name in taken:
        raise ValueError(f"is there already, beside {', '.join(sorted(taken))}")
    if not name[:1].isalpha() or not name.replace("-", "").replace("_", "").isalnum() or name != name.lower():
        raise ValueError("is no word in small letters")
    return name


def _without_secret(text: str) -> str:
    if holds_secret(text):
        raise ValueError("has a password or a token in it: put it into a variable, and name that, as env:CRM_DATABASE")
    return text


def _schedule() -> dict[str, object]:
    question = "How often, such as 30m, or when, such as 06:30 Europe/Berlin weekdays"
    return _asked(question, _timing, default="30m")


def _timing(text: str) -> dict[str, object]:
    try:
        parse_duration(text)
    except ValueError:
        parse_at(text)
        return {"at": text}
    return {"every": text}


def _needs(taken: set[str]) -> list[str]:
    question = f"Which are read before it ({', '.join(sorted(taken))}; Enter for none)"

    def read(text: str) -> list[str]:
        named = text.replace(",", " ").split()
        if unknown := [each for each in named if each not in taken]:
            raise ValueError(f"names {unknown[0]}, and there is {', '.join(sorted(taken))}")
        return named

    return _asked(question, read, default="")


def _write(path: Path, name: str, settings: dict[str, object]) -> None:
    """Adds it to the file, once all of it is sound. Raises `SourcesFileError`."""
    import tomllib

    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    text = f"{before.rstrip()}\n\n{source_text(name, settings)}".lstrip("\n")
    parse_sources(tomllib.loads(text), text, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        with open_private(part) as file:
            file.write(text)
        part.replace(path)
    except OSError as error:
        raise SourcesFileError(f"{path} can't be written: {error.strerror}.") from None
