"""The figures of docs/definitions.md, counted account by account."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.lives import NEVER, Life, Run, next_renewal, renewal_date
from tests.oracle.rows import Account, History

ENOUGH = Fraction(80, 100)


@dataclass
class Movement:
    """What became of the ARR of a currency. `unknown` is ARR at the end of accounts not known at the start."""

    start: int = 0
    expansion: int = 0
    contraction: int = 0
    churn: int = 0
    new: int = 0
    unknown: int = 0
    end: int = 0
    unknown_at_start: int = 0

    @property
    def known_share(self) -> Fraction | None:
        """The share of the revenue of the start that is known, 0 to 1; None where there is neither."""
        whole = self.start + self.unknown_at_start
        return Fraction(self.start, whole) if whole > 0 else None


@dataclass
class Customers:
    """Paying accounts of a period. `unknown_at_start` of them may have been customers, `unpriced` without an amount."""

    start: int = 0
    lost: int = 0
    new: int = 0
    unknown: int = 0
    end: int = 0
    unknown_at_start: int = 0
    unpriced: int = 0

    @property
    def known_share(self) -> Fraction | None:
        whole = self.start + self.unknown_at_start
        return Fraction(self.start, whole) if whole else None


@dataclass
class Change:
    """What became of ARR and customers between two days."""

    arr: dict[str, Movement] = field(default_factory=lambda: defaultdict(Movement))
    customers: Customers = field(default_factory=Customers)

    def retention(self, currency: str) -> tuple[Fraction | None, Fraction | None]:
        """NRR and GRR in per cent, None where they aren't known."""
        moved, customers = self.arr[currency], self.customers
        whole = customers.start + customers.unknown_at_start
        weighed = not whole or Fraction(customers.unpriced, whole) <= 1 - ENOUGH
        if moved.start <= 0 or not weighed or (moved.known_share or 0) < ENOUGH:
            return None, None
        kept = moved.start - moved.contraction - moved.churn
        return Fraction(100 * (kept + moved.expansion), moved.start), Fraction(100 * kept, moved.start)

    @property
    def crr(self) -> Fraction | None:
        """CRR in per cent, None where it isn't known."""
        customers = self.customers
        if not customers.start or (customers.known_share or 0) < ENOUGH:
            return None
        return Fraction(100 * (customers.start - customers.lost), customers.start)


def lives(history: History) -> list[Life]:
    """The accounts with what follows from their rows."""
    return [Life(history, each) for each in history.accounts]


def arr_on(accounts: Iterable[Life], day: date) -> Counter[str]:
    """ARR of a day by currency."""
    found: Counter[str] = Counter()
    for life in accounts:
        for currency, minor in life.arr_on(day).items():
            found[currency] += minor
    return Counter({currency: minor for currency, minor in found.items() if minor})


def change(accounts: Iterable[Life], before: date, after: date, *, running: bool = False) -> Change:
    """What became of ARR and customers from the end of one day to that of another."""
    found = Change()
    for life in accounts:
        was, now = life.arr_on(before, running=running), life.arr_on(after, running=running)
        unknown = life.unknown
        if unknown and unknown.start <= before < unknown.until:
            _add_unknown(found, was, now, unknown.amounts)
        else:
            _add(found, was, now)
    return found


def lost(accounts: Iterable[Life], before: date, after: date) -> dict[int, dict[str, int]]:
    """The customers that were lost between the ends of two days, and what each paid at the first."""
    found = {}
    for life in accounts:
        paid = {currency: minor for currency, minor in life.arr_on(before).items() if minor > 0}
        pays = any(minor > 0 for minor in life.arr_on(after).values())
        unknown = life.unknown and life.unknown.start <= before < life.unknown.until
        if paid and not pays and not unknown:
            found[life.account.id] = paid
    return found


def _add_unknown(found: Change, was: Counter[str], now: Counter[str], amounts: Counter[str]) -> None:
    weights = Counter(amounts)
    for currency, minor in was.items():
        weights[currency] += minor
    for currency, minor in weights.items():
        found.arr[currency].unknown_at_start += minor
    for currency, minor in now.items():
        found.arr[currency].unknown += minor
        found.arr[currency].end += minor
    customers, pays = found.customers, any(minor > 0 for minor in now.values())
    customers.unknown_at_start += 1
    customers.unpriced += not any(minor > 0 for minor in weights.values())
    customers.unknown += pays
    customers.end += pays


