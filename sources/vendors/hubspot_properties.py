"""Properties that the file of sources names: HubSpot passes over one that it doesn't have, and says nothing."""

from dataclasses import dataclass, field

from sources.errors import SourceError
from sources.vendors.model import Json


@dataclass(slots=True)
class NamedProperties:
    """Which of the properties in `fields` and `only` came, of how many records, and how many were `wanted`."""

    named: frozenset[str]
    came: set[str] = field(default_factory=set)
    records: int = 0
    wanted: int = 0

    def note(self, given: Json, *, wanted: bool) -> None:
        """Notes those of one more record."""
        self.came |= given.keys()
        self.records += 1
        self.wanted += wanted

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of those that no record has."""
        missing = sorted(self.named - self.came) if self.records else ()
        return tuple(
            f"HubSpot has no property {name}: is it spelled so there? Nothing was read of it." for name in missing
        )

    def check(self, source: str, only: dict[str, list[str]]) -> None:
        """Raises `SourceError` where `only` leaves nothing: a word is written wrong, or nobody is a customer."""
        if self.records and not self.wanted and only:
            what = ", ".join(f"{name} = {' or '.join(values)}" for name, values in only.items())
            raise SourceError(f"{source}: of {self.records:,} records none has {what}. Nothing is taken as gone.")
