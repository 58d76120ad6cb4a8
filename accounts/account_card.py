"""All that is known of one account, on one card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from accounts import account_arr, account_facts
from accounts.account_arr import ArrNote, Leaving
from accounts.account_facts import AccountProfile, Contact, Contract, Remark
from accounts.account_health import Health, health_on, no_health, score_queries
from accounts.actions import reading
from accounts.actions.model import Action, Ownership, Snooze
from accounts.health.parts.phrases import date_text
from accounts.money.amounts import Money
from store.connection import Connection, Query
from store.database import Store

if TYPE_CHECKING:
    from accounts.health import HealthConfig

RECENT_DAYS: Final = 30
"""Days that news are of."""


@dataclass(frozen=True, slots=True)
class AccountCard:
    """Everything on the card of an account. Texts that aren't known are empty, the rest None.

    `arr` has an amount for each currency, most first, `arr_year_ago` too. `act_by` is the last day to act, None
    where the notice period isn't known. `past_due` is part of `arr`; `leaving` has what is under notice, and the
    `status` is `notice` where that is all. Of an account that left on no known day (`left_unknown`) neither health nor
    a renewal is shown. `arr_notes` has ARR that is only stated, or replaced. `changed` says in sentences what is new,
    `missing` names what isn't known, and `as_of` has the newest day of each kind of data: of accounts, contracts and
    contacts, the day they were imported. `owner_set` says who set the owner where files state another, and `actions`
    what people did about the account lately.
    """

    id: int
    key: str
    name: str
    domain: str
    crm_url: str
    segment: str
    industry: str
    country: str
    owner_id: int | None
    owner: str
    owner_email: str
    status: str
    since: date | None
    churn_reason: str
    plan: str
    seats: int | None
    payment: str
    notice_days: int | None
    auto_renews: bool | None
    health: Health
    churned_on: date | None = None
    arr: tuple[Money, ...] = ()
    arr_year_ago: tuple[Money, ...] = ()
    seats_used: int | None = None
    renews_on: date | None = None
    act_by: date | None = None
    contacts: tuple[Contact, ...] = ()
    touchpoint: Remark | None = None
    open_tickets: int = 0
    urgent_tickets: int = 0
    oldest_ticket: date | None = None
    nps: Remark | None = None
    csat: Remark | None = None
    pulse: Remark | None = None
    as_of: Mapping[str, date] = field(default_factory=dict)
    left_unknown: bool = False
    past_due: tuple[Money, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    arr_notes: tuple[ArrNote, ...] = ()
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    owner_set: Ownership | None = None
    snoozed: Snooze | None = None
    actions: tuple[Action, ...] = ()

    @property
    def champion(self) -> Contact | None:
        """The champion who is still there."""
        return next((one for one in self.contacts if one.role == "champion" and one.left_on is None), None)


def load_card(store: Store, account_id: int, today: date, config: "HealthConfig | None" = None) -> AccountCard:
    """The card of an account on a day. Raises `LookupError` when there is no such account."""
    with store.snapshot() as connection:
        connection.read_ahead(*_queries(account_id, today))
        about = account_facts.profile(connection, account_id)
        if about is None:
            raise LookupError(f"there is no account with id {account_id}")
        contracts = account_facts.contracts(connection, account_id)
        health = no_health(today) if about.left_unknown else health_on(connection, account_id, today, config)
        card = _with_said(connection, _card(connection, about, contracts, health, today), today)
        card = _with_actions(connection, card, today)
    return replace(card, changed=tuple(_changed(card, contracts, today)), missing=tuple(_missing(card)))


def _queries(account_id: int, today: date) -> tuple[Query, ...]:
    """What is asked of any account, in one round trip."""
    return (
        *account_facts.fact_queries(account_id, today),
        *account_arr.arr_queries(account_id),
        *score_queries(account_id, today),
        *reading.action_queries(account_id, _lately(today), today),
    )


def _lately(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=RECENT_DAYS), time(), UTC)


def _card(
    connection: Connection, about: AccountProfile, contracts: Sequence[Contract], health: Health, today: date
) -> AccountCard:
    left = about.left_unknown or (about.left_on is not None and about.left_on <= today)
    running = [each for each in contracts if each.runs(today)]
    seats = about.seats if about.seats is not None else sum(each.seats or 0 for each in running) or None
    arr, year_ago = account_arr.current_arr(connection, about.id)
    renewal = account_arr.Renewal() if left else account_arr.renewal(connection, about.id)
    leaving = () if left else account_arr.leaving(connection, about.id)
    imported = {"account": about.imported_on, "contracts": max((each.imported_on for each in contracts), default=None)}
    return replace(
        _stated(about, health),
        status=_status(about, running, left=left, leaves=bool(leaving) and renewal.renews_on is None),
        churned_on=about.left_on if left else None,
        churn_reason=about.churn_reason if left or about.status == "churned" else "",
        plan=about.plan or ", ".join(dict.fromkeys(each.plan for each in running if each.plan)),
        arr=() if left else arr or (() if contracts else about.stated),
        arr_year_ago=year_ago,
        seats=seats,
        seats_used=account_facts.most_active(connection, about.id, today),
        payment="overdue" if any(each.payment == "overdue" for each in running) else about.payment,
        renews_on=renewal.renews_on,
        act_by=renewal.act_by,
        notice_days=renewal.notice_days if renewal.renews_on else about.notice_days,
        auto_renews=renewal.auto_renews if renewal.renews_on else about.auto_renews,
        as_of={kind: day for kind, day in imported.items() if day},
        past_due=() if left else account_arr.past_due_arr(connection, about.id),
        leaving=leaving,
        arr_notes=account_arr.arr_notes(connection, about.id),
    )


def _stated(about: AccountProfile, health: Health) -> AccountCard:
    """The card with what is stated of the account itself, without its contracts."""
    return AccountCard(
        id=about.id,
        key=about.key,
        name=about.name,
        domain=about.domain,
        crm_url=about.crm_url,
        segment=about.segment,
        industry=about.industry,
        country=about.country,
        owner_id=about.owner_id,
        owner=about.owner,
        owner_email=about.owner_email,
        status=about.status,
        since=about.since,
        churn_reason=about.churn_reason,
        plan=about.plan,
        seats=about.seats,
        payment=about.payment,
        notice_days=about.notice_days,
        auto_renews=about.auto_renews,
        health=health,
        left_unknown=about.left_unknown,
    )


def _with_said(connection: Connection, card: AccountCard, today: date) -> AccountCard:
    """The card with its people, what they said and asked last, and of when the data of each kind is."""
    tickets = account_facts.tickets(connection, card.id, today)
    return replace(
        card,
        contacts=account_facts.contacts(connection, card.id, today),
        touchpoint=account_facts.last_touchpoint(connection, card.id, today),
        open_tickets=tickets.open,
        urgent_tickets=tickets.urgent,
        oldest_ticket=tickets.oldest,
        nps=account_facts.last_survey(connection, card.id, today, "nps"),
        csat=account_facts.last_survey(connection, card.id, today, "csat"),
        pulse=account_facts.current_pulse(connection, card.id, today),
        as_of={**card.as_of, **account_facts.newest_dates(connection, card.id, today)},
    )


def _with_actions(connection: Connection, card: AccountCard, today: date) -> AccountCard:
    """The card with what people did about the account lately, until when it is snoozed, and who set its owner."""
    found = reading.actions_on(connection, [card.id], _lately(today)).get(card.id, [])
    return replace(
        card,
        owner_set=reading.ownership(connection, card.id),
        snoozed=reading.snooze_of(connection, card.id, today),
        actions=tuple(each for each in found if each.kind != "pulse"),
    )


def _status(about: AccountProfile, running: Sequence[Contract], *, left: bool, leaves: bool) -> str:
    """Where an account is in its life; on trial where it has no other contract."""
    if left or leaves:
        return "churned" if left else "notice"
    on_trial = bool(running) and all(each.status == "trial" for each in running)
    return "trial" if on_trial else about.status


def _changed(card: AccountCard, contracts: Sequence[Contract], today: date) -> Iterator[str]:
    """What is new, in sentences."""
    since = today - timedelta(days=RECENT_DAYS)
    for each in contracts:
        what = "A trial" if each.status == "trial" else f"A contract of {each.arr} a year"
        if since < each.starts_on <= today:
            yield f"{what} began on {date_text(each.starts_on.toordinal())}."
        if each.counts_until and since < each.counts_until <= today:
            yield f"{what} ended on {date_text(each.counts_until.toordinal())}."
    for one in card.contacts:
        if one.left_on and since < one.left_on <= today and one.role in {"champion", "sponsor", "buyer"}:
            yield f"{one.name}, {one.role}, left on {date_text(one.left_on.toordinal())}."
    if (change := card.health.since_last_week) and abs(change) >= 5:
        yield f"Health {'rose' if change > 0 else 'fell'} by {abs(change)} points in a week."
    only_trials = bool(contracts) and all(each.status == "trial" for each in contracts)
    if card.since and since < card.since <= today and not only_trials:
        yield f"It became a customer on {date_text(card.since.toordinal())}."


def _missing(card: AccountCard) -> Iterator[str]:
    """What isn't known, as it reads in a list; of those that left, nothing is asked for."""
    if card.status == "churned":
        yield from ["the day it left"] * card.left_unknown
        return
    lacking = {
        "owner": card.owner_id is None,
        "segment": not card.segment,
        "ARR": not card.arr and card.status != "trial",
        "seats": card.seats is None,
        "renewal date": card.renews_on is None and not card.leaving,
        "notice period": card.renews_on is not None and card.notice_days is None,
        "auto-renewal": card.renews_on is not None and card.auto_renews is None,
        "champion": card.champion is None,
        "usage": "usage" not in card.as_of,
        "touchpoints": card.touchpoint is None,
        "surveys": "surveys" not in card.as_of,
    }
    yield from (name for name, lacks in lacking.items() if lacks)
