"""What docstrings say is raised can be caught: there is an error of that name."""

import builtins
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("accounts", "bot", "curation", "glossary", "metrics", "sources", "store", "tenants")


def test_errors_that_docstrings_name_are_there() -> None:
    modules = {
        path: path.read_text(encoding="utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py")
    }
    known = {*dir(builtins)}
    for text in modules.values():
        known.update(re.findall(r"^ *class (\w+)", text, re.MULTILINE))
        known.update(re.findall(r"(?:import|[(,])\s*(\w+Error)\b", text))  # of libraries
    named = ((path, name) for path, text in modules.items() for name in re.findall(r"`(\w+Error)`", text))
    assert [f"{path.relative_to(ROOT)}: {name}" for path, name in named if name not in known] == []
