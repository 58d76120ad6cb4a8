"""The groups of accounts for which a health configuration says something else, by segment and by age."""

from collections.abc import Iterable, Mapping
from typing import Any

Override = Mapping[str, Any]
Group = tuple[str, int | None]
"""A segment in lower case, or none; and the number of a stretch of ages, or none where the age isn't known."""


def fitting_groups(tables: Mapping[str, Any]) -> dict[Group, list[Override]]:
    """The overrides that are for the accounts of each group: a segment (in lower case) or none, and a stretch of ages
    by its number or none.
    """
    overrides = [*tables.get("override", ())]
    segments = {"", *(segment.casefold() for each in overrides for segment in each.get("segments", ()))}
    stages = [(None, None), *enumerate((0, *override_ages(tables)))]
    return {
        (segment, stage): [each for each in overrides if _fits(each, segment, age)]
        for segment in sorted(segments)
        for stage, age in stages
    }


def override_ages(tables: Mapping[str, Any]) -> tuple[int, ...]:
    """The days on which other overrides begin to hold."""
    overrides = tables.get("override", ())
    return tuple(
        sorted({age for each in overrides for name in ("younger_than", "from_age") if (age := each.get(name))})
    )


def _fits(override: Override, segment: str, age: int | None) -> bool:
    """Whether it is for the accounts of a segment (in lower case) and an age."""
    segments = override.get("segments", ())
    if segments and segment not in {each.casefold() for each in segments}:
        return False
    younger, oldest = override.get("younger_than"), override.get("from_age")
    if younger is None and oldest is None:
        return True
    return age is not None and (oldest or 0) <= age and (younger is None or age < younger)


def merged(tables: Mapping[str, Any], overrides: Iterable[Override]) -> dict[str, dict[str, Any]]:
    """The tables with what the overrides change, the later ones last."""
    found = {name: dict(table) for name, table in tables.items() if name not in {"override", "arr"}}
    for each in overrides:
        for name, changed in each.items():
            if isinstance(changed, dict):
                found[name] |= changed
    return found
