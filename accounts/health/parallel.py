"""Many accounts at a time, on all processors: a batch is some thousand of them, so that memory stays the same."""

import gc
import os
import signal
import threading
from collections.abc import Iterator
from typing import Final

from accounts.health.score_changes import ScoreChanges, ScoringJob, compare_between
from store.batches import IdRange, id_ranges
from store.database import Store
from store.opening import attach

BATCH_SIZE: Final = 5_000  # accounts
PARALLEL_FROM: Final = 200_000  # accounts from which on processes pay for being started


def compare_in_parallel(store: Store, job: ScoringJob) -> Iterator[ScoreChanges]:
    """The customers of a store, compared batch by batch, each as it is at one moment."""
    (customers,) = store.reading.execute("SELECT count(*) FROM standing").fetchone()
    workers = os.cpu_count() or 1
    if customers < PARALLEL_FROM or workers == 1:
        yield from (_batch(store, job, span) for span in id_ranges(store.reading, "standing", "account_id", BATCH_SIZE))
        return
    import multiprocessing  # it and the next are needed by scoring alone
    from concurrent.futures import ProcessPoolExecutor

    spawn = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, spawn, _begin, (store.place, job)) as pool:
        try:
            yield from pool.map(_work, id_ranges(store.reading, "standing", "account_id", BATCH_SIZE))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _batch(store: Store, job: ScoringJob, span: IdRange) -> ScoreChanges:
    with store.snapshot() as connection:
        return compare_between(connection, span, job)


_store: Store
_job: ScoringJob


def _begin(place: str, job: ScoringJob) -> None:
    """Readies a worker, which ends when the process that started it does, however that ends."""
    global _store, _job
    _store, _job = attach(place), job
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started it
    gc.disable()  # a batch is freed without it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work(span: IdRange) -> ScoreChanges:
    return _batch(_store, _job, span)
