"""Definitions of the figures about accounts: one text for docs/definitions.md and for the answer."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

FILE: Final = "definitions.toml"
_LIKE: Final = 0.6  # how like a name must be to what was asked


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure: what it is, its formula, what counts and what doesn't, and edge cases, in whole sentences.

    `answers` are the commands whose answers show it. The formula is empty for what is only counted.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    answers: tuple[str, ...]
    text: str
    formula: str
    counts: tuple[str, ...]
    leaves_out: tuple[str, ...]
    edges: tuple[str, ...]

    @property
    def lists(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What counts, what doesn't and edge cases, each with its heading; those that there are."""
        for heading, sentences in (
            ("Counts", self.counts),
            ("Doesn't count", self.leaves_out),
            ("Edge cases", self.edges),
        ):
            if sentences:
                yield heading, sentences


@cache
def load_definitions() -> Mapping[str, Definition]:
    """Returns the definitions by id, in the order of the page."""
    text = (files("accounts") / FILE).read_text(encoding="utf-8")
    return {id_: _definition(id_, table) for id_, table in tomllib.loads(text).items()}


def _definition(id_: str, table: Mapping[str, Any]) -> Definition:
    lists = {name: tuple(table[name]) for name in ("aliases", "answers", "counts", "leaves_out", "edges")}
    return Definition(id=id_, name=table["name"], text=table["text"], formula=table["formula"], **lists)


def find_definitions(text: str) -> tuple[Definition, ...]:
    """Returns the definition that a text names by id, name or alias, else those of the command's answer; or none."""
    asked = " ".join(text.casefold().replace("-", " ").split())
    found = load_definitions().values()
    for each in found:
        names = (each.id, each.name, *each.aliases)
        if asked in {" ".join(name.casefold().replace("-", " ").split()) for name in names}:
            return (each,)
    return tuple(each for each in found if asked in each.answers)


def similar_definitions(text: str, most: int = 5) -> tuple[Definition, ...]:
    """Returns the definitions that a text was perhaps meant for: by their names, or by what they say, likest first."""
    from difflib import SequenceMatcher

    asked = " ".join(text.casefold().replace("-", " ").split())
    ranked = []
    for each in load_definitions().values():
        names = [name.casefold().replace("-", " ") for name in (each.id, each.name, *each.aliases)]
        like = max(SequenceMatcher(None, asked, name).ratio() for name in names)
        said = " ".join((each.text, each.formula, *each.counts, *each.edges)).casefold()
        mentions = 1 + (asked in each.text.casefold()) if asked and asked in said else 0
        if like >= _LIKE or any(asked in name for name in names) or mentions:
            ranked.append((-like - mentions, each))
    return tuple(each for _, each in sorted(ranked, key=lambda one: one[0])[:most])


def markdown() -> Iterator[str]:
    """Yields the sections of docs/definitions.md."""
    for each in load_definitions().values():
        yield f'## <a id="{each.id}"></a>{each.name}\n\n{each.text}'
        if each.formula:
            yield f"`{each.formula}`"
        for heading, sentences in each.lists:
            yield f"{heading}:\n\n" + "\n".join(f"- {sentence}" for sentence in sentences)
