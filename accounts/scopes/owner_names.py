"""The owners by name, whom a text calls, and who reports to whom as files say it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accounts.names.normalisation import fold
from accounts.scopes.scope import Scope
from store.connection import Connection

_TEAM: Final = re.compile(
    r"(?:the\s+)?(?:(?P<own>my|our)\s+(?:team|reports|people)|(?:team|reports|people)\s+of\s+@?(?P<of>.+)"
    r"|@?(?P<whose>.+?)['’]s?\s+(?:team|reports|people))",
    re.IGNORECASE,
)

_UMLAUT: Final = re.compile(r"(?<=[aou])e")  # in “mueller”, who is Müller
_POSSESSIVE: Final = re.compile(r"(?<=\w)(?:['’]s?|s)(?P<what>\s+(?:accounts|customers|clients|book))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnerName:
    """An owner, and whom they report to, by whatever name or email files have."""

    id: int
    name: str
    email: str
    slack_user: str
    manager: str

    @property
    def folded(self) -> str:
        """The name as it is compared."""
        return fold(self.name)

    @property
    def called(self) -> frozenset[str]:
        """What files may call them who name them as somebody's manager."""
        return frozenset({self.folded, *called_by(self.email)}) - {""}

    def scope(self, owners: Sequence["OwnerName"]) -> Scope:
        """Known by email where another one has the name."""
        twin = any(other.folded == self.folded and other.id != self.id for other in owners)
        return Scope(self.id, self.email if twin and self.email else self.name)


def load_owner_names(connection: Connection) -> list[OwnerName]:
    """All owners, by name."""
    query = (
        "SELECT id, name, coalesce(email, ''), coalesce(slack_user, ''), coalesce(manager, '') FROM owner"
        " ORDER BY name, id"
    )
    return [OwnerName(*row) for row in connection.execute(query)]


def owners_called(owners: Sequence[OwnerName], text: str, *, whose: bool = True) -> list[OwnerName]:
    """Those whose email, Slack id or name it is, else those who have all its words in their names.

    With `whose` it may be said as well what they own: `kims` and `kim's accounts` are Kim.
    """
    found = _called(owners, text)
    return found if found or not whose or not _POSSESSIVE.search(text) else _called(owners, _POSSESSIVE.sub("", text))


def _called(owners: Sequence[OwnerName], text: str) -> list[OwnerName]:
    folded = fold(text)
    exact = [o for o in owners if text.casefold() in {o.email.casefold(), o.slack_user.casefold()} - {""}]
    exact = exact or [o for o in owners if folded and folded == o.folded]
    if len(exact) > 1 and len(literal := [o for o in exact if o.name.casefold() == text.casefold()]) == 1:
        return literal  # of José and Jose the one who is written so
    words, address = set(folded.split()), f"{text.casefold()}@"
    found = exact or [
        owner
        for owner in owners
        if words and (words <= set(owner.folded.split()) or owner.email.casefold().startswith(address))
    ]
    plain = {_UMLAUT.sub("", word) for word in words}
    return found or [each for each in owners if not each.name.isascii() and plain and plain <= set(each.folded.split())]


def team_named(text: str) -> str | None:
    """Whose team a text names, nothing for the asker's own; None where it names no team."""
    found = _TEAM.fullmatch(text.strip())
    if found is None:
        return None
    return "" if found["own"] else (found["of"] or found["whose"]).strip()


def called_by(said: str) -> frozenset[str]:
    """What a name or an email is compared by."""
    return frozenset({fold(said), said.strip().casefold()}) - {""}


def reports_to(owners: Sequence[OwnerName], called: frozenset[str]) -> list[OwnerName]:
    """The owners who report to whoever is called so, or to one of those, and so on."""
    found: dict[int, OwnerName] = {}
    names = set(called)
    while new := [each for each in owners if each.id not in found and called_by(each.manager) & names]:
        found |= {each.id: each for each in new}
        names |= {name for each in new for name in each.called}
    return [each for each in found.values() if not each.called & called]
