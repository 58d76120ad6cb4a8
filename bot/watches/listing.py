"""The list of watches in a conversation, with the outcome of recent changes."""

from collections.abc import Iterator

from accounts.digests.alerts import next_alert
from accounts.digests.subscriptions import Subscription, subscriptions
from accounts.watches.history import WatchChange, changes
from accounts.watches.limits import limit_of
from accounts.watches.watches import Watch, feed_of, watches
from bot.accounts.arguments import find_account
from bot.accounts.formatting import LOOKS, count, join_texts, sentence, short_date, to_json
from bot.accounts.paging import SIZE, Page, parse_page
from bot.context import TERMINAL, Context
from bot.digests.commands.selection import local_time_text
from bot.reply import NEXT, Choice, Reply, Row, RowRange
from bot.watches.beginning import nothing_watched, watch_choice
from bot.watches.data import watch_data
from bot.watches.texts import OUTCOMES, limit_text, state_text, step_text

LOGGED = 20  # changes in the log
UNWATCHED = 3  # watches that a button each ends


def list_watches(context: Context, text: str) -> Reply:
    """The accounts that are watched here, each as it was seen last; in the terminal those of all conversations."""
    _, page = parse_page("watch list", text)
    found = [(feed, watch) for feed in _feeds(context) for watch in _seen_here(context, feed)]
    if not found:
        return nothing_watched(context)
    page = page if page.offset < len(found) else Page(page.request)
    shown = found[page.offset : page.offset + SIZE]
    listed = RowRange(page.offset + 1, page.offset + len(shown), len(found), len(found), page.begins_with)
    feed = found[0][0]
    return Reply(
        title=f"{count(len(found), 'watched account')}{_where(context)}",
        data={"kind": "watches", "watches": [watch_data(watch) for _, watch in found]},
        paragraphs=tuple(_messages(context, feed)) if feed.channel == context.place else (),
        rows_title=listed.title if len(found) > SIZE else "",
        rows=tuple(_row(context, feed_, watch) for feed_, watch in shown),
        is_list=True,
        listed=listed,
        choices=tuple(
            Choice(f"Unwatch {watch.name}", f"unwatch id {watch.account_id}")
            for feed_, watch in shown
            if len(found) <= UNWATCHED and feed_.channel == context.place
        ),
        actions=(
            *((Choice(NEXT, listed.begins_with(listed.last + 1), first=True),) if listed.last < len(found) else ()),
            *((Choice("Resume", f"digest resume {feed.id}"),) if feed.state == "paused" else ()),
            *watch_choice(context),
            Choice("Log", "watch log"),
        ),
        footnotes=("End one by its name: unwatch acme. Change how often and when: watch budget, watch hours.",),
    )


def _where(context: Context) -> str:
    return "" if context.place == TERMINAL or context.place.startswith("D") else " here"


def log(context: Context, text: str) -> Reply:
    """The latest changes of what is watched here, or of one account, and what became of each."""
    feeds = [each for each in _feeds(context) if context.place in {TERMINAL, each.channel}]
    if not feeds:
        return nothing_watched(context)
    named = text.strip()
    exact = find_account(context, named).exact if named else None
    rows: list[Row] = []
    listed: list[WatchChange] = []
    for feed in feeds:
        key = next((each.key for each in watches(context.store.reading, feed.id) if _is(each, exact, named)), named)
        found = changes(context.store, feed.id, LOGGED, key if named else "")
        rows += [_change(context, feed, each) for each in found]
        listed += found
    return Reply(
        title="What changed of watched accounts" if listed else "Nothing has changed of watched accounts yet",
        data={"kind": "watch_log", "changes": to_json([*map(_change_data, listed)])},
        paragraphs=() if listed else ("What changes from now on is listed here, told or not.",),
        rows=tuple(rows[:LOGGED]),
        actions=(Choice("Watched here", "watch list"),),
        footnotes=(f"The last {LOGGED}.",) if len(listed) >= LOGGED else (),
    )


def _is(watch: Watch, account_id: int | None, named: str) -> bool:
    """Whether a watch is of an account that was found, or was called so, as one that is gone."""
    return watch.account_id == account_id or watch.name.casefold() == named.casefold()


def _feeds(context: Context) -> list[Subscription]:
    """Those of the conversation; in a direct message all in which the asker watches something, in the terminal all."""
    if context.place == TERMINAL:
        return [each for each in subscriptions(context.store) if each.digest == "watch"]
    feed = feed_of(context.store, context.team, context.place)
    here = [feed] if feed else []
    if not context.place.startswith("D"):
        return here
    others = [each for each in subscriptions(context.store, context.team) if each.digest == "watch"]
    return [*here, *(each for each in others if each.channel != context.place and _seen_here(context, each))]


def _seen_here(context: Context, feed: Subscription) -> list[Watch]:
    """The watches of a feed that a list shows: of another conversation's those of the asker."""
    found = watches(context.store.reading, feed.id)
    if context.place in {TERMINAL, feed.channel}:
        return found
    return [each for each in found if each.created_by == context.requester.id]


def _messages(context: Context, feed: Subscription) -> Iterator[str]:
    with context.store.snapshot() as connection:
        limit = limit_of(connection, feed.team, feed.channel)
        planned = next_alert(connection, feed.id)
    if feed.state == "paused":
        yield f"Nothing is told for now{f': {feed.why}' if feed.why else ''}."
    yield sentence(limit_text(limit, feed.schedule.zone))
    if planned:
        yield f"The next message comes {local_time_text(feed, planned.at)}."


def _row(context: Context, feed: Subscription, watch: Watch) -> Row:
    channel = "" if feed.channel == context.place else feed.channel
    stopped = f"stopped: {watch.stopped}" if watch.stopped else ""
    since = f"since {short_date(watch.created_at.date(), context.today)}"
    told = join_texts((stopped, since, "at any hour" if watch.at_once else ""), ", ")
    person = watch.created_by if watch.created_by[:1] in {"U", "W"} else ""
    look = LOOKS.get(watch.seen.get("band", ""), "")
    return Row(
        watch.name, state_text(watch.seen, context.today), detail=told, channel=channel, person=person, look=look
    )


def _change(context: Context, feed: Subscription, each: WatchChange) -> Row:
    became = OUTCOMES[each.outcome]
    if each.outcome == "waiting":
        became = f"comes {local_time_text(feed, each.due)}" if each.due else "waits: what was told lately went back"
    at = local_time_text(feed, each.seen_at)
    return Row(each.name, step_text(each.step, context.today), detail=f"{at}, {became}")


def _change_data(each: WatchChange) -> dict[str, object]:
    return {
        "account": each.name,
        "aspect": each.step.aspect,
        "was": each.step.was,
        "now": each.step.now,
        "seen_at": each.seen_at.isoformat(),
        "outcome": each.outcome,
    }
