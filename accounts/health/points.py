"""Points from 0 to 100, in whole numbers: what is half a point is rounded up, and nothing is ever a float."""


def half_up(amount: int, among: int) -> int:
    """The quotient to the nearest whole number; `among` is positive."""
    return (2 * amount + among) // (2 * among)


def between(amount: int, among: int, zero: int, full: int) -> int:
    """The points of the ratio `amount / among` on the line from 0 points at `zero` to 100 at `full`, which may be less.

    `among` is positive, and `zero` isn't `full`.
    """
    above, span = 100 * (amount - zero * among), (full - zero) * among
    if span < 0:
        above, span = -above, -span
    return 0 if above <= 0 else 100 if above >= 100 * span else half_up(above, span)
