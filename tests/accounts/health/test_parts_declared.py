"""A part of health is declared in several places: what one has and another lacks is named with its file."""

import re
import tomllib
from collections.abc import Container, Iterator
from pathlib import Path

import accounts.health
from accounts.health.config import default_text
from accounts.health.config_model import HealthFile, Override, Weights
from accounts.health.fit import LEARNED
from accounts.health.known_facts import PARTS_OF
from accounts.health.model import PARTS
from accounts.health.rules import Rules
from tests.cases import cases

FOLDER = Path(accounts.health.__file__).parent
ROOT = FOLDER.parent.parent
NO_PARTS = {"__init__", "phrases"}  # modules of the folder of parts that are none
NO_TABLES = {"weights", "bands", "arr", "override"}  # tables of the file of health that are no part's


def omissions(part: str) -> Iterator[str]:
    """The places that lack a part."""
    given = tomllib.loads(default_text())
    tables: dict[str, Container[str]] = {
        "HealthFile (Numbers) in config_model.py": HealthFile.model_fields,
        "Override in config_model.py": Override.model_fields,
        "Rules in rules.py": Rules.__dataclass_fields__,
        "health.toml": given,
    }
    weights: dict[str, Container[str]] = {
        "Weights in config_model.py": Weights.model_fields,
        "[weights] in health.toml": given["weights"],
    }
    wanted = weights | tables if any(part in each for each in tables.values()) else weights
    yield from (f"{place} doesn't name it" for place, names in wanted.items() if part not in names)
    if not (FOLDER / "parts" / f"{part}.py").exists():
        yield f"there is no parts/{part}.py"
    if part not in PARTS:
        yield "PartName in model.py doesn't name it"
    if part not in stored_columns():
        yield "the table score has no column of it: a migration adds one"
    if not re.search(
        rf"^\| {part} \| [0-9]+ % \|", (ROOT / "docs/health.md").read_text(encoding="utf-8"), re.MULTILINE
    ):
        yield "the table of docs/health.md has no row of it"


def stored_columns() -> set[str]:
    """The columns of the table of scores, as the newest migration leaves it."""
    newest = max((ROOT / "tests/accounts/schemas").glob("*.sql"))
    (table,) = re.findall(r"^CREATE TABLE score\((.*)$", newest.read_text(encoding="utf-8"), re.MULTILINE)
    return set(re.findall(r"\b([a-z_]+) INTEGER\b", table))


def declared() -> list[str]:
    """The parts that any place names."""
    modules = {each.stem for each in (FOLDER / "parts").glob("*.py")} - NO_PARTS
    tables = {*HealthFile.model_fields, *tomllib.loads(default_text())} - NO_TABLES
    return sorted({*PARTS, *modules, *tables, *Weights.model_fields, *LEARNED, *PARTS_OF})


@cases("part", declared())
def test_a_part_that_one_place_names_is_named_by_all(part: str) -> None:
    lacks = [*omissions(part)]
    assert not lacks, f"{part} is no whole part of health (accounts/health): {'; '.join(lacks)}"


def test_weights_are_in_the_order_of_the_parts() -> None:
    assert (*Weights.model_fields,) == PARTS
