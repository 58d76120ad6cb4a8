"""The team's own words: drafted, approved, verified, with their whole history, in the store's file.

Every change is made by a function that takes a `Change`: who, when, and the request that does it. A request that was
seen before, such as one that Slack sends again, changes nothing and returns what it returned.
"""

from typing import TYPE_CHECKING, Any

from curation.errors import CurationError, DraftChangedError, NotFoundError

if TYPE_CHECKING:
    from curation.change import Change
    from curation.tables import open_curation

__all__ = ["Change", "CurationError", "DraftChangedError", "NotFoundError", "open_curation"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  what is asked for
    """What needs the store is imported when it is used: the words themselves are read without it."""
    if name == "Change":
        from curation.change import Change

        return Change
    if name == "open_curation":
        from curation.tables import open_curation

        return open_curation
    raise AttributeError(name)
