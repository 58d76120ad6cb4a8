"""Python's garbage collector where it would look through what stays anyway: in a server, and for a single answer."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def startup_frozen() -> Iterator[None]:
    """Leaves what a server has loaded by now out of the collections meanwhile: some 100,000 objects, 50 ms each."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def leave_garbage() -> None:
    """Leaves all garbage to the end of this process, which comes with its one answer: to look through what is loaded,
    on the way and once more at the end, takes a quarter of the time.
    """
    gc.disable()
    atexit.register(gc.freeze)
