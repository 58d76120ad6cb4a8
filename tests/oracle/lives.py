"""How long contracts count, when accounts left, and what isn't known of them: one account at a time."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.rows import Account, Contract, History

NEVER, EVER = date.max, date.min
EARLY = 90
"""Days before its end from which a contract may be taken over, and for which a first contract may come late."""


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_renewal(starts_on: date | None, ends_on: date, today: date, term: int | None) -> date:
    """The first end of a term that is today or later, of a contract that renews by itself."""
    if ends_on >= today:
        return ends_on
    for past_end in (0, 1):  # the end may be the last day of the term, or the first of the next
        if starts_on is None:
            break
        months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
        for first_term in range(max(1, months - 1), months + 2):
            if months_later(starts_on, first_term) == ends_on + timedelta(days=past_end):
                months_on = first_term
                while (day := months_later(starts_on, months_on) - timedelta(days=past_end)) < today:
                    months_on += term or first_term
                return day
    if term or starts_on is None or starts_on >= ends_on:
        times = 0
        while (day := months_later(ends_on, times * (term or 12))) < today:
            times += 1
        return day
    day = ends_on
    while day < today:
        day += ends_on - starts_on
    return day


def renewal_date(row: Contract, account: Account) -> date | None:
    """The end of a contract; without one the renewal date of its account, unless the contract began after it."""
    if row.ends_on or not account.renews_on or account.renews_on < row.starts_on:
        return row.ends_on
    return account.renews_on


@dataclass
class Run:
    """A contract with what follows from the rows beside it. `until` is the first day on which it doesn't count."""

    row: Contract
    until: date = NEVER
    undated: bool = False
    void: bool = False
    taken_on: date | None = None
    notice: bool = False
    settled: bool = False
    auto_renews: bool = False
    due_on: date | None = None

    @property
    def is_paid(self) -> bool:
        return self.row.status != "trial"


@dataclass
class Unknown:
    """A stretch of days in which the state of the account isn't known, and what it may have been worth."""

    start: date
    until: date
    amounts: Counter[str]


