"""The part of the score that is use of the product: beside peers, beside the own past, of late, how broad, how new."""

from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from typing import Final, NamedTuple

import numpy as np

from accounts.health.feature_model import NO_AGE, AccountFeatures
from accounts.health.interpolation import interpolate
from accounts.health.parts.phrases import at_most, date_text, plural
from accounts.health.peers import FEW, PeerGroup, expected_use, place, rounded, shares
from accounts.health.rules import Rules
from accounts.health.usage_columns import UsageColumns, UsageFigures, columns_of_one
from accounts.health.usage_fall import Falls, falls_of
from accounts.health.usage_figures import WINDOW
from accounts.health.usage_rows import Flags, Floats, Ints

_DEEPEST: Final = log(4)  # a fall to a quarter costs all that a fall can
_SCALE: Final = 1_000_000
_SHOWN: Final = 2  # sentences
_TYPICAL: Final = 0.5  # the risk of an account in the middle of its peers
_LATE: Final = 7  # days after the end of the usage from which its age is said
_ADVICE: Final = {
    "fall": "Ask what changed in the last four weeks: people, project or product.",
    "breadth": "Show them one feature that customers like them use.",
    "newness": "Agree on a first result with them, and a date for it.",
}


class Aspect(NamedTuple):
    """One of the things that use is judged by: what it may cost, how much of that it does (0 to 1), and a sentence."""

    name: str
    weight: int
    risk: float
    sentence: str


class Judgement(NamedTuple):
    """The points of use, the most that the whole score may be, and what is known of what it is judged by."""

    points: int | None
    most: int
    aspects: tuple[Aspect, ...]

    @property
    def details(self) -> tuple[str, ...]:
        """A sentence for each aspect."""
        return tuple(each.sentence for each in self.aspects)


NOT_JUDGED: Final = Judgement(None, 100, ())


class _Figures(NamedTuple):
    """What sentences tell: use expected a day; the newest amount, the usual one and their days where it fell most."""

    expected: float
    amount: float
    usual: float
    days: float


class Risk(NamedTuple):
    """What an aspect may cost, and how much of that it does of each account (0 to 1), where that is known."""

    name: str
    weight: int
    values: Floats
    known: Flags


@dataclass(frozen=True, slots=True)
class UseInputs:
    """The use of accounts that have the same peers and rules, with their ages, `NO_AGE` where unknown, and seats."""

    use: UsageColumns
    ages: Ints
    seats: Ints
    peers: PeerGroup


def judge_all(inputs: UseInputs, rules: Rules) -> tuple[Ints, Ints]:
    """The points, −1 where nothing can be told, and the most that the whole score may be: a sure fall is never green.

    Without any use so far something is told only after four weeks.
    """
    found = falls_of(inputs.use, inputs.peers.clump)
    return _judged(inputs.use, rules, found, risks_of(inputs, rules, found))


