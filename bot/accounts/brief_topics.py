"""Topics for a meeting: what is most pressing of an account, a line each."""

from collections.abc import Iterator
from datetime import date

from accounts.account_card import AccountCard
from accounts.briefs.brief import Brief
from accounts.renewals.deadlines import SOON
from bot.accounts.formatting import amounts, count, days_away, sentence, short_date

MOST = 3
MISSED = 30  # days ahead that a renewal is worth a word whose last day to act has passed
QUIET = 60  # days without contact that are worth a word
FULL = 0.9  # of the seats, from which on more may be wanted
PASSIVE = 7  # the least answer of a passive to an NPS survey of ten


def topics(brief: Brief, today: date) -> list[str]:
    """The three things to raise first, fewer where fewer are known."""
    found = [*_contract(brief, today), *_people_and_tickets(brief, today), *_use_and_words(brief, today)]
    return [sentence(each) for each in dict.fromkeys(found)][:MOST]


def _contract(brief: Brief, today: date) -> Iterator[str]:
    card = brief.card
    if card.leaving:
        leaving = card.leaving[0]
        when = f"on {short_date(leaving.leaves_on, today)}" if leaving.leaves_on else "on no known day"
        given = f", notice given {short_date(leaving.notice_on, today)}" if leaving.notice_on else ""
        yield f"{leaving.arr} leaves {when}{given}"
    if card.renews_on and card.renews_on < today:
        yield f"The renewal is past due since {short_date(card.renews_on, today)}"
    elif card.renews_on and card.act_by is None and (card.renews_on - today).days <= SOON:
        day = short_date(card.renews_on, today)
        yield f"It renews {day}, {days_away(card.renews_on, today)}, and the notice period isn't known"
    elif card.act_by and 0 <= (card.act_by - today).days <= SOON:
        yield f"The last day to act on the renewal is {short_date(card.act_by, today)}, {days_away(card.act_by, today)}"
    elif card.renews_on and card.act_by and card.act_by < today and (card.renews_on - today).days <= MISSED:
        due = f"{short_date(card.renews_on, today)}, {days_away(card.renews_on, today)}"
        yield f"It renews {due}, and the last day to act was {short_date(card.act_by, today)}"
    for each in brief.later:
        if each.act_by and 0 <= (each.act_by - today).days <= SOON:
            due = f"{short_date(each.act_by, today)}, {days_away(each.act_by, today)}"
            yield f"The last day to act on the renewal of {short_date(each.renews_on, today)} is {due}"
    if card.payment == "overdue":
        yield "An invoice is overdue"


def _people_and_tickets(brief: Brief, today: date) -> Iterator[str]:
    card = brief.card
    if card.urgent_tickets:
        oldest = f", the oldest of {short_date(card.oldest_ticket, today)}" if card.oldest_ticket else ""
        yield f"{count(card.urgent_tickets, 'urgent ticket')} open{oldest}"
    for left in brief.since.left[:1]:
        yield f"{left}, left since {since_text(brief, today)}"
    if card.champion is None and "contacts" in card.as_of:
        yield _without_champion(card, today)
    if brief.promises:
        promise = brief.promises[0]
        yield f"Noted {short_date(promise.day, today)}: “{_short(promise.text)}”"


def since_text(brief: Brief, today: date) -> str:
    """From when on changes are told: `the QBR of 1 Jun`, or a day where no contact is on record."""
    meeting, day = brief.since.meeting, short_date(brief.since.day, today)
    return f"the {meeting.text} of {day}" if meeting else day


def _without_champion(card: AccountCard, today: date) -> str:
    """What to ask where nobody is the champion: who left, if anybody did."""
    left = [(one.left_on, one.name) for one in card.contacts if one.role == "champion" and one.left_on]
    if not left:
        return "No champion is known: ask who speaks for us there"
    day, name = max(left)
    return f"{name}, the champion, left {short_date(day, today)}: ask who speaks for us now"


def _use_and_words(brief: Brief, today: date) -> Iterator[str]:
    card = brief.card
    if brief.advice:
        yield brief.advice
    score, _, scale = card.nps.text.partition(" of ") if card.nps else ("", "", "")
    if card.nps and scale == "10" and score.isdigit() and int(score) < PASSIVE:
        said = f": “{_short(card.nps.note)}”" if card.nps.note else ""
        yield f"NPS {card.nps.text}, {short_date(card.nps.day, today)}{said}"
    if card.open_tickets and not card.urgent_tickets:
        yield f"{count(card.open_tickets, 'ticket')} open"
    if card.seats and card.seats_used and card.seats_used >= FULL * card.seats:
        used = count(card.seats_used, "active user")
        yield f"Up to {used} for {count(card.seats, 'seat')}: more may be wanted"
    if card.touchpoint and (today - card.touchpoint.day).days > QUIET:
        yield f"No contact is on record since {short_date(card.touchpoint.day, today)}"
    if card.past_due and not (card.renews_on and card.renews_on < today):
        yield f"Past due: {amounts(card.past_due)}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 90 else f"{text[:89].rstrip()}…"
