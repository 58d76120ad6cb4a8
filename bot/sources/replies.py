"""Replies on the age of account data, and on releasing held data."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.diagnostics import LatestImport, latest_imports
from bot.accounts.formatting import count, join_texts
from bot.context import TERMINAL, Context
from bot.registry import Command
from bot.reply import Choice, Look, Reply, Row
from bot.sources.texts import ago, asker_time, local_moment

if TYPE_CHECKING:
    from sources.status import SourceStatus

_OPERATORS = frozenset(("place", "reason", "notes", "cursor"))
_LOOKS: dict[str, Look] = {
    "good": "green",
    "running": "green",
    "new": "unknown",
    "failed": "red",
    "held": "yellow",
    "paused": "unknown",
}


def data_reply(context: Context, text: str, command: Command) -> Reply:
    """Each source with its age, or without sources the last imports; `release NAME` lets a held answer through."""
    words = text.split()
    if not words:
        return _overview(context)
    if words[0].casefold() != "release" or len(words) != 2:
        return command.usage_error(f"“{text}” isn't known here: data, or data release SOURCE.", "argument")
    return _release(context, words[1], command)


def _overview(context: Context) -> Reply:
    imports = latest_imports(context.store)
    statuses = _statuses(context)
    told = {
        "kind": "data",
        "sources": [_data(each, context) for each in statuses],
        "imports": [{"kind": each.kind, "source": each.source, "at": each.at.isoformat()} for each in imports],
    }
    if not statuses:
        return Reply(
            title="Account data",
            data=told,
            paragraphs=() if imports else ("Nothing was imported yet.",),
            rows=tuple(_imported(each, context.now) for each in imports),
            footnotes=("It is imported by hand: no source is named by CS_SOURCES.",),
        )
    local, zone = asker_time(context)
    unwell = sum(not each.is_well for each in statuses)
    return Reply(
        title=f"Account data: {count(unwell, 'source')} of {len(statuses)} not well" if unwell else "Account data",
        data=told,
        rows=tuple(_row(each, context, local) for each in statuses),
        choices=tuple(_releases(context, statuses)),
        footnotes=(f"Times are those of {zone}.",),
    )


def _data(status: "SourceStatus", context: Context) -> dict[str, object]:
    """What is known of a source; where it is and what its rows say is told to the operator alone."""
    told = status.data
    return told if _is_operator(context) else {name: told[name] for name in told if name not in _OPERATORS}


def _statuses(context: Context) -> "Sequence[SourceStatus]":
    if context.workspace.settings.cs_sources is None:
        return ()
    from bot.sources.running import configured_sources
    from sources.status import source_status

    return source_status(context.store, configured_sources(context.workspace.settings), context.now)


def _row(each: "SourceStatus", context: Context, local: datetime) -> Row:
    state = "old" if each.stale and each.state == "good" else each.state
    age = f"as of {local_moment(each.as_of, local)}, {ago(context.now - each.as_of)}" if each.as_of else "never read"
    run = f"{count(each.rows, 'row')}, {each.changed + each.new:,} new or changed, {each.rejected:,} rejected"
    coming = (
        ""
        if each.state == "paused"
        else f"next {local_moment(each.next_at, local)}"
        if each.next_at and each.next_at > context.now
        else "due now"
    )
    gone = f"{each.gone:,} no longer listed" if each.gone else ""
    why = each.reason if _is_operator(context) and not each.is_well else ""
    look = "yellow" if each.stale and each.state == "good" else _LOOKS[each.state]
    return Row(
        each.name,
        join_texts((each.kind if each.kind != each.name else "", state, age)),
        detail=join_texts((run, gone, coming, why)),
        look=look,
    )


def _releases(context: Context, statuses: "Iterable[SourceStatus]") -> "Iterable[Choice]":
    if _is_operator(context):
        return [
            Choice(f"Release {each.name}", f"data release {each.name}") for each in statuses if each.state == "held"
        ]
    return []


def _imported(each: LatestImport, now: datetime) -> Row:
    return Row(each.kind, join_texts((each.source, f"imported {ago(now - each.at)}")))


def _release(context: Context, name: str, command: Command) -> Reply:
    """Lets the next answer of a held source through; only whoever runs the bot may say that it is right."""
    from bot.sources.running import configured_sources
    from sources import state

    if not _is_operator(context):
        return command.usage_error("Only the operator lets through what is held: CS_OPERATOR names them.", "release")
    known = {source.name for source in configured_sources(context.workspace.settings)}
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        return command.usage_error(f"There is no source {name}. There is {listed}.", "source")
    state.prepare(context.store)
    released = state.release(context.store, name, context.now)
    said = (
        f"The next answer of {name} is taken as it is, and it is due now."
        if released
        else f"{name} isn't held: there is nothing to release."
    )
    return Reply(
        title=f"Source {name}",
        data={"kind": "data", "source": name, "released": released},
        paragraphs=(said,),
        outcome="answered" if released else "nothing",
    )


def _is_operator(context: Context) -> bool:
    operator = context.workspace.settings.cs_operator
    return context.place == TERMINAL or (bool(operator) and context.requester.id == operator)
