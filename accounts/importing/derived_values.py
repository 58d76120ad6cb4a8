"""Values that follow from several columns: ARR, status, closing date."""

from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from operator import itemgetter
from typing import Any, cast

from accounts.importing.batches import Batch, Memoized, Values
from accounts.kinds import PERIODS_A_YEAR
from accounts.values import CellError

Priced = tuple[int, str] | None
PRICES = ("arr", "mrr", "amount", "unit_amount")


def annual_revenue(batch: Batch) -> dict[str, Values]:
    """The columns `arr` and `currency` as far as the file has them."""
    if not batch.has(*PRICES):
        return {"currency": batch.of("currency")} if batch.has("currency") else {}
    both = batch.has("arr") and batch.has("mrr")
    if both:
        _compare(batch)
    found = batch.of("arr")
    if batch.has("mrr"):
        found = _filled(found, [_times(mrr, Fraction(12)) for mrr in batch.of("mrr")])
    if batch.has("amount", "unit_amount"):
        bills = _bills(batch, found)
        found = _filled(found, batch.made("amount" if batch.has("amount") else "unit_amount", _billed, *bills))
    if all(found):
        return {"arr": list(map(itemgetter(0), found)), "currency": list(map(itemgetter(1), found))}
    currencies = batch.of("currency")
    return {
        "arr": [price[0] if price else None for price in found],
        "currency": [price[1] if price else named for price, named in zip(found, currencies, strict=True)],
    }


def _filled(first: Values, second: Values) -> Values:
    return [one or other for one, other in zip(first, second, strict=True)]


def _times(price: Priced, times: Fraction) -> Priced:
    return (round(price[0] * times), price[1]) if price else None


def _bills(batch: Batch, known: Values) -> tuple[Values, ...]:
    """What bills say, of the rows whose ARR isn't known already."""
    prices = (
        [None if there else each for each, there in zip(batch.of(name), known, strict=True)]
        for name in ("amount", "unit_amount")
    )
    return *prices, *(batch.of(name) for name in ("seats", "interval", "interval_count"))


def _billed(amount: Priced, unit: Priced, seats: int | None, interval: str | None, count: int | None) -> Priced:
    """What is billed each interval, in a year."""
    if amount is None and unit is not None:
        if seats is None:
            raise CellError("is for one seat, and the row doesn't say how many there are")
        amount = (unit[0] * seats, unit[1])
    if amount is None:
        return None
    if interval is None:
        raise CellError(
            "is billed for how long? The row doesn't say: if it is for the whole contract, --map it to term_amount"
        )
    return _times(amount, PERIODS_A_YEAR[interval] / (count or 1))


