"""The renewal digest: past due first, then what comes up within 30, 60 and 90 days, and what became of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from accounts.digests.conditions import Figures
from accounts.digests.delivery_log import last_reported_renewals
from accounts.digests.listed_renewals import Listed, are_new, listed_renewals
from accounts.money.rates import Rates, total
from accounts.renewals.deadlines import count_due_soon, crossed_threshold
from accounts.renewals.leaving import LeavingArr, LeavingList, list_leaving
from accounts.renewals.outcomes import Outcome, Outcomes, outcomes
from accounts.renewals.renewal_model import Renewal, Renewals, RenewalSum
from accounts.renewals.upcoming import first_renewals, upcoming_renewals
from accounts.scopes.scope import Scope
from bot.accounts.formatting import (
    LOOKS,
    act_by,
    amounts,
    converted_at,
    count,
    counted_choice,
    health_and_people,
    join_texts,
    missing_data,
    renewal_date,
    short_date,
    to_json,
)
from bot.accounts.lists import limit_notes
from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.digests.content.acted import ActedOn
from bot.digests.content.met_conditions import met_text
from bot.digests.content.model import ComposedDigest, DigestContext, listed_count
from bot.digests.content.owner_parts import by_owner
from bot.digests.content.priorities import by_last_day, first_to_act_on, order_of, to_act_on
from bot.reply import Choice, LazyData

DUE_SOON = "To act on within two weeks"
LATE = timedelta(days=7)  # that an import may come after what it tells of


def compose_renewals(occasion: DigestContext) -> ComposedDigest:
    """The renewals ahead, in the order in which they are to be acted on."""
    context, scope, today = occasion.context, occasion.scope, occasion.context.today
    with context.store.snapshot():
        acted = ActedOn.of(occasion)
        found = first_renewals(context.store, today, occasion.horizon, acted.scope, listed_count)
        acting = [count_due_soon(context.store, today, acted.scope, each.days) for each in found.windows]
        nearer = crossed_threshold(context.store, occasion.begin, today, acted.scope)
        became = _became(occasion)
        leaving = list_leaving(context.store, scope, listed_count)
    settled = bool(became.renewed.contracts or became.lost.contracts)
    listed = _listed(found, leaving)
    is_news = listed is not None and are_new(context.store.reading, occasion.digest_id, listed)
    first = first_to_act_on(found.rows, today, context.rates)
    figures = _figures(found, context.rates)
    headline = _headline(occasion, found, acting[-1], leaving)
    digest_message = DigestMessage(
        title=occasion.titled("Renewals"),
        headline=join_texts((met_text(occasion.conditions, figures), headline), " "),
        data=LazyData(lambda: _data(occasion, found, became, leaving)),
        paragraphs=(*occasion.chosen, *_totals(found, context.rates), *acted.paragraphs),
        sections=acted.with_done(
            (
                *_urgent(found, first, acting[-1], context.rates),
                *_ahead(found, first, acting),
                *_leaving(leaving, today),
                *_settled(became, occasion.begin),
            )
        ),
        footnotes=(*_notes(occasion, found), *limit_notes(context, scope)),
        choices=_choices(occasion),
        csv=occasion.asks(f"renewals {occasion.horizon}"),
        empty=not found.up.renewals and not settled and not leaving.accounts,
        changed=settled or nearer or is_news or _gave_notice(leaving, occasion.begin, today),
    )
    if occasion.by_owner:
        digest_message = by_owner(
            occasion, digest_message, lambda owned: _total(occasion, acted.without_snoozed(owned))
        )
    recorded = None if listed is None else {"listed": len(listed)}
    return ComposedDigest(digest_message, listed, recorded, settled=became.known, figures=figures)


def _choices(occasion: DigestContext) -> tuple[Choice, ...]:
    whole = Choice(f"All of {count(occasion.horizon, 'day')}", occasion.asks(f"renewals {occasion.horizon}"))
    return whole, counted_choice("renewals"), Choice("What is a notice period?", "define notice-period")


def _listed(found: Renewals, leaving: LeavingList) -> Listed | None:
    """The accounts that the digest lists, by which the next one sees what is new; None where it doesn't list all."""
    whole = found.up.renewals <= len(found.rows) and leaving.entries <= len(leaving.rows)
    return listed_renewals(found.rows, found.windows, leaving.rows) if whole else None


