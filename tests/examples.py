"""How many examples a property is tried on: by the profile of the run, see `tests/conftest.py`."""

from hypothesis import settings


def examples(share: float) -> int:
    """A share of a run's examples: a small one where each takes long, more than the whole where each is quick."""
    return max(1, round(share * settings().max_examples))
