"""Logging of an outage of the store: once when it begins, and once when it is over."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from store.errors import StoreUnreachableError


@dataclass(slots=True)
class Outage:
    """Logs failures with their tracebacks, but for those of a store that can't be reached: that is no fault of ours."""

    logger: logging.Logger
    is_on: bool = False

    @contextmanager
    def logged(self, said: str, *of: object, extra: Mapping[str, object] | None = None) -> Iterator[None]:
        """What goes wrong within is logged, and raised no further."""
        try:
            yield
        except StoreUnreachableError as error:
            self.begin(error)
            self.logger.info(said, *of, extra=extra)
        except Exception:
            self.logger.exception(said, *of, extra=extra)

    def begin(self, error: StoreUnreachableError) -> None:
        """Says that the store can't be reached, where that isn't known yet."""
        if not self.is_on:
            self.logger.error("%s It is tried again until it is there.", error)
        self.is_on = True

    def over(self) -> None:
        """Says that the store answers, where it didn't before."""
        if self.is_on:
            self.logger.warning("the account store is there again")
        self.is_on = False
