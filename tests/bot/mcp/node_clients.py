"""The clients of others, in Node: the TypeScript SDK and the inspector, fetched through npm by their checksums."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent / "node"
ROOT = Path(__file__).parents[3]
FILES = ("package.json", "package-lock.json")
INSPECTOR = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"
OLDEST = 20  # of Node


def why_not() -> str:
    """Why they can't be had on this machine; empty where they can."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "npm isn't installed, by which the TypeScript SDK and the inspector are fetched"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major = version.removeprefix("v").partition(".")[0]
    return (
        "" if major.isdigit() and int(major) >= OLDEST else f"Node {OLDEST} or newer is needed, and this is {version}"
    )


def installed() -> Path:
    """The folder that they are in, below `CS_TOOLS` or the checkout's tools; fetched when it isn't there yet."""
    mark = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    folder = Path(os.environ.get("CS_TOOLS") or ROOT / ".tools") / f"mcp-clients-{mark}"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copy(HERE / name, folder)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*command, "--prefix", str(folder)], check=True, capture_output=True, text=True)
        (folder / "complete").touch()
    return folder
