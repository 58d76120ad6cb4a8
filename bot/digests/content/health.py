"""The health digest: who got worse, who recovered, and how many accounts are in each band."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from accounts.derived.absences import returned_count
from accounts.derived.daily_changes import unowned_count
from accounts.digests.conditions import Figures, about_accounts, accounts_met
from accounts.digests.health_changes import Direction, HealthChange, HealthChanges, bands_before, health_changes
from accounts.digests.newly_met import newly_met
from accounts.health import BANDS, HealthList, list_by_health
from accounts.health.explanations import advice, examine_all, explain, previous_scores
from accounts.money.rates import Total, total
from accounts.portfolio.trends import bands_by_week
from accounts.scopes.scope import Scope
from bot.accounts.formatting import (
    LOOKS,
    amounts,
    count,
    days_away,
    health,
    join_texts,
    one_arr,
    sentence,
    short_date,
    signed,
    to_json,
)
from bot.accounts.lists import limit_notes
from bot.chart import Chart
from bot.chart_builders import bands_over_time
from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.digests.content.acted import ActedOn
from bot.digests.content.met_conditions import met_text
from bot.digests.content.model import ComposedDigest, DigestContext, listed_count
from bot.digests.content.owner_parts import by_owner
from bot.digests.content.priorities import MOST, decided_by, order_of, worst_first
from bot.reply import Choice, LazyData
from store.connection import Connection

SIGNS = {"red": "🔴", "yellow": "🟡", "green": "🟢", "unknown": "⚪"}


def compose_health(occasion: DigestContext) -> ComposedDigest:
    """What changed since the last digest: the few to act on first, the others after them."""
    context, scope = occasion.context, occasion.scope
    with context.store.snapshot() as connection:
        acted = ActedOn.of(occasion)
        moved, bands = _moved(connection, occasion, acted), _by_band(occasion)
        before = bands_before(connection, scope.any_band(), occasion.begin, occasion.digest_id)
        ownerless = unowned_count(connection, scope)
        returned = returned_count(connection, scope, occasion.begin)
        told = [*moved["worse"].first, *moved["recovered"].first]
        reasons = _reasons(occasion, told, bands.scored_on or context.today)
    counts: dict[str, int] = {each.band: each.accounts for each in bands.bands}
    back = tuple(acted.sections(each.account_id for each in told))
    figures = _figures(moved["worse"], _at_risk(occasion, bands))
    met = accounts_met(occasion.conditions, figures)
    worse = worst_first(moved["worse"].first, context.today, context.rates, met)
    changes = _headline(moved, occasion, comparable=before is not None or not any(counts.values()))
    headline = join_texts((_asked(counts, scope), changes), " ")
    digest_message = DigestMessage(
        title=occasion.titled("Account health"),
        headline=join_texts((met_text(occasion.conditions, figures, worse), headline), " "),
        data=LazyData(lambda: _data(occasion, moved, counts)),
        paragraphs=(*occasion.chosen, _bands(counts, before, scope), *acted.paragraphs, *_without_data(counts)),
        sections=acted.with_done((*_sections(occasion, moved, worse, reasons), *back)),
        footnotes=(
            *_notes(
                occasion, bands.scored_on, (*bands.missing, *_without_owner(occasion, ownerless), *_came_back(returned))
            ),
            *limit_notes(context, scope),
        ),
        choices=tuple(_choices(occasion, counts)),
        csv=occasion.asks("health"),
        chart=_chart(occasion),
        empty=not told and not back,
        changed=bool(told or back),
    )
    if occasion.by_owner:
        digest_message = by_owner(occasion, digest_message, lambda owned: _total(occasion, owned))
    recorded = tuple((each.account_id, each.score, each.band) for each in told)
    return ComposedDigest(digest_message, recorded, counts, figures=figures)


def health_figures(occasion: DigestContext) -> Figures:
    """What conditions of a health digest are held against, without what it says of each account."""
    with occasion.context.store.snapshot() as connection:
        moved, bands = _moved(connection, occasion, ActedOn.of(occasion)), _by_band(occasion)
    return _figures(moved["worse"], _at_risk(occasion, bands))


def _moved(connection: Connection, occasion: DigestContext, acted: ActedOn) -> Mapping[Direction, HealthChanges]:
    """The accounts that moved, and those by which a condition that the digest comes on is met."""
    rates, since = occasion.context.rates, occasion.moved_from
    moved = health_changes(connection, acted.scope, since, occasion.digest_id, rates, listed_count)
    if not about_accounts(occasion.conditions):
        return moved
    worse = moved["worse"]
    there = {each.account_id for each in worse.first}
    if worse.accounts > len(there):
        return moved  # they are too many to be told one by one, and the digest comes
    met = newly_met(connection, acted.scope, since, occasion.digest_id, occasion.conditions)
    more = tuple(each for each in met if each.account_id not in there)
    sums = (money for each in more if each.arr for money in (each.arr, *each.other_arr))
    arr = total((*worse.arr.each, *sums), rates)
    listed = (*worse.first, *more[: listed_count(len(more))])
    return {**moved, "worse": HealthChanges(worse.accounts + len(more), arr, listed)}


def _by_band(occasion: DigestContext) -> HealthList:
    """How many accounts are in each band, and their ARR; none of them is listed."""
    context = occasion.context
    return list_by_health(context.store, None, occasion.scope.any_band(), 0, 0, context.health, context.rates)


def _total(occasion: DigestContext, owned: Scope) -> str:
    """How many accounts an owner has in each band, and what all of them are worth."""
    context = occasion.context
    found = list_by_health(context.store, None, owned.any_band(), 0, 0, context.health, context.rates)
    accounts = sum(each.accounts for each in found.bands)
    arr = amounts((money for each in found.bands for money in each.arr.each), context.rates)
    bands = (f"{SIGNS[each.band]} {each.accounts:,}" for each in found.bands if each.accounts)
    return join_texts((f"Of {count(accounts, 'account')}{f', {arr} ARR' if arr else ''}", *bands))


def _chart(occasion: DigestContext) -> Chart | None:
    """How many accounts there were in the bands that the digest is of, all unless it is of some, week by week."""
    weeks = bands_by_week(occasion.context.store, occasion.context.today, occasion.scope.any_band())
    return bands_over_time({each.day: each.accounts for each in weeks}, occasion.scope.narrowing.bands)


def _at_risk(occasion: DigestContext, bands: HealthList) -> Total:
    """The ARR of the accounts in the red and the yellow, as far as the digest is of them."""
    asked = occasion.scope.narrowing.bands or ("red", "yellow")
    amounts = (money for each in bands.bands if each.band in {"red", "yellow"} & {*asked} for money in each.arr.each)
    return total(amounts, occasion.context.rates)


def _figures(worse: HealthChanges, at_risk: Total) -> Figures:
    """What conditions are held against."""
    moved = tuple((each.band_before, each.band, each.score_before, each.score) for each in worse.first)
    accounts = tuple(each.account_id for each in worse.first)
    return Figures(moved, complete=worse.accounts == len(worse.first), at_risk=at_risk, accounts=accounts)


def _reasons(occasion: DigestContext, told: Sequence[HealthChange], scored: date) -> Mapping[int, tuple[str, str]]:
    """What moved the accounts that are told of the most, and the next step, by id."""
    connection, config = occasion.context.store.reading, occasion.context.health
    ids = [each.account_id for each in told]
    before = previous_scores(connection, ids, occasion.begin)
    found = examine_all(connection, ids, scored, config)
    return {
        id_: ("".join(explain(now, then)[:1]), advice(now, then))
        for id_, now in found.items()
        for then in (before.get(id_),)
    }


def _headline(moved: Mapping[Direction, HealthChanges], occasion: DigestContext, *, comparable: bool) -> str:
    worse, recovered = moved["worse"], moved["recovered"]
    today = occasion.context.today
    since = " today" if occasion.begin == today else f" since {short_date(occasion.begin, today)}"
    if not (worse.accounts or recovered.accounts or comparable):
        return f"What got worse{since} isn't known: there is no score of then to compare with."
    if not worse.accounts:
        better = f"; {count(recovered.accounts, 'account')} recovered" if recovered.accounts else ""
        return f"Nothing got worse{since}{better}."
    arr = f", {worse.arr} ARR" if worse.arr.each else ""  # not all of it is at risk: some fell within the green
    return f"{count(worse.accounts, 'account')} got worse{since}{arr}."


def _sections(
    occasion: DigestContext,
    moved: Mapping[Direction, HealthChanges],
    worse: Sequence[HealthChange],
    reasons: Mapping[int, tuple[str, str]],
) -> Iterator[DigestSection]:
    """The few to act on first, then who else got worse, and who recovered."""
    today, accounts = occasion.context.today, moved["worse"].accounts
    first, others = worse[:MOST], worse[MOST:]
    if first:
        first_of = f"Act on these first ({len(first)} of {accounts:,})"
        title = first_of if others else f"Got worse ({accounts:,})"
        cut = f"Of the {len(worse)} listed by ARR: " if accounts > len(worse) else ""
        met = "Those that meet its condition before the others. " if about_accounts(occasion.conditions) else ""
        order = f"{met}{cut}{order_of([each.arr for each in worse], occasion.context.rates, worse=True)}"
        entries = tuple(_entry(each, reasons[each.account_id], "worse", today) for each in first)
        yield DigestSection(title, entries, order * (len(first) > 1), urgent=True, by_owner=True)
    for way, title, number, rows in (
        ("worse", "Got worse besides", accounts - len(first), others),
        ("recovered", "Recovered", moved["recovered"].accounts, moved["recovered"].first),
    ):
        if number:
            cut = f"The first {len(rows)} by ARR; the file has them all." if number > len(rows) else ""
            entries = tuple(_entry(each, reasons[each.account_id], way, today) for each in rows)
            yield DigestSection(f"{title} ({number:,})", entries, cut, by_owner=way == "worse")


def _entry(each: HealthChange, reason: tuple[str, str], way: str, today: date) -> DigestEntry:
    before = f"was {each.band_before} {each.score_before}" if each.band != each.band_before else ""
    day = decided_by(each, today) if way == "worse" else None
    what = "act by" if day == each.act_by != each.renews_on else "renews"  # the same day: no notice, or none known
    figures = (
        health(each.band, each.score, each.score - each.score_before, each.known),
        before,
        one_arr(each.arr, each.other_arr),
        f"{what} {short_date(day, today)}, {days_away(day, today)}" if day else "",
        each.owner or "no owner",
    )
    why, next_ = reason
    lines = (join_texts(figures), why, f"Next: {sentence(next_)}" if next_ and way == "worse" else "")
    return DigestEntry(
        each.name,
        tuple(line for line in lines if line),
        f"account id {each.account_id}",
        LOOKS[each.band],
        each.crm_url,
        each.owner_id,
    )


def _asked(counts: Mapping[str, int], scope: Scope) -> str:
    """How many accounts there are of the bands that a digest is of: `2 of 9 accounts are red now.`"""
    bands, whole = scope.narrowing.bands, sum(counts.values())
    if not bands or not whole:
        return ""
    number = sum(counts[band] for band in bands)
    verb = "is" if 1 in {number, whole} else "are"
    return f"{number:,} of {count(whole, 'account')} {verb} {' or '.join(bands)} now."


def _bands(counts: Mapping[str, int], before: Mapping[str, int] | None, scope: Scope) -> str:
    """The accounts in each band, those of the bands that a digest is of apart from the others."""
    shown = {}
    for band in BANDS[:3]:
        change = counts[band] - before.get(band, 0) if before is not None else 0
        shown[band] = f"{SIGNS[band]} {counts[band]:,} {band}{f' ({signed(change)})' if change else ''}"
    asked = scope.narrowing.bands or BANDS
    own, others = (join_texts(text for band, text in shown.items() if (band in asked) is way) for way in (True, False))
    return join_texts((own, f"in other bands {others}" if others else ""), "; ")


def _without_data(counts: Mapping[str, int]) -> Iterable[str]:
    if counts["unknown"]:
        yield f"{SIGNS['unknown']} {count(counts['unknown'], 'account')} of which too little is known to score."


def _without_owner(occasion: DigestContext, accounts: int) -> Iterable[str]:
    if accounts and not occasion.scope.owned:
        yield f"{count(accounts, 'account')} without an owner."


def _came_back(accounts: int) -> Iterable[str]:
    if accounts:
        them = (
            "it isn't compared with what it was before it left"
            if accounts == 1
            else ("they aren't compared with what they were before they left")
        )
        yield f"{count(accounts, 'account')} came back: {them}."


def _choices(occasion: DigestContext, counts: Mapping[str, int]) -> Iterator[Choice]:
    if counts["red"]:
        yield Choice(f"All red ({counts['red']:,})", occasion.asks_band("red"))
    if counts["unknown"]:
        yield Choice(f"Unknown ({counts['unknown']:,})", occasion.asks_band("unknown"))
    yield Choice("What is a health score?", "define customer-health-score")


def _notes(occasion: DigestContext, scored: date | None, missing: Iterable[str]) -> Iterator[str]:
    today = occasion.context.today
    age = f"scored {short_date(scored, today)}" if scored else "not scored yet"
    deferred = f", {count((today - scored).days, 'day')} ago" if scored and scored < today else ""
    whole = "" if occasion.chosen else "All accounts. "
    yield f"{whole}Data: {age}{deferred}."
    if lacks := " ".join(map(sentence, missing)):
        yield f"Missing: {lacks}"


def _data(
    occasion: DigestContext, moved: Mapping[Direction, HealthChanges], counts: Mapping[str, int]
) -> dict[str, object]:
    sections = [
        {"section": way, "accounts": found.accounts, "rows": to_json(found.first)} for way, found in moved.items()
    ]
    return {
        "kind": "digest",
        "digest": "health",
        "scope": occasion.scope.words,
        "since": occasion.since.isoformat() if occasion.since else None,
        "bands": dict(counts),
        "sections": sections,
    }
