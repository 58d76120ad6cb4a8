"""The Slack look-alike comes from npm only with the content that is known here."""

import json
import platform
from pathlib import Path

import pytest

from bot.terminal.local_slack import INTEGRITY, VERSION, LocalSlackError, binary

NPM = """#!/bin/sh
echo "$@" > "$CS_TOOLS/arguments"
echo "npm error code EINTEGRITY" >&2
exit 1
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tools, and an npm that fetches something else."""
    npm = tmp_path / "npm"
    npm.write_text(NPM)
    npm.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("CS_TOOLS", str(tmp_path))
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    return tmp_path


def test_npm_is_told_the_checksum_and_runs_nothing_of_it(tools: Path) -> None:
    with pytest.raises(LocalSlackError, match="EINTEGRITY"):
        binary()
    arguments = (tools / "arguments").read_text().split()
    assert arguments[0] == "ci"
    assert "--ignore-scripts" in arguments
    locked = json.loads((tools / f"local-slack-{VERSION}" / "package-lock.json").read_text())
    (name, checksum), *_ = INTEGRITY.items()
    assert locked["packages"][f"node_modules/{name}"] == {"version": VERSION, "integrity": checksum}


def test_for_a_machine_without_a_known_checksum_nothing_is_fetched(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(LocalSlackError, match="no checksum of local-slack-linux-riscv64"):
        binary()
    assert not (tools / "arguments").exists()
