"""The card of an account, and the choice between several that may be meant."""

import re
from collections.abc import Iterator
from datetime import date

from accounts.account_card import AccountCard
from accounts.account_card import load_card as account_card
from accounts.account_facts import Contact
from accounts.account_health import Health
from accounts.names.account_search import OFFERED, SearchResult, account_within
from accounts.names.normalisation import fold
from bot.accounts.action_texts import day_text, latest_lines, ownership_text
from bot.accounts.arguments import ask_for_account, find_account, which_account_reply
from bot.accounts.card_aspects import ASPECTS, asked_first, remark_text, seats_text, survey_text, tickets_text
from bot.accounts.check_in import check_in
from bot.accounts.formatting import (
    amounts,
    count,
    counted_choice,
    days_away,
    join_texts,
    sentence,
    short_date,
    signed,
    to_json,
)
from bot.accounts.list_rows import with_row
from bot.accounts.paging import parse_page
from bot.context import TERMINAL, Context
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row
from bot.sources.card_notes import gone_notes

_MANAGER = re.compile(r"manager (?:of|for|at) ", re.IGNORECASE)
_ASPECT = re.compile(rf"({'|'.join(ASPECTS)}) of ", re.IGNORECASE)


def account_reply(context: Context, text: str, command: Command) -> Reply:
    """Answers the account that the text means, with a choice where several may be."""
    if not text.strip():
        return ask_for_account(context, command)
    if not isinstance(named := with_row(context, text, command), str):
        return named
    asked, page = parse_page("account", named)
    aspect = _ASPECT.match(asked)
    name = asked[aspect.end() :] if aspect else asked
    about = aspect[1].casefold() if aspect else ""
    if manager := _MANAGER.match(name):  # “account manager of acme”
        about, name = "owner", name[manager.end() :]
    found = find_account(context, name, (page.number - 1) * OFFERED)
    exact = found.exact if found.exact is not None else account_within(context.store, name)
    if exact is None:
        from bot.accounts.listed_instead import listed_instead  # an account that is found waits for none of it

        listed = listed_instead(context, name, about, found, command)
        return listed or which_account_reply("account", name, found, page=page)
    try:
        return card_reply(context, exact, about)
    except LookupError:
        return which_account_reply("account", name, SearchResult())


def named_card(context: Context, name: str, aspect: str) -> Reply | None:
    """The card of the one account whose name begins with a text, for a list that is asked for of it; else None."""
    found = find_account(context, name)
    if found.exact is None or not fold(found.candidates[0].name).startswith(fold(name)):
        return None
    return card_reply(context, found.exact, aspect)


def card_reply(context: Context, account_id: int, aspect: str = "") -> Reply:
    """The card of an account, with one of its `ASPECTS` in a sentence before all else where that was asked.

    Raises `LookupError` when there is none of that number.
    """
    card = account_card(context.store, account_id, context.today, context.health)
    asked = asked_first(card, aspect, context.today)
    return Reply(
        title=card.name,
        data={"kind": "account", "account": to_json(card)},
        paragraphs=(*filter(None, (asked,)), *health_lines(card)),
        facts=tuple(fact for fact in _facts(card, context.today, context.health.grace_days) if fact.text),
        rows_title="People" if card.contacts else "",
        rows=tuple(_person(contact, context.today) for contact in card.contacts),
        choices=tuple(_terms(card)),
        actions=(*_actions(card), *_ahead(context, card)),
        footnotes=(*data_notes(card, context.today), *gone_notes(context, card.id)),
        share=f"account {f'{aspect} of ' if aspect else ''}id {card.id}",
        prompt=check_in(card, context.today),
    )


def health_lines(card: AccountCard) -> Iterator[str]:
    """How the account is, and why."""
    said = card.health
    if card.left_unknown:
        yield "This customer has left, nobody knows when."
    elif card.churned_on:
        yield "This customer has left."
    elif said.score is None:
        yield "Health is unknown."
        yield " ".join(map(sentence, said.why))
    else:
        yield _score(said)
        yield " ".join(map(sentence, said.why or said.reasons))


def _score(said: Health) -> str:
    moves = (
        f"{signed(change)} since {when}"
        for change, when in (
            (said.since_yesterday, "yesterday"),
            (said.since_last_scored, short_date(said.last_scored_on or said.on, said.on)),
            (said.since_last_week if said.since_last_scored is None else None, "last week"),
        )
        if change
    )
    known = "" if said.known >= 100 else f" {said.known}% of the score is known."
    moved = "".join(f", {move}" for move in moves)
    if said.back_on:
        moved += f", came back {short_date(said.back_on, said.on)} and is compared from then on"
    return f"Health {said.score} of 100, {said.band}{moved}.{known}{_held(said)}"


def _held(said: Health) -> str:
    """What the parts come to where a fall of use holds the score below that."""
    if said.held_from is None:
        return ""
    return f" Its parts make {said.held_from}; after such a fall of use it is {said.score} at most."


def contract_facts(card: AccountCard, today: date, grace_days: int) -> Iterator[Fact]:
    """What is leaving, the renewal, and ARR with what it is for; some of them may be empty."""
    yield Fact("Leaving", _leaving(card, today))
    yield Fact("Renewal", _renewal(card, today))
    paid = join_texts((amounts(card.arr), _past_due(card, grace_days)), ", ")
    yield Fact(
        "ARR" if paid else "Contract",
        join_texts((paid, card.plan, seats_text(card), card.payment and f"invoice {card.payment}")),
    )


