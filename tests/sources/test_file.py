"""The file of sources: what is wrong in it is named by file, line and setting, with an example that works."""

import tomllib
from pathlib import Path

import pytest

from accounts.kinds import KINDS
from sources import SourcesFileError, load_sources
from sources.file_faults import examples_of
from sources.readers import READERS
from sources.toml_text import source_text

GOOD = """[crm]
kind = "accounts"
from = "database"
url = "env:CRM_DATABASE"
query = "SELECT id, name FROM customers"
since = "updated_at"
every = "30m"
stale_after = "1d 2h"

[crm.columns]
"Account Name" = "name"

[contracts]
kind = "subscriptions"
from = "folder"
files = "exports/contracts-*.csv"
at = "06:30 Europe/Berlin weekdays"
needs = ["crm"]
"""


def load(folder: Path, text: str) -> list[str]:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return [source.name for source in load_sources(path)]


def faults(folder: Path, text: str) -> str:
    with pytest.raises(SourcesFileError) as raised:
        load(folder, text)
    return str(raised.value)


def test_sources_come_after_those_they_need(tmp_path: Path) -> None:
    crm, _, contracts = GOOD.partition("[contracts]")
    assert load(tmp_path, f"[contracts]{contracts}{crm}") == ["crm", "contracts"]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('every = "30m"', 'every = "soon"', "line 7: crm.every is a number and a unit, such as 30m, 26h or 2d. For ex"),
        ('every = "30m"', 'every = "5s"', "line 7: crm.every is a minute or longer"),
        (
            'every = "30m"',
            "",
            "line 1: crm says when it is read, by every or by at and not by both. For example: every",
        ),
        ('kind = "accounts"', 'kind = "people"', "line 2: crm.kind is one of accounts, subscriptions"),
        ('from = "database"', 'from = "data base"', "“data base” is none of them, perhaps database"),
        ('from = "database"', "", "line 1: crm says where it is read from, by from = one of"),
        ('query = "SELECT id, name FROM customers"', "", 'crm.query is missing. For example: query = "SELECT'),
        ("stale_after", "stale_afetr", "line 8: crm.stale_afetr is not known; stale_after is"),
        ('= "name"', '= "naem"', "line 10: crm.columns names the field naem, and accounts have"),
        (
            '"06:30 Europe/Berlin weekdays"',
            '"06:30"',
            "line 17: contracts.at is a time, a zone and days, such as 06:30",
        ),
        ('"06:30 Europe/Berlin weekdays"', '"06:30 Europe/Berlin mine"', "and nothing more: 06:30"),
        ('"06:30 Europe/Berlin weekdays"', '"26:30 Europe/Berlin"', "is no time of day"),
        (
            'needs = ["crm"]',
            'needs = ["crn"]',
            "line 18: contracts needs crn, and there is no such source: there is crm",
        ),
        ("[crm]", "[CRM]", 'line 1: a source is called by a word in small letters, such as [crm], not "CRM"'),
        ("[contracts]", "contracts", "sources.toml is no TOML"),
        ("kind =", "type =", "line 2: crm.type is not known; kind is"),
        ("every =", "interval =", "line 7: crm.interval is not known; every is"),
        ("since =", "password_file =", "not known; beside those of all sources there is query, since, url"),
        ('every = "30m"', "every = 30", "line 7: crm.every is a number and a unit"),
        ('every = "30m"', 'every = "99999999999d"', "line 7: crm.every is ten years at most"),
        ('at = "06:30 Europe/Berlin weekdays"', "at = 630", "line 17: contracts.at is a time, a zone and days"),
        ('from = "folder"', 'from = ["folder"]', "contracts says where it is read from"),
        ('needs = ["crm"]', 'needs = "crm"', 'contracts.needs is a list in brackets. For example: needs = ["crm"]'),
        ('needs = ["crm"]', 'currency = "euro"', "contracts.currency is no currency: write its three capital letters"),
        (
            'needs = ["crm"]',
            'accept = ["all"]',
            "kind or same. For example: accept",
        ),
        ("[contracts]", "[sources.contracts]", "each is a table of its own, [contracts] and not [sources.contracts]"),
        (
            'kind = "subscriptions"',
            'kind = "usage"\nfull = true',
            "contracts.full is for accounts, subscriptions, contacts",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_an_example(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert said in faults(tmp_path, GOOD.replace(was, becomes))


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    said = faults(tmp_path, GOOD.replace('every = "30m"', 'every = "x"').replace('needs = ["crm"]', "tool = 3"))
    assert len(said.splitlines()) == 2


def test_the_example_in_a_fault_works(tmp_path: Path) -> None:
    example = faults(tmp_path, GOOD.replace('every = "30m"', "")).partition("For example: ")[2].partition(" or ")[0]
    assert tomllib.loads(example) == {"every": "30m"}
    assert load(tmp_path, GOOD.replace('every = "30m"', example)) == ["crm", "contracts"]


@pytest.mark.parametrize("place", READERS)
def test_the_examples_of_all_settings_work(tmp_path: Path, place: str) -> None:
    """Each beside the least that a source from there has to have."""
    own = READERS[place]
    needed = {name for name, field in own.model_fields.items() if field.is_required()} - {"name", "folder", "kind"}
    for kind in getattr(own, "listings", KINDS):
        given = examples_of(own, kind)
        for name in (own.model_fields.keys() & given.keys()) - {"needs", "full", "kind", "every", "at", "object"}:
            settings = {each: given[each] for each in needed | {name} | ({"fields"} & given.keys())}
            text = source_text("crm", {"kind": kind, "from": place, "every": "30m", **settings})
            assert load(tmp_path, text) == ["crm"], (kind, name)


def test_needs_in_a_circle_are_refused(tmp_path: Path) -> None:
    circle = GOOD.replace('every = "30m"', 'every = "30m"\nneeds = ["contracts"]')
    assert "need each other in a circle" in faults(tmp_path, circle)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:hunter2@db.example/crm",
        "postgresql://reader@db.example/crm?password=hunter2",
        "https://files.example/accounts.csv?token=hunter2",
        "https://s3.example/accounts.csv?X-Amz-Signature=hunter2",
        "postgresql://reader:hun/ter2@db.example/crm",
        "https://hunter2@files.example/accounts.csv",
        "https://sheets.example/values/A1:Z?key=hunter2",
        "https://files.example/accounts.csv?api-key=hunter2",
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_repeated(tmp_path: Path, url: str) -> None:
    said = faults(tmp_path, GOOD.replace("env:CRM_DATABASE", url))
    assert "line 4: a password or a token stands in a URL" in said
    assert "ter2" not in said


def test_an_address_without_a_secret_is_taken(tmp_path: Path) -> None:
    text = GOOD.replace(
        "env:CRM_DATABASE", "postgresql://reader@db.example:5432/crm?sslmode=require&application_name=a@b"
    )
    assert load(tmp_path, text) == ["crm", "contracts"]


def test_a_file_that_is_not_there_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(SourcesFileError, match="cs sources add writes the first source"):
        load_sources(tmp_path / "sources.toml")
