"""A store with the tables of sources, a folder of files, and a clock that the test sets."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from accounts import Store
from sources import Secrets, Source, SyncContext, SyncReport, load_sources, sync_due, sync_named
from sources.state import SourceState, read_state

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
OLD = NOON - timedelta(hours=2)  # when files were written, so that nobody looks twice whether they still are


@dataclass
class Company:
    """A company with a file of sources in a folder of its own."""

    store: Store
    folder: Path
    now: datetime = NOON
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> SyncContext:
        return SyncContext(
            store=self.store,
            secrets=Secrets(self.environment),
            clock=lambda: self.now,
            rejects=self.folder / "rejects",
            sleep=lambda _: None,
        )

    def configure(self, text: str) -> tuple[Source, ...]:
        path = self.folder / "sources.toml"
        path.write_text(text, encoding="utf-8")
        return load_sources(path)

    def write(self, name: str, *lines: str, at: datetime = OLD) -> Path:
        path = self.folder / name
        path.write_text("\n".join((*lines, "")), encoding="utf-8")
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def due(self, sources: tuple[Source, ...]) -> list[SyncReport]:
        return list(sync_due(sources, self.context))

    def sync(self, sources: tuple[Source, ...], *names: str) -> list[SyncReport]:
        return list(sync_named(sources, names, self.context))

    def state(self, name: str) -> SourceState:
        return read_state(self.store.reading, name)

    def names(self) -> list[str]:
        return [name for (name,) in self.store.reading.execute("SELECT name FROM account ORDER BY name")]

    def segments(self) -> set[str]:
        return {name for (name,) in self.store.reading.execute("SELECT segment FROM account")}

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)
