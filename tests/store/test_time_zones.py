"""Digests come by the newest rules of time there are, whatever files the machine has."""

import os
import re
import struct
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from store.time_zones import find_rules

# The rules until 2025: clocks changed in western Canada, and Morocco stayed an hour ahead. Since then British Columbia,
# Alberta and Manitoba keep their summer time from November 2026, and Morocco its winter time from September 2026.
OLD = {
    "America/Vancouver": "PST8PDT,M3.2.0,M11.1.0",
    "America/Edmonton": "MST7MDT,M3.2.0,M11.1.0",
    "America/Winnipeg": "CST6CDT,M3.2.0,M11.1.0",
    "Africa/Casablanca": "<+01>-1",
}
NINE_BY_OLD = {"America/Vancouver": 17, "America/Edmonton": 16, "America/Winnipeg": 15, "Africa/Casablanca": 8}
NINE = {"America/Vancouver": 16, "America/Edmonton": 15, "America/Winnipeg": 14, "Africa/Casablanca": 9}
DECEMBER = datetime(2026, 12, 1, 9)  # noqa: DTZ001  the same local time in each zone


def zone_file(rule: str) -> bytes:
    """A compiled zone file (RFC 9636) that has no transitions, only a rule for all time."""
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    local_type = struct.pack(">lbb", 0, 0, 0) + b"LMT\0"
    return header + local_type + header + local_type + b"\n" + rule.encode() + b"\n"


@pytest.fixture
def old_files(tmp_path: Path) -> Path:
    """A folder of old zone files, as a system has it."""
    (tmp_path / "tzdata.zi").write_text("# version 2025b\n# This zic input file is in the public domain.\n")
    for name, rule in OLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(zone_file(rule))
    return tmp_path


@pytest.mark.parametrize("zone", OLD)
def test_older_files_of_the_system_move_no_digest(old_files: Path, zone: str) -> None:
    rules = find_rules([str(old_files)])
    assert DECEMBER.replace(tzinfo=rules.zone(zone)).astimezone(UTC).hour == NINE[zone]
    version = import_module("tzdata").IANA_VERSION
    assert str(rules) == f"{version} (tzdata package); not used: 2025b (system)"


@pytest.mark.parametrize("zone", OLD)
def test_newer_files_of_the_system_are_taken(old_files: Path, zone: str) -> None:
    (old_files / "tzdata.zi").rename(old_files / "+VERSION")
    (old_files / "+VERSION").write_text("2999a\n")
    rules = find_rules([str(old_files)])
    assert DECEMBER.replace(tzinfo=rules.zone(zone)).astimezone(UTC).hour == NINE_BY_OLD[zone]
    assert rules.zone("Europe/Berlin").key == "Europe/Berlin", "what they lack is read from the package"


def test_files_that_say_no_version_come_after_those_that_do(old_files: Path) -> None:
    (old_files / "tzdata.zi").unlink()
    rules = find_rules([str(old_files), "/no/such/folder"])
    assert [each.name for each in rules.files] == ["tzdata package", "system"]


@pytest.mark.parametrize("name", ["", "../passwd", "/etc/passwd", "America", "Europe/Berln", "tzdata.zi", "zone.tab"])
def test_what_is_no_zone_is_none(old_files: Path, name: str) -> None:
    with pytest.raises((KeyError, ValueError, OSError)):
        find_rules([str(old_files)]).zone(name)


@pytest.mark.processes
def test_a_process_on_a_machine_with_old_files_plans_digests_by_the_new_rules(old_files: Path) -> None:
    program = (
        "from datetime import date, time\n"
        "from accounts.digests.schedule import EVERY_DAY, Schedule\n"
        f"print([Schedule(time(9), EVERY_DAY, zone).instant(date(2026, 12, 1)).hour for zone in {list(OLD)}])"
    )
    environment = {**os.environ, "PYTHONTZPATH": str(old_files)}
    found = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str([NINE[zone] for zone in OLD])


def test_nothing_else_reads_a_zone_by_other_rules() -> None:
    sources = Path(__file__).parents[2]
    modules = [
        path
        for package in ("accounts", "bot", "curation", "sources", "store")
        for path in (sources / package).rglob("*.py")
    ]
    told = re.compile(r"from zoneinfo import .*\bZoneInfo\b|^import zoneinfo", re.MULTILINE)
    reading = {path.name for path in modules if told.search(path.read_text(encoding="utf-8"))}
    assert reading == {"time_zones.py"}
