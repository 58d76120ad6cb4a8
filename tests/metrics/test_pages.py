"""The documentation follows from the declarations."""

from metrics import METRICS
from metrics.docs import markdown


def test_the_page_shows_every_metric_with_its_usage_formula_example_and_source() -> None:
    page = markdown()
    for metric in METRICS:
        assert f"### {metric.name} (`{metric.id}`)" in page
        assert metric.source in page
        for form in metric.forms:
            assert f"`{form.usage}`" in page
            assert f"Example: `{form.request}` is" in page


def test_the_page_shows_levels_only_with_their_source() -> None:
    assert markdown().count("\nLevels: ") == sum(metric.band is not None for metric in METRICS)
