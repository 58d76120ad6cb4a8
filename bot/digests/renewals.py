"""The renewal digest: past due first, then what comes up within 30, 60 and 90 days, and what became of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from accounts.digests.record import told
from accounts.renewals.ahead import DAYS, WINDOWS, Renewal, Renewals, Sum, renewing
from accounts.renewals.outcomes import Outcome, Outcomes, outcomes
from bot.accounts.data import plain
from bot.accounts.renewal_words import act, lacking, people, when
from bot.accounts.wording import LOOKS, count, day, joined, sentence, sums
from bot.bulletin import Bulletin, Entry, Section, WhenAsked
from bot.digests.occasion import MOST, Composed, Occasion
from bot.reply import Choice

LATE = timedelta(days=7)  # that an import may come after what it tells of


def compose(occasion: Occasion) -> Composed:
    """The renewals ahead, in the order in which they are to be acted on."""
    context, today = occasion.context, occasion.context.today
    found = renewing(context.store, today, DAYS, occasion.scope, MOST)
    became, settled = _settled(occasion)
    sections = (*_sections(found.rows, today), *_became(became, occasion.begin, today))
    bulletin = Bulletin(
        title=occasion.titled("Renewals"),
        headline=_headline(found),
        data=WhenAsked(lambda: _data(occasion, found, became)),
        paragraphs=tuple(_totals(found)),
        sections=sections,
        footnotes=tuple(_notes(occasion, found)),
        choices=(
            Choice("All of 90 days", occasion.asks("renewals 90")),
            Choice("What is a notice period?", "define notice-period"),
        ),
        csv=occasion.asks("renewals 90"),
        empty=not found.up.renewals and not became.renewed and not became.lost,
        changed=bool(became.renewed or became.lost)
        or any(_is_news(each, occasion.begin, today) for each in found.rows),
    )
    return Composed(bulletin, tuple((id_, None, marks) for id_, marks in settled.items()))


def _settled(occasion: Occasion) -> tuple[Outcomes, dict[int, str]]:
    """What was renewed and lost that the digest has not told yet, and what it then has told lately, by account.

    What was imported later than it happened is among it.
    """
    context, today = occasion.context, occasion.context.today
    begin = occasion.begin - (LATE if occasion.since else timedelta(0))
    found = outcomes(context.store, begin, today, occasion.scope)
    known = told(context.store, occasion.digest_id) if occasion.since else {}
    marks: dict[int, str] = {}
    for each in (*found.renewed, *found.lost):
        marks[each.account_id] = f"{marks.get(each.account_id, '')} {_mark(each)}".strip()
    renewed, lost = (
        tuple(each for each in listed if _mark(each) not in known.get(each.account_id, ""))
        for listed in (found.renewed, found.lost)
    )
    return replace(found, since=occasion.begin, renewed=renewed, lost=lost), marks


def _mark(each: Outcome) -> str:
    return f"{each.how}:{each.on}"


def _headline(found: Renewals) -> str:
    if not found.up.renewals:
        return f"Nothing is past due or comes up for renewal within {DAYS} days."
    acting = [each for each in found.rows if not each.past_due and 0 <= each.days_to_act <= 14]
    said = [
        f"{count(found.past_due.renewals, 'renewal')} past due" if found.past_due.renewals else "",
        f"{len(acting):,} to act on within two weeks" if acting else "",
    ]
    up = joined((f"{count(found.up.renewals, 'renewal')} up within {DAYS} days", sums(found.up.arr)), ", ")
    return "".join(f"{each}. " for each in (joined(said, ", "), up) if each).strip()


def _totals(found: Renewals) -> Iterator[str]:
    windows = (f"{each.days} days: {_sum(each.up)}" for each in found.windows if each.up.renewals)
    if shown := joined(windows):
        yield shown
    if found.red.renewals or found.yellow.renewals:
        yield f"At risk: 🔴 {_sum(found.red)} · 🟡 {_sum(found.yellow)}"


def _sum(up: Sum) -> str:
    return f"{sums(up.arr) or 'no ARR'} ({up.renewals:,})"


def _sections(rows: Sequence[Renewal], today: date) -> Iterator[Section]:
    edges = [-1, *WINDOWS]
    past = [each for each in rows if each.past_due]
    if past:
        yield Section(f"Past due ({len(past):,})", tuple(_entry(each, today) for each in past))
    for after, until in zip(edges, WINDOWS, strict=False):
        within = [each for each in rows if after < each.days_to_renewal <= until]
        if within:
            title = f"Within {until} days" if after < 0 else f"{after + 1} to {until} days"
            yield Section(f"{title} ({len(within):,})", tuple(_entry(each, today) for each in within))


def _became(became: Outcomes, since: date, today: date) -> Iterator[Section]:
    """What was renewed and what was lost since a day."""
    for title, found in (("Lost", became.lost), ("Renewed", became.renewed)):
        if found:
            entries = tuple(
                Entry(
                    each.account,
                    (joined((str(each.arr or ""), f"{each.how} {day(each.on, today)}", each.owner or "no owner")),),
                    f"account id {each.account_id}",
                )
                for each in found[:MOST]
            )
            yield Section(f"{title} since {day(since, today)} ({len(found):,})", entries)


def _entry(each: Renewal, today: date) -> Entry:
    figures = joined((str(each.arr) if each.arr else "ARR unknown", when(each, today), act(each, today)))
    look = LOOKS.get(each.band, "unknown")
    return Entry(each.account, (figures, people(each)), f"account id {each.account_id}", look)


def _is_news(each: Renewal, since: date, today: date) -> bool:
    """Whether a renewal has come nearer than 90, 60 or 30 days, or its day, or its last day to act, since a day."""
    marks = [each.renews_on - timedelta(ahead) for ahead in (*WINDOWS, 0)] + [each.act_by]
    return any(since < mark <= today for mark in marks)


def _notes(occasion: Occasion, found: Renewals) -> Iterator[str]:
    yield f"{sentence(occasion.scope.words)} Last day to act: the renewal less the notice period."
    if missing := lacking(found.missing):
        yield missing


def _data(occasion: Occasion, found: Renewals, became: Outcomes) -> dict[str, object]:
    return {
        "kind": "digest",
        "digest": "renewals",
        "scope": occasion.scope.words,
        "since": occasion.since.isoformat() if occasion.since else None,
        "totals": plain(found.up),
        "sections": [
            {"section": "renewals", "rows": plain(found.rows)},
            {"section": "lost", "rows": plain(became.lost[:MOST])},
            {"section": "renewed", "rows": plain(became.renewed[:MOST])},
        ],
    }
