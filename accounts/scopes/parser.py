"""Reading a scope as people write it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from accounts.errors import ScopeError
from accounts.money.rates import Rates
from accounts.names.normalisation import fold
from accounts.scopes.arr_limits import in_currencies
from accounts.scopes.filters import FilterReader, both, clashing, misread, without_joints
from accounts.scopes.name_masks import mask_names, unmask
from accounts.scopes.narrowing import EVERY, Narrowing
from accounts.scopes.nearest import OFFERED, listed, nearest_scopes
from accounts.scopes.owner_names import OwnerName, called_by, load_owner_names, owners_called, reports_to, team_named
from accounts.scopes.scope import ALL, Requester, Scope, owner_of
from accounts.scopes.segments import load_segments, several_segments
from store.connection import Connection
from store.database import Store

_MENTION: Final = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>", re.IGNORECASE)
_MINE: Final = frozenset({"mine", "my", "me", "my accounts", "my book"})
_ALL: Final = frozenset({"all", "everything", "everyone", "everybody", "all accounts", "the whole"})
_UNOWNED: Final = frozenset({"unowned", "unassigned", "nobody", "no owner", "without owner", "without an owner"})
_SEGMENT: Final = re.compile(r"segment\b\s*[:=]?\s*", re.IGNORECASE)
_OWNER: Final = re.compile(r"@\s*|(?:owner|csm)\b\s*[:=]?\s*@?|(?:accounts )?(?:of|by|for)\s+@?", re.IGNORECASE)
_ONLY: Final = re.compile(r"(?:^|\s+)only\s+(?=\S)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"<(?:mailto:)?([^|>\s]+@[^|>\s]+)(?:\|[^>]*)?>")


class _NotFoundError(Exception):
    """Nothing is by that name; `near` are scopes that were perhaps meant."""

    def __init__(self, message: str, near: Iterable[Scope] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class _SeveralError(_NotFoundError):
    """Several are by that name."""


def parse_scope(store: Store, text: str, asker: Requester | None = None, rates: Rates | None = None) -> Scope:
    """The scope that a text names: `all`, `mine`, `@owner`, an owner's name or email, `segment enterprise`, a segment.

    An owner and a segment together: `mine segment enterprise`, `@dana enterprise`; and conditions with them: `red over
    100k germany`, `kim only enterprise`. Limits of ARR are compared at the rates. Slack's mentions are read as it sends
    them. Raises `ScopeError` with what was perhaps meant.
    """
    text = " ".join(text.split())
    if not text or text.casefold() == "all":
        return ALL
    first, *others = _ONLY.split(text)
    with store.snapshot() as connection:
        parser = ScopeParser(connection, asker or Requester(), rates)
        scope = parser.read(first) if first else ALL
        for each in others:
            scope = scope.only(parser.read(each))
        return replace(scope, narrowing=in_currencies(connection, scope.narrowing, rates)) if others else scope


class ScopeParser:
    """Reads scopes for somebody, from the owners and segments that the store has."""

    def __init__(self, connection: Connection, asker: Requester, rates: Rates | None = None) -> None:
        self._connection = connection
        self._asker = asker
        self._owners = load_owner_names(connection)
        self._segments = load_segments(connection)
        self._filters = FilterReader(connection, rates)

    def read(self, text: str) -> Scope:
        """The scope that the text names. Raises `ScopeError`."""
        text = _ADDRESS.sub(r"\1", text.replace("\0", ""))
        masked, names = mask_names(text, [each.name for each in self._owners], self._segments)

        def shown(part: str) -> str:
            return unmask(part, names)

        try:
            narrowing, rest = self._filters.take(masked)
        except ScopeError as error:
            raise ScopeError(shown(str(error)), tuple(map(shown, error.candidates))) from None
        return self._scope(shown(without_joints(rest) if narrowing != EVERY else rest), narrowing, text)

    def _scope(self, rest: str, narrowing: Narrowing, text: str) -> Scope:
        """The accounts that the rest of a text names, narrowed. Raises `ScopeError`."""
        if not rest:
            return replace(ALL, narrowing=narrowing)
        try:
            return replace(self._whose_and_where(rest), narrowing=narrowing)
        except _NotFoundError as fault:
            if (bare := without_joints(rest)) not in {rest, ""}:
                return self._scope(bare, narrowing, text)
            if several := several_segments(rest, self._segments, narrowing.request):
                raise several from None
            if found := self._with_bare(rest, narrowing):
                return found
            if wrong := misread(text) or self._filters.clash(rest, narrowing):
                raise wrong from None
            if wrong := self._filters.country_unknown(rest):
                meant = tuple(f"{each} {narrowing.request}".strip() for each in wrong.candidates)
                raise ScopeError(str(wrong), meant) from None
            if (named := next(self._filters.take_bare(rest), None)) and named[1]:  # the rest of it is what isn't known
                return self._scope(named[1], both(narrowing, named[0]), text)
            near = (" ".join(filter(None, (each.request, narrowing.request))) for each in fault.near)
            raise ScopeError(str(fault), tuple(near)[:OFFERED]) from None

    def _with_bare(self, rest: str, narrowing: Narrowing, more: int = 1) -> Scope | None:
        """The scope where a part of the text is a country or a plan, and the rest accounts or the other of the two."""
        for named, left in self._filters.take_bare(rest):
            if clashing(narrowing, named):
                continue
            together = both(narrowing, named)
            try:
                return replace(self._whose_and_where(left) if left else ALL, narrowing=together)
            except _NotFoundError:
                found = self._with_bare(left, together, more - 1) if more else None
            if found:
                return found
        return None

    def _whose_and_where(self, text: str) -> Scope:
        """An owner, a segment, or both. Raises `_NotFoundError`."""
        try:
            return self._one(text)
        except _NotFoundError:
            if found := self._owner_and_segment(text):
                return found
            raise

    def _owner_and_segment(self, text: str) -> Scope | None:
        """An owner and a segment, in either order, where both parts name one beyond doubt."""
        words = text.split()
        for at in range(1, len(words)):
            parts = " ".join(words[:at]), " ".join(words[at:])
            for whose, where in (parts, parts[::-1]):
                try:
                    owner, segment = self._whose(whose), self._segment(without_joints(where))
                except _NotFoundError:
                    continue
                return replace(owner, segment=segment.segment)
        return None

    def _one(self, text: str) -> Scope:
        if text.casefold() in _ALL:
            return ALL
        if _SEGMENT.match(text):
            return self._segment(text)
        if text.casefold() in _MINE | _UNOWNED or any(each.match(text) for each in (_MENTION, _OWNER)):
            return self._whose(text)
        if team_named(text) is not None:
            return self._whose(text)
        found = list(_tried((self._segment, self._whose), text))
        if len(found) == 1 or (found and not owners_called(self._owners, text, whose=False)):
            return found[0]  # “leavers” is the segment, and Kim Leaver’s where there is none
        if found:
            raise _SeveralError(f"“{text}” is a segment and an owner: say which.", found)
        near = nearest_scopes(text, (*self._named_segments(), *self._named_owners()))
        raise _NotFoundError(f"There is no owner or segment “{text}”. {self._there_are()}", near)

    def _segment(self, text: str) -> Scope:
        text = _SEGMENT.sub("", text, count=1)
        written = [name for name in self._segments if name == text] or [
            name for name in self._segments if fold(name) == fold(text)
        ]
        if len(written) == 1:
            return Scope(segment=written[0])
        if written:
            spelled = " and ".join(f"“{name}”" for name in written)
            message = f"There are segments {spelled}: type the one that is meant, letter for letter."
            raise _SeveralError(message, (Scope(segment=name) for name in written))
        near = nearest_scopes(text, self._named_segments())
        said = f"There is no segment “{text}”. " if text else "Say which segment. "
        raise _NotFoundError(said + self._there_are(), near or self._all_segments())

    def _whose(self, text: str) -> Scope:
        if text.casefold() in _UNOWNED:
            return Scope(unowned=True)
        if text.casefold() in _MINE:
            return self._mine()
        if mention := _MENTION.fullmatch(text):
            return self._mentioned(mention[1])
        if (manager := team_named(text)) is not None:
            return self._team(manager)
        lead = _OWNER.match(text)
        name = text[lead.end() :] if lead else text
        return self._group(name) or self._owner(name)

    def _askers_own(self) -> list[OwnerName]:
        """The owner who asks, if they are one."""
        found = owner_of(self._connection, self._asker)
        return [each for each in self._owners if found and each.id == found[0]]

    def _mine(self) -> Scope:
        if found := self._askers_own():
            return found[0].scope(self._owners)
        said = "It isn't known which accounts are yours"
        if not self._asker.email and not self._asker.slack_user:
            raise _NotFoundError(f"{said}, as it isn't known who you are.", self._all_owners())
        by = f" with your email {self._asker.email}" if self._asker.email else ""
        raise _NotFoundError(f"{said}: there is no owner{by}.", self._all_owners())

    def _team(self, manager: str) -> Scope:
        """The accounts of those who report to somebody, who may own none; without a name, to whoever asks."""
        if not any(each.manager for each in self._owners):
            raise _NotFoundError("No file says whom owners report to: a column such as “CSM manager” does.")
        known = owner_of(self._connection, self._asker) if not manager else None
        found = (
            owners_called(self._owners, manager) if manager else [o for o in self._owners if known and o.id == known[0]]
        )
        if len(found) > 1:
            raise _SeveralError(f"“{manager}” may be several: say which.", map(self._team_of, found))
        name = found[0].scope(self._owners).owner if found else manager or self._asker.email
        team = reports_to(self._owners, found[0].called if found else called_by(name))
        if not team:
            raise _NotFoundError(f"Nobody reports to {name or 'you'}, as far as files say it.", self._all_owners())
        return _team_scope(name, team)

    def _team_of(self, manager: OwnerName) -> Scope:
        """The team of somebody who is known, of whom there may be none."""
        return _team_scope(manager.scope(self._owners).owner, reports_to(self._owners, manager.called))

    def _group(self, handle: str) -> Scope | None:
        """The accounts of the people of a user group in Slack, if one is called so."""
        for group in self._asker.groups:
            if group.handle.casefold() != handle.casefold():
                continue
            if group.error:
                said = f"There is no owner “{handle}”, and who is in a user group of that name can’t be read"
                near = nearest_scopes(handle, self._named_owners())
                raise _NotFoundError(f"{said}: {group.error}. {self._there_are()}", near)
            found = (owner_of(self._connection, person) for person in group.people)
            ids = tuple(sorted({owner[0] for owner in found if owner}))
            return Scope(team=f"@{group.handle}", team_ids=ids, team_request=f"@{group.handle}")
        return None

    def _mentioned(self, slack_user: str) -> Scope:
        for owner in self._owners:
            if owner.slack_user == slack_user.upper():
                return owner.scope(self._owners)
        raise _NotFoundError("That person isn't known as an owner of accounts.", self._all_owners())

    def _owner(self, text: str) -> Scope:
        found = owners_called(self._owners, text)
        if len(found) == 1:
            return found[0].scope(self._owners)
        if found:
            names = ", ".join(
                f"{owner.name} ({owner.email})" if owner.email else owner.name for owner in found[:OFFERED]
            )
            raise _SeveralError(f"“{text}” may be {names}: say which.", (each.scope(self._owners) for each in found))
        near = nearest_scopes(text, self._named_owners())
        said = f"There is no owner “{text}”. " if text else "Say whose accounts. "
        raise _NotFoundError(said + self._there_are(), near or self._all_owners())

    def _named_segments(self) -> Iterator[tuple[str, Scope]]:
        return ((fold(name), Scope(segment=name)) for name in self._segments)

    def _named_owners(self) -> Iterator[tuple[str, Scope]]:
        for owner in self._owners:
            scope = owner.scope(self._owners)
            yield from (
                (name, scope) for name in {owner.folded, *owner.folded.split(), fold(owner.email.split("@")[0])}
            )

    def _all_segments(self) -> Iterator[Scope]:
        return (Scope(segment=name) for name in self._segments)

    def _all_owners(self) -> Iterator[Scope]:
        return (owner.scope(self._owners) for owner in self._owners)

    def _there_are(self) -> str:
        """What there is to choose from."""
        segments = listed(self._segments) if self._segments else "no segments"
        owners = listed([owner.name for owner in self._owners]) if self._owners else "no owners"
        return f"Segments: {segments}. Owners: {owners}."


def _team_scope(manager: str, team: Iterable[OwnerName]) -> Scope:
    ids = tuple(sorted(each.id for each in team))
    return Scope(team=f"the team of {manager}", team_ids=ids, team_request=f"team of @{manager}")


_Read = TypeVar("_Read")


def _tried(readers: Iterable[Callable[[str], _Read]], text: str) -> Iterator[_Read]:
    for reader in readers:
        try:
            yield reader(text)
        except _NotFoundError as fault:
            if isinstance(fault, _SeveralError):
                raise
