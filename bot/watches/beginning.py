"""Beginning and ending a watch."""

import re
from difflib import get_close_matches

from accounts.digests.notices import queue_word
from accounts.watches.comparison import USAGE_TOLD
from accounts.watches.limits import AlertLimit, limit_of
from accounts.watches.watches import (
    Watch,
    Watched,
    WatchError,
    begin_watch,
    end_watch,
    feed_of,
    feed_wanted,
    watches,
)
from bot.accounts.arguments import find_account, which_account_reply
from bot.accounts.formatting import join_texts
from bot.clock import server_time
from bot.context import TERMINAL, Context
from bot.reply import Choice, Fact, Reply, Row
from bot.watches.data import watch_data
from bot.watches.texts import WATCHED, flips_text, limit_text, state_text

_AT_ONCE = re.compile(r"[\s,]+(?:at once|at any (?:time|hour)|immediately|right away|urgent(?:ly)?)$", re.IGNORECASE)
_FILLER = re.compile(r"^(?:the )?(?:account|customer)s?\s+", re.IGNORECASE)
_EVERY = frozenset({"all", "everything", "them all", "every account"})
_OWN = re.compile(
    r"(?:all )?(?:of )?(?:mine|my (?:own )?(?:accounts?|customers?|clients?|book|portfolio))", re.IGNORECASE
)
OFFERED = 5


def begin(context: Context, text: str) -> Reply:
    """Watches the account that a text means, where it is asked. Raises `WatchError`."""
    if refused := cannot_tell(context):
        raise WatchError(refused)
    named = _AT_ONCE.sub("", text.strip())
    at_once = named != text.strip()
    named = _FILLER.sub("", named)
    if named.casefold() in _EVERY:
        raise WatchError(
            "A watch is of one account. For all, or a segment, have a digest come when something changes: "
            "digest subscribe health when something turns red at once."
        )
    if _OWN.fullmatch(named):
        raise WatchError(
            "A watch is of one account. For all of yours, have a digest come when something changes: "
            "digest subscribe health mine when something turns red at once."
        )
    found = find_account(context, named)
    if found.exact is None and "," in named:
        return _begin_several(context, [each.strip() for each in named.split(",") if each.strip()], at_once=at_once)
    if found.exact is None:
        return which_account_reply("watch", named, found, "at once" if at_once else "")
    watched = _watch(context, found.exact, at_once=at_once)
    with context.store.snapshot() as connection:
        limit = limit_of(connection, context.team, context.place)
    return _begun(context, watched.watch, limit, watched.feed.schedule.zone, new=watched.new)


def _watch(context: Context, account_id: int, *, at_once: bool) -> Watched:
    person = context.requester
    wanted = feed_wanted(context.team, context.place, person.id, person.zone or "UTC")
    return begin_watch(context.store, account_id, wanted, server_time(context.store, context.now), at_once=at_once)


def _begin_several(context: Context, names: list[str], *, at_once: bool) -> Reply:
    """Watches the accounts that are surely meant by some names, and offers to say which by the others."""
    found = {name: find_account(context, name).exact for name in dict.fromkeys(names)}
    begun = [_watch(context, exact, at_once=at_once).watch for exact in found.values() if exact is not None]
    unsure = [name for name, exact in found.items() if exact is None]
    lacking = f"Not watched, as it isn't sure which accounts are meant: {', '.join(unsure)}." if unsure else ""
    return Reply(
        title=f"Watched here: {', '.join(each.name for each in begun[:OFFERED]) or 'none of them'}",
        data={"kind": "watches", "watches": [watch_data(each) for each in begun], "unsure": unsure},
        paragraphs=(lacking,) if lacking else (),
        rows=tuple(Row(each.name, state_text(each.seen, context.today)) for each in begun),
        choices=tuple(Choice(f"Which “{name}”?", f"watch {name}") for name in unsure[:OFFERED]),
        actions=(Choice("Watched here", "watch list"),),
    )


def cannot_tell(context: Context) -> str:
    """Why nothing can be told where somebody asks for it; nothing when it can."""
    if context.place == TERMINAL:
        return "A watch tells a conversation in Slack: begin it there, by /cs watch."
    if not context.member:
        return "I am not in this channel, so I can't post here. Invite me with /invite, and ask again."
    if context.outsiders:
        return (
            "Not everybody in this channel may see account data, so no account can be watched here. "
            "Watch it in a channel of the team alone, or write to me directly."
        )
    return ""


