"""Settings out of the environment, as of `bot/configuration/environment.py`, without pydantic.

That takes longer to import than most answers to give, and every answer about accounts needs those of the store.
"""

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, dataclass_transform

_WHOLE = r"\s*([+-]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?\s*"


class FaultySettingsError(ValueError):
    """Settings that can't be right, by their names, with what is wrong with each."""

    def __init__(self, faults: Mapping[str, ValueError]) -> None:
        super().__init__(", ".join(faults))
        self.faults = tuple(faults.items())


class Setting(NamedTuple):
    """What makes the value of what is given, which raises `ValueError`; and what makes it where nothing is."""

    read: Callable[[Any], object]
    default: Callable[[], object]


def setting(
    read: Callable[[Any], object], *, default: object = None, default_factory: Callable[[], object] | None = None
) -> Any:  # noqa: ANN401  whatever the setting is declared to be
    """Declares a setting."""
    return Setting(read, default_factory or (lambda: default))


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(setting,))
class PlainSettings:
    """Settings whose values are those given, else those of the environment; a blank variable counts as not set."""

    def __init__(self, **given: object) -> None:
        """Raises `FaultySettingsError`."""
        environment = {name.lower(): value for name, value in os.environ.items() if value.strip()}
        known = environment | given
        faults: dict[str, ValueError] = {}
        for name, declared in vars(type(self)).items():
            if isinstance(declared, Setting):
                value = known.get(name)
                try:
                    vars(self)[name] = declared.default() if value is None else declared.read(value)
                except ValueError as error:
                    faults[name] = error
        if faults:
            raise FaultySettingsError(faults)

    def __setattr__(self, name: str, value: object) -> None:
        """Raises `AttributeError`: settings don't change."""
        raise AttributeError(f"{name} can't be set")


def matching(pattern: str) -> Callable[[str], str]:
    """What reads a text that matches a pattern as a whole."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError("it doesn't have that form")
        return text

    return read


def choice(*allowed: str) -> Callable[[str], str]:
    """What reads one of some words."""

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"it is none of {', '.join(allowed)}")
        return text

    return read


def whole_number(least: int, most: int | None = None) -> Callable[[int | str], int]:
    """What reads a whole number within limits."""

    def read(given: int | str) -> int:
        found = re.fullmatch(_WHOLE, str(given))
        number = int(found[1]) if found else least - 1
        if number < least or (most is not None and number > most):
            raise ValueError("it is no whole number within its limits")
        return number

    return read
