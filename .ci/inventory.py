"""Writes what the program is made of: a bill of materials from the lock, and the licences. One lock, the same files.

Run as `make inventory`, which gives the uv of the project.
"""

import json
import subprocess
import sys
import uuid
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "build"


def main(uv: str) -> None:
    """Writes both files and says where they are."""
    FOLDER.mkdir(exist_ok=True)
    bill = bill_of_materials(uv)
    names = [component["name"] for component in bill["components"]]
    for name, text in (("sbom.cdx.json", f"{json.dumps(bill, indent=2)}\n"), ("licences.md", licences(names))):
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


def bill_of_materials(uv: str) -> dict[str, object]:
    """Everything that is installed with the program, as CycloneDX 1.5, without what differs from run to run."""
    command = [uv, "export", "--quiet", "--frozen", "--no-dev", "--format", "cyclonedx1.5"]
    bill: dict[str, object] = json.loads(_output(command))
    bill.pop("serialNumber")
    bill["metadata"].pop("timestamp")  # type: ignore[attr-defined]
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))}"
    return bill


def licences(names: list[str]) -> str:
    """The licence of each, as its own metadata says."""
    program = str(Path(sys.executable).with_name("pip-licenses"))
    listed = _output([program, "--format=markdown", "--order=name", "--with-urls", "--packages", *names])
    return f"# Licences of what CS Bot is made of\n\n{listed}"


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - words of our own


if __name__ == "__main__":
    main(sys.argv[1])
