"""The environment that the peers are installed into, apart from the project's."""

import json
import os
import shutil
import subprocess
import venv
from pathlib import Path
from typing import Final

BENCHMARKS = Path(__file__).parents[1]
FOLDER: Final = BENCHMARKS.parent / "build" / "peers"
PYTHON: Final = FOLDER / ("Scripts" if os.name == "nt" else "bin") / "python"


def install() -> dict[str, str]:
    """Installs the peers that lack, and gives the versions of those that are there."""
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True, clear=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
    for wanted in (BENCHMARKS / "peers.txt").read_text(encoding="utf-8").split():
        package, _, version = wanted.partition("==")
        if _versions(pip).get(package) == version:
            continue
        done = subprocess.run([*pip, "install", "--quiet", wanted], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"left out: {wanted} can't be installed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    found = _versions(pip)
    if shutil.which("sqlite3"):
        said = subprocess.run(["sqlite3", "--version"], capture_output=True, text=True, check=True).stdout
        found["SQLite"] = said.split()[0]
    else:
        print("left out: the program sqlite3 isn't installed")
    return found


def _versions(pip: list[str]) -> dict[str, str]:
    listed = subprocess.run([*pip, "list", "--format", "json"], capture_output=True, text=True, check=True).stdout
    return {each["name"].lower().replace("_", "-"): each["version"] for each in json.loads(listed)}
