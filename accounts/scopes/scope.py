"""The scope of a question: all accounts, an owner's, a team's or a segment's, narrowed by filters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from accounts.scopes.narrowing import EVERY, Narrowing
from store.connection import Connection


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, as far as Slack or the terminal knows: `mine` are the accounts of the owner they are linked to.

    `groups` are the user groups of Slack that they name.
    """

    slack_user: str = ""
    email: str = ""
    groups: tuple["UserGroup", ...] = ()


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group of Slack by its handle, without the `@`, and its people; `error` says why those can't be read."""

    handle: str
    id: str = ""
    people: tuple[Requester, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The accounts meant. An owner and a segment may both be given; `unowned` are those without an owner.

    With `team` they are those of several owners, `team_ids`, of whom there may be none; `team_request` is what is typed
    for them. `narrowing` has what else they must be like.
    """

    owner_id: int | None = None
    owner: str = ""
    segment: str = ""
    unowned: bool = False
    team: str = ""
    team_ids: tuple[int, ...] = ()
    team_request: str = ""
    narrowing: Narrowing = EVERY

    @property
    def owned(self) -> bool:
        """Whether it depends on who owns accounts."""
        return self.owner_id is not None or self.unowned or bool(self.team)

    @property
    def narrowed(self) -> bool:
        """Whether accounts are chosen by more than owner and segment: no total is kept for such."""
        return self.narrowing != EVERY

    @property
    def words(self) -> str:
        """The scope as it reads in a sentence: “all accounts”, “accounts of Dana”, “segment Enterprise, red”."""
        said = ", ".join((self._whose_words, *self.narrowing.words))
        among = self.narrowing.among_words
        if not among:
            return said
        said = said.removeprefix(_ALL_WORDS).removeprefix(", ")
        return f"{said} among {among}" if said else among

    @property
    def _whose_words(self) -> str:
        whose = f"accounts of {self.owner}" if self.owner_id is not None else ""
        whose = whose or (f"accounts of {self.team}" if self.team else "")
        whose = whose or ("accounts without an owner" if self.unowned else "")
        if self.segment:
            return f"{whose} in segment {self.segment}" if whose else f"segment {self.segment}"
        return whose or _ALL_WORDS

    @property
    def request(self) -> str:
        """The scope as it is typed, empty for all accounts; `parse_scope` reads it back."""
        whose = f"@{self.owner}" if self.owner_id is not None else "unowned" if self.unowned else self.team_request
        segment = f"segment {self.segment}" if self.segment else ""
        return " ".join(each for each in (whose, segment, self.narrowing.request) if each)

    def unlimited(self) -> "Scope":
        """The same accounts whatever their ARR."""
        return replace(self, narrowing=self.narrowing.without_arr())

    def leaving_out(self, account_ids: Iterable[int]) -> "Scope":
        """The same accounts without some."""
        return replace(self, narrowing=replace(self.narrowing, without=tuple(account_ids)))

    def among(self, account_ids: Iterable[int], words: str = "") -> "Scope":
        """Those of the accounts that are among some, of which there may be none; `words` are what those are called."""
        return replace(self, narrowing=replace(self.narrowing, among=(*account_ids,) or NOBODY, among_words=words))

    def only(self, other: "Scope") -> "Scope":
        """Those of the accounts that the other scope has too; where both say the same kind of thing, what that says."""
        said = replace(other if other.owned else self, segment=other.segment or self.segment)
        return replace(said, narrowing=self.narrowing.only(other.narrowing))

    def any_band(self) -> "Scope":
        """The same accounts whatever their health."""
        return replace(self, narrowing=replace(self.narrowing, bands=()))

    def where(self, alias: str, key: str = "account_id") -> tuple[str, tuple[object, ...]]:
        """The scope as a condition on a table that has `owner_id` and `segment`, and its parameters.

        `key` is the table's column with the account; it is needed for a scope that is narrowed.
        """
        conditions: list[str] = []
        parameters: list[object] = []
        if self.owner_id is not None:
            conditions.append(f"{alias}.owner_id = ?")
            parameters.append(self.owner_id)
        elif self.team:
            conditions.append(
                f"{alias}.owner_id IN ({', '.join('?' * len(self.team_ids))})" if self.team_ids else "1 = 0"
            )
            parameters += self.team_ids
        elif self.unowned:
            conditions.append(f"{alias}.owner_id IS NULL")
        if self.segment:
            conditions.append(f"{alias}.segment = ?")
            parameters.append(self.segment)
        if self.narrowed:
            condition, values = self.narrowing.condition(f"{alias}.{key}")
            conditions.append(condition)
            parameters += values
        return " AND ".join(conditions) or "TRUE", tuple(parameters)

    def named_where(self, alias: str, key: str = "account_id") -> str:
        """The same condition with parameters by name: `named_parameters` has them."""
        first, *rest = self.where(alias, key)[0].split("?")
        return first + "".join(f":scope{n}{part}" for n, part in enumerate(rest))

    def named_parameters(self) -> dict[str, object]:
        """The parameters of `named_where`."""
        return {f"scope{n}": value for n, value in enumerate(self.where("x")[1])}


_ALL_WORDS: Final = "all accounts"
ALL: Final = Scope()
NOBODY: Final = (0,)  # the ids of no account at all


def owner_of(connection: Connection, asker: Requester) -> tuple[int, str] | None:
    """The id and name of the owner who is the asker: by the Slack user they are linked to, else by email."""
    query = "SELECT id, name FROM owner WHERE slack_user = ?"
    linked: tuple[int, str] | None = connection.execute(query, (asker.slack_user,)).fetchone()
    if linked or not asker.email:
        return linked
    query = """SELECT id, name FROM owner
        WHERE :email IN (lower(email), lower(key)) AND :user IN ('', coalesce(slack_user, :user))"""
    by_email = connection.execute(query, {"email": asker.email.casefold(), "user": asker.slack_user}).fetchall()
    return by_email[0] if len(by_email) == 1 else None
