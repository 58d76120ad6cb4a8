"""A metric's form as a Slack modal: built from the metric's declaration, and read back when it is submitted."""

from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.render.limits import most
from bot.render.mrkdwn import code, escape, shorten, unformatted
from metrics import FieldSpec, Form, Metric, Result, calculate

TITLE, PLACEHOLDER = most("modal", "title.text"), most("placeholder", "text")
INPUT, OPTION = most("plain_text_input", "max_length"), most("option", "text.text")
HINT, ERROR, INTRODUCTION = 150, 300, 1000  # what a phone shows without much ado

CALLBACK = "metric-form"
SELECT, TYPED, POST = "form-of", "typed", "post"  # ids of actions, and of their blocks but for fields
FIRST = "first"  # what the form without a name is called in ids

Shown = Mapping[str, Any]  # a view as Slack sends it back


def metric_modal(
    metric: Metric, form: Form, values: Mapping[str, str], *, metadata: str, may_post: bool
) -> dict[str, Any]:
    """The modal that asks for a form's arguments, filled with the values known so far.

    `metadata` comes back with the submission, and may be 3,000 characters long; `may_post` offers to show the result to
    the channel at once.
    """
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title=_plain(metric.name, TITLE),
        submit=PlainTextObject(text="Calculate"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=list(_blocks(metric, form, values, may_post=may_post)),
    )
    return view.to_dict()


def forms_of(metric: Metric) -> list[Form]:
    """The forms of a metric, each with arguments of its own."""
    by_arguments: dict[tuple[str, ...], Form] = {}
    for form in metric.forms:
        by_arguments.setdefault(tuple(form.inputs.FIELDS), form)
    return list(by_arguments.values())


def argument_texts(result: Result) -> dict[str, str]:
    """What is typed into each field to get the result, fields left out being left out."""
    return dict(result.written)


def block_of(form: Form, name: str) -> str:
    """The id of a field's block; of the first field's when the form has none of that name."""
    known = name if name in form.inputs.FIELDS else form.fields[0].name
    return f"{known}:{form.name}" if form.name else known


def errors(form: Form, said: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field, by its block, as short as Slack shows it."""
    return {block_of(form, name): shorten(unformatted(text), ERROR) for name, text in said.items()}


def field_texts(view: Shown) -> dict[str, str]:
    """What the fields hold, by their names.

    A required field comes back empty only when nobody touched it, and then it holds what it was filled with.
    """
    found = {}
    for block in view["blocks"]:
        if block["type"] == "input" and block["element"]["type"] == PlainTextInputElement.type:
            value = _state(view, block["block_id"], TYPED).get("value")
            if value is None and not block.get("optional"):
                value = block["element"].get("initial_value")
            found[block["block_id"].partition(":")[0]] = value or ""
    return found


def selected_form(view: Shown) -> str | None:
    """The name of the form that is selected; none when there is nothing to select, or nothing was."""
    for block in view["blocks"]:
        if block["block_id"].startswith(f"{SELECT}:"):
            option = _state(view, block["block_id"], SELECT).get("selected_option")
            return form_named(option["value"]) if option else None
    return None


def form_named(value: str) -> str:
    """The name of the form that an option stands for."""
    return "" if value == FIRST else value


def to_be_posted(view: Shown) -> bool:
    """Whether the result is to be shown to the channel at once."""
    return bool(_state(view, POST, POST).get("selected_options"))


def _state(view: Shown, block_id: str, action_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = view["state"]["values"].get(block_id, {}).get(action_id, {})
    return found


def _blocks(metric: Metric, form: Form, values: Mapping[str, str], *, may_post: bool) -> Iterator[Block]:
    example = calculate(metric.id, form.request.partition(" ")[2])
    formula = example.formula if isinstance(example, Result) else ""
    yield ContextBlock(elements=[_introduction(metric, formula)], block_id="introduction")
    if len(forms_of(metric)) > 1:
        yield _select(metric, form)
    for spec in form.fields:
        yield _input(form, spec, values.get(spec.name, ""))
    if may_post:
        yield _checkbox()


def _introduction(metric: Metric, formula: str) -> MarkdownTextObject:
    said = escape(shorten(f"{metric.name}: {metric.definition}", INTRODUCTION))
    text = f"{said}\n{code(shorten(formula, INTRODUCTION))}" if formula else said
    return MarkdownTextObject(text=text, verbatim=True)


def _select(metric: Metric, form: Form) -> Block:
    """What to calculate from; Slack tells at once when another form is selected."""
    options = {each.name: Option(value=each.name or FIRST, text=_option(each)) for each in forms_of(metric)}
    return InputBlock(
        block_id=f"{SELECT}:{form.name or FIRST}",
        label=_plain("Calculate from", OPTION),
        element=StaticSelectElement(
            action_id=SELECT,
            placeholder=_option(form),
            options=list(options.values()),
            initial_option=options[form.name],
        ),
        dispatch_action=True,
    )


def _option(form: Form) -> PlainTextObject:
    return _plain(", ".join(spec.label for spec in form.fields), OPTION)


def _input(form: Form, spec: FieldSpec, value: str) -> Block:
    """A field; what is too long for Slack is left empty, since a part of it would be another number."""
    return InputBlock(
        block_id=block_of(form, spec.name),
        label=_plain(spec.label, OPTION),
        hint=_plain(spec.hint, HINT),
        optional=not spec.required,
        element=PlainTextInputElement(
            action_id=TYPED,
            placeholder=_plain(f"For example {spec.placeholder}", PLACEHOLDER) if spec.placeholder else None,
            initial_value=value if 0 < len(value) <= INPUT else None,
            multiline=spec.kind.many or None,
            focus_on_load=spec is form.fields[0] or None,
        ),
    )


def _checkbox() -> Block:
    option = Option(value=POST, text=_plain("Post to the channel", OPTION))
    return InputBlock(
        block_id=POST,
        label=_plain("Result", OPTION),
        hint=_plain("Without it, only you see the result, and can share it afterwards.", HINT),
        optional=True,
        element=CheckboxesElement(action_id=POST, options=[option]),
    )


def _plain(text: str, limit: int) -> PlainTextObject:
    return PlainTextObject(text=shorten(unformatted(text), limit), emoji=False)
