"""`/cs brief acme`: one page before a meeting, what matters most first, and only what is known, each with its age."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from accounts.account_card import AccountCard
from accounts.account_facts import MOST_CONTACTS, Remark
from accounts.briefs.brief import Brief, load_brief
from accounts.briefs.facts import LaterRenewal
from accounts.names.account_search import OFFERED, SearchResult
from bot.accounts.arguments import ask_for_account, find_account, which_account_reply
from bot.accounts.brief_topics import since_text, topics
from bot.accounts.brief_words import words_explained
from bot.accounts.card import contract_facts, customer_text, data_notes, health_lines
from bot.accounts.check_in import check_in
from bot.accounts.formatting import count, days_away, join_texts, sentence, short_date, signed, to_json
from bot.accounts.list_rows import with_row
from bot.accounts.paging import parse_page
from bot.context import TERMINAL, Context
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row

_LEADING = re.compile(r"^(?:me )?(?:on|for|about) (?:the )?|^me ", re.IGNORECASE)
PEOPLE = 8
QUOTED = 200  # characters of a note
WOULD_TELL = {
    "owner": "own, or the accounts file",
    "segment": "the accounts file",
    "ARR": "contracts, or the accounts file",
    "seats": "contracts",
    "renewal date": "contracts",
    "notice period": "contracts",
    "auto-renewal": "contracts",
    "champion": "contacts with roles",
    "usage": "use by day, week or month",
    "touchpoints": "touchpoints, or log call",
    "surveys": "answers to surveys",
}
"""What would tell what the card lacks."""


def brief_reply(context: Context, text: str, command: Command) -> Reply:
    """Answers the brief of the account that the text means, with a choice where several may be."""
    if text.strip().casefold() in {"", "me"}:
        return ask_for_account(context, command)
    if not isinstance(named := with_row(context, _LEADING.sub("", text), command), str):
        return named
    name, page = parse_page("brief", named)
    found = find_account(context, name, (page.number - 1) * OFFERED)
    if found.exact is None:
        return which_account_reply("brief", name, found, page=page)
    try:
        brief = load_brief(context.store, found.exact, context.today, context.health)
    except LookupError:
        return which_account_reply("brief", name, SearchResult())
    return _shown(context, brief)


def _shown(context: Context, brief: Brief) -> Reply:
    card, today = brief.card, context.today
    raised = topics(brief, today)
    facts = tuple(fact for fact in (*_first(context, brief, raised), *_facts(context, brief)) if fact.text)
    terms = words_explained(context.glossary, (fact.text for fact in facts))
    return Reply(
        title=f"{card.name}: before the meeting",
        data={"kind": "brief", "account": to_json(card), "brief": _data(brief, raised)},
        paragraphs=(_health(card),),
        facts=facts,
        rows_title="Words in it",
        rows=tuple(Row(name, meaning) for name, meaning in terms),
        actions=tuple(_actions(context, brief)),
        footnotes=tuple(_notes(context, brief)),
        share=f"brief id {card.id}",
        prompt=check_in(card, today, tuple(raised)),
    )


def _first(context: Context, brief: Brief, raised: list[str]) -> Iterator[Fact]:
    """What is to be seen first: what leaves, the renewal, what it is worth, and what to raise."""
    leaving, renewal, *arr = contract_facts(brief.card, context.today, context.health.grace_days)
    yield from (replace(leaving, first=True), replace(renewal, first=True))
    gone = brief.card.status == "churned"
    yield Fact("Customer", customer_text(brief.card, context.today) if gone else "", first=True)
    for number, each in enumerate(raised or ("nothing pressing is known.",) * (not gone)):
        yield Fact("Also" if number else "To raise", each, first=True)
    yield Fact("Later renewals", "; ".join(_later(each, context.today) for each in brief.later))
    yield from arr
    why = brief.card.health.why or brief.card.health.reasons
    if len(why) > 1 and brief.card.health.score is not None:
        yield Fact("Why", " ".join(map(sentence, why)))


def _health(card: AccountCard) -> str:
    """How the account is, and the first reason: the others are told below."""
    said, *_ = health_lines(card)
    why = card.health.why or card.health.reasons
    return f"{said} {sentence(why[0])}" if why and card.status != "churned" else said


def _later(each: LaterRenewal, today: date) -> str:
    act = ""
    if each.act_by:
        was = "was" if each.act_by < today else "is"
        act = f"last day to act {was} {short_date(each.act_by, today)}"
    worth = str(each.arr) if each.arr else "no ARR known"
    return join_texts((worth, f"on {short_date(each.renews_on, today)}, {days_away(each.renews_on, today)}", act), ", ")


def _facts(context: Context, brief: Brief) -> Iterator[Fact]:
    card = brief.card
    yield Fact("Owner", card.owner or "nobody")
    yield Fact("Customer", "" if card.status == "churned" else customer_text(card, context.today))
    yield Fact("People", _people(brief))
    yield Fact(f"Since {since_text(brief, context.today)}", _since(brief))
    yield Fact("Use", _use(context, brief))
    yield Fact("Tickets", _tickets(context, brief))
    yield Fact("Open", _open(context, brief))
    yield Fact("Said last", " ".join(_quote(each, context) for each in brief.remarks))
    yield Fact("Surveys", _surveys(context, brief))


def _people(brief: Brief) -> str:
    there = [each for each in brief.card.contacts if each.left_on is None]
    if not there:
        return "nobody known there: import their contacts, with roles, to know who speaks for us"
    named = [join_texts((each.name, each.role, each.title), ", ") for each in there[:PEOPLE]]
    least = "at least " if len(brief.card.contacts) >= MOST_CONTACTS else ""
    more = [f"{least}{len(there) - PEOPLE} more"] if len(there) > PEOPLE else []
    champion = [] if brief.card.champion else ["no champion known"]
    return "; ".join([*named, *more, *champion])


def _since(brief: Brief) -> str:
    since, card = brief.since, brief.card
    parts = []
    if card.health.score is not None and since.score is not None:
        change = card.health.score - since.score
        moved = f"{since.score} → {card.health.score} ({signed(change)})" if change else f"still {since.score}"
        parts.append(f"health {moved}")
    elif card.health.score is not None:
        parts.append("what health was then isn't known")
    for number, what in ((since.opened, "ticket opened"), (since.closed, "ticket closed")):
        if number:
            parts.append(f"{number} {what.replace('ticket', 'ticket' if number == 1 else 'tickets')}")
    if since.answered:
        parts.append(count(since.answered, "survey answer"))
    parts += [f"{each}, left" for each in since.left]
    if since.meeting is None:
        parts.append("when you last met isn't known: import touchpoints, or log call")
    return sentence("; ".join(parts)) if parts else "Nothing is known to have changed."


def _use(context: Context, brief: Brief) -> str:
    card = brief.card
    if "usage" not in card.as_of:
        return "not known: import use by day, week or month to see its trend"
    told = " ".join(map(sentence, card.health.use))
    return join_texts((told, f"As of {short_date(card.as_of['usage'], context.today)}."), " ")


def _tickets(context: Context, brief: Brief) -> str:
    if not brief.card.open_tickets:
        known = "tickets" in brief.card.as_of
        return f"none open, as of {short_date(brief.card.as_of['tickets'], context.today)}" if known else "none known"
    listed = [
        join_texts(
            (
                f"“{each.subject}”" if each.subject else "without a subject",
                each.priority,
                "escalated" if each.escalated else "",
                f"since {short_date(each.opened_on, context.today)}",
            ),
            ", ",
        )
        for each in brief.tickets
    ]
    left = brief.card.open_tickets - len(listed)
    return f"{brief.card.open_tickets} open: {'; '.join(listed)}{f'; {left} more' if left > 0 else ''}"


def _open(context: Context, brief: Brief) -> str:
    """What was promised or planned and may be open; whether promises were kept isn't recorded anywhere."""
    parts = [
        f"planned {each.text} {short_date(each.day, context.today)}{f': “{_cut(each.note)}”' if each.note else ''}"
        for each in brief.planned
    ]
    if snooze := brief.card.snoozed:
        note = f": “{_cut(snooze.note)}”" if snooze.note else ""
        parts.append(f"snoozed until {short_date(snooze.until, context.today)} by {snooze.called}{note}")
    if brief.promises:
        said = "; ".join(
            f"“{_cut(each.text)}” ({join_texts((each.who, short_date(each.day, context.today)), ', ')})"
            for each in brief.promises
        )
        parts.append(f"in notes, kept or not isn't recorded: {said}")
    return sentence("; ".join(parts)) if parts else "no promise or plan known from notes of the last half year"