def _add(found: Change, was: Counter[str], now: Counter[str]) -> None:
    for currency in {*was, *now}:
        moved, then, later = found.arr[currency], was[currency], now[currency]
        moved.start += then
        moved.end += later
        if then > 0 and later > 0:
            moved.expansion += max(later - then, 0)
            moved.contraction += max(then - later, 0)
        else:
            moved.churn += then if later <= 0 else 0
            moved.new += later if then <= 0 else 0
    pays_before, pays = (any(minor > 0 for minor in each.values()) for each in (was, now))
    customers = found.customers
    customers.start += pays_before
    customers.end += pays
    customers.lost += pays_before and not pays
    customers.new += pays and not pays_before


Key = tuple[int, date, str]


def _comes_up(run: Run, account: Account, today: date) -> date | None:
    """When a contract comes up, past or ahead: one that renews by itself at the end of a term, today or later."""
    end = renewal_date(run.row, account)
    if not run.auto_renews:
        return end
    if end is None and (account.renews_on or NEVER) < today:
        end = account.renews_on
    start = run.row.starts_on if run.row.ends_on else None
    return end and next_renewal(start, end, today, run.row.renewal_term or account.renewal_term)


def renewals(accounts: Iterable[Life]) -> dict[Key, int | None]:
    """ARR that comes up, by account, day and currency: from today on, or past due. None: without a known amount."""
    found: dict[Key, int | None] = {}
    for life in accounts:
        if not life.is_here:
            continue
        account, today = life.account, life.today
        for run in life.paid:
            end = _comes_up(run, account, today)
            if run.settled or run.until <= today or end is None:
                continue
            if min(run.until, life.left_on or NEVER) > end:
                key = account.id, end, run.row.currency
                found[key] = (found.get(key) or 0) + run.row.arr
        end = account.renews_on
        if not life.paid and end and account.status != "trial" and not account.notice:
            if account.auto_renews and end < today:
                end = next_renewal(None, end, today, account.renewal_term)
            if (life.left_on or NEVER) > end:
                found[account.id, end, account.currency or ""] = account.arr
    return found


def leaving(accounts: Iterable[Life]) -> dict[tuple[int, date | None, str], int]:
    """ARR under notice, by account, day of leaving (None: not known) and currency."""
    found: Counter[tuple[int, date | None, str]] = Counter()
    for life in accounts:
        if not life.is_here:
            continue
        leaves_on = life.left_on  # it lies ahead
        for run in life.paid:
            row = run.row
            ends = run.notice or row.cancelled_on is not None or row.status == "cancelled" or leaves_on is not None
            if ends and run.taken_on is None and not run.void and run.until > max(life.today, row.starts_on):
                day = None if run.until == NEVER else run.until
                found[life.account.id, day, row.currency] += row.arr
        stated = life.stated_from <= life.today < life.stated_until == (leaves_on or NEVER)
        if stated and (life.account.notice or leaves_on):
            found[life.account.id, leaves_on, life.account.currency or ""] += life.account.arr or 0
    return dict(found)


def left_unknown(accounts: Iterable[Life]) -> tuple[int, Counter[str]]:
    """How many accounts left on no known day, and the ARR that went with them."""
    found: Counter[str] = Counter()
    count = 0
    for life in accounts:
        if life.left_unknown:
            count += 1
            void = [run.row for run in life.paid if run.void and run.row.starts_on <= life.today]
            for row in void:
                found[row.currency] += row.arr
            if not void and life.account.arr:
                found[life.account.currency or ""] += life.account.arr
    return count, found


def past_due(accounts: Iterable[Life], day: date) -> tuple[Counter[str], int]:
    """ARR of a day that is past due, by currency, and how many accounts have some."""
    found: Counter[str] = Counter()
    count = 0
    for life in accounts:
        whole, running = life.arr_on(day), life.arr_on(day, running=True)
        late = {currency: minor - running[currency] for currency, minor in whole.items() if minor != running[currency]}
        found.update(late)
        count += bool(late)
    return found, count


def days_around(accounts: Iterable[Life]) -> list[date]:
    """The days on which something happens, and those beside them: where figures go wrong."""
    days = set()
    for life in accounts:
        for run in life.runs:
            days |= {run.row.starts_on, run.until}
        days |= {life.left_on or NEVER, life.account.customer_since or NEVER}
    near = {day + timedelta(days=off) for day in days if date(2000, 1, 1) < day < NEVER for off in (-1, 0, 1)}
    return sorted(near)
