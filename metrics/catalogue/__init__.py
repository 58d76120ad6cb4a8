"""Every metric, a module a topic."""

# isort: off
from metrics.catalogue import nps  # noqa: F401  importing declares, in the order of the page
from metrics.catalogue import nps_change  # noqa: F401
from metrics.catalogue import satisfaction  # noqa: F401
from metrics.catalogue import retention  # noqa: F401
from metrics.catalogue import customers  # noqa: F401
from metrics.catalogue import revenue  # noqa: F401
from metrics.catalogue import economics  # noqa: F401
from metrics.catalogue import efficiency  # noqa: F401
from metrics.catalogue import usage  # noqa: F401
from metrics.catalogue import lifecycle  # noqa: F401
from metrics.catalogue import portfolio  # noqa: F401
from metrics.catalogue import change  # noqa: F401

# isort: on
from metrics.inputs.field import FieldSpec
from metrics.registry import METRICS, Metric


def topics() -> dict[str, list[Metric]]:
    """The metrics of each topic, in the order they were declared."""
    found: dict[str, list[Metric]] = {}
    for metric in METRICS:
        found.setdefault(metric.topic, []).append(metric)
    return found


def fields(name: str, form: str = "") -> tuple[FieldSpec, ...]:
    """The arguments of a metric's form, in order, with what a modal needs to ask for each."""
    metric = METRICS[name]
    return (metric.form(form) or metric.forms[0]).fields
