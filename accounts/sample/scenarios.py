"""Scenarios of the sample company's customers: size, contract, and progress week by week."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from accounts.renewals.contract_terms import add_months
from accounts.sample.vocabulary import COUNTRIES, OWNERS, company_name

Trajectory = Literal["steady", "falling", "recovered", "churned", "left without a sign", "past due", "trial", "silent"]

ACCOUNTS: Final = 120
WEEKS: Final = 62  # of history
TRAJECTORIES: Final[dict[Trajectory, int]] = {
    "churned": 15,
    "left without a sign": 3,
    "falling": 16,
    "recovered": 10,
    "past due": 5,
    "trial": 3,
    "silent": 2,
}
"""How many customers have each fate; all others are steady."""
_SIZES: Final = {"Enterprise": (90, 420, 80, 500), "Mid-Market": (24, 90, 20, 90), "SMB": (3, 20, 3, 25)}
"""The range of ARR in thousands, and of seats."""


@dataclass(slots=True)
class Scenario:
    """A customer. `health` holds how well it does, 0 to 1, in each week of the history, the last being this one."""

    index: int
    random: Random
    today: date
    fate: Trajectory
    name: str
    industry: str
    segment: str
    currency: str
    country: str
    owner: tuple[str, str]
    arr: int
    seats: int
    term: int
    since: date
    ends: date  # the day after the last term that is known
    left: date | None = None
    health: list[float] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The account's id in the sample files."""
        return f"sample-{self.index + 1:03}"

    @property
    def domain(self) -> str:
        """Its web domain."""
        return f"{'-'.join(self.name.casefold().split()[:2])}.example"

    @property
    def first_day(self) -> date:
        """The first day of its history."""
        return max(self.since, self.today - timedelta(weeks=WEEKS - 1))

    @property
    def last_day(self) -> date:
        """The last day of its history: yesterday's at most, as an export of this morning has it."""
        return min(self.left or self.today, self.today) - timedelta(days=1)

    def health_on(self, day: date) -> float:
        """How well it does on a day."""
        return self.health[max(0, WEEKS - 1 - (self.today - day).days // 7)]

    def chance(self, share: float) -> bool:
        """True in that share of the cases."""
        return self.random.random() < share


def scenarios(today: date) -> list[Scenario]:
    """The customers, the same ones whenever this is asked, their dates counted from today."""
    fates = [fate for fate, count in TRAJECTORIES.items() for _ in range(count)]
    fates += ["steady"] * (ACCOUNTS - len(fates))
    Random("fates").shuffle(fates)  # noqa: S311 - a sample, not a secret
    fates[0] = "falling"  # the account that examples are about: large, in trouble, and soon to be decided
    return [_story(index, fate, today) for index, fate in enumerate(fates)]


def _story(index: int, fate: Trajectory, today: date) -> Scenario:
    random = Random(f"customer {index}")  # noqa: S311
    shares = (5, 25, 70) if fate in ("churned", "left without a sign") else (24, 40, 36)
    segment = random.choices(("Enterprise", "Mid-Market", "SMB"), shares)[0] if index else "Enterprise"
    least, most, few, many = _SIZES[segment]
    currency = random.choices(("USD", "EUR", "GBP"), (84, 10, 6))[0] if index else "USD"
    name, industry = company_name(index)
    term = random.choice((12, 12, 24, 36) if segment == "Enterprise" else (12, 12, 12, 6))
    ends, left = _end(fate, term, random, today)
    if index == 0:
        ends = today + timedelta(days=110)
    since = add_months(ends, -term * random.randint(1, max(1, 48 // term)))
    story = Scenario(
        index=index,
        random=random,
        today=today,
        fate=fate,
        name=name,
        industry=industry,
        segment=segment,
        currency=currency,
        country=random.choice(COUNTRIES[currency]),
        owner=OWNERS[index % len(OWNERS)],
        arr=random.randint(least * 10, most * 10) * 100,
        seats=random.randint(few, many),
        term=term,
        since=since,
        ends=ends,
        left=left,
    )
    story.health = list(_health(story))
    return story


def _end(fate: Trajectory, term: int, random: Random, today: date) -> tuple[date, date | None]:
    """When the last term that is known ends, and when the customer left."""
    if fate in ("churned", "left without a sign"):
        ends = today - timedelta(days=random.randint(8, 350))
        early = timedelta(days=random.choice((0, 0, 0, random.randint(20, 70))))
        return ends + early, ends
    if fate == "past due":
        return today - timedelta(days=random.randint(2, 50)), None
    if fate == "trial":
        return today + timedelta(days=random.randint(5, 25)), None
    return today + timedelta(days=random.randint(1, term * 30)), None


def _health(story: Scenario) -> Iterator[float]:
    """A level of its own that wanders, and the decline that its fate has in store, as early and deep as may be."""
    random = story.random
    level = min(0.9, max(0.2, random.gauss(0.58, 0.14)))
    depth, weeks, low = random.uniform(0.28, 0.6), random.randint(6, 24), 0
    if story.fate == "churned":
        low = WEEKS - 1 - (story.today - (story.left or story.today)).days // 7 - random.randint(2, 6)
    elif story.fate in ("falling", "past due"):
        depth, low = depth + random.uniform(0, 0.15), WEEKS - 1 + random.randint(0, 2)
    elif story.fate == "recovered":
        low = random.randint(20, WEEKS - 14)
    drift, recovery = 0.0, 8 if story.fate == "recovered" else 1000
    for week in range(WEEKS):
        drift = 0.85 * drift + random.gauss(0, 0.035)
        away = (low - week) / weeks if week <= low else (week - low) / recovery
        sunk = depth * max(0.0, 1 - away) if low else 0.0
        yield min(1.0, max(0.03, level + drift - sunk))
