"""Declaring metrics: each once, and parsing, errors, help, forms, pages and tests follow."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack, cast

from metrics.bands import Band
from metrics.registry import METRICS, Figures, Form, Metric, Plausible, Saying, Unit, Value

Function = TypeVar("Function", bound=Callable[[Any], Value])


class FormOptions(TypedDict, total=False):
    """What a form may say beside its formula: see `Form`."""

    swapped: tuple[str, ...]
    plausible: Plausible
    interval: Callable[[Any], tuple[Decimal, Decimal] | None]
    also: Figures
    notes: Saying


class MetricOptions(TypedDict, total=False):
    """What a metric may say beside its name: see `Metric`."""

    meaning: Saying
    each: str
    band: Band
    low: int
    high: int
    beyond: str
    neighbours: tuple[str, ...]
    aliases: tuple[str, ...]


class Options(FormOptions, MetricOptions):
    """What a metric may say of itself and of its first form."""


def metric(  # noqa: PLR0913  what every metric must say
    *, name: str, unit: Unit, term: str, topic: str, formula: str, example: tuple[str, str], **options: Unpack[Options]
) -> Callable[[Function], Function]:
    """Declares the decorated function as a metric: its id is the function's name, its arguments are the model's fields.

    `formula` is written in the fields' names and computes what the function does, rates being fractions. `swapped` are
    other orders in which people give the arguments, offered when the outcome meets `plausible`. The docstring begins
    with the definition, and says after `Source:` where the formula is from.
    """
    about = {key: value for key, value in options.items() if key in MetricOptions.__annotations__}
    of_form = {key: value for key, value in options.items() if key not in about}

    def declare(function: Function) -> Function:
        id_ = function.__name__.replace("_", "-")
        definition, source = _docstring(function)
        said = cast("MetricOptions", about)
        METRICS.add(
            Metric(id=id_, name=name, unit=unit, term=term, topic=topic, definition=definition, source=source, **said)
        )
        return variant(id_, "", formula=formula, example=example, **cast("FormOptions", of_form))(function)

    return declare


def variant(
    id_: str,
    name: str,
    *,
    formula: str,
    example: tuple[str, str],
    by_name: bool = False,
    **options: Unpack[FormOptions],
) -> Callable[[Function], Function]:
    """Declares the decorated function as another form of a metric, with arguments and a formula of its own.

    `by_name` says that its arguments must be named, since without names they would be those of another form.
    """

    def declare(function: Function) -> Function:
        form = Form(
            metric=id_,
            name=name,
            inputs=function.__annotations__["inputs"],
            function=function,
            formula=formula,
            example=example,
            by_name=by_name,
            **options,
        )
        METRICS[id_].forms.append(form)
        return function

    return declare


def _docstring(function: Callable[..., Any]) -> tuple[str, str]:
    """The definition and the source that a docstring holds."""
    text = " ".join((function.__doc__ or "").split())
    definition, _, source = text.partition(" Source: ")
    return definition, source.rstrip(".")
