"""A calculated value, with everything that can be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from metrics import display
from metrics.answers import request_text, wording
from metrics.answers.answer import Answer, Choice
from metrics.answers.standing import standing
from metrics.evaluation.evaluate import Interpretation
from metrics.registry import Metric, Value


class Row(NamedTuple):
    """A row of a what-if table: the argument, and the metric there, none where it isn't defined."""

    argument: Decimal
    value: Decimal | None


@dataclass(frozen=True, eq=False)
class Result(Answer):
    """A value, with everything that a card says of it.

    `value` is exact: a decimal, the name of a class, or none where it is still open. `solved` is the argument that was
    found; `rows` the table over the range of an argument, with `value` none when no single value was asked for.
    `unread` are words among the numbers that were not understood.
    `number` is the value without its unit, shown; `value_text` has the unit.
    """

    kind = "metric"
    metric: Metric
    reading_of: Interpretation
    value: Value
    solved: str = ""
    rows: tuple[Row, ...] = ()
    look: Callable[["Result"], tuple[Choice, ...]] | None = None
    unread: tuple[str, ...] = ()

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The arguments by name: decimals (rates as fractions), dates, or tuples of them; defaults included."""
        return self.reading_of.values

    @property
    def currency(self) -> str:
        """The ISO code of the currency that the amounts were given in, empty when none was."""
        return self.reading_of.currency

    @property
    def term(self) -> str:
        """The id of the glossary's term."""
        return self.metric.term

    @cached_property
    def value_text(self) -> str:
        """The value as a person reads it: `−10 points`, `$8,333.33`."""
        if self.rows and self.value is None:
            return ""
        return self.show(self.value)

    def show(self, value: Value) -> str:
        """Another value of this metric as a person reads it."""
        return display.result(value, self.metric.unit, self.currency, self.metric.each)

    @property
    def reading(self) -> str:
        """How every argument was read, in words."""
        return wording.reading(self.reading_of)

    @property
    def fixed(self) -> str:
        """The arguments that stay as they are over the range of another one, in words; empty without a range."""
        return wording.fixed(self.reading_of) if self.reading_of.span else ""

    @property
    def working(self) -> str:
        """The formula with the numbers put in, and what it gives."""
        return "" if self.value is None else wording.working(self.reading_of, self.value_text)

    @property
    def formula(self) -> str:
        """The formula in words."""
        return wording.formula(self.reading_of.form)

    @property
    def meaning(self) -> str:
        """What the value means, in a sentence."""
        return next(wording.sentences(self.metric.meaning, self.reading_of, self.metric, self.value), "")

    @property
    def band(self) -> str:
        """Where the value stands among published levels, with their source; empty where there are none."""
        return standing(self.metric, self.reading_of, self.value) if isinstance(self.value, Decimal) else ""

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The 95 % interval, in the metric's unit, where the arguments allow one."""
        interval = self.reading_of.form.interval
        return wording.applied(interval, self.reading_of) if interval and isinstance(self.value, Decimal) else None

    @property
    def interval_text(self) -> str:
        """The interval as a person reads it: `−27.8 to 8.4 points`."""
        interval = self.interval
        return "" if interval is None else wording.interval(interval, self.metric)

    @property
    def also(self) -> tuple[tuple[str, str], ...]:
        """Further figures, each with its label: the profit as an amount beside the rate."""
        return wording.further_figures(self.reading_of) if self.value is not None else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What to keep in mind about this very value."""
        notes = tuple(wording.sentences(self.reading_of.form.notes, self.reading_of, self.metric, self.value))
        if self.unread:
            notes = (f"Not understood, and left out: {', '.join(f'“{word}”' for word in self.unread)}.", *notes)
        if self.solved:
            from metrics.evaluation.solve import whole_number_note  # a plain calculation needs none of it

            note = whole_number_note(self.metric, self.reading_of, self.solved)
            return (*notes, note) if note else notes
        return notes

    @property
    def alternatives(self) -> tuple[Choice, ...]:
        """What the same words would give in another order that people use."""
        return self.look(self) if self.look else ()

    @property
    def request(self) -> str:
        """The request spelled so that nothing is left to interpret: `nps promoters=40 passives=10 detractors=50`."""
        return request_text.request(self.reading_of)

    @property
    def written(self) -> Mapping[str, str]:
        """What is typed into each field of a form to get the result, as people write it."""
        return request_text.field_texts(self.reading_of)

    @property
    def solved_text(self) -> str:
        """The value that was found, shown."""
        return wording.shown(self.reading_of, self.solved) if self.solved else ""

    @property
    def text(self) -> str:
        """The answer in one paragraph."""
        if self.solved:
            spoken = self.solved.replace("_", " ")
            return f"{self.metric.name} is {self.value_text} when {spoken} is {self.solved_text}: {self.reading}."
        if self.rows and self.value is None:
            return f"{self.metric.name} over {wording.span(self.reading_of)}: {self.reading}."
        interval = f" (95% interval {self.interval_text})" if self.interval_text else ""
        return f"{self.metric.name}: {self.value_text}{interval}, from {self.reading}. {self.meaning}".strip()

    @property
    def data(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        alternatives, interval = [choice.data for choice in self.alternatives], self.interval
        data = {
            "kind": self.kind,
            "metric": self.metric.id,
            "name": self.metric.name,
            "term": self.term,
            "form": self.reading_of.form.name,
            "inputs": wording.inputs(self.reading_of),
            "value": display.plain(self.value) if isinstance(self.value, Decimal) else self.value,
            "unit": self.metric.unit,
            "currency": self.currency or None,
            "text": self.value_text,
            "reading": self.reading,
            "formula": self.formula,
            "working": self.working,
            "meaning": self.meaning,
            "band": self.band or None,
            "margin": None if interval is None else display.plain((interval[1] - interval[0]) / 2),
            "low": None if interval is None else display.plain(interval[0]),
            "high": None if interval is None else display.plain(interval[1]),
            "also": dict(self.also),
            "notes": list(self.notes),
            "alternative": alternatives[0] if alternatives else None,
            "alternatives": alternatives,
            "request": self.request,
        }
        return data | self._solved_data | ({"table": self.table} if self.table else {})

    @property
    def _solved_data(self) -> dict[str, Any]:
        if not self.solved:
            return {}
        found = self.inputs[self.solved]
        return {"solved": {"argument": self.solved, "value": display.plain(found), "text": self.solved_text}}

    @property
    def table(self) -> dict[str, Any]:
        """The rows of the table in JSON, each with its texts, and the argument that varies; empty without one."""
        if not self.rows or not self.reading_of.span:
            return {}
        spec = self.reading_of.span[0]
        rows = [
            {
                "argument": display.plain(row.argument),
                "value": None if row.value is None else display.plain(row.value),
                "argument_text": spec.kind.show(row.argument, self.currency),
                "text": "undefined" if row.value is None else self.show(row.value),
            }
            for row in self.rows
        ]
        return {"argument": spec.name, "label": spec.label, "rows": rows}
