"""The contracts of the sample company's customers: terms one after another, growing, shrinking, ending."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from accounts.renewals.contract_terms import add_months
from accounts.sample.scenarios import Scenario
from accounts.sample.vocabulary import MANAGER, REASONS

Row = dict[str, object]
_PLANS = {"Enterprise": "Enterprise", "Mid-Market": "Business", "SMB": "Starter"}
_NOTICE = {"Enterprise": 90, "Mid-Market": 60, "SMB": 30}
SELF_SERVE = frozenset(range(7, 120, 17))
"""Customers without contracts: what they pay and when they renew stands with the account."""


class _Term(NamedTuple):
    """First and last day of a term, and whether no other follows."""

    starts: date
    ends: date
    last: bool


def accounts(story: Scenario) -> Row:
    """The row of the account. Some lack what real ones lack: an owner, a segment, a domain, a renewal date."""
    index, left = story.index, story.left
    name, email = ("", "") if index % 27 == 11 else story.owner
    row: Row = {
        "account_id": story.key,
        "name": story.name,
        "domain": "" if index % 41 == 19 else story.domain,
        "crm_url": "" if index % 13 == 5 else f"https://crm.example/accounts/{story.key}",
        "segment": "" if index % 37 == 22 else story.segment,
        "industry": story.industry,
        "country": story.country,
        "plan": _PLANS[story.segment],
        "owner": name,
        "owner_email": email,
        "owner_manager": MANAGER if name and name != MANAGER else "",
        "status": "churned" if left else "trial" if story.fate == "trial" else "active",
        "customer_since": "" if index % 53 == 31 else story.since,
        "churned_on": left or "",
        "churn_reason": story.random.choice(REASONS) if left else "",
        "arr": "",
        "currency": story.currency,
        "seats": "" if index % 31 == 13 else story.seats,
        "renews_on": "",
        "notice_days": "" if index % 11 == 5 else _NOTICE[story.segment],
        "auto_renews": "yes" if index % 3 == 0 else "no",
        "payment": "" if story.fate == "silent" else "overdue" if _owes(story) else "paid",
    }
    if index in SELF_SERVE:
        row |= {"arr": story.arr, "renews_on": "" if index % 2 else story.ends}
    return row


def subscriptions(story: Scenario) -> Iterator[Row]:
    """A row for each term, the next one for what was agreed at the renewal; some bought a second product on the way."""
    if story.index in SELF_SERVE or story.fate == "silent":
        return
    arr, terms = float(story.arr), _terms(story)
    for number, term in enumerate(terms, start=1):
        arr *= _growth(story) if number > 1 else 1
        yield _row(story, term, f"{number}", "Platform", arr)
    if story.chance(0.18) and story.fate != "trial":
        middle = term.starts + (min(term.ends, story.last_day) - term.starts) // 2
        yield _row(story, term._replace(starts=middle), "insights", "Insights", arr * 0.2)


def churn(story: Scenario) -> Iterator[Row]:
    """The event of leaving."""
    if story.left:
        note = "" if story.chance(0.4) else "They thanked the team and may come back."
        yield {
            "churn_event_id": f"{story.key}-left",
            "account": story.key,
            "churned_on": story.left,
            "reason": story.random.choice(REASONS),
            "note": note,
        }


def _terms(story: Scenario) -> list[_Term]:
    day = timedelta(days=1)
    if story.fate == "trial":
        return [_Term(story.ends - 30 * day, story.ends - day, last=True)]
    found: list[_Term] = []
    starts = story.since
    while starts < story.ends:
        following = add_months(story.since, (len(found) + 1) * story.term)
        if following >= story.ends - day:  # a term of one day would be none
            following = story.ends
        found.append(_Term(starts, following - day, following == story.ends))
        starts = following
    return found


def _growth(story: Scenario) -> float:
    """By what ARR is multiplied at a renewal."""
    kind = story.random.choices(("flat", "more", "less"), (40, 47, 13))[0]
    if kind == "flat":
        return 1.0
    return story.random.uniform(1.06, 1.4) if kind == "more" else story.random.uniform(0.7, 0.95)


def _row(story: Scenario, term: _Term, number: str, product: str, arr: float) -> Row:
    ended = term.last and story.left is not None
    return {
        "subscription_id": f"{story.key}-{number}",
        "account": story.key,
        "product": product,
        "plan": _PLANS[story.segment],
        "status": "cancelled" if ended else "trial" if story.fate == "trial" else "active",
        "starts_on": term.starts,
        "ends_on": "" if story.index % 43 == 17 and term.last and not ended else term.ends,
        "cancelled_on": story.left if ended else "",
        "arr": round(arr / 100) * 100,
        "currency": story.currency,
        "seats": story.seats,
        "notice_days": "" if story.index % 11 == 5 else _NOTICE[story.segment],
        "auto_renews": "yes" if story.index % 3 == 0 and story.fate != "past due" else "no",
        "payment": "overdue" if term.last and _owes(story) else "paid",
    }


def _owes(story: Scenario) -> bool:
    return story.index % 23 == 4 or (story.fate == "falling" and story.index % 4 == 1)
