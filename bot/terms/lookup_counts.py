"""Counts of looked-up terms and missed words of a workspace, collected in memory and stored now and then.

Ids of terms and numbers are counted, and the words that nobody could answer, as `curation.missed_words` keeps them:
never who typed them, and nothing that may name an account or a person.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.workspace import Workspace

logger = logging.getLogger(__name__)

MOST = 5000  # words that wait to be written
EVERY = 60.0  # seconds between two writings
VERBS = frozenset({"define", "compare"})


@dataclass(frozen=True, slots=True)
class Lookup:
    """The terms that an answer shows, or the one that was perhaps meant and the `unknown` word where it shows none."""

    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    unknown: str = ""

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
            case "choices" | "not_found":
                near = tuple(each["id"] for each in data["suggestions"][:1])
                return cls(missed=near, unknown=_unknown(data["query"]) if data["kind"] == "not_found" else "")
        return NONE


def _unknown(query: str) -> str:
    """The word that was asked for in vain, if it is one that may be kept."""
    from bot.words.asked_words import asked_word
    from curation.missed_words import is_private, word_kept  # an answer that is found needs none of it

    return "" if is_private(query) else word_kept(asked_word(query))


NONE = Lookup()


@dataclass(slots=True)
class LookupCounter:
    """Look-ups since they were last written."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    reads: Counter[str] = field(default_factory=Counter)

    def add(self, lookup: Lookup) -> None:
        """Counts an answer."""
        for term in lookup.found:
            self.found[term] += 1
            self.reads[term] += 1
        for term in lookup.missed:
            self.missed[term] += 1
        if lookup.unknown and (lookup.unknown in self.unknown or len(self.unknown) < MOST):
            self.unknown[lookup.unknown] += 1

    async def write(self, workspace: Workspace, now: datetime, team: str = "") -> None:
        """Writes what was counted into the store, where there is one; what can't be written now is kept for later."""
        if not (self.found or self.missed or self.unknown or self.reads) or not workspace.exists:
            return
        taken = LookupCounter(self.found, self.missed, self.unknown, self.reads)
        self.found, self.missed, self.unknown, self.reads = Counter(), Counter(), Counter(), Counter()
        try:
            await asyncio.to_thread(_count, workspace, now, team, taken)
        except Exception as error:  # noqa: BLE001  an import may hold the store, and no answer hangs on it
            logger.warning("look-ups could not be counted yet: %s", error)
            self.found.update(taken.found)
            self.missed.update(taken.missed)
            self.unknown.update(taken.unknown)
            self.reads.update(taken.reads)


@asynccontextmanager
async def counting_lookups(
    counter: LookupCounter,
    workspace: Workspace,
    clock: Callable[[], datetime],
    every: float = EVERY,
    team: Callable[[], Awaitable[str]] | None = None,
) -> AsyncIterator[None]:
    """Writes what is counted now and then while the context lasts, and at its end; `team` says for which workspace."""

    async def write() -> None:
        await counter.write(workspace, clock(), await _team(team))

    ends = asyncio.Event()

    async def run() -> None:
        ended = False
        while not ended:
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await ends.wait()
            ended = ends.is_set()
            await write()

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        ends.set()
        await task  # what is being written goes on in its thread meanwhile; the rest is written after it


async def _team(ask: Callable[[], Awaitable[str]] | None) -> str:
    """The id of the workspace; empty where Slack doesn't say it."""
    try:
        return await ask() if ask else ""
    except Exception as error:  # noqa: BLE001  no count hangs on it
        logger.warning("look-ups are counted without their workspace: %s", error)
        return ""


def _count(workspace: Workspace, now: datetime, team: str, counted: LookupCounter) -> None:
    """Writes look-ups for the term of the day, reads by month, and missed words but for the names of accounts."""
    from accounts.digests.term_lookups import add_lookups  # a bot without accounts needs none of it
    from accounts.names.known_names import is_known_name
    from curation.missed_words import add_misses
    from curation.reads import add_reads

    words, day = workspace.words, now.date()
    add_lookups(words, day, counted.found, counted.missed)
    counted.found, counted.missed = Counter(), Counter()  # what fails now is not written twice later
    add_reads(words, day.isoformat()[:7], team, counted.reads)
    counted.reads = Counter()
    kept = {word: count for word, count in counted.unknown.items() if not is_known_name(words, word)}
    add_misses(words, day, team, kept)
