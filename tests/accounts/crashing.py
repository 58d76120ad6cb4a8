"""Work on a store that is killed with SIGKILL at any moment of it, again and again, and what must hold after that."""

import multiprocessing
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

Work = Callable[[Path], None]
Rows = dict[str, list[tuple[object, ...]]]

_CONTEXT = multiprocessing.get_context("forkserver")  # children begin at once, with everything imported
_CONTEXT.set_forkserver_preload(["tests.accounts.crashing", "tests.accounts.works", "numpy", "rapidfuzz"])


@dataclass
class Crashes:
    """Kills `work` on copies of the store in `base`, at moments spread over the time that it takes."""

    work: Work
    base: Path
    folder: Path
    seed: int = 1

    def __post_init__(self) -> None:
        self.path = self.folder / "crashed.db"
        self._fresh()
        self.before = contents(self.path)
        self.seconds = min(self._finish(), self._finish())
        self.after = contents(self.path)

    def kill(self, times: int) -> Iterator[Rows]:
        """Kills the work that many times; gives what is in the store each time, which goes on from there."""
        chance = random.Random(self.seed)
        self._fresh()
        for _ in range(times):
            child, ready = self._start()
            ready.recv()
            time.sleep(chance.uniform(0, 1.05 * self.seconds))
            child.kill()
            child.join()
            found = contents(self.path)
            yield found
            if found == self.after:
                self._fresh()

    def _finish(self) -> float:
        self._fresh()
        child, ready = self._start()
        ready.recv()
        started = time.perf_counter()
        child.join()
        if child.exitcode != 0:
            raise RuntimeError("the work fails without being killed")
        return time.perf_counter() - started

    def _start(self) -> tuple[multiprocessing.process.BaseProcess, Connection]:
        ready, told = _CONTEXT.Pipe(duplex=False)
        child = _CONTEXT.Process(target=_work, args=(self.work, self.path, told))
        child.start()
        told.close()
        return child, ready

    def _fresh(self) -> None:
        for path in self.folder.glob("crashed.db*"):
            path.unlink()
        shutil.copyfile(self.base, self.path)


def _work(work: Work, path: Path, told: Connection) -> None:
    told.send("ready")
    work(path)


def contents(path: Path) -> Rows:
    """All rows of a store that is sound; `AssertionError` when it isn't."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        schema = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
        names = [name for (name,) in schema.fetchall()]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
