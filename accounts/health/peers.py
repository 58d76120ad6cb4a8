"""The use of all customers, which that of one is held against: worked out once a scoring, from some thousand of them.

What is worked out is kept with the scoring, so that one account can be explained or scored again as the others were.
"""

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.health.usage_columns import MEASURES, UsageColumns
from accounts.health.usage_figures import Moment, UsageSource
from accounts.health.usage_loading import Users, load_usage, read_recent
from accounts.health.usage_rows import GRAINS, Floats, Measure, UsageRows, to_ordinal
from store.connection import Connection

SAMPLE: Final = 2_500  # customers that stand for all: a place among them is off by 1 % as a rule
FEW: Final = 30  # peers from which on they are held against; of fewer, the shipped typical values
OF_SEGMENT: Final = 50  # peers of one's own segment from which on they alone are
SHRINKAGE: Final = 7  # days of typical use that are added to everybody's
_STEPS: Final = 100
_DIGITS: Final = 6
_POWERS: Final = np.array([10**n for n in range(23)], np.float64)  # all that are exact
_NEARLY_HALF: Final = 0.499999
_SPREAD: Final = 2_654_435_761  # a prime: products with it, modulo a power of two, deal ids out as chance would
SHUFFLED: Final = f"account_id * {_SPREAD} % 4294967296"


class PeerGroup(NamedTuple):
    """How the use of some accounts is spread: each list has what 0, 1, … 100 % of them have at most.

    `accounts` is how many they are in all, 0 for the shipped typical values; `alike` how many there would have been.
    `typical` is the median use a day, `clump` the median of `UsageFigures.clump`.
    """

    segment: str
    accounts: int
    alike: int
    typical: float
    clump: float
    level: Sequence[float]
    lately: Sequence[float]
    features: Sequence[float]