def renewal_figures(occasion: DigestContext) -> Figures:
    """What conditions of a renewal digest are held against, without what it says of each renewal."""
    context, scope = occasion.context, ActedOn.of(occasion).scope
    return _figures(upcoming_renewals(context.store, context.today, occasion.horizon, scope, 0), context.rates)


def _figures(found: Renewals, rates: Rates | None) -> Figures:
    return Figures(at_risk=total((*found.red.arr, *found.yellow.arr), rates))


def _total(occasion: DigestContext, owned: Scope) -> str:
    """What an owner has up for renewal, and how much of it is past due."""
    context = occasion.context
    found = upcoming_renewals(context.store, context.today, occasion.horizon, owned, 0)
    late = f"{found.past_due.renewals:,} past due" if found.past_due.renewals else ""
    up = f"{count(found.up.renewals, 'renewal')} up, {amounts(found.up.arr, context.rates) or 'no ARR'}"
    return join_texts((up, late), ", ")


def _became(occasion: DigestContext) -> Outcomes:
    """What was renewed and lost that the digest has not told yet.

    What was imported later than it happened is among it.
    """
    context = occasion.context
    if occasion.since is None:
        return outcomes(context.store, occasion.begin, context.today, occasion.scope, most=listed_count)
    known = last_reported_renewals(context.store, occasion.digest_id)
    return outcomes(context.store, occasion.begin - LATE, context.today, occasion.scope, known, listed_count)


def _gave_notice(leaving: LeavingList, since: date, today: date) -> bool:
    """Whether anybody gave notice since a day."""
    return any(each.notice_on is not None and since < each.notice_on <= today for each in leaving.rows)


def _headline(occasion: DigestContext, found: Renewals, acting: int, leaving: LeavingList) -> str:
    rates = occasion.context.rates
    leaves = f"{count(leaving.accounts, 'account')} leaving, {amounts(leaving.arr, rates) or 'no ARR'}." * bool(
        leaving.accounts
    )
    if not found.up.renewals:
        return join_texts(
            (f"Nothing is past due or comes up for renewal within {count(found.days, 'day')}.", leaves), " "
        )
    said = [
        f"{count(found.past_due.renewals, 'renewal')} past due" if found.past_due.renewals else "",
        f"{acting:,} to act on within two weeks" if acting else "",
    ]
    within = f"within {count(found.days, 'day')}{', past due included' if found.past_due.renewals else ''}"
    up = join_texts((f"{count(found.up.renewals, 'renewal')} up {within}", amounts(found.up.arr, rates)), ", ")
    return join_texts(("".join(f"{each}. " for each in (join_texts(said, ", "), up) if each).strip(), leaves), " ")


def _totals(found: Renewals, rates: Rates | None) -> Iterator[str]:
    windows = (f"{count(each.days, 'day')}: {_sum(each.up, rates)}" for each in found.windows if each.up.renewals)
    if shown := join_texts(windows):
        yield shown
    if found.red.renewals or found.yellow.renewals:
        yield f"At risk: 🔴 {_sum(found.red, rates)} · 🟡 {_sum(found.yellow, rates)}"


def _sum(up: RenewalSum, rates: Rates | None) -> str:
    return f"{amounts(up.arr, rates) or 'no ARR'} ({up.renewals:,})"


def _urgent(found: Renewals, first: list[Renewal], acting: int, rates: Rates | None) -> Iterator[DigestSection]:
    """The few to act on first."""
    number = found.past_due.renewals + acting
    if first:
        some = number > len(first)
        title = f"Act on these first ({len(first)} of {number:,})" if some else f"Act on these first ({number})"
        entries = tuple(_entry(each, found.today) for each in first)
        cut = f"Of the {len(found.rows):,} listed by date: " if found.up.renewals > len(found.rows) else ""
        order = f"{cut}{order_of([each.arr for each in found.rows], rates)}"
        yield DigestSection(title, entries, order if len(first) > 1 else "", urgent=True, by_owner=True)


