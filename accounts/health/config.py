"""Reads and checks the health configuration, and words its errors."""

import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from accounts.errors import HealthConfigError
from accounts.health.config_model import HealthFile, Numbers, Override
from accounts.health.rules import Rules, resolve_rules
from accounts.renewals.contract_terms import GRACE

Location = tuple[int | str, ...]


def describe_error(error: ValidationError, examples: Mapping[str, Any]) -> Iterator[str]:
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
        load_config(path)
    except HealthConfigError as error:
        return str(error).splitlines()
    return []


@cache
def _shipped() -> HealthConfig:
    return _read(DEFAULT_FILE, default_text())


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
    tables = _without_retired(tables)
    try:
        file = HealthFile.model_validate(tables := _over(_examples(), tables))
    except ValidationError as error:
        raise HealthConfigError("\n".join(f"{name}: {line}" for line in describe_error(error, _examples()))) from None
    return _with_groups(name, tables, file)


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


def _with_groups(name: str, tables: Mapping[str, Any], file: HealthFile) -> HealthConfig:
    """Works out the rules of every group of accounts, so that no fault waits for an account that meets it."""
    ages = tuple(sorted({age for each in file.override for age in (each.younger_than, each.from_age) if age}))
    groups: dict[tuple[str, int | None], Rules] = {}
    faults: dict[str, None] = {}
    for segment, stage, age in _groups(file.override, ages):
        fitting = [(n, each) for n, each in enumerate(file.override, 1) if each.fits(segment, age)]
        if not fitting:
            groups[segment, stage] = resolve_rules(file)
            continue
        try:
            groups[segment, stage] = resolve_rules(
                Numbers.model_validate(_merged(tables, (each for _, each in fitting)))
            )
        except ValidationError as error:
            whose = " with ".join(each.name or f"override {n}" for n, each in fitting)
            faults |= dict.fromkeys(f"{name}: {whose}: {line}" for line in describe_error(error, _examples()))
    if faults:
        raise HealthConfigError("\n".join(faults))
    return HealthConfig(groups["", None], ages, groups, file.arr.grace_days)


def _groups(overrides: tuple[Override, ...], ages: tuple[int, ...]) -> Iterator[tuple[str, int | None, int | None]]:
    """Every segment named, and none of them, with every stretch of ages: its number and an age in it."""
    segments = {"", *(segment.casefold() for each in overrides for segment in each.segments)}
    for segment in sorted(segments):
        yield segment, None, None
        yield from ((segment, stage, age) for stage, age in enumerate((0, *ages)))


def _merged(tables: Mapping[str, Any], overrides: Iterable[Override]) -> dict[str, Any]:
    """The tables with what the overrides change, the later ones last."""
    merged = {name: dict(table) for name, table in tables.items() if name not in {"override", "arr"}}
    for each in overrides:
        for name, changed in each.changes.items():
            merged[name] |= changed
    return merged
