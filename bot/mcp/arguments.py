"""Arguments of an MCP tool: checked, and written as the request that people type."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from bot.parsing.grammar import nearest_word
from bot.registry import Parameter

LONGEST, LONGEST_MESSAGE = 2_000, 40_000  # characters of a text, and of somebody's message
SHOWN = 60  # characters of a wrong value that are repeated
MOST_VALUES = 10_000  # of a list
_DIGITS = re.compile(r"[+-]?\d{1,15}")


class ArgumentError(Exception):
    """An argument that can't be taken; `argument` is its name, empty where it is about all of them."""

    def __init__(self, message: str, argument: str = "") -> None:
        super().__init__(message)
        self.argument = argument


def request_text(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> str:
    """The text of the request that the arguments make. Raises `ArgumentError`."""
    check_names(given, [each.name for each in parameters])
    return " ".join(_words(parameters, given))


def check_names(given: Iterable[str], known: Sequence[str]) -> None:
    """Returns when every name is known: one that is misspelt would silently ask for something else.

    Raises `ArgumentError`.
    """
    for name in given:
        if name not in known:
            near = nearest_word(name, known)
            meant = f" Did you mean {near[0]}?" if near else ""
            there = f"There are: {', '.join(known)}." if known else "It takes none."
            raise ArgumentError(f"There is no argument {_shown(name)}.{meant} {there}", name[:SHOWN])


def _words(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> Iterator[str]:
    for each in parameters:
        value = given.get(each.name)
        if value is None or value == "":
            if each.required:
                raise ArgumentError(f"{each.name} is missing: {_lowered(each.description)}.", each.name)
            continue
        yield each.words.format(_value(each, value))


def _value(parameter: Parameter, value: object) -> str:
    if parameter.kind == "number":
        return str(_number(parameter, value))
    if isinstance(value, bool) or not (isinstance(value, str | int) or (isinstance(value, float) and isfinite(value))):
        raise ArgumentError(f"{parameter.name} is a text, not {_shown(value)}.", parameter.name)
    text = _text(parameter, str(value))
    if parameter.kind == "day":
        return _day(parameter, text)
    if parameter.choices and text.casefold() not in parameter.choices:
        choices = ", ".join(parameter.choices)
        raise ArgumentError(f"{parameter.name} is one of {choices}, not {_shown(text)}.", parameter.name)
    return text


def _text(parameter: Parameter, text: str) -> str:
    """The text without what would end the quotes that it stands in, and without what no text has on PostgreSQL."""
    text = text.replace("\0", "")
    most = LONGEST_MESSAGE if parameter.long else LONGEST
    if len(text) > most:
        raise ArgumentError(f"{parameter.name} has {len(text):,} characters, and may have {most:,}.", parameter.name)
    return text.replace('"', "'") if '"' in parameter.words else text


def _number(parameter: Parameter, value: object) -> int:
    whole = isinstance(value, str) and _DIGITS.fullmatch(value.strip())
    exact = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15 and value == int(value)
    if not (whole or exact):
        raise ArgumentError(f"{parameter.name} is a whole number, not {_shown(value)}.", parameter.name)
    number = int(value)  # type: ignore[call-overload]  # one of the two
    if not parameter.least <= number <= parameter.most:
        limits = f"from {parameter.least} to {parameter.most:,}"
        raise ArgumentError(f"{parameter.name} is {limits}, not {number}.", parameter.name)
    return int(number)


def _day(parameter: Parameter, text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        message = f"{parameter.name} is a day such as 2026-06-15, not {_shown(text)}."
        raise ArgumentError(message, parameter.name) from None


def metric_value(name: str, value: object) -> str:
    """A metric's argument as it is typed: 100000, “100k”, “5 %”, or several of them. Raises `ArgumentError`."""
    if isinstance(value, list) and len(value) <= MOST_VALUES:
        return " ".join(metric_value(name, each) for each in value)
    if isinstance(value, str) and len(value) <= LONGEST_MESSAGE:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and Decimal(str(value)).is_finite():
        return format(Decimal(str(value)), "f")
    raise ArgumentError(f"{name} is a number or a text such as 100k, not {_shown(value)}.", name)


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def _lowered(description: str) -> str:
    return description[0].lower() + description[1:]
