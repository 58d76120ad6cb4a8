"""The statistics of surveys: how far a score may lie from the truth when only some people answered.

The Net Promoter Score is the mean of a variable that is +1, 0 or −1, so its variance over the answers is
p + d − (p − d)², p and d being the shares of promoters and detractors (Rocks, “Interval Estimation for the Net Promoter
Score”, The American Statistician 70:4, 2016, the Wald interval). The variance of the difference of two independent
samples is the sum of theirs.
"""

from decimal import Decimal
from typing import Final

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
