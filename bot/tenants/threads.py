"""Threads for the work beside requests. Each tenant has a few of its own: a store has a connection for every thread
that ever asked it, so that threads which all tenants share would have one each to every store.
"""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

T = TypeVar("T")

OWN: Final = 2  # threads of a tenant
AT_ONCE: Final = 32  # of them, of all tenants, that work: a night's work takes one for a minute in a large workspace
COMMON: Final = 8  # threads for what is of no tenant, such as the registry
NAMES: Final = 4  # threads that look up addresses of hosts

_turns = BoundedSemaphore(AT_ONCE)
_threads: ContextVar[ThreadPoolExecutor | None] = ContextVar("threads of the tenant that is worked for", default=None)


class WorkThreads(ThreadPoolExecutor):
    """A loop's default executor: what is done for a tenant goes to its threads, all else to those of nobody. Each call
    of Slack looks its address up there first, which waits for no work.
    """

    def __init__(self) -> None:
        super().__init__(COMMON, "work")
        self._names = ThreadPoolExecutor(NAMES, "names")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  the library's
        """Ends all threads but those of tenants."""
        self._names.shutdown(wait, cancel_futures=cancel_futures)
        super().shutdown(wait, cancel_futures=cancel_futures)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":  # noqa: ANN401  the library's
        """Begins work in a thread."""
        if fn is socket.getaddrinfo:
            return self._names.submit(fn, *args, **kwargs)
        if (threads := _threads.get()) is not None:
            try:
                return threads.submit(_in_turn, fn, *args, **kwargs)
            except RuntimeError:  # the tenant is served no more, and this is the last of it
                pass
        return super().submit(fn, *args, **kwargs)


class TenantThreads:
    """The threads of a tenant. Tasks that are begun while it is worked for go on in them."""

    def __init__(self, tenant: str) -> None:
        self._threads = ThreadPoolExecutor(OWN, tenant)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Works for the tenant while the context lasts, and in tasks that are begun in it."""
        before = _threads.set(self._threads)
        try:
            yield
        finally:
            _threads.reset(before)

    def close(self) -> None:
        """Ends them, once what is under way is through."""
        self._threads.shutdown()


def _in_turn(fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  the work's own
    with _turns:
        return fn(*args, **kwargs)
