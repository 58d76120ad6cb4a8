"""What a calculation says beside its value."""

import pytest

from bot.metric_replies import calculation_reply


@pytest.mark.parametrize(
    ("metric", "text", "label", "level"),
    [
        ("nps", "40 10 50", "Where −10 points stands", "No more promoters than detractors, 0 or less"),
        (
            "nrr",
            "100k 20k 5k 8k months=12",
            "Where 107% stands",
            "Over 12 months: better than half of such companies",
        ),
        ("ltv-cac", "3 1", "Where 3× stands", "Enough for the business to last, 3 or more"),
    ],
)
def test_a_value_is_placed_among_published_levels_under_its_own_name(
    metric: str, text: str, label: str, level: str
) -> None:
    facts = {fact.label: fact.text for fact in calculation_reply(metric, text).facts}
    assert facts[label].startswith(level)
