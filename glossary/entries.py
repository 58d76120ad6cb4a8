"""The tables of the curated files, with the line on which each stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from glossary.errors import GlossaryError
from glossary.model import Term
from glossary.overlays import Overlay
from glossary.sources import Source
from glossary.term_files import read_tables

_TERM = TypeAdapter(Term)
_SOURCE = TypeAdapter(Source)
_OVERLAY = TypeAdapter(Overlay)


@dataclass(frozen=True)
class Entry:
    """A table of a file, and the term or the source it makes."""

    path: Path
    text: str
    id: str
    table: dict[str, Any]

    @cached_property
    def term(self) -> Term:
        """The table as a validated term, its sources still ids. Raises pydantic's `ValidationError` when it is none."""
        return _TERM.validate_python({"category": self.path.stem, **self.table, "id": self.id})

    @cached_property
    def source(self) -> Source:
        """The table as a validated source. Raises pydantic's `ValidationError` when it is none."""
        return _SOURCE.validate_python({**self.table, "id": self.id})

    @property
    def is_overlay(self) -> bool:
        """Whether the table says something of a term instead of being one."""
        return not {"name", "definition"} & self.table.keys()

    @cached_property
    def word(self) -> Term | Overlay:
        """The table as a word of a team. Raises pydantic's `ValidationError` when it is none."""
        return _OVERLAY.validate_python({**self.table, "id": self.id}) if self.is_overlay else self.term

    def line(self, field: str = "") -> int:
        """The line, from 1, on which the table or one of its fields begins."""
        lines = self.text.splitlines()
        own = next((n for n, line in enumerate(lines) if line.strip() == f"[{self.id}]"), 0)
        for number, line in enumerate(lines[own + 1 :], own + 1):
            if line.startswith("[") and not line.startswith(f"[{self.id}."):
                break
            if field and re.match(rf"(?:\[{self.id}\.)?{field}\b", line):
                return number + 1
        return own + 1


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where."""

    path: Path
    line: int
    id: str
    message: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {f'[{self.id}] ' if self.id else ''}{self.message}"


Form = Literal["term", "source", "word"]


def read_entries(paths: list[Path], kind: Form) -> tuple[list[Entry], list[Problem]]:
    """The tables of the files, and what keeps them from being terms, sources, or words of a team."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            tables = read_tables(path)
        except GlossaryError as error:
            found = re.search(r"at line (\d+)", str(error))
            message = str(error).removeprefix(f"{path.name}: ")
            problems.append(Problem(path, int(found.group(1)) if found else 1, "", message))
            continue
        text = path.read_text(encoding="utf-8")
        entries += [Entry(path, text, id_, table) for id_, table in tables.items()]
    return entries, [*problems, *(problem for entry in entries for problem in _malformed(entry, kind))]


def problem_at(entry: Entry, field: str, message: str) -> Problem:
    """What is wrong with a field of an entry."""
    return Problem(entry.path, entry.line(field), entry.id, message, field)


def _malformed(entry: Entry, kind: Form) -> Iterator[Problem]:
    try:
        getattr(entry, kind)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            field = str(detail["loc"][0]) if detail["loc"] else ""
            fault = "it is missing" if detail["type"] == "missing" else detail["msg"]
            yield problem_at(entry, field, f"{field}: {fault}")
