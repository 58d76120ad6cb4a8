"""The configuration of health: read from a TOML file, and checked for every kind of account that it speaks of."""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from accounts.errors import HealthConfigError
from accounts.health.faults import in_words
from accounts.health.rules import Rules, rules
from accounts.health.tables import HealthFile, Numbers, Override

SHIPPED = "health.toml"


@dataclass(frozen=True, slots=True)
class HealthConfig:
    """The rules for every account, by its segment and its age."""

    base: Rules
    ages: tuple[int, ...] = ()
    by_group: Mapping[tuple[str, int | None], Rules] = field(default_factory=dict)

    def rules_for(self, segment: str, age: int | None) -> Rules:
        """The rules for an account of a segment, of an age in days (None: not known)."""
        stage = None if age is None else bisect_right(self.ages, age)
        known = self.by_group
        return known.get((segment.casefold(), stage)) or known.get(("", stage)) or self.base


def load_config(path: Path | str | None = None) -> HealthConfig:
    """The configuration in a file, or the shipped one. Raises `HealthConfigError` with a line for each fault."""
    return _shipped() if path is None else _read(Path(path).name, _text_of(Path(path)))


def check(path: Path | str | None = None) -> list[str]:
    """The faults of a configuration file, a line each; none when it is sound."""
    try:
        load_config(path)
    except HealthConfigError as error:
        return str(error).splitlines()
    return []


@cache
def _shipped() -> HealthConfig:
    return _read(SHIPPED, shipped_text())


@cache
def shipped_text() -> str:
    """The shipped file, which says what each number is."""
    return (files("accounts.health") / SHIPPED).read_text(encoding="utf-8")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't text in UTF-8"
        raise HealthConfigError(
            f"{path} can't be read: {reason}. CS_HEALTH names a file such as the shipped {SHIPPED}; "
            "without it the shipped one is used."
        ) from error


def _read(name: str, text: str) -> HealthConfig:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = str(error)[:1].lower() + str(error)[1:]
        raise HealthConfigError(f"{name}: {fault}. A line looks like this: usage = 35") from error
    try:
        file = HealthFile.model_validate(tables := _over(_examples(), tables))
    except ValidationError as error:
        raise HealthConfigError("\n".join(f"{name}: {line}" for line in in_words(error, _examples()))) from None
    return _with_groups(name, tables, file)


def _over(shipped: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The shipped tables with what a file says otherwise: a file need only name what is other."""
    merged = dict(shipped)
    for name, value in given.items():
        known = shipped.get(name)
        merged[name] = {**known, **value} if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


def _examples() -> Mapping[str, Any]:
    return tomllib.loads(shipped_text())


def _with_groups(name: str, tables: Mapping[str, Any], file: HealthFile) -> HealthConfig:
    """Works out the rules of every group of accounts, so that no fault waits for an account that meets it."""
    ages = tuple(sorted({age for each in file.override for age in (each.younger_than, each.from_age) if age}))
    groups: dict[tuple[str, int | None], Rules] = {}
    faults: dict[str, None] = {}
    for segment, stage, age in _groups(file.override, ages):
        fitting = [(n, each) for n, each in enumerate(file.override, 1) if each.fits(segment, age)]
        try:
            groups[segment, stage] = rules(Numbers.model_validate(_merged(tables, (each for _, each in fitting))))
        except ValidationError as error:
            whose = " with ".join(each.name or f"override {n}" for n, each in fitting)
            faults |= dict.fromkeys(f"{name}: {whose}: {line}" for line in in_words(error, _examples()))
    if faults:
        raise HealthConfigError("\n".join(faults))
    return HealthConfig(groups["", None], ages, groups)


def _groups(overrides: tuple[Override, ...], ages: tuple[int, ...]) -> Iterator[tuple[str, int | None, int | None]]:
    """Every segment named, and none of them, with every stretch of ages: its number and an age in it."""
    segments = {"", *(segment.casefold() for each in overrides for segment in each.segments)}
    for segment in sorted(segments):
        yield segment, None, None
        yield from ((segment, stage, age) for stage, age in enumerate((0, *ages)))


def _merged(tables: Mapping[str, Any], overrides: Iterable[Override]) -> dict[str, Any]:
    """The tables with what the overrides change, the later ones last."""
    merged = {name: dict(table) for name, table in tables.items() if name != "override"}
    for each in overrides:
        for name, changed in each.changes.items():
            merged[name] |= changed
    return merged
