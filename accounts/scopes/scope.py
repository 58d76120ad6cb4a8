"""Which accounts a question is about: all, somebody's, or a segment's."""

import sqlite3
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, as far as Slack or the terminal knows: `mine` are the accounts of the owner they are linked to."""

    slack_user: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The accounts meant. An owner and a segment may both be given; `unowned` are those without an owner."""

    owner_id: int | None = None
    owner: str = ""
    segment: str = ""
    unowned: bool = False

    @property
    def words(self) -> str:
        """The scope as it reads in a sentence: “all accounts”, “accounts of Dana”, “segment Enterprise”."""
        whose = f"accounts of {self.owner}" if self.owner_id is not None else ""
        whose = whose or ("accounts without an owner" if self.unowned else "")
        if self.segment:
            return f"{whose} in segment {self.segment}" if whose else f"segment {self.segment}"
        return whose or "all accounts"

    @property
    def request(self) -> str:
        """The scope as it is typed, empty for all accounts; `parse_scope` reads it back."""
        whose = f"@{self.owner}" if self.owner_id is not None else "unowned" if self.unowned else ""
        return f"{whose} segment {self.segment}".strip() if self.segment else whose

    def where(self, alias: str) -> tuple[str, tuple[object, ...]]:
        """The scope as a condition on a table that has `owner_id` and `segment`, and its parameters."""
        conditions: list[str] = []
        parameters: list[object] = []
        if self.owner_id is not None:
            conditions.append(f"{alias}.owner_id = ?")
            parameters.append(self.owner_id)
        elif self.unowned:
            conditions.append(f"{alias}.owner_id IS NULL")
        if self.segment:
            conditions.append(f"{alias}.segment = ?")
            parameters.append(self.segment)
        return " AND ".join(conditions) or "TRUE", tuple(parameters)


ALL: Final = Scope()


def owner_of(connection: sqlite3.Connection, asker: Requester) -> tuple[int, str] | None:
    """The id and name of the owner who is the asker: by the Slack user they are linked to, else by email."""
    query = "SELECT id, name FROM owner WHERE slack_user = ?"
    linked: tuple[int, str] | None = connection.execute(query, (asker.slack_user,)).fetchone()
    if linked or not asker.email:
        return linked
    query = """SELECT id, name FROM owner
        WHERE :email IN (lower(email), lower(key)) AND :user IN ('', coalesce(slack_user, :user))"""
    by_email = connection.execute(query, {"email": asker.email.casefold(), "user": asker.slack_user}).fetchall()
    return by_email[0] if len(by_email) == 1 else None
