"""docs/sources.md: what it says to paste works, and it names each service with the rights that a refusal names."""

import re
import tomllib
from pathlib import Path

import pytest

from sources.file import parse_sources
from sources.readers import READERS
from sources.vendors.model import VendorSource
from tests.cases import cases

PAGE = Path(__file__).parents[3] / "docs" / "sources.md"
VENDORS = {name: place for name, place in READERS.items() if issubclass(place, VendorSource)}
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))
CRM = '[crm]\nkind = "accounts"\nfrom = "folder"\nfiles = "crm.csv"\nevery = "1h"\n'


@pytest.mark.parametrize("name", VENDORS)
def test_what_is_to_be_pasted_is_a_source_of_each_kind(name: str, tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", SECTIONS[VENDORS[name].title], re.DOTALL)
    whole = text if "[crm]" in text else f"{CRM}{text}"
    found = parse_sources(tomllib.loads(whole), whole, tmp_path / "sources.toml")
    assert {each.kind for each in found if isinstance(each, VENDORS[name])} == {*VENDORS[name].listings}


@cases("name", VENDORS)
def test_scopes_that_a_refusal_names_stand_on_the_page(name: str) -> None:
    for listing in VENDORS[name].listings.values():
        for scope in re.findall(r"\b[a-z]+[.:][a-z.]+\b", listing.rights):
            assert f"`{scope}`" in SECTIONS[VENDORS[name].title]


@cases("name", VENDORS)
def test_what_could_not_be_verified_is_said(name: str) -> None:
    assert "**Not verified**" in SECTIONS[VENDORS[name].title]
