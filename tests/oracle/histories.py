"""Random histories: what files say of some accounts, with the holes and the contradictions that files have."""

import random
from datetime import date, timedelta
from typing import TypeVar

from tests.oracle.rows import Account, ChurnEvent, Contract, History

T = TypeVar("T")
TODAY = date(2026, 11, 28)
CURRENCIES = ("USD", "USD", "USD", "EUR", "GBP")
GAPS = (-120, -91, -90, -89, -30, -1, 0, 0, 1, 1, 1, 2, 30, 89, 90, 91, 92, 150, 400)
TERMS = (30, 31, 90, 181, 364, 365, 365, 365, 366, 730, 1095)
GRACES = (90, 90, 90, 0, 30)


class Generator:
    """Makes histories out of a source of chance: the same source makes the same history."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def history(self, most_accounts: int = 5) -> History:
        """A history of some accounts."""
        accounts: list[Account] = []
        contracts: list[Contract] = []
        events: list[ChurnEvent] = []
        for id_ in range(1, self.chance.randint(1, most_accounts) + 1):
            account = self._account(id_)
            made = self._contracts(account, len(contracts)) if self._happens(0.75) else []
            accounts.append(account)
            contracts += made
            events += self._events(account, made)
        grace = self.chance.choice(GRACES)
        return History(TODAY, tuple(accounts), tuple(contracts), tuple(events), grace)

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _maybe(self, share: float, value: T) -> T | None:
        return value if self._happens(share) else None

    def _day(self, first: int = -900, last: int = 400) -> date:
        """A day, often one on which something may turn."""
        if self._happens(0.2):
            near = self.chance.choice((0, -1, 1, -365, -364, -366, -90, -89, -91, -30, -100, -101, 90))
            return TODAY + timedelta(days=near)
        return TODAY + timedelta(days=self.chance.randint(first, last))

    def _imported_on(self) -> date:
        return TODAY - timedelta(days=self.chance.choice((0, 0, 0, 1, 30, 200, 400)))

    def _money(self) -> int:
        return self.chance.choice((0, 100, 1_200_00, 6_000_00, 6_000_00, 60_000_00, self.chance.randint(1, 10**7)))

    def _account(self, id_: int) -> Account:
        status = self.chance.choice(("active",) * 7 + ("churned", "churned", "trial", "prospect"))
        states = self._happens(0.5)
        left = status == "churned" or self._happens(0.05)
        return Account(
            id=id_,
            imported_on=self._imported_on(),
            status=status,
            notice=status == "active" and self._happens(0.1),
            customer_since=self._maybe(0.5, self._day(-900, 0)),
            churned_on=self._maybe(0.5, self._day(-500, 100)) if left else None,
            arr=self._money() if states else None,
            currency=self.chance.choice(CURRENCIES) if states or self._happens(0.3) else None,
            renews_on=self._maybe(0.4, self._day(-300, 400)),
            notice_days=self._maybe(0.3, self.chance.choice((0, 30, 60))),
            auto_renews=self._maybe(0.4, self._happens(0.5)),
            renewal_term=self._maybe(0.2, self.chance.choice((1, 3, 12, 24))),
            segment=self.chance.choice(("SMB", "Enterprise", None)),
            returned_on=self._maybe(0.2, self._day(-700, 0)),
        )

    def _contracts(self, account: Account, made: int) -> list[Contract]:
        """Terms one after another, with gaps and overlaps, some in two lines side by side."""
        found: list[Contract] = []
        for product in self.chance.choice(((None,), (None,), ("Core",), ("Core", "Reports"), (None, "Core"))):
            start = self._day(-1100, 300)
            currency = self.chance.choice(CURRENCIES)
            for _ in range(self.chance.choice((1, 1, 1, 2, 2, 3))):
                contract = self._contract(account, made + len(found) + 1, start, currency, product)
                found.append(contract)
                over = contract.ends_on or start + timedelta(days=self.chance.choice(TERMS))
                start = over + timedelta(days=self.chance.choice(GAPS))
                if self._happens(0.1):
                    currency = self.chance.choice(CURRENCIES)
        return found

    def _contract(self, account: Account, id_: int, start: date, currency: str, product: str | None) -> Contract:
        status = self.chance.choice(("active",) * 8 + ("cancelled", "cancelled", "trial"))
        end = start + timedelta(days=self.chance.choice(TERMS))
        ended = status == "cancelled" or self._happens(0.08)
        notice = status == "active" and self._happens(0.12)
        return Contract(
            id=id_,
            account_id=account.id,
            imported_on=self._imported_on(),
            starts_on=start,
            arr=self._money(),
            currency=currency,
            status=status,
            ends_on=self._maybe(0.75, end),
            cancelled_on=self._maybe(0.6, self._between(start, end)) if ended else None,
            notice=notice,
            notice_on=self._maybe(0.5, self._between(start, end)) if notice else None,
            product=product,
            notice_days=self._maybe(0.2, 45),
            auto_renews=self._maybe(0.4, self._happens(0.5)),
            renewal_term=self._maybe(0.2, self.chance.choice((1, 6, 12))),
        )

    def _between(self, start: date, end: date) -> date:
        return start + timedelta(days=self.chance.randint(0, (end - start).days + 20))

    def _events(self, account: Account, contracts: list[Contract]) -> list[ChurnEvent]:
        days = []
        if self._happens(0.15):
            days.append(self._day(-700, 60))
        if contracts and self._happens(0.12):
            last = contracts[-1]
            end = last.ends_on or last.starts_on
            days.append(end + timedelta(days=self.chance.choice((-30, 0, 1, 60, 90, 91, 120))))
        return [ChurnEvent(account.id, day) for day in days]
