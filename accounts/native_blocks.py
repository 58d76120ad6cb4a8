"""Slack's newer blocks that each workspace accepts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from store import timestamps
from store.database import Store

_PUT: Final = (
    "INSERT INTO native_block (team, block, taken, version, asked_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (team, block) DO UPDATE SET taken = excluded.taken, version = excluded.version,"
    " asked_at = excluded.asked_at"
)


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """What a workspace said of a block, when, and to which version of the bot."""

    block: str
    taken: bool
    version: str
    asked_at: datetime


def kept_blocks(store: Store, team: str) -> tuple[KeptBlock, ...]:
    """What is known of a workspace."""
    rows = store.reading.execute(
        "SELECT block, taken, version, asked_at FROM native_block WHERE team = ? ORDER BY block", (team,)
    )
    return tuple(KeptBlock(block, bool(taken), version, timestamps.from_text(at)) for block, taken, version, at in rows)


def keep_blocks(store: Store, team: str, taken: Mapping[str, bool], version: str, now: datetime) -> None:
    """Keeps what a workspace said of blocks. Raises `StoreBusyError` while an import holds the store."""
    at = timestamps.to_text(now)
    with store.writing() as connection:
        connection.executemany(_PUT, [(team, block, int(each), version, at) for block, each in taken.items()])


def keep_refused(store: Store, team: str, blocks: Iterable[str], version: str, now: datetime) -> None:
    """Keeps that a workspace refused a message with these blocks."""
    keep_blocks(store, team, dict.fromkeys(blocks, False), version, now)