# What is typical a day: 0, 10, … 100 % of the accounts of seven public data sets, each set counted alike, have this at
# most (ChurnSim's socialnet7, crm5, crm6 and biznet5, CDNOW, RavenStack, and a weekly one; users only in four of them).
SHIPPED: Final[Mapping[Measure, PeerGroup]] = {
    "use": PeerGroup(
        "", 0, 0, 5.2, 8.7,
        (0.0016, 0.014, 0.6, 1.5, 3.4, 5.2, 8.2, 13, 22, 44, 1100),
        (-180, -40, -11, 1.1, 2.6, 5, 8.1, 14, 25, 55, 1300),
        (),
    ),
    "user-day": PeerGroup(
        "", 0, 0, 4.2, 1.3,
        (0.21, 0.72, 1.3, 2.1, 3.1, 4.2, 5.4, 7.8, 12, 19, 85),
        (-35, 0.5, 1.1, 2, 3.1, 4.3, 6, 8.6, 13, 25, 200),
        (),
    ),
    "active day": PeerGroup(
        "", 0, 0, 0.63, 1,
        (0.0016, 0.014, 0.055, 0.12, 0.23, 0.63, 0.82, 0.91, 0.97, 0.99, 1),
        (-180, -40, -11, 0.14, 0.33, 0.71, 0.86, 1, 1, 1, 1),
        (),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Peers:
    """All that accounts are held against on a day: what their rows have in common, and the groups by measure."""

    source: UsageSource | None
    groups: Mapping[tuple[Measure, str], PeerGroup]

    def group(self, measure: Measure, segment: str) -> PeerGroup:
        """The accounts of the segment where there are enough; else all; else the shipped typical values."""
        own = self.groups.get((measure, segment.casefold())) if segment else None
        if own and own.accounts >= OF_SEGMENT:
            return own
        every = self.groups.get((measure, ""))
        if every and every.accounts >= FEW:
            return every
        return SHIPPED[measure]._replace(alike=every.accounts if every else 0)

    def to_json(self) -> str:
        """The text to keep."""
        groups = [[measure, key, *group] for (measure, key), group in self.groups.items()]
        return json.dumps({"source": self.source, "groups": groups}, separators=(",", ":"))


def from_json(text: str) -> Peers:
    """What was kept."""
    kept: dict[str, Any] = json.loads(text)
    groups = {(measure, key): PeerGroup(*group) for measure, key, *group in kept["groups"]}
    return Peers(UsageSource(*kept["source"]) if kept["source"] else None, groups)


NO_PEERS: Final = Peers(None, {})


def expected_use(use: UsageColumns, typical: float) -> Floats:
    """Use to be expected a day: what there was, the less the longer ago, with some days of typical use added."""
    return rounded((use.faded + SHRINKAGE * typical) / (use.faded_days + SHRINKAGE))


def rounded(values: Floats) -> Floats:
    """Figures as they are kept, to six digits: only then is the same use the same everywhere.

    A quotient of a whole number and a power of ten that are both exact is the float that its digits are read as. Where
    the seventh digit is so near to a half that the product may have passed it, the digits are written and read.
    """
    sizes = np.abs(values)
    shifts = _DIGITS - 1 - np.floor(np.log10(np.where(sizes > 0, sizes, 1))).astype(np.int64)
    exact = np.abs(shifts) < len(_POWERS)
    powers = _POWERS[np.where(exact, np.abs(shifts), 0)]
    shifted = np.where(shifts < 0, values / powers, values * powers)
    whole = np.rint(shifted)
    found = np.where(shifts < 0, whole * powers, whole / powers)
    unsure = ~exact | (np.abs(shifted - whole) > _NEARLY_HALF)
    found[unsure] = [*map(_rounded, values[unsure].tolist())]
    return np.asarray(found, np.float64)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def place(values: Floats, among: Sequence[float]) -> Floats:
    """The share of a group that has less than each value, those with as much counted half: from 0 to 1."""
    if not among:
        return np.full(len(values), 0.5)
    steps, last = np.array(among, np.float64), len(among) - 1
    low, high = np.searchsorted(steps, values, "left"), np.searchsorted(steps, values, "right")
    after = np.clip(low, 1, last)
    below, above = steps[after - 1], steps[after]
    span = np.where(above > below, above - below, 1)
    between = np.where(low == 0, 0.0, np.where(low > last, 1.0, (after - 1 + (values - below) / span) / last))
    return np.asarray(np.where(low == high, between, (low + high - 1) / 2 / last), np.float64)


def shares(value: float, among: Sequence[float]) -> tuple[float, float, float]:
    """The shares of a group that have less than a value, as much, and more: 1 together."""
    low, high, last = bisect_left(among, value), bisect_right(among, value), len(among) - 1
    if low == high:
        less = float(place(np.array([value]), among)[0])
        return less, 0.0, 1 - less
    return low / last, (high - low - 1) / last, (last + 1 - high) / last


class Peer(NamedTuple):
    """A customer of the sample."""

    id: int
    segment: str
    since: int | None
    first_used: int | None


def find_peers(connection: Connection, customers: Collection[Peer], until: int | None, on: date) -> Peers:
    """What customers, a sample of all, have in common on a day; `until` is the newest day of use of any account."""
    by_id = sorted((each.id, each.since or 0, each.first_used) for each in customers if each.first_used is not None)
    if until is None or not by_id:
        return NO_PEERS
    users = Users._make(np.array(by_id, np.int64).T)
    begun = users.begun(until)
    rows = read_recent(connection, begun, until)
    source = _source(connection, rows, int(users.first_used.min()), until)
    use = load_usage(connection, rows, begun, Moment(source, until, on.toordinal()))
    place_of = {id_: at for at, id_ in enumerate(rows.ids.tolist())}
    places: dict[tuple[Measure, str], list[int]] = defaultdict(list)
    for each in customers:
        if each.id in place_of:
            at = place_of[each.id]
            for segment in {"", each.segment.casefold()}:
                places[MEASURES[use.measure[at]], segment].append(at)
    names = {each.segment.casefold(): each.segment for each in customers}
    return Peers(source, {key: _group(names.get(key[1], ""), use.of(each)) for key, each in places.items()})


def _source(connection: Connection, rows: UsageRows, began: int, until: int) -> UsageSource:
    grains = rows.grains()
    votes = [int((grains == place).sum()) for place in range(len(GRAINS))]
    monthly = rows.day[(grains == GRAINS.index("month"))[rows.account]]
    query = "SELECT max(imported_at) FROM import WHERE kind = 'usage' AND outcome = 'written'"
    (imported_at,) = connection.execute(query).fetchone()
    (features,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM usage"
        " WHERE account_id IN (SELECT CAST(value AS bigint) FROM json_each(?)) AND feature <> '')",
        (json.dumps(rows.ids.tolist()),),
    ).fetchone()
    return UsageSource(
        until,
        int(monthly.max()) if monthly.size else None,
        GRAINS[votes.index(max(votes))],
        began,
        to_ordinal(imported_at[:10]) if imported_at else None,
        bool(features),
    )


def _group(segment: str, use: UsageColumns) -> PeerGroup:
    from statistics import median  # imports longer than an answer may, and only scoring finds groups

    begun = use.faded_days > 0
    typical = median((use.faded[begun] / use.faded_days[begun]).tolist()) if begun.any() else 0.0
    clumps = use.clump[use.clump > 0].tolist()
    features = use.features[use.features >= 0].tolist()
    accounts = len(use.measure)
    return PeerGroup(
        segment,
        accounts,
        accounts,
        _rounded(typical),
        _rounded(median(clumps)) if clumps else 1.0,
        steps(expected_use(use, typical).tolist()),
        steps(rounded(use.lately).tolist()),
        steps(map(float, features)) if any(features) else (),
    )


def steps(values: Iterable[float]) -> list[float]:
    """What 0, 1, … 100 % of the values are at most."""
    ordered = sorted(values)
    return list(_steps(ordered)) if ordered else []


def _steps(ordered: Sequence[float]) -> Iterator[float]:
    for step in range(_STEPS + 1):
        at = step * (len(ordered) - 1) / _STEPS
        low = int(at)
        high = min(low + 1, len(ordered) - 1)
        yield _rounded(ordered[low] + (ordered[high] - ordered[low]) * (at - low))
