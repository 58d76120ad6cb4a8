"""The store counts as docs/definitions.md says, whatever files say and leave out: held against the oracle."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import Store, open_store
from tests.engines import Engine, Place
from tests.examples import examples
from tests.oracle import counting
from tests.oracle.compare import differences, fill
from tests.oracle.histories import Generator


@pytest.fixture(scope="module")
def opened(engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that each example fills anew."""
    store = open_store(engine.copy(empty, tmp_path_factory.mktemp("oracle")))
    yield store
    store.close()


@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=examples(0.5))
def test_the_store_and_the_oracle_count_the_same(opened: Store, chance: random.Random) -> None:
    history = Generator(chance).history()
    fill(opened, history)
    assert list(differences(opened, history, chance)) == []


def test_the_histories_have_every_kind_of_account_and_contract() -> None:
    met: Counter[str] = Counter()
    for seed in range(300):
        history = Generator(random.Random(seed)).history()
        lives = counting.lives(history)
        for life in lives:
            met["left on a known day"] += life.left_on is not None
            met["left, nobody knows when"] += life.left_unknown
            met["not known for a time"] += life.unknown is not None
            met["without an amount"] += life.unknown is not None and not any(life.unknown.amounts.values())
            met["stated ARR"] += life.stated_from < life.stated_until
            met["stated ARR until a contract begins"] += life.stated_until in {r.row.starts_on for r in life.paid}
            met["came back"] += life.is_here and any(run.until <= history.today for run in life.paid)
            met["taken over"] += any(run.taken_on for run in life.runs)
            met["several currencies"] += len({run.row.currency for run in life.paid}) > 1
        met["past due"] += counting.past_due(lives, history.today)[1]
        met["leaving"] += len(counting.leaving(lives))
        met["renewals"] += len(counting.renewals(lives))
    assert min(met.values()) >= 20, met