def end(context: Context, text: str) -> Reply:
    """Ends the watch of the account that a text means. Raises `WatchError` when there is none."""
    feed = feed_of(context.store, context.team, context.place)
    known = watches(context.store.reading, feed.id) if feed else []
    if feed is None or not known:
        return nothing_watched(context)
    if text.strip().casefold() in _EVERY:
        return _ask_for_all(feed.id, known)
    watch = _meant(context, known, text)
    if watch is None:
        return _not_watched(text, known)
    end_watch(context.store, watch)
    told = watch.created_by != context.requester.id and not context.place.startswith("D")
    if told:
        _tell_watcher(context, watch)
    again = f"watch id {watch.account_id}{' at once' if watch.at_once else ''}"
    return Reply(
        title=f"{watch.name} is watched here no more",
        data={"kind": "watches", "ended": watch_data(watch), "watches": []},
        paragraphs=("Whoever watched it is told.",) if told else (),
        actions=(Choice("Undo", again), Choice("Watched here", "watch list")),
    )


def nothing_watched(context: Context) -> Reply:
    """The reply where nothing is watched."""
    return Reply(
        title="No account is watched here" if context.place != TERMINAL else "No account is watched anywhere",
        data={"kind": "watches", "watches": []},
        paragraphs=("A watch tells you when an account's health, champion, renewal, notice, owner or use changes.",),
        facts=(Fact("For example", "watch acme", request=True),),
        actions=(*watch_choice(context), Choice("Accounts by health", "health")),
    )


def watch_choice(context: Context) -> tuple[Choice, ...]:
    """What opens the form in which an account to watch is chosen, where there are forms."""
    return () if context.place == TERMINAL else (Choice("Watch an account…", "watch", form=True),)


def _begun(context: Context, watch: Watch, limit: AlertLimit, zone: str, *, new: bool) -> Reply:
    already = "" if new else " already"
    here = "You watch" if context.place.startswith("D") else "Watched here:"
    at_any_hour = "This account at any hour, within the budget." if watch.at_once else ""
    return Reply(
        title=f"{here} {watch.name}{already}",
        data={"kind": "watches", "watches": [watch_data(watch)], "new": new},
        paragraphs=(f"A message comes when its {WATCHED} changes: {limit_text(limit, zone)}.", at_any_hour)
        if at_any_hour
        else (f"A message comes when its {WATCHED} changes: {limit_text(limit, zone)}.",),
        facts=(Fact("Now", state_text(watch.seen, context.today)),),
        actions=(
            Choice("Unwatch", f"unwatch id {watch.account_id}"),
            Choice("Watched here", "watch list"),
            Choice("Show account", f"account id {watch.account_id}"),
        ),
        footnotes=(
            f"Use is told when it moves by {USAGE_TOLD} points of 100. Changes of several accounts come in one"
            " message; a weekly line says what wasn't worth one.",
            flips_text(),
        ),
    )


def _ask_for_all(feed_id: int, known: list[Watch]) -> Reply:
    names = ", ".join(each.name for each in known[:OFFERED])
    more = f" and {len(known) - OFFERED} more" if len(known) > OFFERED else ""
    return Reply(
        title=f"End all {len(known)} watches here?" if len(known) > 1 else "End the only watch here?",
        data={"kind": "watches", "watches": [watch_data(each) for each in known]},
        paragraphs=(f"{names}{more}.",),
        choices=(Choice("End them", f"digest unsubscribe {feed_id}"),),
        actions=(Choice("Leave them", "watch list"),),
    )


def _meant(context: Context, known: list[Watch], text: str) -> Watch | None:
    """The watch that a text means: of the account of that name, or of one that was called so and is gone."""
    named = text.strip().strip('"').strip()
    alike = [each for each in known if named.casefold() in {each.name.casefold(), each.key.casefold()}]
    if len(alike) == 1:
        return alike[0]
    found = find_account(context, named)
    of_id = [each for each in known if each.account_id == found.exact]
    if found.exact is not None:
        return of_id[0] if of_id else None
    parts = [each for each in known if named and named.casefold() in each.name.casefold()]
    return parts[0] if len(parts) == 1 else None


def _not_watched(text: str, known: list[Watch]) -> Reply:
    named = text.strip()
    near = get_close_matches(named.casefold(), [each.name.casefold() for each in known], n=OFFERED, cutoff=0.4)
    offered = [each for each in known if each.name.casefold() in near] or known[:OFFERED]
    said = f"“{named[:80]}” isn't watched here." if named else "Say which account to watch no more."
    return Reply(
        title="Which watch ends?",
        data={"kind": "choices", "query": named, "suggestions": [watch_data(each) for each in offered]},
        paragraphs=(said,),
        choices=tuple(Choice(f"Unwatch {each.name}", f"unwatch id {each.account_id}") for each in offered),
        actions=(Choice("Watched here", "watch list"),),
        outcome="nothing",
    )


def _tell_watcher(context: Context, watch: Watch) -> None:
    who = join_texts((context.requester.words,))
    text = f"{who} ended your watch of {watch.name}. To begin it again, type /cs watch {watch.name} there."
    moment = server_time(context.store, context.now)
    with context.store.writing() as connection:
        queue_word(connection, watch.digest_id, text, moment, watch.created_by)