def _judged(use: UsageColumns, rules: Rules, found: Falls, risks: Iterable[Risk]) -> tuple[Ints, Ints]:
    most = _most(found, rules)
    cost, among = np.zeros(len(most)), np.zeros(len(most))
    for risk in risks:
        cost += np.where(risk.known, risk.weight * risk.values, 0)
        among += np.where(risk.known, risk.weight, 0)
    shares = np.rint(100 * _SCALE * cost / among).astype(np.int64)
    points = interpolate(shares, np.full(len(shares), _SCALE), rules.usage.zero_at, rules.usage.full_at)
    stopped, never = use.silence >= rules.usage.stopped_after, use.silence < 0
    points = np.where(stopped, points * rules.top("red") // 100, np.minimum(points, most))
    points = np.where(never, np.where(use.days < WINDOW, -1, 0), points)
    return points, np.where(never, 100, most)


def judgements(accounts: Sequence[AccountFeatures], inputs: UseInputs, rules: Rules) -> list[Judgement]:
    """What the use of each account comes to, in their order."""
    found = falls_of(inputs.use, inputs.peers.clump)
    risks = [*risks_of(inputs, rules, found)]
    points, most = (each.tolist() for each in _judged(inputs.use, rules, found, risks))
    expected = expected_use(inputs.use, inputs.peers.typical).tolist()
    figures = map(_Figures._make, zip(expected, *found.deepest(), strict=True))
    told = [(each.name, each.weight, each.values.tolist(), each.known.tolist()) for each in risks]
    return [
        Judgement(
            None if points[n] < 0 else points[n],
            most[n],
            tuple(
                Aspect(name, weight, values[n], _WORDS[name](facts, values[n], use))
                for name, weight, values, known in told
                if known[n] and facts.usage and facts.usage.silence is not None
            ),
        )
        for n, (facts, use) in enumerate(zip(accounts, figures, strict=True))
    ]


def judge(facts: AccountFeatures, rules: Rules) -> Judgement:
    """The same of one account."""
    if not facts.usage:
        return NOT_JUDGED
    age = NO_AGE if facts.age is None else facts.age
    inputs = UseInputs(columns_of_one(facts.usage), np.array([age]), np.array([facts.seats]), facts.peers)
    return judgements([facts], inputs, rules)[0]


def reason(facts: AccountFeatures, rules: Rules, judged: Judgement) -> str:
    """The aspects that cost most, or why the use isn't known."""
    if not (usage := facts.usage):
        return "no use is on record, while other accounts have some" if facts.usage_known else "no usage is known"
    late = at_most(usage.end, facts.on, _LATE)
    if usage.silence is None:
        return f"no use so far{late}"
    if usage.silence >= rules.usage.stopped_after:
        return f"no use for {plural(usage.silence, 'day')}{late}"
    costly = sorted(judged.aspects, key=lambda each: -each.weight * each.risk)
    first = [each for each in costly if judged.most < 100 and each.name == "fall"]
    rest = [each for each in costly if each.weight and each not in first and each.risk > _TYPICAL]
    said = [*first, *rest][:_SHOWN] or costly[:1]
    return f"{'; '.join(each.sentence for each in said)}{late}"


def advice(facts: AccountFeatures, judged: Judgement) -> str:
    """One thing to do."""
    if judged.points is None or facts.usage is None:
        return ""
    if facts.usage.silence is None or facts.usage.silence >= WINDOW:
        return "Ask who used it last, and what they use now."
    worst = max(judged.aspects, key=lambda each: each.weight * each.risk).name
    if judged.most < 100:
        worst = "fall"
    return _ADVICE.get(worst, "Go through what they bought it for, and what of that they use.")


def risks_of(inputs: UseInputs, rules: Rules, found: Falls) -> Iterator[Risk]:
    """The weight of each aspect, and how much of that it costs."""
    use, peers, limits = inputs.use, inputs.peers, rules.usage
    everywhere = np.ones(len(use.silence), np.bool_)
    yield Risk("level", limits.level, 1 - place(expected_use(use, peers.typical), peers.level), everywhere)
    yield Risk("fall", limits.fall, _depths(found.least()), np.asarray(found.known.any(0), np.bool_))
    yield Risk("recency", limits.recency, 1 - place(rounded(use.lately), peers.lately), everywhere)
    if peers.features:
        breadth = 1 - place(use.features.astype(np.float64), peers.features)
        yield Risk("breadth", limits.breadth, breadth, use.features >= 0)
    newness = [exp(-max(age, 0) / limits.new_for) for age in inputs.ages.tolist()]
    yield Risk("newness", limits.newness, np.array(newness, np.float64), inputs.ages != NO_AGE)
    among = use.user_days * inputs.seats
    filled = interpolate(100 * use.users, np.maximum(among, 1), limits.seats_zero, limits.seats_full)
    yield Risk("seats", limits.seats, 1 - filled / 100, among > 0)


def _depths(left: Floats) -> Floats:
    """How much of what a fall may cost it does, from what is left of the usual."""
    depths = np.zeros(len(left))
    fell = left < 1
    depths[fell] = [min(-log(each), _DEEPEST) / _DEEPEST for each in left[fell].tolist()]
    return depths


def _most(found: Falls, rules: Rules) -> Ints:
    """The most points after a sure fall: those of yellow, or of red after a deep one."""
    left = 100 * found.least(sure=True)
    yellow = np.where(left < rules.usage.fall_yellow, rules.top("yellow"), 100)
    return np.where(left < rules.usage.fall_red, rules.top("red"), yellow)


def _level(facts: AccountFeatures, _: float, use: _Figures) -> str:
    peers = facts.peers
    beside = _beside(use.expected, peers.level, "use a day")
    figures = f"{_short(use.expected)} a day expected, typical {_short(_middle(peers.level))}"
    if not peers.accounts:
        return f"{beside} of accounts elsewhere ({peers.alike} here to compare with, {FEW} are needed): {figures}"
    return f"{beside} of {f'{peers.segment} accounts' if peers.segment else 'accounts'}: {figures}"


def _fall(facts: AccountFeatures, _: float, use: _Figures) -> str:
    usage = facts.usage
    if usage is None:
        return ""
    thing = _thing(usage)
    if usage.grain == "month" and usage.monthly:
        return f"{plural(round(usage.last_week), thing)} in {_month(usage)}, usually {round(usage.monthly):,} a month"
    return f"{plural(round(use.amount), thing)} in {use.days:.0f} days, usually {round(use.usual):,}"


def _thing(usage: UsageFigures) -> str:
    """What is counted of it: `use`, `user-week`, `active day`."""
    return f"user-{usage.grain}" if usage.measure == "user-day" else usage.measure


def _recency(facts: AccountFeatures, _: float, __: _Figures) -> str:
    usage = facts.usage
    if usage is None:
        return ""
    whose = "accounts" if facts.peers.accounts else "accounts elsewhere"
    lately = float(rounded(np.array([usage.lately]))[0])
    if usage.lately < 0:
        _, same, more = shares(lately, facts.peers.lately)
        beside = f"longer than {_per_cent(more)}" if more >= same else f"as long as {_per_cent(same)}"
        return f"no use for {plural(usage.silence or 0, 'day')}, {beside} of {whose}"
    when = f"in {_month(usage)}" if usage.grain == "month" else "in the last 7 days"
    return f"{plural(round(usage.last_week), _thing(usage))} {when}, {_beside(lately, facts.peers.lately)} of {whose}"


def _breadth(facts: AccountFeatures, _: float, __: _Figures) -> str:
    used = facts.usage.features if facts.usage else 0
    return f"{plural(used or 0, 'feature')} in {WINDOW} days, typical {_short(_middle(facts.peers.features))}"


def _newness(facts: AccountFeatures, _: float, __: _Figures) -> str:
    age = facts.age or 0
    return f"a customer for {plural(age, 'day')}" if age >= 0 else f"a customer from {date_text(facts.on - age)} on"


def _seats(facts: AccountFeatures, _: float, __: _Figures) -> str:
    if facts.usage is None:
        return ""
    users = round(facts.usage.users / facts.usage.user_days)
    return f"on average {plural(users, 'active user')} a {facts.usage.grain} for {plural(facts.seats, 'seat')}"


_WORDS: Final[dict[str, Callable[[AccountFeatures, float, _Figures], str]]] = {
    "level": _level,
    "fall": _fall,
    "recency": _recency,
    "breadth": _breadth,
    "newness": _newness,
    "seats": _seats,
}


def _month(usage: UsageFigures) -> str:
    """The month that the use ends in: `October`, or `November so far`."""
    end = date.fromordinal(usage.end)
    return month_name[end.month] if (end + timedelta(days=1)).day == 1 else f"{month_name[end.month]} so far"


def _beside(value: float, among: Sequence[float], what: str = "") -> str:
    """How a value compares with a group's, as far as that is so of all who are counted: `less use a day than 51%`."""
    less, same, more = shares(value, among)
    what = f" {what}" if what else ""
    if same > max(less, more):
        return f"as much{what} as {_per_cent(same)}"
    return f"less{what} than {_per_cent(more)}" if more > less else f"more{what} than {_per_cent(less)}"


def _per_cent(share: float) -> str:
    """A share of accounts; never all of them, for the account is one itself."""
    return f"{min(100 * share, 99):.0f}%"


def _middle(steps: Sequence[float]) -> float:
    return steps[len(steps) // 2]


def _short(amount: float) -> str:
    """Two digits that count: 1,234, 12, 3.4 or 0.05."""
    return f"{amount:,.0f}" if amount >= 9.95 else f"{amount:.2g}"
