"""How an extra is installed: into the checkout that the program runs from, or from the index of packages."""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from store import extras
from store.extras import how_to_install

ROOT = Path(__file__).parents[2]


class Installed:
    """A distribution that says where it came from."""

    def __init__(self, origin: str | None) -> None:
        self._origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return self._origin


@pytest.mark.parametrize(
    "origin",
    [None, "", "{", json.dumps({"url": "https://files.example/cs_bot.whl", "archive_info": {}})],
)
def test_what_is_no_checkout_takes_the_package(monkeypatch: pytest.MonkeyPatch, origin: str | None) -> None:
    monkeypatch.setattr(extras, "distribution", lambda _: Installed(origin))
    assert how_to_install("s3") == "pip install 'cs-bot[s3]'"


def test_a_program_that_is_not_installed_at_all_takes_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(extras, "distribution", missing)
    assert how_to_install("s3") == "pip install 'cs-bot[s3]'"


def test_a_checkout_takes_it_into_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "distribution", lambda _: Installed('{"dir_info": {"editable": true}}'))
    assert how_to_install("mcp") == ".tools/uv/bin/uv sync --inexact --extra mcp"


def test_every_extra_that_is_named_exists() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    files = (file for package in ("bot", "sources", "store") for file in (ROOT / package).rglob("*.py"))
    named = {
        each for file in files for each in re.findall(r"how_to_install\(['\"](\w+)", file.read_text(encoding="utf-8"))
    }
    assert named == {"keyring", "mcp", "postgresql", "s3", "sftp"}
    assert named <= set(known)
