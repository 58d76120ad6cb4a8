"""Which terms a workspace looks up and which it misses: counted as answers are given, and kept for the term of the day.

Ids of terms and numbers are all that is counted: neither what was typed nor who typed it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.workspace import Workspace

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds between two writings
VERBS = frozenset({"define", "compare"})


@dataclass(frozen=True, slots=True)
class Lookup:
    """The terms that an answer shows, and the one that was perhaps meant where it shows none."""

    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @classmethod
    def of(cls, verb: str, data: Mapping[str, Any]) -> "Lookup":
        """What an answer's data tells; nothing for what isn't asked of the glossary."""
        if verb not in VERBS:
            return NONE
        match data["kind"]:
            case "term":
                return cls(found=(data["term"]["id"],))
            case "comparison":
                return cls(found=tuple(term["id"] for term in data["terms"]))
            case "choices" | "not_found" if data["suggestions"]:
                return cls(missed=(data["suggestions"][0]["id"],))
        return NONE


NONE = Lookup()


@dataclass(slots=True)
class LookupCounter:
    """Look-ups since they were last written."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, lookup: Lookup) -> None:
        """Counts an answer."""
        for term in lookup.found:
            self.found[term] += 1
        for term in lookup.missed:
            self.missed[term] += 1

    async def write(self, workspace: Workspace, now: datetime) -> None:
        """Writes what was counted into the store, where there is one; what can't be written now is kept for later."""
        if not (self.found or self.missed) or not workspace.exists:
            return
        found, missed = self.found, self.missed
        self.found, self.missed = Counter(), Counter()
        try:
            await asyncio.to_thread(_count, workspace, now, found, missed)
        except Exception as error:  # noqa: BLE001  an import may hold the store, and no answer hangs on it
            logger.warning("look-ups could not be counted yet: %s", error)
            self.found.update(found)
            self.missed.update(missed)


@asynccontextmanager
async def counting_lookups(
    counter: LookupCounter, workspace: Workspace, clock: Callable[[], datetime], every: float = EVERY
) -> AsyncIterator[None]:
    """Writes what is counted now and then while the context lasts, and at its end."""

    async def run() -> None:
        while True:
            await asyncio.sleep(every)
            await counter.write(workspace, clock())

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await counter.write(workspace, clock())


def _count(workspace: Workspace, now: datetime, found: Counter[str], missed: Counter[str]) -> None:
    from accounts.digests.term_lookups import add_lookups  # a bot without accounts needs none of it

    add_lookups(workspace.store, now.date(), found, missed)