def _ahead(found: Renewals, first: list[Renewal], acting: Sequence[int]) -> Iterator[DigestSection]:
    """What else is past due, what else is to be acted on within two weeks, and what comes up in each month.

    `acting` says how many are to be acted on within two weeks until the end of each window.
    """
    today = found.today
    above = {*map(id, first)}  # they are the same objects: to compare all that is known of each takes long
    late = sum(each.past_due for each in first)
    past = [each for each in found.rows if each.past_due and id(each) not in above]
    yield from _others("Past due", found.past_due.renewals, past, late, today)
    due = {*map(id, to_act_on(found.rows))}
    soon = [each for each in found.rows if id(each) in due - above and not each.past_due]
    yield from _others(DUE_SOON, acting[-1], by_last_day(soon, today), len(first) - late, today)
    after, before, known = -1, 0, 0
    for window, acted_on in zip(found.windows, acting, strict=True):
        within = [each for each in found.rows if after < each.days_to_renewal <= window.days and id(each) not in due]
        title = f"Within {count(window.days, 'day')}" if after < 0 else f"{after + 1} to {window.days} days"
        yield from _others(title, window.up.renewals - before, by_last_day(within, today), acted_on - known, today)
        after, before, known = window.days, window.up.renewals, acted_on


def _others(title: str, number: int, rows: Sequence[Renewal], above: int, today: date) -> Iterator[DigestSection]:
    """A section of the rows of so many renewals, of which some stand `above`; none where all do."""
    for each in _section(title, number - above, tuple(_entry(one, today) for one in rows)):
        note = f"And {above:,} above." if above else ""
        yield replace(each, by_owner=True, text=join_texts((each.text, note), " "))


def _leaving(leaving: LeavingList, today: date) -> Iterator[DigestSection]:
    """Who gave notice: it is not to be renewed any more."""
    entries = tuple(_leaver(each, today) for each in leaving.rows)
    yield from _section("Leaving", leaving.entries, entries)


def _leaver(each: LeavingArr, today: date) -> DigestEntry:
    when = f"leaves {short_date(each.leaves_on, today)}" if each.leaves_on else "leaves on no known day"
    notice = f"notice given {short_date(each.notice_on, today)}" if each.notice_on else ""
    figures = join_texts((str(each.arr), when, notice, each.owner or "no owner"))
    return DigestEntry(each.account, (figures,), f"account id {each.account_id}")


def _settled(became: Outcomes, since: date) -> Iterator[DigestSection]:
    """What was lost and what was renewed since a day."""
    for title, found in (("Lost", became.lost), ("Renewed", became.renewed)):
        entries = tuple(_outcome(each, became.today) for each in found.first)
        yield from _section(f"{title} since {short_date(since, became.today)}", found.contracts, entries)


def _section(title: str, number: int, entries: tuple[DigestEntry, ...]) -> Iterator[DigestSection]:
    """A section with how many there are, not all of which may be listed; none of nothing."""
    if number:
        cut = f"The first {len(entries):,} of them." if entries else "Too far ahead to be listed here."
        yield DigestSection(f"{title} ({number:,})", entries, cut if number > len(entries) else "")


def _outcome(each: Outcome, today: date) -> DigestEntry:
    figures = join_texts((str(each.arr or ""), f"{each.how} {short_date(each.on, today)}", each.owner or "no owner"))
    return DigestEntry(each.account, (figures,), f"account id {each.account_id}")


def _entry(each: Renewal, today: date) -> DigestEntry:
    figures = join_texts((str(each.arr) if each.arr else "ARR unknown", renewal_date(each, today), act_by(each, today)))
    look = LOOKS.get(each.band, "unknown")
    lines = (figures, health_and_people(each))
    return DigestEntry(each.account, lines, f"account id {each.account_id}", look, each.crm_url, each.owner_id)


def _notes(occasion: DigestContext, found: Renewals) -> Iterator[str]:
    if not occasion.chosen:
        yield "All accounts."
    if found.rows:
        yield "Last day to act: the renewal less the notice period. In each part the nearest one ahead is first."
    if rates_note := converted_at(found.up.arr, occasion.context.rates):
        yield rates_note
    if missing := missing_data(found.missing):
        yield missing


def _data(occasion: DigestContext, found: Renewals, became: Outcomes, leaving: LeavingList) -> dict[str, object]:
    return {
        "kind": "digest",
        "digest": "renewals",
        "scope": occasion.scope.words,
        "since": occasion.since.isoformat() if occasion.since else None,
        "totals": to_json(found.up),
        "sections": [
            {"section": "renewals", "rows": to_json(found.rows)},
            {"section": "leaving", "rows": to_json(leaving.rows)},
            {"section": "lost", "rows": to_json(became.lost.first)},
            {"section": "renewed", "rows": to_json(became.renewed.first)},
        ],
    }
