"""Roots, and margins of error of surveys."""

from decimal import Decimal
from typing import Final


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
FEW: Final = 30
ROUGH: Final = f"With fewer than {FEW} answers the margin itself is only a rough guide."


def score_variance(promoters: Decimal, passives: Decimal, detractors: Decimal) -> Decimal:
    """The variance of the mean of the answers, each counted as +1, 0 or −1."""
    answers = promoters + passives + detractors
    p, d = promoters / answers, detractors / answers
    return (p + d - (p - d) ** 2) / answers


def share_variance(part: Decimal, answers: Decimal) -> Decimal:
    """The variance of a share of the answers (binomial)."""
    share = part / answers
    return share * (1 - share) / answers


def margin(*variances: Decimal) -> Decimal:
    """Half the width of the 95 % interval, in points, of the sum or difference of independent estimates."""
    return Z_95 * sum(variances, Decimal(0)).sqrt() * 100
