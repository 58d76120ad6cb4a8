"""Forms: every metric's, within Slack's limits, filled as asked, and read back to the same result."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS, respond
from bot.context import Context
from bot.render.metric_modal import forms_of
from bot.render.slack import message
from bot.slack.modals.metric_form import ValidationErrors, open_modal, place_of, submit, switch_form
from bot.slack.posting import ReplyTarget
from glossary import load
from metrics import METRICS, Form, Metric, Result, calculate
from tests.bot.blocks.checks import view_faults
from tests.cases import cases
from tests.examples import examples

View = dict[str, Any]
HERE = ReplyTarget("C01", url="https://hooks.slack.com/actions/T01/123/abc")
FORMS = [(metric, form) for metric in METRICS for form in metric.forms]


def example(form: Form) -> Result:
    """What a form's example comes to."""
    answer = calculate(*form.request.split(" ", 1))
    assert isinstance(answer, Result)
    return answer


def sent_back(view: View, typed: dict[str, str | None] | None = None, others: View | None = None) -> View:
    """The view as Slack sends it back: fields hold what was typed, or else what they were filled with."""
    values: dict[str, Any] = {}
    for block in inputs(view):
        value = (typed or {}).get(field_of(block), block["element"].get("initial_value"))
        values[block["block_id"]] = {"typed": {"type": "plain_text_input", "value": value}}
    for block_id, state in (others or {}).items():
        values[next(b["block_id"] for b in view["blocks"] if b["block_id"].startswith(block_id))] = state
    return {**view, "id": "V01", "state": {"values": values}}


def inputs(view: View) -> list[dict[str, Any]]:
    """The blocks of the fields."""
    return [b for b in view["blocks"] if b["type"] == "input" and b["element"]["type"] == "plain_text_input"]


def field_of(block: dict[str, Any]) -> str:
    """The name of a block's field."""
    return str(block["block_id"]).partition(":")[0]


def filled(view: View) -> dict[str, str]:
    """What the fields are filled with."""
    return {field_of(b): b["element"]["initial_value"] for b in inputs(view) if "initial_value" in b["element"]}


def errors(answer: Result | ValidationErrors) -> dict[str, str]:
    """What is said of each field."""
    assert isinstance(answer, ValidationErrors)
    assert answer.response["response_action"] == "errors"
    return {block_id.partition(":")[0]: text for block_id, text in answer.response["errors"].items()}


def faults(view: View) -> Iterator[str]:
    """What Slack would refuse, and what would puzzle whoever fills it in."""
    yield from view_faults(view)
    if sum(bool(block["element"].get("focus_on_load")) for block in inputs(view)) > 1:
        yield "more than one focus"
    for block in view["blocks"]:
        if block["type"] == "input":
            yield from of_input(block)


def of_input(block: dict[str, Any]) -> Iterator[str]:
    element = block["element"]
    if len(block["label"]["text"]) > 75 or len((block.get("hint") or {"text": ""})["text"]) > 150:
        yield "a label or a hint longer than a phone shows"
    values = [option["value"] for option in element.get("options", ())]
    if len(values) != len(set(values)):
        yield f"options: {values}"
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        yield "the initial option is none of them"
    if not 1 <= len(element.get("initial_value", "x")) <= 3000:
        yield f"element: {element}"


# Every metric and every form of it


@cases(("metric", "form"), FORMS)
def test_every_form_fits_and_comes_back_filled_to_the_same_result(metric: Metric, form: Form) -> None:
    expected = example(form)
    view = open_modal(f"calculate {expected.request}", HERE)
    assert list(faults(view)) == []
    assert [field_of(block) for block in inputs(view)] == [spec.name for spec in form.fields]
    assert filled(view).keys() == expected.reading_of.words.keys()
    result = submit(sent_back(view))
    assert isinstance(result, Result)
    assert (result.value, result.inputs, result.currency) == (expected.value, expected.inputs, expected.currency)


@cases(("metric", "form"), FORMS)
def test_the_example_typed_into_an_empty_form_is_what_the_placeholders_say(metric: Metric, form: Form) -> None:
    shown = next(each for each in forms_of(metric) if [*each.inputs.FIELDS] == [*form.inputs.FIELDS])
    empty = open_modal(f"calculate {metric.id}", HERE)
    view = switch_form(sent_back(empty), shown.name or "first")
    assert list(faults(view)) == []
    assert filled(view) == {}
    typed = {
        field_of(block): block["element"]["placeholder"]["text"].removeprefix("For example ")
        for block in inputs(view)
        if "placeholder" in block["element"]
    }
    result = submit(sent_back(view, {spec.name: None for spec in form.fields} | typed))
    assert isinstance(result, Result)
    assert result.value == example(shown).value
    assert result.reading_of.form is shown


