"""local-slack, a Slack look-alike for this machine: fetched through npm, started, stopped."""

import json
import os
import platform
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

VERSION = "0.1.8"
# What npm must have fetched, by package: the SHA-512 of its archive. For other machines none was ever checked.
INTEGRITY = {
    "local-slack-linux-x64": (
        "sha512-2BCTKxKajjZNWCSCj66Jq5VDScUDNpGZ1lA3281I8RvpDE4/ULCwC26TlcW6/4sPbSTs02Q3KjTiltJp3ZBEvg=="
    ),
}
_SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "windows"}
_MACHINES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class LocalSlackError(Exception):
    """local-slack can't be fetched or doesn't start; the message says why and what to do."""


def binary() -> Path:
    """The program, from `CS_TOOLS` or the user's cache; fetched through npm when it isn't there yet.

    Raises `LocalSlackError` without npm, on a machine for which its content isn't known, or when npm fails.
    """
    system = _SYSTEMS.get(platform.system(), platform.system().lower())
    package = f"local-slack-{system}-{_MACHINES.get(platform.machine(), platform.machine())}"
    folder = Path(os.environ.get("CS_TOOLS") or user_cache_path("cs-bot")) / f"local-slack-{VERSION}"
    program = folder / "node_modules" / package / "bin" / ("local-slack.exe" if system == "windows" else "local-slack")
    if not program.exists():
        _fetch(package, folder)
    return program


def _fetch(package: str, folder: Path) -> None:
    if package not in INTEGRITY:
        raise LocalSlackError(f"The Slack look-alike isn't known for this machine: there is no checksum of {package}")
    npm = shutil.which("npm")
    if npm is None:
        raise LocalSlackError("npm isn't installed, so the Slack look-alike can't be fetched")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _locked(package).items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += ["--prefix", str(folder), "--cache", str(folder / "npm-cache")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  npm, with our own words
    if done.returncode:
        raise LocalSlackError(f"npm couldn't install {package}: {(done.stderr or done.stdout).strip()}")


def _locked(package: str) -> dict[str, dict[str, Any]]:
    """The two files by which npm fetches that one package, and refuses it when its content is another one."""
    wanted = {package: VERSION}
    locked = {"version": VERSION, "integrity": INTEGRITY[package]}
    packages = {"": {"dependencies": wanted}, f"node_modules/{package}": locked}
    return {
        "package.json": {"name": "cs-tools", "private": True, "dependencies": wanted},
        "package-lock.json": {"name": "cs-tools", "lockfileVersion": 3, "requires": True, "packages": packages},
    }


def free_port(preferred: int = 0) -> int:
    """The preferred port when nobody listens on it, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalSlackError("no port is free on this machine")


@contextmanager
def running(workspace: Mapping[str, Any], port: int) -> Iterator[str]:
    """A local-slack with the workspace, as its configuration has it, on the port; gives its URL, stops it afterwards.

    Raises `LocalSlackError` when it ends early or doesn't answer within 15 seconds.
    """
    with tempfile.TemporaryDirectory(prefix="cs-demo-") as folder:
        config, log = Path(folder, "workspace.json"), Path(folder, "log")
        config.write_text(json.dumps(workspace), encoding="utf-8")
        command = [str(binary()), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  the program fetched above
                [*command, "--files-dir", folder], stdout=output, stderr=output, start_new_session=True
            )
            try:
                yield _answering(process, f"http://127.0.0.1:{port}", log)
            finally:
                process.terminate()
                process.wait(timeout=10)


def _answering(process: "subprocess.Popen[bytes]", url: str, log: Path) -> str:
    for _ in range(150):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/_control/state", timeout=1).close()  # noqa: S310  our own loopback URL
        except OSError:
            time.sleep(0.1)
        else:
            return url
    raise LocalSlackError(f"local-slack didn't start: {log.read_text(errors='replace').strip()[-500:]}")
