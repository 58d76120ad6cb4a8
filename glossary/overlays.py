"""Overlays: what a team adds to a curated term, or says otherwise."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A team's own words about the term with the id, or that the team doesn't want it to be found (`hidden`).

    `owner` is who answers for it, as a Slack user's id or a name. One out of a file that was imported is `imported`.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    our_definition: str = ""
    our_formula: str = ""
    note: str = ""
    owner: str = ""
    hidden: bool = False
    imported: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """The overlay as it is written, without what is empty."""
        return {field: value for field, value in asdict(self).items() if value}
