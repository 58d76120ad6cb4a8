"""From the fields of a file to the columns of a table, with the checks that a cell alone can't make."""

from collections.abc import Callable

from accounts.columns import normalise
from accounts.importing.batches import Batch, Values
from accounts.importing.derived_values import account_status, annual_revenue, closing_dates, subscription_status
from accounts.importing.doubts import check_renewals, check_terms
from accounts.importing.term_amounts import spread_over_terms

Columns = dict[str, Values]
OWNER = ("owner", "owner_email", "owner_slack", "owner_manager")
FLAGS = ("auto_renews", "escalated", "notice_given")
PRICED = ("arr", "mrr", "amount", "unit_amount", "term_amount")
LATE = frozenset({"pastdue", "unpaid"})  # statuses of a subscription whose invoice is overdue
DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}


def transform(table: str, batch: Batch) -> Columns:
    """The columns that a file fills, of the rows of a batch; rows that contradict themselves are rejected."""
    columns = TRANSFORMS[table](batch)
    return columns if table == "usage" else {"key": batch.of("key"), **columns}


def _accounts(batch: Batch) -> Columns:
    _need_name_or_id(batch)
    batch.in_order("customer_since", "churned_on", "is before it became a customer, on")
    batch.in_order("customer_since", "renews_on", "is before it became a customer, on")
    taken = _taken(
        batch,
        "name domain crm_url segment industry country plan customer_since churned_on churn_reason seats renews_on "
        "auto_renews renewal_term payment",
    )
    owner = {"owner_id": list(zip(*(batch.of(name) for name in OWNER), strict=True))}
    status = account_status(batch)
    check_renewals(batch, status.get("status", [None] * len(batch.lines)))
    return taken | status | annual_revenue(batch) | _notice(batch) | (owner if _has_owner(batch) else {})


def _need_name_or_id(batch: Batch) -> None:
    if None in (keys := batch.of("key")) and None in (names := batch.of("name")):
        for row, both in enumerate(zip(keys, names, strict=True)):
            if both == (None, None):
                batch.reject(row, "name", "is empty, and there is no id")


def _has_owner(batch: Batch) -> bool:
    return batch.has(*OWNER[:3])


def _subscriptions(batch: Batch) -> Columns:
    _pass_over_lost_deals(batch)
    batch.require("starts_on")
    batch.in_order("starts_on", "ends_on", "is before it starts, on")
    batch.in_order("starts_on", "cancelled_on", "is before it starts, on")
    spread_over_terms(batch)
    taken = _taken(batch, "product plan starts_on ends_on seats auto_renews renewal_term payment")
    status = subscription_status(batch)
    check_terms(batch, status.get("status", [None] * len(batch.lines)))
    columns = taken | _payment(batch) | status | _renewing(batch, status) | annual_revenue(batch) | _notice(batch)
    if "arr" in columns:
        _need_amount(batch, columns)
    return columns


def _pass_over_lost_deals(batch: Batch) -> None:
    """A deal that was lost never was a contract, whatever days it was to have."""
    for row, status in enumerate(batch.of("status")):
        if status == "unsigned":
            batch.pass_over(row, "Deals that were lost never were contracts, and were passed over")
            batch.values["status"][row] = None


def _payment(batch: Batch) -> Columns:
    """Statuses such as `past_due` say that an invoice is overdue, where no column of its own says anything."""
    if "status" not in batch.cells:
        return {}
    late = ["".join(filter(str.isalpha, str(cell or "").casefold())) in LATE for cell in batch.cells["status"]]
    said = zip(batch.of("payment"), late, strict=True)
    return {"payment": [payment or ("overdue" if overdue else None) for payment, overdue in said]}


def _renewing(batch: Batch, columns: Columns) -> Columns:
    """What isn't to be cancelled at the end of its period renews by itself, where a column says so of each row."""
    header = set(normalise(batch.headers.get("notice_given", "")).split())
    if batch.has("auto_renews") or not {"at", "end"} <= header or "status" not in columns:
        return {}
    said = zip(batch.of("notice_given"), columns["status"], strict=True)
    return {"auto_renews": [1 if notice is False and status == "active" else None for notice, status in said]}


