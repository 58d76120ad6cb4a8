"""Logistic regression with weights that are never negative and are drawn to given ones.

scikit-learn's takes neither a lower bound nor a centre other than 0, and weighs more than the rest of the program.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS: Final = 100
_CLOSE: Final = 1e-7


def fit_weights(values: Floats, left: Floats, centre: Floats, penalty: float) -> Floats:
    """The weights, in log odds, that make `left` (0 or 1) most likely given a row of values each, less `penalty` times
    their squared distance from the centre. By Newton's method, kept at 0 or above, with an intercept that is free.
    """
    rows = np.column_stack([np.ones(len(values)), values])
    drawn = np.concatenate([[0.0], np.full(len(centre), 2 * penalty)])
    aim = np.concatenate([[0.0], centre])
    share = np.clip(left.mean(), 1e-6, 1 - 1e-6)
    weights = aim.copy()
    weights[0] = np.log(share / (1 - share)) - (values @ centre).mean()

    def loss(at: Floats) -> float:
        odds = rows @ at
        return float((np.logaddexp(0, odds) - left * odds).sum() + (drawn * (at - aim) ** 2).sum() / 2)

    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - left) + drawn * (weights - aim)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(drawn + 1e-9)
        free = (weights > 0) | (slope < 0)
        free[0] = True
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        found = _shortened(weights, step, loss)
        if np.abs(found - weights).max() < _CLOSE:
            break
        weights = found
    return np.array(weights[1:], np.float64)


def _shortened(weights: Floats, step: Floats, loss: Callable[[Floats], float]) -> Floats:
    """The weights after the step, halved until it makes nothing worse."""
    before = loss(weights)
    for halvings in range(30):
        found = np.asarray(weights - step / 2.0**halvings, np.float64)
        found[1:] = np.maximum(found[1:], 0)
        if loss(found) <= before:
            return found
    return weights
