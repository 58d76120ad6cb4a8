"""Whom a digest mentions: Slack's people for the owners of accounts, and the user groups that it names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accounts.names.normalisation import fold
from accounts.scopes.owner_names import OwnerName
from accounts.scopes.scope import UserGroup


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody of the team in Slack: their id, name and email."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """The people and user groups of Slack that a digest can mention; nobody in a preview, and in one that is late.

    `why` says why owners that were to be mentioned are only named.
    """

    ids: frozenset[str] = frozenset()
    by_email: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[UserGroup, ...] = ()
    why: str = ""
    mentioned: bool = False

    def user_of(self, owner: OwnerName) -> str:
        """The Slack user who an owner is: whom files link, else by email, else by a name that one person has.

        Nothing for whoever has left or isn't found.
        """
        if owner.slack_user:
            return owner.slack_user if owner.slack_user in self.ids else ""
        if owner.email:
            return self.by_email.get(owner.email.casefold(), "")
        return self.by_name.get(owner.folded, "")

    def group(self, handle: str) -> UserGroup | None:
        """The user group of a handle, if its members could be read."""
        found = (each for each in self.groups if each.handle.casefold() == handle.casefold() and not each.error)
        return next(found, None)


NOBODY = Addressees()


def listed(people: Iterable[Listed], groups: tuple[UserGroup, ...] = ()) -> Addressees:
    """The addressees among the people of a team."""
    known = tuple(people)
    names = Counter(fold(each.name) for each in known)
    return Addressees(
        frozenset(each.id for each in known),
        {each.email.casefold(): each.id for each in known if each.email},
        {fold(each.name): each.id for each in known if names[fold(each.name)] == 1},
        groups,
        mentioned=True,
    )
