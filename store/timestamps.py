"""Instants as the store keeps them: UTC, to the millisecond, in text that sorts as time does."""

from datetime import UTC, datetime


def to_text(instant: datetime) -> str:
    """`2026-06-15T09:00:00.000Z`. The instant must say its zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant says its zone")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The instant that `stored` wrote."""
    return datetime.fromisoformat(text)