def _need_amount(batch: Batch, columns: Columns) -> None:
    """A trial without an amount costs nothing; of another one nobody knows."""
    if None in columns["arr"]:
        priced = next(name for name in PRICED if name in batch.cells)
        statuses = columns.get("status", [None] * len(batch.lines))
        for row, (arr, status) in enumerate(zip(columns["arr"], statuses, strict=True)):
            if arr is None and status == "trial":
                columns["arr"][row] = 0
                columns["currency"][row] = columns["currency"][row] or batch.currency
            elif arr is None and row not in batch.bad:
                batch.reject(row, priced, "is empty: a subscription needs an amount, 0 when it is free")


def _churn(batch: Batch) -> Columns:
    for row, outcome in enumerate(batch.of("outcome")):
        if outcome == "stayed":
            batch.pass_over(row, "Rows of accounts that stayed were passed over")
    batch.require("churned_on")
    return _taken(batch, "churned_on reason note")


def _contacts(batch: Batch) -> Columns:
    names = batch.made("name", _full_name, *(batch.of(name) for name in ("name", "first_name", "last_name", "email")))
    for row, name in enumerate(names):
        if name is None and row not in batch.bad:
            batch.reject(row, "name", "is empty")
    return {"name": names, **_taken(batch, "email title role left_on")}


def _full_name(name: str | None, first: str | None, last: str | None, email: str | None) -> str | None:
    """The name; beside a first or a last name alone, one that doesn't have it may be the other: *Name* and *Vorname*,
    *Nombre* and *Apellidos*.
    """
    if name and first and not last and not _has_word(name, first):
        return f"{first} {name}"
    if name and last and not first and not _has_word(name, last):
        return f"{name} {last}"
    return name or " ".join(part for part in (first, last) if part) or email


def _has_word(name: str, part: str) -> bool:
    return f" {part} ".casefold() in f" {name.replace(',', ' ')} ".casefold()


def _usage(batch: Batch) -> Columns:
    batch.require("used_on")
    columns = _taken(batch, "used_on feature subscription events active_users")
    if not batch.has("events", "active_users"):
        columns["events"] = [1] * len(batch.lines)  # a row for each event
    return columns


def _surveys(batch: Batch) -> Columns:
    for row, score in enumerate(batch.of("score")):
        if score is None and row not in batch.bad:
            batch.pass_over(row, "Surveys without a score were passed over: nobody answered")
    for name in ("answered_on", "survey"):
        batch.require(name)
    return _taken(batch, "survey score answered_on contact comment")


def _touchpoints(batch: Batch) -> Columns:
    batch.require("touched_on")
    return _taken(batch, "touched_on type who note")


def _tickets(batch: Batch) -> Columns:
    batch.require("opened_on")
    batch.in_order("opened_on", "closed_on", "is before it was opened, on")
    for row, rating in enumerate(batch.of("satisfaction")):
        if rating is not None and not 1 <= rating <= 5:
            batch.reject(row, "satisfaction", "isn't a rating from 1 to 5")
    return closing_dates(batch) | _taken(batch, "opened_on priority escalated satisfaction subject")


def _taken(batch: Batch, names: str) -> Columns:
    """The fields that go into the columns of their names as they are; of yes and no, 1 and 0."""
    taken = {name: batch.values[name] for name in names.split() if name in batch.values}
    flags = {name: [each if each is None else int(each) for each in taken[name]] for name in FLAGS if name in taken}
    return taken | flags


def _notice(batch: Batch) -> Columns:
    if not batch.has("notice_days"):
        return {}
    if not batch.has("notice_unit"):
        return _taken(batch, "notice_days")
    pairs = zip(batch.of("notice_days"), batch.of("notice_unit"), strict=True)
    return {"notice_days": [days and days * DAYS_IN[unit or "day"] for days, unit in pairs]}


TRANSFORMS: dict[str, Callable[[Batch], Columns]] = {
    "account": _accounts,
    "subscription": _subscriptions,
    "churn": _churn,
    "contact": _contacts,
    "usage": _usage,
    "survey": _surveys,
    "touchpoint": _touchpoints,
    "ticket": _tickets,
}
