"""The extras of pyproject.toml: packages that a feature needs and that aren't installed with the program."""

import json
from importlib.metadata import PackageNotFoundError, distribution


def how_to_install(extra: str) -> str:
    """The command that adds an extra: of a checkout, or of the package where that was installed."""
    return f".tools/uv/bin/uv sync --inexact --extra {extra}" if _is_checkout() else f"pip install 'cs-bot[{extra}]'"


def _is_checkout() -> bool:
    """Whether the program runs from a checkout, as after `make demo`."""
    try:
        origin = json.loads(distribution("cs-bot").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return False
    return bool(origin.get("dir_info", {}).get("editable"))
