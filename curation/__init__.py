"""The team's own words: drafted, approved, verified, with their whole history, in the store's file.

Every change is made by a function that takes a `Change`: who, when, and the request that does it. A request that was
seen before, such as one that Slack sends again, changes nothing and returns what it returned.
"""

from curation.change import Change
from curation.errors import CurationError, DraftChangedError, NotFoundError
from curation.tables import open_curation

__all__ = ["Change", "CurationError", "DraftChangedError", "NotFoundError", "open_curation"]