@cases("metric", METRICS)
def test_an_empty_form_says_at_every_field_that_must_be_filled_that_it_must(metric: Metric) -> None:
    view = open_modal(f"calculate {metric.id}", HERE)
    said = errors(submit(sent_back(view, {field_of(block): "  " for block in inputs(view)})))
    assert said.keys() == {spec.name for spec in metric.forms[0].fields if spec.required}
    optional = {field_of(block) for block in inputs(view) if block["optional"]}
    assert optional == {spec.name for spec in metric.forms[0].fields if not spec.required}


@cases("metric", METRICS)
def test_a_metric_asked_for_by_its_name_alone_offers_a_form(metric: Metric) -> None:
    context = Context(load())
    for text in {metric.id, f"calculate {metric.id}"} - COMMANDS.verbs:
        reply = respond(text, context)[1]
        buttons = [e for b in message(reply)["blocks"] if b["type"] == "actions" for e in b["elements"]]
        (button,) = [each for each in buttons if each["text"]["text"] == "Calculate"]
        assert button["action_id"].startswith("form:")
        assert list(faults(open_modal(button["value"], HERE))) == []


@cases(("metric", "form"), FORMS)
def test_a_result_can_be_calculated_again_and_its_sharing_gives_the_same(metric: Metric, form: Form) -> None:
    context = Context(load())
    reply = respond(f"calculate {form.request}", context)[1]
    (again,) = [action for action in reply.actions if action.form]
    assert again.label == "Recalculate"
    view = open_modal(again.request, HERE)
    assert filled(view).keys() == example(form).reading_of.words.keys()
    assert respond(reply.share, context)[1].title == reply.title


def test_a_mistake_offers_the_form_of_its_metric() -> None:
    (action,) = respond("nrr 100k", Context(load()))[1].actions
    assert (action.label, action.request, action.form) == ("Fill in a form", "calculate nrr", True)


# What is typed


def test_a_form_keeps_where_its_result_goes() -> None:
    for place in (
        HERE,
        ReplyTarget("D01"),
        ReplyTarget("C01", thread="17.5"),
        ReplyTarget("C01", url="https://x/" + "y" * 2000),
    ):
        view = open_modal("calculate nps", place)
        assert place_of(sent_back(view)) == place
        assert list(faults(view)) == []
        assert any(block["block_id"] == "post" for block in view["blocks"]) is bool(place.url)


@cases(
    ("request_text", "typed", "said"),
    [
        ("nps", {"promoters": "forty", "passives": "10", "detractors": "50"}, {"promoters": "isn't a number"}),
        ("nps", {"promoters": "4", "passives": "10", "detractors": "-5"}, {"detractors": "entered as a positive"}),
        ("nrr", {"start": "$1", "expansion": "€1", "contraction": "0", "churn": "0"}, {"expansion": "convert one"}),
        ("crr", {"start": "300", "new": "30", "end": "315.5"}, {"end": "must be a whole number, not 315.5"}),
        ("csat", {"satisfied": "10", "responses": "0"}, {"responses": "greater than 0"}),
        ("percent-change", {"before": "20", "after": "8%"}, {"before": "in the same unit"}),
        (
            "nps",
            {"promoters": "40", "passives": "ten", "detractors": "many"},
            {"passives": "“ten” isn't a number", "detractors": "“many” isn't a number"},
        ),
        ("csat", {"satisfied": "x", "responses": "2"}, {"satisfied": "isn't a number"}),
        ("ttv", {"start": "soon", "value": "2025-03-31"}, {"start": "is a date"}),
    ],
)
def test_a_mistake_is_said_at_the_field_that_it_is_about(
    request_text: str, typed: dict[str, str | None], said: dict[str, str]
) -> None:
    found = errors(submit(sent_back(open_modal(f"calculate {request_text}", HERE), typed)))
    assert found.keys() == said.keys()
    assert all(part in found[name] for name, part in said.items())


