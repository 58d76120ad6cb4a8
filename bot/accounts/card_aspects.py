"""What is asked of one account, in the sentence that its card begins with: its owner, its tickets, why it left."""

from datetime import date

from accounts.account_card import AccountCard
from accounts.account_facts import USED, Remark
from bot.accounts.formatting import amounts, count, days_away, join_texts, sentence, short_date

ASPECTS = (
    "owner",
    "renewal",
    "champion",
    "arr",
    "tickets",
    "contact",
    "nps",
    "csat",
    "usage",
    "seats",
    "people",
    "loss",
)
"""What a card may be asked for: `account tickets of acme`."""


def asked_first(card: AccountCard, aspect: str, today: date) -> str:
    """The sentence that answers what is asked of an account; empty where nothing is."""
    if aspect in {"tickets", "usage", "seats", "people"}:
        return _told(card, aspect, today)
    if aspect in {"contact", "nps", "csat"}:
        return _remarked(card, aspect, today)
    if aspect in {"renewal", "loss"}:
        return (_renewal if aspect == "renewal" else _loss)(card, today)
    if aspect == "owner":
        return f"{card.owner} owns {card.name}." if card.owner else f"Nobody owns {card.name}."
    if aspect == "arr":
        paid = amounts(card.arr)
        return f"ARR of {card.name}: {paid}." if paid else f"The ARR of {card.name} isn’t known."
    return _champion(card) if aspect else ""


def _champion(card: AccountCard) -> str:
    if (champion := card.champion) is None:
        return f"No champion is known at {card.name}."
    return f"{join_texts((champion.name, champion.title), ', ')} is the champion at {card.name}."


def _renewal(card: AccountCard, today: date) -> str:
    if card.churned_on:
        return f"{card.name} has left, so there is no renewal."
    if card.renews_on is None:
        return f"When {card.name} renews isn’t known."
    verb = "was due" if card.renews_on < today else "renews"
    return f"{card.name} {verb} on {short_date(card.renews_on, today)}, {days_away(card.renews_on, today)}."


def _told(card: AccountCard, aspect: str, today: date) -> str:
    """Counts, or that none is known."""
    name = card.name
    if aspect == "tickets":
        return f"Open tickets of {name}: {tickets_text(card, today) or 'none is known'}."
    if aspect == "people":
        there = sum(each.left_on is None for each in card.contacts)
        return f"{count(there, 'contact')} at {name} {'is' if there == 1 else 'are'} known."
    if aspect == "seats":
        return f"{name} has {seats}." if (seats := seats_text(card)) else f"How many seats {name} has isn’t known."
    used = " ".join(map(sentence, card.health.use))
    return f"Use of {name}: {used}" if used and not card.churned_on else f"How much {name} uses isn’t known."


def _remarked(card: AccountCard, aspect: str, today: date) -> str:
    """The last contact or answer to a survey, or that none is known."""
    remark = {"contact": card.touchpoint, "nps": card.nps, "csat": card.csat}[aspect]
    called = "Last contact with" if aspect == "contact" else f"Newest {aspect.upper()} answer of"
    if remark is None:
        what = "contact with" if aspect == "contact" else f"{aspect.upper()} answer of"
        return f"No {what} {card.name} is known."
    text = remark_text(remark, today)
    return f"{called} {card.name}: {text.removeprefix(aspect.upper()).strip() if aspect != 'contact' else text}."


def _loss(card: AccountCard, today: date) -> str:
    """When and why an account left, as far as files say it."""
    if card.churned_on is None and not card.left_unknown:
        return f"{card.name} hasn’t left, as far as files say."
    when = f" on {short_date(card.churned_on, today)}" if card.churned_on else ", nobody knows when"
    why = f": {card.churn_reason}" if card.churn_reason else "; no file says why"
    return f"{card.name} left{when}{why}."


def remark_text(said: Remark | None, today: date) -> str:
    """A call, an answer or a pulse: what it was, who, when, and its note."""
    if said is None:
        return ""
    note = f": “{said.note}”" if said.note else ""
    return f"{said.text}{f', {said.who}' if said.who else ''}, {short_date(said.day, today)}{note}"


def survey_text(name: str, said: Remark | None, today: date) -> str:
    """The newest answer to a survey of that name."""
    return f"{name} {remark_text(said, today).removeprefix(name).strip()}" if said else ""


def tickets_text(card: AccountCard, today: date) -> str:
    """How many tickets are open, how many of them urgent, and since when the oldest is; empty where none is."""
    if not card.open_tickets:
        return ""
    urgent = f"{card.urgent_tickets:,} urgent" if card.urgent_tickets else ""
    oldest = f"the oldest of {short_date(card.oldest_ticket, today)}" if card.oldest_ticket else ""
    return join_texts((f"{card.open_tickets:,}", urgent, oldest), ", ")


def seats_text(card: AccountCard) -> str:
    """How many seats are bought, and used lately; empty where that isn't known."""
    if card.seats is None:
        return ""
    if card.seats_used is None:
        return count(card.seats, "seat")
    return f"{count(card.seats, 'seat')}, up to {card.seats_used:,} active in {USED} days"
