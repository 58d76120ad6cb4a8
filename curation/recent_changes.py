"""The log of what was changed in the team's words."""

from dataclasses import dataclass

from store import Store


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """Who did what to which word, draft or curator; `at` is ISO text."""

    at: str
    who: str
    place: str
    what: str
    subject: str
    detail: str


def recent_changes(store: Store, limit: int, subject: str = "") -> list[LoggedChange]:
    """The latest changes, newest first; of one subject if it is given."""
    query = (
        "SELECT at, who, place, what, subject, detail FROM curation_log WHERE :subject IN ('', subject)"
        " ORDER BY id DESC LIMIT :limit"
    )
    return [LoggedChange(*row) for row in store.reading.execute(query, {"subject": subject, "limit": limit})]
