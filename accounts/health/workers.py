"""Many accounts at a time, on all processors: a batch is some thousand of them, so that memory stays the same."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accounts.health.comparing import Compared, compare
from accounts.health.config import HealthConfig
from accounts.health.freshness import Freshness
from accounts.store import Store

BATCH: Final = 2_000  # accounts
MANY: Final = 100_000  # accounts from which on processes pay for being started


@dataclass(frozen=True, slots=True)
class Job:
    """What all batches have in common."""

    path: Path
    today: date
    config: HealthConfig
    fresh: Freshness


def compared(store: Store, today: date, config: HealthConfig, fresh: Freshness) -> Iterator[Compared]:
    """The customers of a store, compared batch by batch, each as it is at one moment."""
    job = Job(store.path, today, config, fresh)
    (customers,) = store.reading.execute("SELECT count(*) FROM standing").fetchone()
    workers = os.cpu_count() or 1
    if customers < MANY or workers == 1:
        yield from (_batch(store, job, first) for first in _starts(store))
        return
    spawn = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, spawn, _begin, (job,)) as pool:
        yield from pool.map(_work, _starts(store))


def _starts(store: Store) -> Iterator[int]:
    """The id that each batch begins after."""
    yield 0
    rows = store.reading.execute(
        """SELECT account_id FROM (
            SELECT account_id, row_number() OVER (ORDER BY account_id) AS place FROM standing
        ) WHERE place % ? = 0""",
        (BATCH,),
    )
    yield from (id_ for (id_,) in rows.fetchall())


def _batch(store: Store, job: Job, after: int) -> Compared:
    query = "SELECT account_id FROM standing WHERE account_id > ? ORDER BY account_id LIMIT ?"
    with store.snapshot() as connection:
        ids = [id_ for (id_,) in connection.execute(query, (after, BATCH))]
        return compare(connection, ids, job.today, job.config, job.fresh)


_store: Store
_job: Job


def _begin(job: Job) -> None:
    """Readies a worker, which ends when the process that started it does, however that ends."""
    global _store, _job
    _store, _job = Store(job.path), job
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _work(after: int) -> Compared:
    return _batch(_store, _job, after)