class Life:
    """All that follows from the rows of one account."""

    def __init__(self, history: History, account: Account) -> None:
        self.history, self.account, self.today = history, account, history.today
        self.imported_on = min(account.imported_on, self.today)
        self.events = [each.churned_on for each in history.events if each.account_id == account.id]
        self.runs = [Run(each) for each in history.contracts if each.account_id == account.id]
        self.paid = [run for run in self.runs if run.is_paid]
        self.gone = account.status == "churned"
        for run in self.runs:
            self._settle(run)
        self.left_unknown = False
        self.left_on: date | None = None
        self.is_customer = account.status != "prospect" or bool(self.paid)
        if self.is_customer:
            self._find_leaving()
        self._cap()
        self.stated_from, self.stated_until = self._find_stated()

    def _settle(self, run: Run) -> None:
        """How long the contract counts by its own word and those of the contracts beside it."""
        row, account = run.row, self.account
        run.auto_renews = bool(row.auto_renews if row.auto_renews is not None else account.auto_renews)
        run.notice = row.status == "active" and (row.notice or row.notice_on is not None or account.notice)
        run.taken_on = self._taken_on(run)
        reported_on = self._reported_on(run)
        run.until, run.undated = self._end(run, reported_on)
        if not self.gone and account.churned_on and row.starts_on < account.churned_on:
            run.until = min(run.until, account.churned_on)
            run.undated = False
        run.settled = (
            row.status != "active"
            or row.cancelled_on is not None
            or run.taken_on is not None
            or run.notice
            or (reported_on is not None and not run.auto_renews)
        )
        if not run.settled and not run.auto_renews:
            run.due_on = renewal_date(row, account)

    def _end(self, run: Run, reported_on: date | None) -> tuple[date, bool]:  # noqa: PLR0911  a rule each
        row, grace = run.row, timedelta(days=self.history.grace_days)
        if row.status == "cancelled":
            end = row.cancelled_on or row.ends_on
            return (end, False) if end else (NEVER, True)
        if row.cancelled_on:
            return max(row.cancelled_on, row.ends_on or row.cancelled_on), False
        if row.status == "trial":
            return row.ends_on or NEVER, False
        if row.ends_on is None:
            return self._end_by_notice(run, self.account.renews_on) if run.notice else NEVER, False
        if run.taken_on:
            return max(row.ends_on, run.taken_on), False
        if run.notice:
            return self._end_by_notice(run, row.ends_on), False
        if self.gone:
            return row.ends_on, False
        if run.auto_renews:
            return NEVER, False
        if reported_on:
            return max(row.ends_on, reported_on), False
        return row.ends_on + grace, False

    def _end_by_notice(self, run: Run, end: date | None) -> date:
        row = run.row
        if end is None or end <= row.starts_on:
            return NEVER
        said_on = row.notice_on or min(row.imported_on, self.today)
        if run.auto_renews and end < said_on:
            term = row.renewal_term or self.account.renewal_term
            return next_renewal(row.starts_on if row.ends_on else None, end, said_on, term)
        return max(end, row.notice_on or end)

    def _taken_on(self, run: Run) -> date | None:
        row = run.row
        if row.status != "active" or row.ends_on is None:
            return None
        starts = []
        for other in (each.row for each in self.paid if each is not run):
            goes_on = (other.ends_on or other.cancelled_on or NEVER) > row.ends_on
            never_ran = other.status == "cancelled" and other.cancelled_on and other.cancelled_on <= other.starts_on
            same = None in (row.product, other.product) or row.product == other.product
            first = max(row.starts_on, row.ends_on - timedelta(days=EARLY))
            last = row.ends_on + timedelta(days=self.history.grace_days)
            if goes_on and not never_ran and same and first <= other.starts_on <= last:
                starts.append(other.starts_on)
        return min(starts, default=None)

    def _reported_on(self, run: Run) -> date | None:
        row = run.row
        if row.status != "active" or row.ends_on is None or row.ends_on >= self.today:
            return None
        last = min(self.today, row.ends_on + timedelta(days=self.history.grace_days))
        return min((day for day in self.events if row.starts_on <= day <= last), default=None)

    def _find_leaving(self) -> None:
        """When it left: `left_on`, or `left_unknown`; neither for one that is a customer."""
        account, today = self.account, self.today
        lives = self.paid or self.runs
        begun = [run for run in lives if run.row.starts_on <= today]
        last_start = max((run.row.starts_on for run in begun), default=EVER)
        ended = begun and all(run.until <= today and not run.undated for run in begun)
        last_end = max(run.until for run in begun) if ended else None
        event = max((day for day in self.events if day <= today), default=None)
        days = [day for day in (event, last_end) if day is not None]
        if self.gone:
            if account.churned_on and account.churned_on >= last_start:
                self.left_on = account.churned_on
            else:
                self._left(max(days, default=None), last_start)
            return
        if account.churned_on and self._keeps_its_day_of_churning():
            self.left_on = account.churned_on
        elif self.paid or (self.runs and account.status == "trial"):
            if any(not run.undated and run.until > max(today, run.row.starts_on) for run in lives):
                return
            if any(run.undated for run in begun):
                self._left(event, last_start)
            elif last_end:
                self.left_on = max(days)
        else:
            self.left_on = self._left_by_its_own_word(event)

    def _left_by_its_own_word(self, event: date | None) -> date | None:
        """When an account without paid contracts left, or leaves."""
        account = self.account
        returned = account.returned_on and event and account.returned_on >= event
        if event and not returned and not (account.customer_since and account.customer_since > event):
            return event
        if not account.notice or account.renews_on is None:
            return None
        if account.auto_renews and account.renews_on < self.imported_on:
            return next_renewal(None, account.renews_on, self.imported_on, account.renewal_term)
        return account.renews_on

    def _left(self, day: date | None, last_start: date) -> None:
        if day is None or day < last_start:
            self.left_unknown = True
        else:
            self.left_on = day

    def _keeps_its_day_of_churning(self) -> bool:
        churned_on = self.account.churned_on or NEVER
        if self.paid:
            return max(run.row.starts_on for run in self.paid) < churned_on
        return not (self.account.customer_since and self.account.customer_since > churned_on)

    def _cap(self) -> None:
        """Ends what still counted when the account left; what ended on no known day counts for nothing."""
        for run in self.runs:
            if self.left_on:
                if run.undated and self.left_on >= run.row.starts_on:
                    run.undated = False
                run.until = min(run.until, self.left_on)
            if run.undated or (self.left_unknown and run.until > self.today):
                run.until, run.void = run.row.starts_on, True

    def _find_stated(self) -> tuple[date, date]:
        """The days on which the ARR that the account states counts, the second no longer."""
        account = self.account
        until = min(self._first_paid(), self.left_on or NEVER)
        counts = account.arr and account.status != "trial" and self.is_customer and not self.left_unknown
        start = account.customer_since or self.imported_on
        return (start, until) if counts and start < until else (NEVER, NEVER)

    def _first_paid(self) -> date:
        return min((run.row.starts_on for run in self.paid), default=NEVER)

    @property
    def unknown(self) -> Unknown | None:
        """The days on which its state isn't known, all taken together."""
        found = [each for each in self._unknown() if each.start < each.until]
        if not found:
            return None
        amounts: Counter[str] = Counter()
        for each in found:
            amounts.update(each.amounts)
        return Unknown(min(each.start for each in found), max(each.until for each in found), amounts)

    def _unknown(self) -> list[Unknown]:
        if not self.is_customer:
            return []
        return [*self._ended_unknown(), *self._joined_unknown(), *self._missing_contracts(), *self._without_amount()]

    @property
    def _stated(self) -> Counter[str]:
        account = self.account
        return Counter({account.currency or "": account.arr}) if account.arr else Counter()

    def _ended_unknown(self) -> list[Unknown]:
        """Contracts that ended on no known day; else the account that left on none."""
        account, found = self.account, []
        for row in (run.row for run in self.paid if run.void and run.row.starts_on <= self.today):
            said_on = max(row.imported_on, account.imported_on if self.left_unknown else EVER)
            found.append(Unknown(row.starts_on, min(said_on, self.today), Counter({row.currency: row.arr})))
        if self.left_unknown and not found and (self._stated or not self.runs):
            found.append(Unknown(account.customer_since or EVER, self.imported_on, self._stated))
        return found

    def _joined_unknown(self) -> list[Unknown]:
        """An account that states its ARR, and not since when."""
        account = self.account
        states = self._stated and account.status != "trial" and not self.left_unknown
        if not states or account.customer_since or self.imported_on >= self._first_paid():
            return []
        return [Unknown(EVER, min(self.imported_on, self.left_on or NEVER), self._stated)]

    def _missing_contracts(self) -> list[Unknown]:
        """A customer for long before its first contract."""
        account, first = self.account, min((run.row.starts_on for run in self.runs), default=NEVER)
        if not self.paid or account.arr or not account.customer_since:
            return []
        if account.customer_since >= first - timedelta(days=EARLY):
            return []
        amounts: Counter[str] = Counter()
        for run in self.paid:
            if run.row.starts_on == self._first_paid():
                amounts[run.row.currency] += run.row.arr
        return [Unknown(account.customer_since, first, amounts)]

    def _without_amount(self) -> list[Unknown]:
        """An account that left, and nobody knows what it was worth."""
        account = self.account
        has_left = self.left_on is not None and self.left_on <= self.today
        if not has_left or account.arr or self.runs or account.status == "trial":
            return []
        return [Unknown(account.customer_since or EVER, self.left_on or EVER, Counter())]

    def arr_on(self, day: date, *, running: bool = False) -> Counter[str]:
        """Its ARR on a day by currency; `running` is without what is past due."""
        found: Counter[str] = Counter()
        for run in self.paid:
            past_due = run.due_on is not None and run.due_on < day
            if run.row.starts_on <= day < run.until and not (running and past_due):
                found[run.row.currency] += run.row.arr
        account = self.account
        if self.stated_from <= day < self.stated_until:
            due = not account.auto_renews and not account.notice and account.renews_on
            if not (running and due and account.renews_on and account.renews_on < day):
                found[account.currency or ""] += account.arr or 0
        return found

    @property
    def is_here(self) -> bool:
        """Whether it is a customer today."""
        return self.is_customer and not self.left_unknown and (self.left_on or NEVER) > self.today
