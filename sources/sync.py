"""Runs sources: those that are due, or those that are named, each after what it needs."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime

from sources import state
from sources.errors import SourceError
from sources.model import Source
from sources.run import SyncContext, SyncReport, run_source
from sources.state import SourceClaim
from store.database import Store


def sync_due(sources: Sequence[Source], context: SyncContext) -> Iterator[SyncReport]:
    """Runs what is due, one after the other, until nothing is; a source waits for those it needs."""
    state.prepare(context.store)
    state.forget_others(context.store, sources)
    begun: set[str] = set()
    while (held := claim_next(sources, context.store, context.clock(), begun)) is not None:
        begun.add(held.source.name)
        yield run_source(held, context)


def claim_next(
    sources: Sequence[Source], store: Store, now: datetime, begun: Container[str] = ()
) -> SourceClaim | None:
    """The claim to the next source that is due, but those that were begun; None where there is none."""
    refused = set[str]()
    while (source := _next_due(sources, store, now, begun, refused)) is not None:
        if (held := state.claim_source(store, source, now)) is not None:
            return held
        refused.add(source.name)  # another process was quicker
    return None


def sync_named(sources: Sequence[Source], names: Iterable[str], context: SyncContext) -> Iterator[SyncReport]:
    """Runs sources at once, due or not; without names all of them. Raises `SourceError` for a name that isn't known."""
    state.prepare(context.store)
    for source in chosen(sources, names):
        if source.paused:
            yield SyncReport(
                source.name, "paused", f"{source.name} is paused: take paused = true out of its file first."
            )
            continue
        held = state.claim_source(context.store, source, context.clock(), at_once=True)
        if held is None:
            yield SyncReport(source.name, "running", f"{source.name} is being read by another process.")
        else:
            yield run_source(held, context)


def chosen(sources: Sequence[Source], names: Iterable[str]) -> list[Source]:
    """The sources of those names, all without any. Raises `SourceError`."""
    wanted = set(names)
    if unknown := sorted(wanted - {source.name for source in sources}):
        known = ", ".join(source.name for source in sources) or "none"
        raise SourceError(f"There is no source {unknown[0]}. There is {known}.")
    return [source for source in sources if not wanted or source.name in wanted]


def _next_due(
    sources: Sequence[Source], store: Store, now: datetime, begun: Container[str], refused: Container[str]
) -> Source | None:
    """The first source that is due, of which nobody is at work and that waits for none."""
    states = {source.name: state.read_state(store.reading, source.name) for source in sources}
    waiting = {
        source.name
        for source in sources
        if states[source.name].is_running(now)
        or (source.name not in begun and not source.paused and states[source.name].is_due(source, now))
    }
    for source in sources:
        seen = states[source.name]
        if (
            source.paused
            or source.name in begun
            or source.name in refused
            or seen.is_running(now)
            or not seen.is_due(source, now)
        ):
            continue
        if not any(_holds_up(states[needed], needed in waiting) for needed in source.needs):
            return source
    return None


def _holds_up(needed: state.SourceState, waiting: bool) -> bool:  # noqa: FBT001
    """Whether a source has to wait for one that it needs: that is to run first, or has never been read."""
    return waiting or needed.good_at is None


def next_due(sources: Iterable[Source], store: Store, now: datetime) -> datetime | None:
    """The earliest instant at which a source is due that isn't paused; now, where one was never read."""
    known = [(state.read_state(store.reading, source.name), source) for source in sources if not source.paused]
    return min((now if seen.began_at is None else seen.due_at(source) or now for seen, source in known), default=None)