def test_a_mistake_that_is_about_no_field_is_said_at_the_first() -> None:
    typed: dict[str, str | None] = {"promoters": "0", "passives": "0", "detractors": "0"}
    assert errors(submit(sent_back(open_modal("calculate nps", HERE), typed))).keys() == {"promoters"}


def test_what_can_be_read_in_several_ways_is_asked_about_at_its_field_and_both_answers_are_taken() -> None:
    view = open_modal("calculate arpa", HERE)
    said = errors(submit(sent_back(view, {"mrr": "1.200", "accounts": "600"})))
    assert said == {"mrr": "This can be read as 1.2 or as 1,200. Type 1.2 or 1,200."}
    for way in ("1.2", "1200"):
        assert isinstance(submit(sent_back(view, {"mrr": way, "accounts": "600"})), Result)


def test_dates_that_can_be_read_in_two_ways_are_asked_about_at_both_fields() -> None:
    typed: dict[str, str | None] = {"start": "03/04/2025", "value": "05/06/2025"}
    said = errors(submit(sent_back(open_modal("calculate ttv", HERE), typed)))
    assert said.keys() == {"start", "value"}
    assert said["start"].endswith("Type 2025-04-03 or 2025-03-04.")


def test_a_column_pasted_from_a_spreadsheet_is_a_list() -> None:
    view = switch_form(sent_back(open_modal("calculate nps", HERE)), "scores")
    assert inputs(view)[0]["element"]["multiline"] is True
    result = submit(sent_back(view, {"scores": "10\n9\r\n9\n7\n3"}))
    assert isinstance(result, Result)
    assert result.value == 40


def test_another_form_keeps_what_was_typed_into_fields_of_the_same_name() -> None:
    first = sent_back(open_modal("calculate nps", HERE), {"promoters": "40", "passives": "1", "detractors": " 50 "})
    total = switch_form(first, "total")
    assert filled(total) == {"promoters": "40", "detractors": " 50 "}
    assert place_of(sent_back(total)) == HERE


def test_a_form_selected_but_not_shown_yet_is_shown_instead_of_a_result() -> None:
    view = open_modal("calculate nps promoters=40 passives=10 detractors=50", HERE)
    chosen = {"form-of": {"form-of": {"selected_option": {"value": "total"}}}}
    answer = submit(sent_back(view, None, chosen))
    assert isinstance(answer, ValidationErrors)
    assert answer.response["response_action"] == "update"
    shown = answer.response["view"]
    assert filled(shown) == {"promoters": "40", "detractors": "50"}
    assert isinstance(submit(sent_back(shown, {"total": "100"}, chosen)), Result)


def test_what_was_solved_for_is_filled_in_as_found() -> None:
    reply = respond("nrr 100k ? 5k 8k = 110%", Context(load()))[1]
    assert filled(open_modal(reply.actions[0].request, HERE))["expansion"] == "23,000"


def test_a_list_too_long_for_a_field_is_left_out_whole() -> None:
    view = open_modal("calculate nps scores " + "10 9 " * 1000, HERE)
    assert filled(view) == {}
    assert list(faults(view)) == []


def test_no_form_opens_for_what_is_no_metric() -> None:
    with pytest.raises(KeyError):
        open_modal("calculate cheese", HERE)


anything = st.text(max_size=60) | st.from_regex(r"[-$€]?[0-9.,' ]{1,9}[kM%]?(\.\.[0-9]k)?[?=]?", fullmatch=True)


@settings(max_examples=examples(3))
@given(st.data())
def test_whatever_is_typed_gives_a_result_or_errors_at_fields_of_the_form_and_is_still_there(
    data: st.DataObject,
) -> None:
    metric = data.draw(st.sampled_from(list(METRICS)))
    form = data.draw(st.sampled_from(forms_of(metric)))
    view = switch_form(sent_back(open_modal(f"calculate {metric.id}", HERE)), form.name or "first")
    typed: dict[str, str | None] = {spec.name: data.draw(anything | st.none()) for spec in form.fields}
    back = sent_back(view, typed)
    answer = submit(back)
    if isinstance(answer, Result):
        assert list(faults(open_modal(f"calculate {answer.request}", HERE))) == []
        return
    assert answer.response["response_action"] == "errors"
    said = answer.response["errors"]
    assert said.keys() <= {block["block_id"] for block in inputs(view)}
    assert all(1 <= len(text) <= 300 and "\n" not in text for text in said.values())
    assert filled(switch_form(back, form.name or "first")) == {name: value for name, value in typed.items() if value}