def _facts(card: AccountCard, today: date, grace_days: int) -> Iterator[Fact]:
    yield Fact("Lately", "; ".join(latest_lines(card.actions, today)))
    told = any(each.kind == "snooze" for each in card.actions)
    yield Fact("Snoozed", f"until {day_text(card.snoozed.until, today)}" if card.snoozed and not told else "")
    yield from contract_facts(card, today, grace_days)
    yield Fact("ARR counted", " ".join(sentence(text) for text in _counted(card, today)))
    set_ = f" ({ownership_text(card.owner_set, today)})" if card.owner_set else ""
    yield Fact("Owner", f"{card.owner or 'nobody'}{set_}")
    if card.champion is None and not _has_left(card):
        yield Fact("Champion", "none known")
    yield Fact("Customer", customer_text(card, today))
    yield Fact("CRM", card.crm_url, link=True)
    yield Fact("Pulse", remark_text(card.pulse, today))
    yield Fact("Last contact", remark_text(card.touchpoint, today))
    yield Fact("Surveys", join_texts((survey_text("NPS", card.nps, today), survey_text("CSAT", card.csat, today))))
    yield Fact("Open tickets", tickets_text(card, today))
    yield Fact("Use", "" if card.churned_on else " ".join(map(sentence, card.health.use)))
    yield Fact("Changed", " ".join(map(sentence, card.changed)))


def _has_left(card: AccountCard) -> bool:
    return card.left_unknown or card.churned_on is not None


def _leaving(card: AccountCard, today: date) -> str:
    """What leaves and when: `$1,200 on 5 Jan 2027, notice given 10 Nov`."""
    return "; ".join(
        join_texts(
            (
                f"{each.arr} {f'on {short_date(each.leaves_on, today)}' if each.leaves_on else 'on no known day'}",
                f"notice given {short_date(each.notice_on, today)}" if each.notice_on else "",
            ),
            ", ",
        )
        for each in card.leaving
    )


def _past_due(card: AccountCard, grace_days: int) -> str:
    """How much is past due, and the rule by which it counts."""
    if not card.past_due:
        return ""
    days = count(grace_days, "day")
    rule = (
        f"a contract counts for {days} after its end unless it is renewed or ended before; without an end it counts on"
    )
    return f"of that past due: {amounts(card.past_due)} ({rule})"


def _counted(card: AccountCard, today: date) -> Iterator[str]:
    """What is to be said of ARR that is stated, and of what went with an account that left."""
    for each in card.arr_notes:
        if each.kind == "stated" and each.until:
            comes = f", then {each.counted}" if each.counted.minor else ""
            yield f"{each.arr} is stated and holds until the contract begins on {short_date(each.until, today)}{comes}"
        elif each.kind == "replaced":
            yield f"{each.arr} is stated, the contracts say {each.counted}: the contracts count"
        elif each.kind == "left" and each.arr.minor:
            yield f"{each.arr} went with it"


def _renewal(card: AccountCard, today: date) -> str:
    if _has_left(card) or card.renews_on is None:
        return "" if _has_left(card) or card.leaving else "no date known"
    due = "past due since" if card.renews_on < today else "on"
    act = ""
    if card.act_by and card.notice_days:
        was = "was" if card.act_by < today else "is"
        act = f"last day to act {was} {short_date(card.act_by, today)}, {days_away(card.act_by, today)}"
    auto = {True: "renews by itself", False: "doesn't renew by itself", None: ""}[card.auto_renews]
    when = f"{due} {short_date(card.renews_on, today)}, {days_away(card.renews_on, today)}"
    return join_texts((when, act, auto), "; ")


def customer_text(card: AccountCard, today: date) -> str:
    """Where an account is in its life, since when it is a customer or why it left, and what is known of the company."""
    left = f"left {short_date(card.churned_on, today)}" if card.churned_on else ""
    left = "left, nobody knows when" if card.left_unknown else left
    why = f"because of {card.churn_reason}" if left and card.churn_reason else ""
    since = f"since {short_date(card.since, today)}" if card.since else ""
    status = {"active": "", "churned": "", "notice": "leaving"}.get(card.status, card.status)
    return join_texts(
        (status, join_texts((since, left, why), ", "), card.segment, card.industry, card.country, card.domain)
    )


def _person(contact: Contact, today: date) -> Row:
    left = f"left {short_date(contact.left_on, today)}" if contact.left_on else ""
    return Row(contact.name, join_texts((contact.role, contact.title, contact.email, left)))


def _terms(card: AccountCard) -> Iterator[Choice]:
    """What somebody new may want explained."""
    if _has_left(card):
        return
    if card.health.score is not None:
        yield Choice("What is a health score?", "define customer-health-score")
    if card.champion is None:
        yield Choice("What is a champion?", "define champion")


def _actions(card: AccountCard) -> Iterator[Choice]:
    if not _has_left(card):
        yield Choice("Set pulse", f"pulse id {card.id}", form=True)
        yield Choice("Act", f"act id {card.id}", form=True, first=True)
    if card.owner:
        yield Choice(f"Renewals of {card.owner}", f"renewals 90 @{card.owner_email or card.owner}")
    yield counted_choice("account")


def _ahead(context: Context, card: AccountCard) -> Iterator[Choice]:
    """What has changes of the account told where it is asked, where they can be told, and prepares a meeting."""
    if context.place != TERMINAL:
        yield Choice("Watch", f"watch id {card.id}")
    if card.status != "churned":
        yield Choice("Before a meeting", f"brief id {card.id}")


_IN_FACTS = frozenset({"owner", "renewal date", "champion"})


def data_notes(card: AccountCard, today: date) -> Iterator[str]:
    """What isn't known of an account beside what its facts say isn't, and how old what is known is."""
    if lacking := [each for each in card.missing if each not in _IN_FACTS]:
        yield f"Not known: {', '.join(lacking)}."
    if card.as_of:
        newest = ", ".join(f"{kind} {short_date(when, today)}" for kind, when in card.as_of.items())
        yield f"Newest data: {newest}."
