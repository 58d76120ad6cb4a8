"""The part of the score that is use of the product: beside peers, beside the own past, of late, how broad, how new."""

from calendar import month_name
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import exp, log
from typing import Final, NamedTuple

from accounts.health.feature_model import AccountFeatures
from accounts.health.parts.phrases import at_most, plural
from accounts.health.peers import FEW, expected_use, place, rounded
from accounts.health.rules import Rules, interpolate
from accounts.health.usage_fall import SURE, Fall, falls
from accounts.health.usage_figures import WINDOW, UsageFigures

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


def judge(facts: AccountFeatures, rules: Rules) -> tuple[int | None, int]:
    """The points, and the most that the whole score may be: a sure fall is never green."""
    if not (usage := _scored(facts)):
        return None, 100
    if usage.silence is None:
        return 0, 100
    found = list(falls(usage, facts.peers.clump))
    most = _most(found, rules)
    cost = among = 0.0
    for _, weight, risk in _risks(facts, rules, found):
        cost += weight * risk
        among += weight
    risk = round(100 * _SCALE * cost / among)
    points = interpolate(risk, _SCALE, rules.usage.zero_at, rules.usage.full_at)
    if usage.silence >= rules.usage.stopped_after:
        return points * rules.top("red") // 100, most
    return min(points, most), most


def points(facts: AccountFeatures, rules: Rules) -> int | None:
    """What the aspects leave, weighted as configured."""
    return judge(facts, rules)[0]


def reason(facts: AccountFeatures, rules: Rules) -> str:
    """The aspects that cost most, or why the use isn't known."""
    if not (usage := facts.usage):
        return "no use is on record, while other accounts have some" if facts.usage_known else "no usage is known"
    late = at_most(usage.end, facts.on, _LATE)
    if usage.silence is None:
        return f"no use so far{late}"
    if usage.silence >= rules.usage.stopped_after:
        return f"no use for {plural(usage.silence, 'day')}{late}"
    costly = sorted(aspects(facts, rules), key=lambda each: -each.weight * each.risk)
    fell = judge(facts, rules)[1] < 100
    first = [each for each in costly if fell and each.name == "fall"]
    rest = [each for each in costly if each.weight and each not in first and each.risk > _TYPICAL]
    said = [*first, *rest][:_SHOWN] or costly[:1]
    return f"{'; '.join(each.sentence for each in said)}{late}"


def details(facts: AccountFeatures, rules: Rules) -> tuple[str, ...]:
    """A sentence for each aspect."""
    return tuple(each.sentence for each in aspects(facts, rules))


def advice(facts: AccountFeatures, rules: Rules) -> str:
    """One thing to do."""
    if not (usage := _scored(facts)):
        return ""
    if usage.silence is None or usage.silence >= WINDOW:
        return "Ask who used it last, and what they use now."
    worst = max(aspects(facts, rules), key=lambda each: each.weight * each.risk).name
    if judge(facts, rules)[1] < 100:
        worst = "fall"
    return _ADVICE.get(worst, "Go through what they bought it for, and what of that they use.")


def aspects(facts: AccountFeatures, rules: Rules) -> list[Aspect]:
    """What the use is judged by, each with its cost and a sentence; what isn't known is left out."""
    if not facts.usage or facts.usage.silence is None:
        return []
    found = list(falls(facts.usage, facts.peers.clump))
    return [
        Aspect(name, weight, risk, _WORDS[name](facts, risk, found))
        for name, weight, risk in _risks(facts, rules, found)
    ]


def _risks(facts: AccountFeatures, rules: Rules, found: Sequence[Fall]) -> list[tuple[str, int, float]]:
    """The weight of each aspect, and how much of that it costs; what isn't known is left out."""
    usage, peers, limits = facts.usage, facts.peers, rules.usage
    if usage is None:
        return []
    risks = [
        ("level", limits.level, 1 - place(expected_use(usage, peers.typical), peers.level)),
        ("recency", limits.recency, 1 - place(rounded(usage.lately), peers.lately)),
    ]
    if found:
        left = min(each.left for each in found)
        risks.insert(1, ("fall", limits.fall, min(-log(left), _DEEPEST) / _DEEPEST if left < 1 else 0.0))
    if usage.features is not None and peers.features:
        risks.append(("breadth", limits.breadth, 1 - place(float(usage.features), peers.features)))
    if facts.age is not None:
        risks.append(("newness", limits.newness, exp(-max(facts.age, 0) / limits.new_for)))
    if facts.seats and usage.user_days:
        filled = interpolate(100 * usage.users, usage.user_days * facts.seats, limits.seats_zero, limits.seats_full)
        risks.append(("seats", limits.seats, 1 - filled / 100))
    return risks


