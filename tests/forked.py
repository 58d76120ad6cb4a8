"""Processes of the bot that are forked from one that has imported it: imports take longer than what most are there for.

What an operator starts afresh, `cs serve` and `cs demo`, is in tests/outside/test_start.py and test_proxy.py.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["bot.terminal.main", "bot.slack.server", "bot.accounts.commands", "tests.forked"])


class ForkedProcess:
    """A process that calls a function: it can be waited for, sent signals and killed as one of `subprocess` can.

    What it prints goes to the end of the log; without one it is read from `stdout`.
    """

    def __init__(
        self,
        run: Callable[..., object],
        *arguments: object,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        reading, writing = (None, None) if log else _FORKING.Pipe(duplex=False)
        output = log or writing
        self._process = _FORKING.Process(
            target=_run, args=(run, arguments, dict(environment or os.environ), output, Path.cwd())
        )
        self._process.start()
        self.stdout: IO[bytes] | None = None
        if reading and writing:
            writing.close()
            self.stdout = os.fdopen(os.dup(reading.fileno()), "rb")
            reading.close()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        """What it ended with, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Waits until it has ended. Raises `TimeoutExpired`."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a forked process", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wait()
        if self.stdout:
            self.stdout.close()


def _run(
    run: Callable[..., object], arguments: tuple[Any, ...], environment: dict[str, str], output: Any, folder: Path
) -> None:
    """What the process does: everything that a fresh one would be given is as there."""
    written = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if isinstance(output, Path) else output.fileno()
    os.dup2(written, 1)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    if isinstance(output, Path):
        os.dup2(written, 2)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ended = run(*arguments)
    threading._shutdown()  # type: ignore[attr-defined]  # else the end waits for pools of processes, which wait for this
    sys.stdout.flush()
    sys.exit(ended if isinstance(ended, int) else 0)
