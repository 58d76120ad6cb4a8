"""A digest by owner: each owner's accounts in a part of their own, with its total, and with whom it mentions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from accounts.scopes.owner_names import OwnerName, load_owner_names
from accounts.scopes.scope import Scope
from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.digests.content.model import DigestContext
from bot.digests.content.priorities import MOST

WHOLE = 12  # parts up to which the first message has the title and total of each

Total = Callable[[Scope], str]


@dataclass(slots=True)
class _Part:
    """The entries of an owner, of whom the first message shows so many."""

    owner: OwnerName | None
    entries: list[DigestEntry] = field(default_factory=list)
    leading: int = 0


def by_owner(occasion: DigestContext, said: DigestMessage, total: Total) -> DigestMessage:
    """The digest with the accounts to act on in a part for each owner, whoever has the most urgent ones first.

    Entries keep their order within a part, and the first message shows those that are the first to act on. The digest
    of a team has a part for everybody in it. `total` says of an owner's accounts how many there are and what they are
    worth. What else the digest tells stays as it is.
    """
    ours = [each for each in said.sections if each.by_owner]
    parts = _parts(occasion, ours)
    sections = tuple(_section(occasion, each, total, folded=len(parts) > WHOLE) for each in parts)
    others = tuple(each for each in said.sections if not each.by_owner)
    paragraphs = (*said.paragraphs, *_notes(ours))
    return replace(said, paragraphs=paragraphs, sections=(*sections, *others))


def _parts(occasion: DigestContext, sections: Sequence[DigestSection]) -> list[_Part]:
    """The owners in the order of their first entries, and the others of a team after them."""
    with occasion.context.store.snapshot() as connection:
        owners = {each.id: each for each in load_owner_names(connection)}
    parts: dict[int | None, _Part] = {}
    entries = [entry for each in sorted(sections, key=lambda each: not each.urgent) for entry in each.entries]
    for place, entry in enumerate(entries):
        owner_id = entry.owner_id if entry.owner_id in owners else None
        part = parts.setdefault(owner_id, _Part(owners.get(owner_id) if owner_id else None))
        part.entries.append(entry)
        part.leading += place < MOST
    for id_ in occasion.scope.team_ids:
        if id_ in owners:
            parts.setdefault(id_, _Part(owners[id_]))
    return [*parts.values()]


def _notes(sections: Sequence[DigestSection]) -> Iterator[str]:
    order = next((each.text for each in sections if each.urgent and each.text), "")
    if order:
        yield f"By owner. {order}"


def _section(occasion: DigestContext, part: _Part, total: Total, *, folded: bool) -> DigestSection:
    scope = replace(occasion.scope, team="", team_ids=(), team_request="", owner_id=None, unowned=True, owner="")
    if part.owner:
        scope = replace(scope, owner_id=part.owner.id, owner=part.owner.name, unowned=False)
    name = part.owner.name if part.owner else "No owner"
    return DigestSection(
        f"{name} ({len(part.entries):,})",
        tuple(part.entries),
        total(scope),
        mention=occasion.addressees.user_of(part.owner) if part.owner and occasion.mentions_owners else "",
        leading=part.leading,
        folded=folded,
    )
