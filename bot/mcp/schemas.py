"""Arguments as JSON schema: what an assistant is told to give, from the registries' own declarations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.registry import Parameter
from metrics import FieldSpec, Metric

Schema = dict[str, Any]
NUMBER_OR_TEXT: Schema = {"anyOf": [{"type": "number"}, {"type": "string"}]}
ANSWER: Schema = {
    "type": "object",
    "properties": {"kind": {"type": "string", "description": "What the other fields are: term, metric, accounts …"}},
    "required": ["kind"],
}
"""What every answer has; the fields of each kind are in the JSON contract."""


def object_schema(properties: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """Arguments by name, and no others."""
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema


def parameter_schema(parameter: Parameter) -> Schema:
    """An argument of a command."""
    said = {"description": parameter.description}
    if parameter.kind == "number":
        return {"type": "integer", "minimum": parameter.least, "maximum": parameter.most, **said}
    if parameter.kind == "day":
        return {"type": "string", "format": "date", **said}
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices), **said}
    return {"type": "string", **said}


def metric_schema(metric: Metric) -> Schema:
    """The fields of all forms of a metric; those are required that no form can do without."""
    fields = {name: spec for form in metric.forms for name, spec in form.inputs.FIELDS.items()}
    needed = [{spec.name for spec in form.fields if spec.required} for form in metric.forms]
    required = [name for name in fields if all(name in each for each in needed)]
    return object_schema({name: _field_schema(spec) for name, spec in fields.items()}, required)


def _field_schema(spec: FieldSpec) -> Schema:
    said = {"description": spec.hint}
    if spec.kind.many:
        return {"anyOf": [{"type": "array", "items": NUMBER_OR_TEXT}, {"type": "string"}], **said}
    if spec.kind.name == "date":
        return {"type": "string", "format": "date", **said}
    return {**NUMBER_OR_TEXT, **said}


def inputs_schema(metrics: Iterable[Metric]) -> Schema:
    """The arguments of whichever metric is chosen, with what each metric takes."""
    takes = "; ".join(f"{metric.id}: {_takes(metric)}" for metric in metrics)
    value = {"anyOf": [*NUMBER_OR_TEXT["anyOf"], {"type": "array", "items": NUMBER_OR_TEXT}]}
    described = f"The metric’s arguments by name, such as 100000, “100k” or “5%”. {takes}"
    return {"type": "object", "additionalProperties": value, "description": described}


def _takes(metric: Metric) -> str:
    """The names that the first form takes; what can be left out in brackets."""
    fields = metric.forms[0].inputs.FIELDS.values()
    return " ".join(spec.name if spec.required else f"[{spec.name}]" for spec in fields)
