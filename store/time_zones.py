"""The rules of the time zones: those of the machine or of the tzdata package, whichever are newer."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

PACKAGE = "tzdata"
UNKNOWN = "UTC"
_LOCAL = Path("/etc/localtime")
_VERSION = re.compile(r"\b(\d{4})([a-z]+)\b")
_SAYS_VERSION = ("+VERSION", "tzdata.zi")  # as macOS and the BSDs have it, and as Linux does


@dataclass(frozen=True, slots=True)
class ZoneFiles:
    """Compiled zone files in `root`, and their version such as 2026f, empty where they don't say one."""

    name: str
    version: str
    root: Traversable

    @property
    def age(self) -> tuple[str, int, str]:
        """Sorts as their versions do: 2025z comes before 2025za and 2026a, and an unknown version before all."""
        found = _VERSION.fullmatch(self.version)
        return (found[1], len(found[2]), found[2]) if found else ("", 0, "")

    def read(self, zone: str) -> ZoneInfo | None:
        """The zone of a name; None where there is no such file. Raises `ValueError` for one of another sort."""
        parts = zone.split("/")
        if not all(parts) or {".", ".."} & set(parts) or "\\" in zone:
            return None
        file = self.root.joinpath(*parts)
        if not file.is_file():
            return None
        with file.open("rb") as content:
            return ZoneInfo.from_file(content, key=zone)


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """The files that the zones are read from, the newest first; a zone that those lack is read from the next."""

    files: tuple[ZoneFiles, ...]

    def zone(self, name: str) -> ZoneInfo:
        """The zone of a name. Raises `ZoneInfoNotFoundError`, `ValueError` or `OSError` when it can't be read."""
        for each in self.files:
            if (found := each.read(name)) is not None:
                return found
        raise ZoneInfoNotFoundError(f"No time zone is called {name}")

    def __str__(self) -> str:
        if not self.files:
            return "no zone files"
        first, *others = (f"{each.version or 'unknown version'} ({each.name})" for each in self.files)
        return f"{first}; not used: {', '.join(others)}" if others else first


def find_rules(folders: Iterable[str] = TZPATH) -> ZoneRules:
    """The rules to go by, with folders of the system in the order in which they are searched.

    Of two equally old ones the package's are taken, and rather than those of a system that don't say how old they are.
    """
    found = [*_package(), *_system(folders)]
    return ZoneRules(tuple(sorted(found, key=lambda each: each.age, reverse=True)))


def _package() -> Sequence[ZoneFiles]:
    try:
        package = import_module(PACKAGE)
    except ImportError:
        return ()
    root = resources.files(PACKAGE).joinpath("zoneinfo")
    return (ZoneFiles("tzdata package", str(getattr(package, "IANA_VERSION", "")), root),)


def _system(folders: Iterable[str]) -> Sequence[ZoneFiles]:
    there = [path for path in map(Path, folders) if path.is_dir() and any(path.iterdir())]
    return tuple(ZoneFiles("system", _version(path), path) for path in there)


def _version(folder: Path) -> str:
    for name in _SAYS_VERSION:
        if (path := folder / name).is_file():
            with path.open(encoding="utf-8", errors="replace") as content:
                if found := _VERSION.search(content.readline()):
                    return found[0]
    return ""


@cache
def zone_rules() -> ZoneRules:
    """The rules that this process goes by, chosen once."""
    return find_rules()


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of a name by the newest rules there are. Raises as `ZoneRules.zone` does."""
    return zone_rules().zone(name)


def machine_zone() -> str:
    """The name of the machine's own zone, such as Europe/Berlin; UTC where it can't be told."""
    linked = _LOCAL.resolve().as_posix().partition("/zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").removeprefix(":"), linked.removeprefix("posix/")):
        try:
            if name:
                return str(zone(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return UNKNOWN