def _quote(remark: Remark, context: Context) -> str:
    by = join_texts((remark.text, remark.who, short_date(remark.day, context.today)), ", ")
    return f"“{_cut(remark.note)}” ({by})."


def _surveys(context: Context, brief: Brief) -> str:
    card = brief.card
    said = [
        f"{name} {each.text}, {join_texts((each.who, short_date(each.day, context.today)), ', ')}"
        for name, each in (("NPS", card.nps), ("CSAT", card.csat))
        if each
    ]
    if card.pulse:
        said.append(
            f"pulse {card.pulse.text}, {join_texts((card.pulse.who, short_date(card.pulse.day, context.today)), ', ')}"
        )
    return "; ".join(said) or "no answer known"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"


def _actions(context: Context, brief: Brief) -> Iterator[Choice]:
    yield Choice("Card", f"account id {brief.card.id}")
    if context.place != TERMINAL:
        yield Choice("Act", f"act id {brief.card.id}", form=True)
        yield Choice("Watch", f"watch id {brief.card.id}")


def _notes(context: Context, brief: Brief) -> Iterator[str]:
    """What isn't known and what would tell it, and how old the rest is."""
    *_, ages = ("", *data_notes(brief.card, context.today))
    if brief.card.missing:
        lacking = (f"{each} ({WOULD_TELL[each]})" if each in WOULD_TELL else each for each in brief.card.missing)
        yield f"Not known: {', '.join(lacking)}."
    if brief.card.as_of:
        yield ages


def _data(brief: Brief, raised: list[str]) -> dict[str, object]:
    return {
        "raise": raised,
        "since": to_json(brief.since),
        "tickets": to_json(brief.tickets),
        "said": to_json(brief.remarks),
        "promises": to_json(brief.promises),
        "planned": to_json(brief.planned),
        "advice": brief.advice,
        "later_renewals": to_json(brief.later),
    }
