"""From a button's request to the form that it opens, and from a filled form to its result."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import metrics
from bot.commands import COMMANDS
from bot.parsing.grammar import parse
from bot.render import metric_modal as rendered
from bot.slack.posting import ReplyTarget
from metrics import METRICS, Answer, FieldSpec, Form, Metric, Question, Result, UsageError

View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ValidationErrors:
    """A submission that isn't taken: the modal stays open. `response` is how Slack is told."""

    response: Mapping[str, Any]


def open_modal(request: str, place: ReplyTarget) -> dict[str, Any]:
    """The modal that a request opens, filled with the arguments that it gives. Raises `KeyError` for no metric."""
    name, _, arguments = parse(request, COMMANDS.verbs).text.partition(" ")
    metric = METRICS[name.casefold()]
    answer = metrics.calculate(metric.id, arguments)
    if isinstance(answer, Result):
        form = _among_forms(metric, answer.reading_of.form)
        return _modal(metric, form, rendered.argument_texts(answer), place)
    return _modal(metric, metric.forms[0], {}, place)


def switch_form(view: View, option: str) -> dict[str, Any]:
    """The modal for the form of the option that was selected; fields of the same name keep what was typed."""
    metric, _, place = _kept(view)
    return _modal(
        metric, metric.form(rendered.form_named(option)) or metric.forms[0], rendered.field_texts(view), place
    )


def submit(view: View) -> Result | ValidationErrors:
    """The result of a filled form, or what is wrong with which field.

    A submission with another form selected than the one that is shown asks for that form first.
    """
    metric, form, _ = _kept(view)
    selected = rendered.selected_form(view)
    if selected not in (None, form.name):
        update = {"response_action": "update", "view": switch_form(view, selected or rendered.FIRST)}
        return ValidationErrors(update)
    typed = rendered.field_texts(view)
    if missing := [spec for spec in form.fields if spec.required and not typed.get(spec.name, "").strip()]:
        return _refused(form, {spec.name: f"This is needed: {spec.hint}." for spec in missing})
    answer = metrics.calculate_fields(metric.id, typed, form.name)
    if isinstance(answer, Result):
        return answer
    if isinstance(answer, Question):
        return _refused(form, _doubts(form, answer))
    return _refused(form, _faults(metric, form, typed, answer))


def place_of(view: View) -> ReplyTarget:
    """Where the result of a view goes."""
    return _kept(view)[2]


def _modal(metric: Metric, form: Form, values: Mapping[str, str], place: ReplyTarget) -> dict[str, Any]:
    metadata = json.dumps({"metric": metric.id, "form": form.name, **asdict(place)})
    return rendered.metric_modal(metric, form, values, metadata=metadata, may_post=bool(place.url))


def _kept(view: View) -> tuple[Metric, Form, ReplyTarget]:
    """What a view was opened for."""
    kept = json.loads(view["private_metadata"])
    metric = METRICS[kept.pop("metric")]
    return metric, metric.form(kept.pop("form")) or metric.forms[0], ReplyTarget(**kept)


def _among_forms(metric: Metric, form: Form) -> Form:
    """The form, or the one with the same arguments that stands for it."""
    return next(each for each in rendered.forms_of(metric) if [*each.inputs.FIELDS] == [*form.inputs.FIELDS])


def _refused(form: Form, said: Mapping[str, str]) -> ValidationErrors:
    return ValidationErrors({"response_action": "errors", "errors": rendered.errors(form, said)})


def _faults(metric: Metric, form: Form, typed: Mapping[str, str], answer: Answer) -> dict[str, str]:
    """What is wrong with each field: the first fault that is found, and of other fields what can't be read in them.

    They are found one by one, with an example in place of what was found before.
    """
    examples = {spec.name: spec.placeholder or "1" for spec in form.fields}
    said: dict[str, str] = {}
    fields = dict(typed)
    while isinstance(answer, UsageError) and answer.argument in examples and answer.argument not in said:
        if said and f"“{''.join(fields[answer.argument].split())}”" not in answer.text:
            break  # it may be wrong only beside an example
        said[answer.argument] = answer.text
        fields[answer.argument] = examples[answer.argument]
        answer = metrics.calculate_fields(metric.id, fields, form.name)
    return said or {"": answer.text}


def _doubts(form: Form, question: Question) -> dict[str, str]:
    """Of each field that can be read in several ways, what these are and how to type them."""
    answers = [metrics.calculate(*choice.request.split(" ", 1)) for choice in question.choices]
    results = [answer for answer in answers if isinstance(answer, Result)]
    doubts = {}
    for spec in form.fields:
        ways = {rendered.argument_texts(result).get(spec.name, ""): result for result in results}
        if len(ways) > 1:
            read = (_read_as(spec, result, way) for way, result in ways.items())
            doubts[spec.name] = f"This can be read as {' or as '.join(read)}. Type {' or '.join(ways)}."
    return doubts or {"": f"{question.text} {' or '.join(choice.label for choice in question.choices)}?"}


def _read_as(spec: FieldSpec, result: Result, way: str) -> str:
    """What a field was read as, for a person; a range as it is typed."""
    return spec.kind.show(result.inputs[spec.name], result.currency) if spec.name in result.inputs else way
