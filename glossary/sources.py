"""The sources of terms: pages that were looked up, and books or pages that nobody has checked yet."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of `sources.toml`: a page or a publication that terms cite by its id.

    `looked_up` is the ISO date of the day on which somebody read the page at `url` and found there what the citing
    terms say. `year` is that of the publication, none where it names none.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    title: str
    publisher: str = ""
    year: int | None = None
    url: str = ""
    looked_up: str = ""

    @property
    def verified(self) -> bool:
        """Whether the page was looked up."""
        return bool(self.url and self.looked_up)

    @property
    def citation(self) -> str:
        """The source in words: `SaaS Capital, What belongs in COGS (2021)`."""
        name = f"{self.publisher}, {self.title}" if self.publisher and self.publisher != self.title else self.title
        return f"{name} ({self.year})" if self.year else name

    @property
    def data(self) -> dict[str, Any]:
        """The source as the JSON contract has it."""
        return asdict(self) | {"citation": self.citation, "verified": self.verified}
