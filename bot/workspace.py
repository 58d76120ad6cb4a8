"""The company's book of accounts, as the bot holds it: the store, the weights of health and the rates, when needed."""

import contextlib
import threading
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path

    from accounts import Store
    from accounts.health import HealthConfig
    from accounts.money.rates import Rates
    from bot.settings import AccountSettings


TRIES = 40  # times half a minute, that the audit log is tried to be written while an import holds the store


class Workspace:
    """Store, weights and rates, each opened when it is first needed and then kept; threads may share a book.

    Without settings those of the environment hold. An answer waits until it is in the audit log, but for no more than
    `patience` seconds where that is given: a long import may hold the store.
    """

    def __init__(self, settings: "AccountSettings | None" = None, retry_delay: float | None = None) -> None:
        self._given = settings
        self._patience = retry_delay
        self._opening = threading.Lock()
        self._store: Store | None = None
        self._has_words = self._closed = False
        self._before_close: list[Callable[[], object]] = []

    def before_close(self, end: "Callable[[], object]") -> None:
        """Has something ended before the store is closed, such as threads that use it."""
        self._before_close.append(end)

    @cached_property
    def settings(self) -> "AccountSettings":
        """Where things are. Raises `SettingsError`."""
        from bot.settings import account_settings  # costs more than a definition

        return self._given or account_settings()

    @property
    def exists(self) -> bool:
        """Whether there is a store: there is none before the first import."""
        return self._store is not None or _is_there(self.settings.cs_database)

    @property
    def store(self) -> "Store":
        """The store. Raises `NoStoreError` before the first import, `StoreError` when it can't be opened."""
        with self._opening:
            self._check_open()
            if self._store is None:
                self._store = self._opened()
            return self._store

    @property
    def words(self) -> "Store":
        """The store with the tables of the team's own words; it is made where there is none, and needs no accounts.

        Raises `StoreError` when it can't be opened.
        """
        from accounts import open_store
        from curation import open_curation

        with self._opening:
            self._check_open()
            if self._store is None:
                self._store = open_store(self.settings.cs_database)
            if not self._has_words:
                open_curation(self._store)
                self._has_words = True
            return self._store

    def _opened(self) -> "Store":
        from accounts import open_store
        from accounts.errors import NoStoreError

        if not _is_there(self.settings.cs_database):
            raise NoStoreError("No accounts have been imported yet.")
        return open_store(self.settings.cs_database)

    @cached_property
    def health(self) -> "HealthConfig":
        """The weights and bands. Raises `HealthConfigError`."""
        from accounts.health import load_config

        return load_config(self.settings.cs_health)

    @cached_property
    def rates(self) -> "Rates | None":
        """The exchange rates, if the operator gave any. Raises `RatesError`."""
        if self.settings.cs_rates is None:
            return None
        from accounts.money.rates_file import load_rates  # checking a file imports as long as an answer

        return load_rates(self.settings.cs_rates)

    def record(self, at: datetime, who: str, place: str, verb: str, outcome: str) -> None:
        """Writes a look at account data into the audit log; where there is no store there was nothing to see."""
        if not self.exists:
            return
        from accounts.audit import AuditEntry, record_entry

        look = AuditEntry(at, who, place, verb, outcome)
        if self._patience is None:
            record_entry(self.store, look)
            return
        written = self._clerk.submit(record_entry, self.store, look, TRIES)
        with contextlib.suppress(TimeoutError):  # an import holds the store: it is written as soon as that is through
            written.result(self._patience)
            return
        written.add_done_callback(_report)

    @cached_property
    def _clerk(self) -> "ThreadPoolExecutor":
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(1, "audit")

    def _check_open(self) -> None:
        if self._closed:
            from store.errors import StoreError

            raise StoreError("This workspace is served no more, and its account store is closed.")

    def close(self, *, for_good: bool = False) -> None:
        """Closes the store, if it was opened, once the audit log is written; `for_good` nothing opens it again."""
        for end in self._before_close:
            end()
        if "_clerk" in self.__dict__:
            self._clerk.shutdown()
        with self._opening:
            self._closed = self._closed or for_good
            if self._store is not None:
                self._store.close()
                self._store = None
                self._has_words = False


def _is_there(place: "Path | str") -> bool:
    from store.opening import is_there  # a definition needs no store

    return is_there(place)


def _report(written: "Future[None]") -> None:
    """Tells the operator of a look that couldn't be written down."""
    if error := written.exception():
        import logging  # costs a definition a quarter of its time

        logging.getLogger(__name__).error("the audit log lacks an entry: %s", error)
