"""docs/architecture.md: what it names is there, and what is there it names."""

import re
from pathlib import Path

from accounts import open_store
from curation import open_curation
from sources.state import prepare

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`((?:accounts|bot|curation|glossary|metrics|sources|store|tenants)/[\w/]*(?:\.py)?)`", PAGE))
PACKAGES = ("accounts", "bot", "curation", "glossary", "metrics", "sources", "store", "tenants")


def test_every_path_it_names_is_there() -> None:
    assert [path for path in sorted(NAMED) if not (ROOT / path).exists()] == []


def test_it_names_every_folder_with_modules() -> None:
    modules = (path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py"))
    folders = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in modules}
    assert folders - NAMED == set()


def test_it_says_what_every_table_holds_that_is_no_kind_of_file(tmp_path: Path) -> None:
    store = open_store(tmp_path / "accounts.db")
    open_curation(store)
    prepare(store)
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlite_%'"
    tables = {name for (name,) in store.reading.execute(query)}
    store.close()
    imported = {"account", "subscription", "churn", "contact", "usage", "survey", "touchpoint", "ticket", "owner"}
    said = set(re.findall(r"`(\w+)`", PAGE.split("## Tables")[1]))
    assert tables - imported - {"import", "mapping", "pulse"} - said == set()