def _compare(batch: Batch) -> None:
    """ARR and MRR that disagree by more than rounding are noted: contracts and invoices often do."""
    for row, (arr, mrr) in enumerate(zip(batch.of("arr"), batch.of("mrr"), strict=True)):
        if arr and mrr and abs(arr[0] - 12 * mrr[0]) > max(1200, abs(arr[0]) // 100):
            batch.note(row, "ARR isn't twelve times MRR: ARR was taken")


_SAYING = ("closed_on", "status", "hours_open", "days_open")


def closing_dates(batch: Batch) -> dict[str, Values]:
    """The column `closed_on`, if the file says anything of it: the day, else the one after so many hours or days, else
    for what is closed the day that it was opened on. What is open, as a ticket that was opened again, has none.
    """
    if not batch.has(*_SAYING):
        return {}
    days = batch.of("closed_on")
    if not batch.has(*_SAYING[1:]):
        return {"closed_on": days}
    others = zip(*(batch.of(name) for name in ("opened_on", *_SAYING[1:])), strict=True)
    return {"closed_on": [_closed_on(day, *said) for day, said in zip(days, others, strict=True)]}


def _closed_on(
    day: str | None, opened: str | None, status: str | None, hours: int | None, days: int | None
) -> str | None:
    if status == "open":
        return None
    if day or opened is None or (status, hours, days) == (None, None, None):
        return day
    try:
        return (date.fromisoformat(opened) + timedelta(days=days or 0, hours=hours or 0)).isoformat()
    except OverflowError:
        return None


Word = str | None
Flag = bool | None


def account_status(batch: Batch) -> dict[str, Values]:
    """The columns `status` and `notice_given`, if the file says anything of them."""
    names = ("status", "churned", "active", "trial", "churned_on", "notice_given")
    if not batch.has(*names):
        return {}
    blame = next(name for name in names if batch.has(name))
    settle = Memoized(partial(_account, batch.today.isoformat()))
    said = (batch.of("status"), _churned(batch), *(batch.of(name) for name in ("trial", "churned_on", "notice_given")))
    settled = batch.made(blame, settle, *said)
    columns: dict[str, Values] = {"status": [each and each[0] for each in settled]}
    if batch.has("status", "notice_given"):
        columns["notice_given"] = [each and each[1] for each in settled]
    return columns


def _churned(batch: Batch) -> Values:
    """Whether it has left, of a file that may say whether it hasn't."""
    if not batch.has("active"):
        return batch.of("churned")
    pairs = zip(batch.of("churned"), batch.of("active"), strict=True)
    return [not active if churned is None and active is not None else churned for churned, active in pairs]


def _account(today: str, *said: Any) -> tuple[Word, int | None]:  # noqa: ANN401 - read as the next line says
    """The status, and whether notice was given: 1 or nothing."""
    status, churned, trial, left, notice = cast("tuple[Word, Flag, Flag, Word, Flag]", said)
    leaving = status == "notice" or bool(notice)
    settled = _account_state(today, "active" if status == "notice" else status, churned, trial, left)
    leaves = leaving and settled != "churned"
    return settled or ("active" if leaves else None), 1 if leaves else None


def _account_state(today: str, status: Word, churned: Flag, trial: Flag, left: Word) -> Word:
    gone = bool(churned) or status == "churned"
    if gone and churned is False:
        raise CellError("says it has left, and another column says it hasn't")
    if gone and status not in (None, "churned"):
        raise CellError("says it hasn't left, and another column says it has")
    if left and left <= today and not gone:
        if status or churned is False:
            raise CellError(f"says it hasn't left, yet it left on {left}")
        gone = True
    if gone:
        return "churned"
    if trial and status in (None, "active"):
        return "trial"
    return status or (None if churned is None and trial is None and not left else "active")


def subscription_status(batch: Batch) -> dict[str, Values]:
    """The columns `status`, `cancelled_on`, `notice_given` and `notice_on`, if the file says anything of them."""
    names = ("status", "churned", "active", "trial", "cancelled_on", "notice_given", "notice_on")
    if not batch.has(*names):
        return {}
    blame = next(name for name in names if batch.has(name))
    ended = _says_ended(batch.headers.get("cancelled_on", ""))
    settle = Memoized(partial(_subscription, batch.today.isoformat(), ended))
    others = ("trial", "cancelled_on", "ends_on", "notice_given", "notice_on")
    settled = batch.made(blame, settle, batch.of("status"), _churned(batch), *(batch.of(name) for name in others))
    columns: dict[str, Values] = {"status": [each and each[0] for each in settled]}
    if batch.has("churned", "active", "cancelled_on", "notice_on"):
        columns["cancelled_on"] = [each and each[1] for each in settled]
    if batch.has("status", "notice_given", "notice_on", "cancelled_on"):
        columns["notice_given"] = [each and each[2] for each in settled]
    if batch.has("notice_on", "cancelled_on"):
        columns["notice_on"] = [each and each[3] for each in settled]
    return columns


State = tuple[Word, Word, int | None, Word]
"""Status, the day it was cancelled, whether notice was given (1 or nothing), and the day of notice."""


def _says_ended(header: str) -> bool:
    """Whether a column with the day of cancelling is of the day on which it ended, by its header."""
    low = header.casefold()
    return any(word in low for word in ("end", "churn", "terminat", "effective")) or low.split()[-1:] == ["zum"]


def _subscription(today: str, ended: bool, *said: Any) -> State:  # noqa: ANN401, FBT001 - read as the next line says
    status, churned, trial, cancelled, ends, notice, notice_on = cast(
        "tuple[Word, Flag, Flag, Word, Word, Flag, Word]", said
    )
    if cancelled and not ended and not notice_on and _is_notice(today, status, churned, cancelled, ends):
        cancelled, notice_on = None, cancelled
    leaving = status == "notice" or bool(notice) or notice_on is not None
    plain = "active" if status == "notice" else status
    if notice_on and not cancelled:
        cancelled = _ended_by_notice(today, plain, churned, notice_on, ends)
        plain = "cancelled" if cancelled and plain is None and churned is None and cancelled <= today else plain
    settled, ended_on = _subscription_state(today, plain, churned, trial, cancelled, ends)
    leaves = leaving and settled != "cancelled"
    return settled or ("active" if leaves else None), ended_on, 1 if leaves else None, notice_on


def _is_notice(today: str, status: Word, churned: Flag, cancelled: str, ends: Word) -> bool:
    """Whether a row that was cancelled before its end still runs until then."""
    runs = not churned and status not in {"cancelled", "replaced", "trial"}
    return runs and ends is not None and cancelled <= ends and today <= ends


def _ended_by_notice(today: str, status: Word, churned: Flag, notice_on: str, ends: Word) -> Word:
    """The day on which a row ended that says only when it was cancelled; none while it runs until its end."""
    if status == "cancelled" or churned:
        return ends if ends and notice_on < ends <= today else notice_on
    if ends is None:
        return notice_on
    return max(notice_on, ends) if status is None and churned is None and ends <= today else None


def _subscription_state(  # noqa: PLR0913, PLR0917  the columns of a row
    today: str, status: Word, churned: Flag, trial: Flag, cancelled: Word, ends: Word
) -> tuple[Word, Word]:
    if status == "replaced":
        over = cancelled or ends
        status = "cancelled" if over and over <= today else "active"
    if churned:
        return "cancelled", cancelled or ends
    if churned is False and status == "cancelled":
        raise CellError("says it is cancelled, and another column says it isn't")
    if status is None and cancelled and cancelled <= today:
        return "cancelled", cancelled
    if trial and status in (None, "active"):
        return "trial", cancelled
    runs = churned is not None or trial is not None or bool(cancelled)
    return status or ("active" if runs else None), cancelled
