"""docs/sources.md has every setting of every source, and its first example works."""

import re
import tomllib
from pathlib import Path

import pytest

from sources.file import parse_sources
from sources.model import Source
from sources.readers import READERS
from tests.cases import cases

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@cases("name", sorted(set(Source.model_fields) - {"name", "folder"}))
def test_every_common_setting_is_told(name: str) -> None:
    assert re.search(rf"^\|.*`{name}`", PAGE, re.MULTILINE)


@cases("place", sorted(READERS))
def test_every_setting_of_a_place_is_told(place: str) -> None:
    own = set(READERS[place].model_fields) - set(Source.model_fields)
    assert sorted(name for name in own if not re.search(rf"`{name}\b|^{name} = ", PAGE, re.MULTILINE)) == []


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_work(text: str, tmp_path: Path) -> None:
    needed = "".join(
        f'[{name}]\nkind = "accounts"\nfrom = "folder"\nfiles = "a.csv"\nevery = "1h"\n'
        for name in ("crm",)
        if f"[{name}]" not in text and f'"{name}"' in text
    )
    assert parse_sources(tomllib.loads(text + needed), text + needed, tmp_path / "sources.toml")
