"""What is wrong with a configuration file, in words: the key, what it is, what it must be, and one that works."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]


def in_words(error: ValidationError, examples: Mapping[str, Any]) -> Iterator[str]:
    """A line for each fault; examples are the same keys in a file that is sound."""
    for fault in error.errors(include_url=False):
        yield _line(fault, examples)


def _line(fault: ErrorDetails, examples: Mapping[str, Any]) -> str:
    place, kind = fault["loc"], fault["type"]
    name = _name(place)
    if kind == "missing":
        return f"{name} is missing.{_example(place, examples)}"
    if kind == "extra_forbidden":
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
        case "model_type" | "model_attributes_type" | "dict_type":
            return "it must be a table"
        case _:
            message = fault["msg"]
            return message[:1].lower() + message[1:]


def _name(place: Place) -> str:
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


def _example(place: Place, examples: Mapping[str, Any]) -> str:
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


def _nearest(place: Place, examples: Mapping[str, Any]) -> str:
    """What an unknown key was perhaps meant to be."""
    known: Any = examples
    for word in place[:-1]:
        known = known.get(word, {}) if isinstance(known, Mapping) and isinstance(word, str) else {}
    if place[:1] == ("override",):
        known = ("name", "segments", "younger_than", "from_age", "weights", *examples)
    near = get_close_matches(str(place[-1]), [str(each) for each in known], n=1)
    return f"; {near[0]} is" if near else ""