def _most(found: Sequence[Fall], rules: Rules) -> int:
    """The most points after a sure fall: those of yellow, or of red after a deep one."""
    left = min((each.left for each in found if each.sure < SURE), default=1.0)
    if 100 * left < rules.usage.fall_red:
        return rules.top("red")
    return rules.top("yellow") if 100 * left < rules.usage.fall_yellow else 100


def _scored(facts: AccountFeatures) -> UsageFigures | None:
    """The use, where something can be told: without any so far, only after four weeks."""
    usage = facts.usage
    return None if usage and usage.silence is None and usage.days < WINDOW else usage


def _level(facts: AccountFeatures, risk: float, _: Sequence[Fall]) -> str:
    peers = facts.peers
    beside = f"{'less' if risk > 0.5 else 'more'} use a day than {_per_cent(max(risk, 1 - risk))}"
    expected = expected_use(facts.usage, peers.typical) if facts.usage else 0
    figures = f"{_short(expected)} a day expected, typical {_short(_middle(peers.level))}"
    if not peers.accounts:
        return f"{beside} of accounts elsewhere ({peers.alike} here to compare with, {FEW} are needed): {figures}"
    return f"{beside} of {f'{peers.segment} accounts' if peers.segment else 'accounts'}: {figures}"


def _fall(facts: AccountFeatures, _: float, found: Sequence[Fall]) -> str:
    usage, fall = facts.usage, min(found, key=lambda each: each.left)
    if usage is None:
        return ""
    thing = f"user-{usage.grain}" if usage.measure == "user-day" else usage.measure
    if usage.grain == "month" and usage.monthly:
        return f"{plural(round(usage.last_week), thing)} in {_month(usage)}, usually {round(usage.monthly):,} a month"
    return f"{plural(round(fall.amount), thing)} in {fall.days:.0f} days, usually {round(fall.usual):,}"


def _recency(facts: AccountFeatures, risk: float, _: Sequence[Fall]) -> str:
    usage = facts.usage
    if usage is None:
        return ""
    whose = "accounts" if facts.peers.accounts else "accounts elsewhere"
    if usage.lately < 0:
        return f"no use for {plural(usage.silence or 0, 'day')}, longer than {_per_cent(risk)} of {whose}"
    when = f"in {_month(usage)}" if usage.grain == "month" else "in the last 7 days"
    beside = f"{'less' if risk > 0.5 else 'more'} than {_per_cent(max(risk, 1 - risk))} of {whose}"
    return f"{round(usage.last_week):,} {when}, {beside}"


def _breadth(facts: AccountFeatures, _: float, __: Sequence[Fall]) -> str:
    used = facts.usage.features if facts.usage else 0
    return f"{plural(used or 0, 'feature')} in {WINDOW} days, typical {_short(_middle(facts.peers.features))}"


def _newness(facts: AccountFeatures, _: float, __: Sequence[Fall]) -> str:
    return f"a customer for {plural(facts.age or 0, 'day')}"


def _seats(facts: AccountFeatures, _: float, __: Sequence[Fall]) -> str:
    users = round(facts.usage.users / facts.usage.user_days) if facts.usage else 0
    return f"{plural(users, 'active user')} for {plural(facts.seats or 0, 'seat')}"


_WORDS: Final[dict[str, Callable[[AccountFeatures, float, Sequence[Fall]], str]]] = {
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


def _per_cent(share: float) -> str:
    """A share of accounts; never all of them, for the account is one itself."""
    return f"{min(100 * share, 99):.0f}%"


def _middle(steps: Sequence[float]) -> float:
    return steps[len(steps) // 2]


def _short(amount: float) -> str:
    """Two digits that count: 1,234, 12, 3.4 or 0.05."""
    return f"{amount:,.0f}" if amount >= 9.95 else f"{amount:.2g}"
