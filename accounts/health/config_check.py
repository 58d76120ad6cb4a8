"""Checks a health configuration that isn't the shipped one, and words its faults."""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from accounts.health.config_groups import Group, Override, merged
from accounts.health.config_model import HealthFile, Numbers

Location = tuple[int | str, ...]


def faults_of(tables: Mapping[str, Any], examples: Mapping[str, Any]) -> list[str]:
    """A line for each fault of the tables of a file; examples are those of a file that is sound."""
    try:
        HealthFile.model_validate(tables)
    except ValidationError as error:
        return [*_lines(error, examples)]
    return []


def faults_of_groups(
    tables: Mapping[str, Any], groups: Mapping[Group, list[Override]], examples: Mapping[str, Any]
) -> list[str]:
    """The same of what the overrides make of them for every group of accounts, so that no fault waits for an account
    that meets it.
    """
    faults: dict[str, None] = {}
    for fitting in groups.values():
        try:
            if fitting:
                Numbers.model_validate(merged(tables, fitting))
        except ValidationError as error:
            faults |= dict.fromkeys(f"{_named(tables, fitting)}: {line}" for line in _lines(error, examples))
    return [*faults]


def _named(tables: Mapping[str, Any], overrides: Iterable[Override]) -> str:
    """The overrides by their names, else by their numbers."""
    numbers = {id(each): n for n, each in enumerate(tables["override"], 1)}
    return " with ".join(each.get("name") or f"override {numbers[id(each)]}" for each in overrides)


def _lines(error: ValidationError, examples: Mapping[str, Any]) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        yield _line(fault, examples)


def _line(fault: ErrorDetails, examples: Mapping[str, Any]) -> str:
    place, kind = fault["loc"], fault["type"]
    name = _name(place)
    if kind == "missing":
        return f"{name} is missing.{_example(place, examples)}"
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return f"{name} is not known{_nearest(place, examples)}."
    if kind == "value_error":
        return f"{name} {fault['ctx']['error']}.{_example(place, examples)}"
    return f"{name} is {_shown(fault['input'])}: {_must(fault)}.{_example(place, examples)}"


def _must(fault: ErrorDetails) -> str:
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "int_type" | "int_from_float" | "int_parsing":
            return "it must be a whole number"
        case "greater_than_equal":
            return f"it must be {limits['ge']} or more"
        case "less_than_equal":
            return f"it must be {limits['le']} or less"
        case "too_long" | "too_short" | "tuple_type":
            return "it must be a list of two scores, the first and the last"
        case "model_type" | "model_attributes_type" | "dataclass_type" | "dict_type":
            return "it must be a table"
        case _:
            message = fault["msg"]
            return message[:1].lower() + message[1:]


def _name(place: Location) -> str:
    """`weights.usage`; the second override is `override 2`, and an end of a band belongs to the band."""
    words = [*place]
    if words[:1] == ["override"] and len(words) > 1:
        words[:2] = [f"override {int(words[1]) + 1}"]
    return ".".join(str(word) for word in words if isinstance(word, str)) or "the file"


def _shown(value: object) -> str:
    try:
        shown = json.dumps(value, ensure_ascii=False)
    except TypeError:
        shown = str(value)
    return shown if len(shown) < 60 else f"{shown[:57]}…"


def _example(place: Location, examples: Mapping[str, Any]) -> str:
    found: Any = examples
    key = ""
    for word in place:
        if not isinstance(word, str) or not isinstance(found, Mapping) or word not in found:
            break
        key, found = word, found[word]
    if not key or key == "override":
        return ""
    if isinstance(found, Mapping):
        return f" For example: [{key}] " + ", ".join(f"{name} = {_shown(value)}" for name, value in found.items())
    return f" For example: {key} = {_shown(found)}"


def _nearest(place: Location, examples: Mapping[str, Any]) -> str:
    """What an unknown key was perhaps meant to be."""
    known: Any = examples
    for word in place[:-1]:
        known = known.get(word, {}) if isinstance(known, Mapping) and isinstance(word, str) else {}
    if place[:1] == ("override",):
        known = ("name", "segments", "younger_than", "from_age", "weights", *examples)
    near = get_close_matches(str(place[-1]), [str(each) for each in known], n=1)
    return f"; {near[0]} is" if near else ""
