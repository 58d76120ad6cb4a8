"""Whether a value fits a schema, told in a hundredth of the time that jsonschema takes to find nothing wrong.

It knows the keywords that a schema made of TypeScript types has, and raises `KeyError` at any other one.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Fits = Callable[[Any], bool]
Schema = Mapping[str, Any]

_SILENT: Final = frozenset({"$schema", "$comment", "definitions", "deprecated"})  # they ask nothing of a value
_TYPES: Final[dict[str, Fits]] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


class Fitting:
    """The definitions of a schema as functions, each made at its first use."""

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions
        self._made: dict[str, Fits] = {}

    def named(self, name: str) -> Fits:
        """Returns whether a value fits a definition, which may be part of itself."""

        def itself(value: Any) -> bool:
            return self._made[name](value)

        if name not in self._made:
            self._made[name] = itself
            self._made[name] = self.of(self._definitions[name])
        return self._made[name]

    def of(self, schema: Schema) -> Fits:
        """Returns whether a value fits a schema. Beside a reference nothing else counts, as in draft 7."""
        if "$ref" in schema:
            return self.named(schema["$ref"].rpartition("/")[2])
        asked = [_RULES[keyword](self, schema) for keyword in schema if keyword not in _SILENT]
        return lambda value: all(each(value) for each in asked)


def _type(_: Fitting, schema: Schema) -> Fits:
    return _TYPES[schema["type"]]


def _const(_: Fitting, schema: Schema) -> Fits:
    return _one_of([schema["const"]])


def _enum(_: Fitting, schema: Schema) -> Fits:
    return _one_of(schema["enum"])


def _one_of(wanted: list[Any]) -> Fits:
    return lambda value: any(type(value) is type(each) and value == each for each in wanted)


def _required(_: Fitting, schema: Schema) -> Fits:
    names = schema["required"]
    return lambda value: not isinstance(value, dict) or all(name in value for name in names)


def _properties(fitting: Fitting, schema: Schema) -> Fits:
    known = {name: fitting.of(each) for name, each in schema["properties"].items()}
    return lambda value: (
        not isinstance(value, dict) or all(known[name](each) for name, each in value.items() if name in known)
    )


def _additional(fitting: Fitting, schema: Schema) -> Fits:
    known, other = schema.get("properties", {}), schema["additionalProperties"]
    fits: Fits = (lambda _: False) if other is False else fitting.of(other)
    return lambda value: (
        not isinstance(value, dict) or all(fits(each) for name, each in value.items() if name not in known)
    )


def _items(fitting: Fitting, schema: Schema) -> Fits:
    fits = fitting.of(schema["items"])
    return lambda value: not isinstance(value, list) or all(map(fits, value))


def _any_of(fitting: Fitting, schema: Schema) -> Fits:
    choices = [fitting.of(each) for each in schema["anyOf"]]
    return lambda value: any(fits(value) for fits in choices)


_RULES: Final[dict[str, Callable[[Fitting, Schema], Fits]]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "anyOf": _any_of,
}
