"""Messages about watched accounts: the changes, and once a week those that weren't worth one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from accounts.digests.subscriptions import ALERT, Subscription
from accounts.health.explanations import examine_all, explain, previous_scores
from accounts.money.amounts import Money
from accounts.watches.comparison import is_worse
from accounts.watches.detection import Due, find_due
from accounts.watches.history import spared_changes
from accounts.watches.limits import limit_of
from accounts.watches.ranking import Standing, standings
from accounts.watches.states import CUSTOMER
from bot.accounts.formatting import LOOKS, count, one_arr, sentence, short_date, to_json
from bot.context import Context
from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.digests.content.model import WEEKDAYS, ComposedDigest
from bot.reply import Choice
from bot.watches.texts import flips_text, limit_text, spared_text, step_text

LIST = Choice("Watched here", "watch list")
LOG = Choice("Log", "watch log")
NOTHING = Standing()


def compose_watch(context: Context, subscription: Subscription, occasion: str) -> ComposedDigest:
    """What there is to tell of watched accounts; on the day of the schedule, what was spared."""
    if occasion and not occasion.endswith(ALERT) and len(occasion) == len("2026-06-15"):
        return _weekly(context, subscription)
    return _changed(context, subscription)


def _changed(context: Context, subscription: Subscription) -> ComposedDigest:
    with context.store.snapshot() as connection:
        due = find_due(connection, subscription.id, context.now)
        known = standings(connection, [each.watch.account_id for each in due])
        limit = limit_of(connection, subscription.team, subscription.channel)
    due.sort(key=lambda each: _urgency(each, known.get(each.watch.account_id, NOTHING)))
    why = _reasons(context, due, known)
    entries = [_entry(each, known.get(each.watch.account_id, NOTHING), why, context.today) for each in due]
    headline = _headline(entries)
    if len(entries) == 1:  # its first change is the headline
        entries = [replace(entries[0], lines=entries[0].lines[1:])]
    said = DigestMessage(
        title=_title(due, context.today),
        headline=headline,
        data={"kind": "digest", "digest": "watch", "changes": [_data(each) for each in due]},
        sections=(DigestSection("What changed" if len(entries) > 1 else "As it is now", tuple(entries)),)
        if entries
        else (),
        footnotes=(
            f"Watched here: {limit_text(limit, subscription.schedule.zone)}. To change that: /cs watch budget, "
            "/cs watch hours.",
        ),
        choices=(LIST, LOG),
        empty=not due,
        changed=bool(due),
    )
    return ComposedDigest(said, changes=tuple(id_ for each in due for id_ in each.changes))


def _weekly(context: Context, subscription: Subscription) -> ComposedDigest:
    """The line about what wasn't worth a message."""
    with context.store.snapshot() as connection:
        spared = spared_changes(connection, subscription.id)
    accounts = len({name for name, _, _ in spared.counts})
    number = sum(each for _, _, each in spared.counts)
    were = "wasn't" if number == 1 else "weren't"
    headline = f"{count(number, 'change')} of {count(accounts, 'account')} {were} worth a message."
    said = DigestMessage(
        title=f"Watched accounts, {_day(context.today)}",
        headline=headline if number else "Nothing was left unsaid.",
        data={"kind": "digest", "digest": "watch", "spared": to_json(spared.counts)},
        paragraphs=(f"{spared_text(spared.counts)}.", flips_text()) if number else (),
        choices=(LIST, LOG),
        empty=not number,
        changed=bool(number),
    )
    return ComposedDigest(said, changes=spared.changes)


def _title(due: Sequence[Due], today: date) -> str:
    what = due[0].watch.name if len(due) == 1 else "Watched accounts"
    return f"{what}, {_day(today)}"


def _day(today: date) -> str:
    return f"{WEEKDAYS[today.weekday()]} {short_date(today, today)}"


def _headline(entries: Sequence[DigestEntry]) -> str:
    if not entries:
        return "Nothing has changed that wasn't told."
    if len(entries) == 1:
        return sentence(entries[0].lines[0])
    return f"{count(len(entries), 'watched account')} changed."


def _urgency(each: Due, standing: Standing) -> tuple[bool, bool, int, str]:
    """Those that leave or got worse first, then by ARR."""
    aspects = {step.aspect for step in each.steps}
    worse = any(is_worse(step) for step in each.steps)
    return not aspects & {"status", "notice"}, not worse, -(standing.arr or 0), each.watch.name.casefold()


def _reasons(context: Context, due: Sequence[Due], known: Mapping[int, Standing]) -> Mapping[int, str]:
    """What moved the health of those that it is told of, by their numbers."""
    ids = [
        each.watch.account_id
        for each in due
        if each.watch.account_id in known and any(step.aspect in {"band", "usage"} for step in each.steps)
    ]
    if not ids:
        return {}
    with context.store.snapshot() as connection:
        found = examine_all(connection, ids, context.today, context.health)
        reasons = {}
        for each in due:
            now = found.get(each.watch.account_id)
            if now is not None:
                since = _told_on(each, context.today)
                then = previous_scores(connection, [now.account_id], since).get(now.account_id)
                reasons[now.account_id] = "".join(explain(now, then)[:1])
    return reasons


def _told_on(each: Due, today: date) -> date:
    """The day whose score is compared with: that on which health was told last, and today never."""
    last = max(each.watch.told_at.get("band", ""), each.watch.created_at.date().isoformat())
    return min(date.fromisoformat(last[:10]), today - timedelta(days=1))


def _entry(each: Due, standing: Standing, why: Mapping[int, str], today: date) -> DigestEntry:
    texts = [step_text(step, today) for step in each.steps]
    reason = why.get(each.watch.account_id, "")
    first, *others = [sentence(f"{texts[0]}"), *map(sentence, texts[1:])]
    lines = (first, " ".join(others), reason, " · ".join(_figures(each, standing, today)))
    seen = each.watch.seen
    return DigestEntry(
        each.watch.name,
        tuple(line for line in lines if line),
        f"account id {each.watch.account_id}" if standing is not NOTHING or seen["status"] == "left" else "",
        LOOKS.get(seen["band"], "") if seen["status"] == CUSTOMER else "",
    )


def _figures(each: Due, standing: Standing, today: date) -> Iterator[str]:
    if standing is NOTHING:
        return
    arr = None if standing.arr is None else Money(standing.arr, standing.currency)
    yield f"{one_arr(arr, standing.other_arr)} ARR" if arr else one_arr(arr)
    if standing.renews_on and "renewal" not in {step.aspect for step in each.steps}:
        yield f"renews {short_date(standing.renews_on, today)}"
    yield standing.owner or "no owner"


def _data(each: Due) -> dict[str, object]:
    return {
        "account": each.watch.name,
        "key": each.watch.key,
        "changes": [{"aspect": step.aspect, "was": step.was, "now": step.now} for step in each.steps],
    }
