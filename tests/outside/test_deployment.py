"""The files that the bot is run by: an image, a unit of systemd, Compose, and a second copy by Litestream."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from accounts import open_store

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROGRAMS = Path(sys.executable).parent
COPIED_WITHIN = 60  # seconds, on a machine that is busy


def test_the_image_passes_the_rules_for_images() -> None:
    if not (PROGRAMS / "hadolint").exists():
        pytest.skip("hadolint has no build for this system")
    found = subprocess.run(
        [PROGRAMS / "hadolint", DEPLOY / "Dockerfile"], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.stdout == ""
    assert found.returncode == 0


def test_the_image_is_made_of_every_package_and_of_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = {*wheel["packages"], *wheel.get("force-include", ())} | {"pyproject.toml", "uv.lock", ".ci/uv.txt"}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == wanted | {project["project"]["readme"], "LICENSE", "CHANGELOG.md"}
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert {each for line in copied for each in line.split()} == allowed


def test_compose_gives_away_no_rights_and_no_secrets() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    bot = services["bot"]
    assert bot["read_only"]
    assert bot["cap_drop"] == ["ALL"]
    assert "ports" not in services["database"]
    secret = re.compile(r"TOKEN|PASSWORD")
    for service in services.values():
        for name, value in service["environment"].items():
            assert not secret.search(name) or value.startswith("${"), f"{name} stands in the file"


def test_other_verbs_are_run_as_the_unit_runs_the_bot() -> None:
    unit = (DEPLOY / "cs-bot.service").read_text(encoding="utf-8").replace("%S", "/var/lib").replace("%T", "/tmp")
    page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    command = page[page.index("systemd-run ") : page.index('"$@"')]
    properties = dict(re.findall(r"-p ([A-Za-z]+)=(\S+)", command))
    assert properties.pop("User") == "cs-bot"  # systemd names a dynamic user after its unit
    assert properties.pop("WorkingDirectory") == f"/var/lib/{properties['StateDirectory']}"
    assert {"DynamicUser", "StateDirectory", "StateDirectoryMode", "UMask", "EnvironmentFile"} == {*properties}
    for name, value in properties.items():
        assert f"\n{name}={value}\n" in unit
    for variable in re.findall(r"-E (\S+)", command):
        assert variable in unit
    assert f"ExecStart={command.split()[-1]} serve" in unit


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd isn't installed here")
    unit = tmp_path / "cs-bot.service"
    unit.write_text((DEPLOY / "cs-bot.service").read_text().replace("/opt/cs-bot/.venv/bin/cs", "/bin/true"))
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60, check=False)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.fixture
def litestream(tmp_path: Path) -> dict[str, str]:
    """The environment that Litestream's configuration is read with."""
    if not (PROGRAMS / "litestream").exists():
        pytest.skip("Litestream has no build for this system")
    replica = f"file://{tmp_path / 'replica'}"
    return {**os.environ, "CS_DATABASE": str(tmp_path / "accounts.db"), "LITESTREAM_REPLICA": replica}


@pytest.mark.processes
def test_a_machine_that_is_lost_is_restored_from_its_second_copy(litestream: dict[str, str], tmp_path: Path) -> None:
    path, restored = Path(litestream["CS_DATABASE"]), tmp_path / "restored.db"
    config = ("-config", DEPLOY / "litestream.yml")
    store = open_store(path)
    with subprocess.Popen(
        [PROGRAMS / "litestream", "replicate", *config], env=litestream, stderr=-3, stdout=-3
    ) as copying:
        try:
            for word in ("before", "after"):
                with store.writing() as connection:
                    connection.execute("INSERT INTO lookup VALUES ('2026-06-17', ?, 1, 0)", (word,))
                until = time.monotonic() + COPIED_WITHIN
                while word not in _restored(litestream, restored):
                    assert time.monotonic() < until, f"{word} isn't in the copy"
                    time.sleep(0.1)
        finally:
            copying.kill()  # the machine is gone, with what it had
    store.close()
    for each in tmp_path.glob("accounts.db*"):
        each.unlink()
    assert _restored(litestream, restored) == {"before", "after"}
    shutil.copyfile(restored, path)
    with closing(open_store(path)) as again:
        assert again.reading.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert again.reading.execute("SELECT count(*) FROM lookup").fetchone() == (2,)


def _restored(environment: dict[str, str], path: Path) -> set[str]:
    """The words in what the copy can be made into now; none while there is no copy yet."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    command = [str(PROGRAMS / "litestream"), "restore", "-o", str(path), environment["LITESTREAM_REPLICA"]]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    if done.returncode != 0 or not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        return {word for (word,) in connection.execute("SELECT term FROM lookup")}
