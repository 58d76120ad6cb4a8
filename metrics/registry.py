"""The registry of metrics: what a metric is, in which forms it is asked for, and finding one by any of its names."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar

from metrics.bands import Band
from metrics.errors import MetricError
from metrics.inputs.field import FieldSpec, Inputs

Value = Decimal | str | None
Unit = Literal["%", "points", "currency", "months", "days", "ratio", "count", "score", "class"]
AnyInputs = TypeVar("AnyInputs", bound=Inputs)
Figures = tuple[tuple[str, Unit, Callable[[Any], Decimal | None]], ...]
Sentences = tuple[tuple[str, str], ...]
Plausible = str | Callable[[Any], bool]
Saying = str | Sentences | Callable[[Any, Any], str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """One way to ask for a metric: its own arguments, formula and example. `name` is empty for the first."""

    metric: str
    name: str
    inputs: type[Inputs]
    function: Callable[[Any], Value]
    formula: str
    example: tuple[str, str]
    swapped: tuple[str, ...] = ()
    plausible: Plausible = ""
    interval: Callable[[Any], tuple[Decimal, Decimal] | None] | None = None
    also: Figures = ()
    notes: Saying = ()
    by_name: bool = False

    @cached_property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The arguments in the order people say them."""
        words = self._example_words()
        return tuple(replace(spec, placeholder=words.get(name, "")) for name, spec in self.inputs.FIELDS.items())

    def _example_words(self) -> dict[str, str]:
        """What the example gives for each field: by its name, or by its place."""
        fields, named, rest = self.inputs.FIELDS, dict[str, str](), list[str]()
        for word in self.example[0].split():
            name, equals, value = word.partition("=")
            if equals and (known := name.replace("-", "_")) in fields:
                named[known] = value
            else:
                rest.append(word)
        if lists := [name for name, spec in fields.items() if spec.kind.many]:
            return named | dict(zip(lists, " ".join(rest).split(" / "), strict=True))
        left = (name for name in fields if name not in named)
        return named | dict(zip(left, (word for word in rest if word != "/"), strict=False))

    @cached_property
    def required(self) -> int:
        """How many arguments can't be left out."""
        return sum(spec.required for spec in self.fields)

    @cached_property
    def positional(self) -> int:
        """How many arguments can be given without their name; no limit (a large number) for a list."""
        return 10**6 if self.many else len(self.in_order)

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        """The names of the arguments that can be given without them, in the order people say them."""
        return tuple(name for name, spec in self.inputs.FIELDS.items() if not spec.keyword)

    @cached_property
    def many(self) -> bool:
        """Whether an argument of it is a list."""
        return any(spec.kind.many for spec in self.fields)

    @cached_property
    def alike(self) -> tuple[FieldSpec, ...]:
        """The arguments that must be given in the same unit."""
        return tuple(spec for spec in self.fields if spec.kind.alike)

    def takes(self, names: Collection[str]) -> bool:
        """Whether it has arguments of these names, and can do without any other."""
        return all(name in self.inputs.FIELDS for name in names) and all(
            spec.name in names for spec in self.fields if spec.required
        )

    @property
    def request(self) -> str:
        """The text that the example is."""
        keyword = f"{self.name} " if self.name and self.many else ""
        return f"{self.metric} {keyword}{self.example[0]}"

    @property
    def usage(self) -> str:
        """The metric with its arguments: `nrr <start> <expansion> <contraction> <churn>`."""
        keyword = [self.name] if self.name and self.many else []
        words = (f"{spec.name.replace('_', '-')}={spec.usage}" if self.by_name else spec.usage for spec in self.fields)
        return " ".join([self.metric, *keyword, *words])

    @cached_property
    def names(self) -> Mapping[str, FieldSpec]:
        """The fields by each of their names."""
        own = {name: spec for spec in self.fields for name in (*spec.aliases, spec.name)}
        return {name.replace("_", "").replace("-", ""): spec for name, spec in own.items()}

    def resolve(self, name: str) -> FieldSpec | None:
        """The field with that name, or the only one whose name begins so. Raises `MetricError` when several do."""
        if name in self.inputs.FIELDS:
            return self.inputs.FIELDS[name]
        wanted = name.lower().replace("_", "").replace("-", "")
        for end in ("", "mrr", "arr", "revenue"):
            if wanted.endswith(end) and (spec := self.names.get(wanted.removesuffix(end))):
                return spec
        begun = {spec.name: spec for key, spec in self.names.items() if key.startswith(wanted)}
        if len(begun) > 1:
            raise MetricError(f"“{name}” could be {' or '.join(begun)}: write one of them out.", name)
        return next(iter(begun.values()), None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Metric:
    """A metric: what it is called, where it is explained, its unit and range, and the forms in which it is asked for.

    `low` and `high` bound the value, and `beyond` says what it means to be outside; `band` holds published levels;
    `meaning` and `notes` are sentences, each with the condition on the value under which it is said; `neighbours` are
    the metrics that it must agree with.
    """

    id: str
    name: str
    unit: Unit
    term: str
    topic: str
    definition: str
    source: str
    meaning: Saying = ()
    each: str = ""
    band: Band | None = None
    low: int | None = None
    high: int | None = None
    beyond: str = ""
    neighbours: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    forms: list[Form] = field(default_factory=list)

    @property
    def usage(self) -> str:
        """The usage line of its first form."""
        return self.forms[0].usage

    @property
    def example(self) -> str:
        """A request that works."""
        return self.forms[0].request

    def form(self, name: str) -> Form | None:
        """The form of that name."""
        return next((form for form in self.forms if form.name == name), None)


class Metrics:
    """The metrics by id, in the order they were declared; also found by their other names."""

    def __init__(self) -> None:
        self._by_id: dict[str, Metric] = {}
        self._by_name: dict[str, Metric] = {}

    def __iter__(self) -> Iterator[Metric]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Metric:
        return self._by_name[name]

    def find(self, name: str) -> Metric | None:
        """The metric of that id or other name, in any case, with underscores or hyphens."""
        return self._by_name.get(name) or self._by_name.get(name.strip().lower().replace("_", "-"))

    @property
    def names(self) -> frozenset[str]:
        """Every id and every other name."""
        return frozenset(self._by_name)

    def add(self, metric: Metric) -> None:
        """Adds a metric. Raises `ValueError` when one of its names is taken."""
        for name in (metric.id, *metric.aliases):
            if name in self._by_name:
                raise ValueError(f"{name} is taken by {self._by_name[name].id}")
            self._by_name[name] = metric
        self._by_id[metric.id] = metric


METRICS = Metrics()
