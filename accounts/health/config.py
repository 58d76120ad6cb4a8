"""Reads the health configuration: the shipped file, or another one, which is checked first."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from accounts.errors import HealthConfigError
from accounts.health.config_groups import fitting_groups, merged, override_ages
from accounts.health.rules import Rules, resolve_rules
from accounts.renewals.contract_terms import GRACE

RETIRED: Final = tuple(
    ("usage", key) for key in ("usual_zero", "usual_full", "trend_zero", "trend_full", "trend_counts", "few_days")
)
"""Settings of earlier versions that no longer count; a file that names them is read all the same."""

DEFAULT_FILE = "health.toml"


@dataclass(frozen=True, slots=True)
class HealthConfig:
    """The rules for every account, by its segment and its age; and the days of grace after a contract's end."""

    base: Rules
    ages: tuple[int, ...] = ()
    by_group: Mapping[tuple[str, int | None], Rules] = field(default_factory=dict)
    grace_days: int = GRACE

    def rules_for(self, segment: str, age: int | None) -> Rules:
        """The rules for an account of a segment, of an age in days (None: not known)."""
        stage = None if age is None else bisect_right(self.ages, age)
        known = self.by_group
        return known.get((segment.casefold(), stage)) or known.get(("", stage)) or self.base


def load_config(path: Path | str | None = None) -> HealthConfig:
    """The configuration in a file, or the shipped one. Raises `HealthConfigError` with a line for each fault."""
    return _shipped() if path is None else _read(Path(path).name, _text_of(Path(path)))


def configured(tables: Mapping[str, Mapping[str, Any]], text: str | None = None) -> HealthConfig:
    """The configuration of a file's text, or the shipped one, with what some tables say otherwise."""
    given = tomllib.loads(default_text() if text is None else text)
    merged = _over(given, tables)
    return _resolve("learned weights", merged)


def retired_settings(path: Path | str | None = None) -> list[str]:
    """What a file still names that no longer counts, as `usage.trend_zero`; it is passed over."""
    if path is None:
        return []
    tables = tomllib.loads(_text_of(Path(path)))
    places = [tables, *(each for each in tables.get("override", ()) if isinstance(each, dict))]
    return sorted({f"{name}.{key}" for each in places for name, key in RETIRED if key in _table(each, name)})


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def _without_retired(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables without what no longer counts, in overrides as well."""
    kept = {name: dict(each) if isinstance(each, dict) else each for name, each in tables.items()}
    for name, key in RETIRED:
        if isinstance(table := kept.get(name), dict):
            table.pop(key, None)
    if isinstance(overrides := kept.get("override"), list):
        stripped = [_without_retired(each) if isinstance(each, dict) else each for each in overrides]
        kept["override"] = [_without_empty(each) if isinstance(each, dict) else each for each in stripped]
    return kept


def _without_empty(override: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in override.items() if each != {} or name not in dict(RETIRED)}


def check_config(path: Path | str | None = None) -> list[str]:
    """The faults of a configuration file, a line each; none when it is sound."""
    try:
        _read(DEFAULT_FILE, default_text()) if path is None else load_config(path)
    except HealthConfigError as error:
        return str(error).splitlines()
    return []


@cache
def _shipped() -> HealthConfig:
    """The shipped configuration, which a test checks as any other."""
    return _with_groups(_examples())


@cache
def default_text() -> str:
    """The shipped file, which says what each number is."""
    return Path(__file__).with_name(DEFAULT_FILE).read_text(encoding="utf-8")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't text in UTF-8"
        raise HealthConfigError(
            f"{path} can't be read: {reason}. CS_HEALTH names a file such as the shipped {DEFAULT_FILE}; "
            "without it the shipped one is used."
        ) from error


def _read(name: str, text: str) -> HealthConfig:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = str(error)[:1].lower() + str(error)[1:]
        raise HealthConfigError(f"{name}: {fault}. A line looks like this: usage = 50") from error
    return _resolve(name, tables)


def _resolve(name: str, tables: Mapping[str, Any]) -> HealthConfig:
    from accounts.health.config_check import faults_of, faults_of_groups  # the shipped file needs no check

    tables = _over(_examples(), _without_retired(tables))
    if faults := faults_of(tables, _examples()) or faults_of_groups(tables, fitting_groups(tables), _examples()):
        raise HealthConfigError("\n".join(f"{name}: {fault}" for fault in faults))
    return _with_groups(tables)


def _over(shipped: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The shipped tables with what a file says otherwise: a file need only name what is other."""
    merged = dict(shipped)
    for name, value in given.items():
        known = shipped.get(name)
        merged[name] = {**known, **value} if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


@cache
def _examples() -> Mapping[str, Any]:
    return tomllib.loads(default_text())


def _with_groups(tables: Mapping[str, Any]) -> HealthConfig:
    """Works out the rules of every group of accounts."""
    by_group = {group: resolve_rules(merged(tables, fitting)) for group, fitting in fitting_groups(tables).items()}
    return HealthConfig(by_group["", None], override_ages(tables), by_group, tables["arr"]["grace_days"])
