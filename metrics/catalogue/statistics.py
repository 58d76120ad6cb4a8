"""Roots, and the 95 % intervals of surveys, which hold for few answers as well."""

from decimal import Decimal
from typing import Final, NamedTuple


def root(value: Decimal, degree: int) -> Decimal:
    """The root of a number from 0 to 1, to the precision of the context but for its last digit.

    A binary guess is right to 15 digits; each step of Newton's method doubles them.
    """
    if not value:
        return value
    guess = Decimal(float(value) ** (1 / degree))
    for _ in range(2):
        power = guess ** (degree - 1)
        guess -= (power * guess - value) / (degree * power)
    return guess


Z_95: Final = Decimal("1.96")
ADDED: Final = Decimal("0.75")  # promoters and detractors that the adjusted Wald interval adds, and passives twice


class Interval(NamedTuple):
    """The 95 % interval of a value."""

    low: Decimal
    high: Decimal


class NetScore(NamedTuple):
    """A score of +1, 0 and −1 as its interval has it: drawn a little to the middle, with its variance."""

    middle: Decimal
    variance: Decimal


def net_score(promoters: Decimal, passives: Decimal, detractors: Decimal) -> NetScore:
    """The adjusted Wald estimate: three answers more, ¾ of them promoters, ¾ detractors.

    Source: Rocks, “Interval Estimation for the Net Promoter Score”, The American Statistician 70:4, 2016.
    """
    answers = promoters + passives + detractors + 4 * ADDED
    p, d = (promoters + ADDED) / answers, (detractors + ADDED) / answers
    return NetScore(p - d, (p + d - (p - d) ** 2) / answers)


def interval(value: Decimal, middle: Decimal, variance: Decimal, bound: int) -> Interval:
    """Around the middle, in points, within ±`bound`, and never without the value itself."""
    margin = Z_95 * variance.sqrt()
    low, high = max(100 * (middle - margin), Decimal(-bound)), min(100 * (middle + margin), Decimal(bound))
    return Interval(min(low, value), max(high, value))


def share_interval(part: Decimal, answers: Decimal) -> Interval:
    """The score interval of a share of the answers, in %.

    Source: Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, Journal of the American
    Statistical Association 22, 1927; recommended for few answers by Brown, Cai and DasGupta, Statistical Science 16:2,
    2001.
    """
    share, square = part / answers, Z_95**2
    middle = (share + square / (2 * answers)) / (1 + square / answers)
    margin = Z_95 * (share * (1 - share) / answers + square / (4 * answers**2)).sqrt() / (1 + square / answers)
    return Interval(max(100 * (middle - margin), Decimal(0)), min(100 * (middle + margin), Decimal(100)))
