"""`history`: the versions of a word, who made each and when, what it changed, and the way back."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

from bot.context import TERMINAL, Context
from bot.curation.differences import changed_fields
from bot.curation.drafts import LABELS, readable
from bot.curation.naming import named_ids, own_term_named
from bot.curation.people import is_curator, row_of
from bot.registry import Command
from bot.reply import Choice, Reply, Row
from curation import NotFoundError
from curation.own_terms import OwnTerm, Version, history
from glossary import Term
from store.time_zones import machine_zone, zone

SHOWN = 6  # versions that are shown with what they changed
LINE = 280  # characters of a change


def history_reply(context: Context, text: str, command: Command) -> Reply:
    """Answers the versions of a word that a text names."""
    if not text:
        return command.usage_error("Say of which term.", "term")
    ids = named_ids(context, text)
    shown = [context.glossary.terms[id_] for id_ in ids if id_ in context.glossary.terms]
    if shown and not context.workspace.exists:  # reading makes no store
        return _untouched(shown[0])
    try:
        return term_reply(context, own_term_named(context, text), "")
    except NotFoundError:
        if not shown:
            raise
        return _untouched(shown[0])


def _untouched(term: Term) -> Reply:
    """The history of a term that the team says nothing of."""
    whose = "It is from your team’s files." if term.origin else "It is as the curated glossary has it."
    return Reply(
        title=f"History of {term.name}",
        data={"kind": "history", "term": term.id, "versions": []},
        paragraphs=(f"Your team has changed nothing here. {whose}",),
        choices=(
            *((Choice("Suggest a change", f"suggest {term.id}", form=True),) if term.origin != "file" else ()),
            Choice("Its card", f"define {term.id}"),
        ),
        only_for_requester=True,
    )


def term_reply(context: Context, term: OwnTerm, said: str) -> Reply:
    """The versions of a word, newest first, with what was just done to it."""
    versions = history(context.workspace.words, term.id)
    shown = context.glossary.terms.get(term.id) or context.glossary.curated.get(term.id)
    rows = [
        _row(context, each, versions[at + 1] if at + 1 < len(versions) else None)
        for at, each in enumerate(versions[:SHOWN])
    ]
    return Reply(
        title=f"History of {shown.name if shown else term.name}",
        data={"kind": "history", "term": term.id, "versions": [_data(each) for each in versions]},
        paragraphs=tuple(filter(None, (said, _standing(term)))),
        rows=tuple(rows),
        choices=_choices(context, term, versions),
        footnotes=(f"{len(versions) - SHOWN} earlier version{'s' * (len(versions) - SHOWN > 1)}.",)
        if len(versions) > SHOWN
        else (),
        only_for_requester=True,
    )


def _standing(term: OwnTerm) -> str:
    if term.state == "retired" and term.kind == "overlay":
        return "It is answered without words of a curator’s."
    if term.state == "retired":
        return "It isn’t answered now."
    if not term.verified_on:
        return "Imported, not verified yet: a curator says with curate verify that it is right."
    return f"Verified on {term.verified_on}, to be looked at again after {term.verified_until}."


def _row(context: Context, version: Version, before: Version | None) -> Row:
    changes = "; ".join(f"{LABELS.get(field, field)}: {text}" for field, text in _changes(version, before))
    detail = changes if len(changes) <= LINE else f"{changes[:LINE].rstrip()}…"
    why = f": {version.reason}" if version.reason else ""
    when = f"{_local_text(context, version.at)}{why}"
    return row_of(version.who, f"{version.version}. {version.what}", when, detail)


def _local_text(context: Context, at: str) -> str:
    """A moment in the zone of whoever asks, which is always shown: `2026-06-15 09:00 Europe/Berlin`."""
    name = context.requester.zone or (machine_zone() if context.place == TERMINAL else "UTC")
    moment = datetime.fromisoformat(at)
    try:
        return f"{moment.astimezone(zone(name)):%Y-%m-%d %H:%M} {name}"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _changes(version: Version, before: Version | None) -> list[tuple[str, str]]:
    if version.body is None:
        return []
    was = readable(json.loads(before.body)) if before is not None and before.body else {}
    return list(changed_fields(was, readable(json.loads(version.body))))


def _choices(context: Context, term: OwnTerm, versions: list[Version]) -> tuple[Choice, ...]:
    card = (Choice("Its card", f"define {term.id}"),) if term.state == "approved" else ()
    seen = f"at {term.version}"
    if not is_curator(context):
        owns = term.owner == context.requester.id and term.state == "approved"
        return (Choice("Still right", f"curate verify {term.id} {seen}"), *card) if owns else card
    back = [each.version for each in versions[1:] if each.body is not None][:2]
    older = tuple(Choice(f"Back to version {to}", f"curate rollback {term.id} to {to} {seen}") for to in back)
    if context.place == TERMINAL or term.state == "retired":
        return (*older, *card)
    keep = Choice("Still right", f"curate verify {term.id} {seen}")
    return (keep, *older, Choice("Take it out", f"curate retire {term.id} {seen}"), *card)


def _data(version: Version) -> dict[str, object]:
    body = json.loads(version.body) if version.body else None
    return {"version": version.version, "what": version.what, "who": version.who, "at": version.at, "body": body}
