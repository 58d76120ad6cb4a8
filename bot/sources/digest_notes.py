"""Notes in a digest about its sources: the age of its facts, and first of all stopped ones."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from bot.digest_message import DigestMessage
from bot.digests.content.model import ComposedDigest
from bot.reply import LazyData
from bot.sources.texts import local_moment

if TYPE_CHECKING:
    from bot.workspace import Workspace
    from sources.status import SourceStatus

logger = logging.getLogger(__name__)
NAMES: Final = {
    "accounts": "Accounts",
    "subscriptions": "Contracts",
    "churn": "Churn",
    "contacts": "Contacts",
    "usage": "Usage",
    "surveys": "Surveys",
    "touchpoints": "Touchpoints",
    "tickets": "Tickets",
}
_ONE: Final = frozenset({"churn", "usage"})  # of which there is one
_HEALTH: Final = {
    "usage": "use",
    "touchpoints": "contact with customers",
    "surveys": "what customers answer",
    "tickets": "tickets",
    "subscriptions": "contracts",
}
_TOLD: Final = {
    "health": frozenset({"accounts", *_HEALTH}),
    "renewals": frozenset({"accounts", "subscriptions", "churn", "contacts"}),
    "portfolio": frozenset({"accounts", "subscriptions", "churn"}),
}


def with_sources(  # noqa: PLR0913  what is told, of which digest, where and when
    composed: ComposedDigest,
    workspace: "Workspace",
    digest: str,
    local: datetime,
    since: date | None,
    *,
    waited_until: time | None = None,
) -> ComposedDigest:
    """The digest with the age of its facts, and in its first line what can't be read or stopped.

    What went wrong since the digest before counts as a change: a feed that stops is never passed over in silence. One
    that waited for its sources until a time says what it left without.
    """
    said = composed.said
    kinds = _TOLD.get(digest, frozenset())
    if not kinds or not isinstance(said, DigestMessage) or workspace.settings.cs_sources is None:
        return composed
    from sources.errors import SourcesFileError

    try:
        statuses = digest_sources(workspace, digest, local)
    except SourcesFileError as error:
        logger.warning("digests: the file of sources is wrong: %s", error)
        return replace(composed, said=_first_line(said, "The sources can't be told: how old this is isn't known."))
    if not statuses:
        return composed
    told = _told(said, statuses, digest, local, since)
    if left := _left_without(statuses, waited_until, local):
        first = told if any(not each.is_well for each in statuses) else _first_line(told, "")
        told = replace(first, headline=f"{first.headline} {left}".strip())
    return replace(composed, said=told)


def _left_without(statuses: "Sequence[SourceStatus]", until: time | None, local: datetime) -> str:
    """`It waited until 09:30 for usage, and left without.`, where something didn't come in time."""
    if until is None or local.time() < until:
        return ""
    names = _names(statuses)
    missed = [names[each.name] for each in statuses if each.is_awaited(local, local)]
    listed = ", ".join(f"{name[:1].lower()}{name[1:]}" for name in missed)
    return f"It waited until {until:%H:%M} for {listed}, and left without." if missed else ""


def _told(
    said: DigestMessage, statuses: "tuple[SourceStatus, ...]", digest: str, local: datetime, since: date | None
) -> DigestMessage:
    unwell = [each for each in statuses if not each.is_well]
    names = _names(statuses)
    data = LazyData(lambda: {**said.data, "sources": [_data(each) for each in statuses]})
    told = replace(said, data=data, footnotes=(*_ages(statuses, names, local), *said.footnotes))
    if not unwell:
        return told
    anew = any(_is_new(each, local, since) for each in unwell)
    warnings = " ".join(source_warning(each, names[each.name], digest, local) for each in unwell)
    return replace(_first_line(told, warnings), changed=said.changed or anew, empty=said.empty and not anew)


def digest_sources(workspace: "Workspace", digest: str, now: datetime) -> "tuple[SourceStatus, ...]":
    """The sources that a digest is about. Raises `SourcesFileError`."""
    from bot.sources.running import configured_sources
    from sources.status import source_status

    kinds = _TOLD.get(digest, frozenset())
    if not kinds or workspace.settings.cs_sources is None:
        return ()
    sources = configured_sources(workspace.settings)
    return source_status(workspace.store, [each for each in sources if each.kind in kinds], now)


def _first_line(said: DigestMessage, line: str) -> DigestMessage:
    return replace(said, headline=line, paragraphs=(said.headline, *said.paragraphs))


def _names(statuses: "Sequence[SourceStatus]") -> dict[str, str]:
    """What the facts of each source are called: by their kind, and by the source where several have it."""
    kinds = [each.kind for each in statuses]
    return {
        each.name: NAMES[each.kind] + (f" of {each.name}" if kinds.count(each.kind) > 1 else "") for each in statuses
    }


def source_warning(status: "SourceStatus", name: str, digest: str, local: datetime) -> str:
    """`Usage stopped on 20 Nov: health says nothing about use.`"""
    one = status.kind in _ONE
    if status.as_of is None:
        return f"{name} {'was' if one else 'were'} never read: the source fails."
    at = local_moment(status.as_of, local)
    if status.stale:
        what = f"what came after {'it' if one else 'them'} isn't known"
        if digest == "health" and status.unknown and status.kind in _HEALTH:
            what = f"health says nothing about {_HEALTH[status.kind]}"
        if status.state == "paused":
            return f"{name} {'is' if one else 'are'} paused, as of {at}: {what}."
        return f"{name} stopped {'at' if at[2:3] == ':' else 'on'} {at}: {what}."
    age = f"{'it is' if one else 'they are'} as of {at}"
    since = local_moment(status.failing_since or status.as_of, local)
    if status.state == "held":
        return f"{name} {'is' if one else 'are'} held since {since}, as more than a third is missing: {age}."
    return f"{name} can't be read since {since}: {age}."


def _ages(statuses: "Sequence[SourceStatus]", names: dict[str, str], local: datetime) -> Iterator[str]:
    """`As of 06:40.`, or of each when they differ."""
    known = {names[each.name]: local_moment(each.as_of, local) for each in statuses if each.as_of}
    if len(set(known.values())) == 1:
        yield f"As of {next(iter(known.values()))}."
    elif known:
        yield f"As of: {', '.join(f'{name[:1].lower()}{name[1:]} {at}' for name, at in known.items())}."


def _is_new(status: "SourceStatus", local: datetime, since: date | None) -> bool:
    """Whether it went wrong since the digest before."""
    began = status.failing_since or status.old_since
    return since is None or began is None or began.astimezone(local.tzinfo).date() >= since


def _data(status: "SourceStatus") -> dict[str, object]:
    as_of = status.as_of.isoformat() if status.as_of else None
    return {"name": status.name, "kind": status.kind, "as_of": as_of, "state": status.state, "stale": status.stale}
