"""Points on a line between two thresholds, and the rounding that goes with them."""

from typing import TypeVar

import numpy as np

from accounts.health.usage_rows import Ints

Whole = TypeVar("Whole", int, Ints)


def divide_half_up(amount: Whole, among: Whole) -> Whole:
    """The quotient to the nearest whole number; `among` is positive."""
    return (2 * amount + among) // (2 * among)


def interpolate(amounts: Ints, among: Ints, zero: int, full: int) -> Ints:
    """The points of the ratios `amounts / among` on the line from 0 points at `zero` to 100 at `full`.

    `among` is positive, `zero` isn't `full`, and a hundred thousand times as much is an integer of 64 bits.
    """
    sign = 1 if full > zero else -1
    above, span = sign * 100 * (amounts - zero * among), sign * (full - zero) * among
    return divide_half_up(np.clip(above, 0, 100 * span), span)
