"""The tools are the commands: declared once, refused alike, and none that only reads ever writes."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.commands import COMMANDS
from bot.context import Context
from bot.mcp.arguments import ArgumentError, request_text
from bot.mcp.catalogue import listed_tools
from bot.mcp.tools import CALCULATE, NOT_OFFERED, ONE_ACCOUNT, CommandTool, MetricTool, OfferedTool, offered_tools
from bot.registry import Command
from glossary import Glossary
from metrics import METRICS, Metric
from tests.bot.company import context, database, filled, workspace
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]

TOOLS = offered_tools()
COMMAND_TOOLS = [tool for tool in TOOLS.values() if isinstance(tool, CommandTool)]
VALUES: dict[str, Any] = {"number": 2, "day": "2026-06-01", "text": "acme"}
every_command_tool = pytest.mark.parametrize("tool", COMMAND_TOOLS, ids=lambda tool: tool.name)


def given(tool: CommandTool) -> dict[str, Any]:
    """A value for each argument."""
    return {each.name: each.choices[0] if each.choices else VALUES[each.kind] for each in tool.tool.parameters}


@cases("command", list(COMMANDS))
def test_every_command_is_a_tool_or_has_a_reason_why_not(command: Command) -> None:
    offered = command.tool is not None or command.verb == CALCULATE
    wanted = f"{command.verb}: declare a tool=Tool(…), or say why not in NOT_OFFERED of bot/mcp/tools.py"
    assert offered is (command.verb not in NOT_OFFERED), wanted


@every_command_tool
def test_only_commands_that_write_have_tools_that_write(tool: CommandTool) -> None:
    assert tool.writes <= tool.command.writes
    if tool.command.writes and not tool.writes:
        assert tool.tool.parameters == (), "with arguments, a command that writes may write"


@every_command_tool
def test_a_tool_makes_the_request_that_people_would_type_and_its_verb_stays(tool: CommandTool) -> None:
    call = tool.call(given(tool))
    assert call.verb == tool.name
    for value in given(tool).values():
        assert str(value) in call.text


@every_command_tool
def test_an_argument_that_is_unknown_is_refused_with_those_that_there_are(tool: CommandTool) -> None:
    with pytest.raises(ArgumentError) as refused:
        tool.call({**given(tool), "ownr": "dana"})
    assert refused.value.argument == "ownr"
    for each in tool.tool.parameters:
        assert each.name in str(refused.value)


@every_command_tool
def test_what_is_required_is_asked_for_and_null_counts_as_left_out(tool: CommandTool) -> None:
    required = [each.name for each in tool.tool.parameters if each.required]
    for name in required:
        for nothing in ({}, {name: None}, {name: ""}):
            with pytest.raises(ArgumentError, match=f"^{name} is missing"):
                tool.call({key: value for key, value in given(tool).items() if key != name} | nothing)
    tool.call({each: value for each, value in given(tool).items() if each in required})


@cases("wrong", [True, [1], {"a": 1}, "soon", 1.5, 0, 10**9, float("inf"), float("nan"), "9" * 400])
def test_a_number_is_a_whole_number_within_its_limits(wrong: Any) -> None:
    with pytest.raises(ArgumentError):
        TOOLS["renewals"].call({"days": wrong})


@cases("right", [30, 30.0, "30", " 30 "])
def test_a_number_is_taken_as_models_write_it(right: Any) -> None:
    assert TOOLS["renewals"].call({"days": right}).text == "30"


@cases("wrong", [True, ["a"], {"a": "b"}, "x" * 3000, float("nan"), float("inf")])
def test_a_text_is_a_text(wrong: Any) -> None:
    with pytest.raises(ArgumentError):
        TOOLS["account"].call({"account": wrong})


def test_a_day_is_a_day_and_a_choice_one_of_those_listed() -> None:
    with pytest.raises(ArgumentError, match="2026-06-15"):
        TOOLS["portfolio"].call({"since": "soon"})
    with pytest.raises(ArgumentError, match="red, yellow, green, unknown"):
        TOOLS["health"].call({"band": "purple"})


@cases("text", ["watch acme", "pulse acme 1", "acme!", "curate approve 1", "/cs done acme", "<@U1>"])
def test_no_text_turns_a_tool_that_reads_into_another_command(text: str) -> None:
    for name in ("account", "define", "health", "explain"):
        parameter = TOOLS[name].schema["properties"].keys()
        assert TOOLS[name].call({next(iter(parameter)) if name != "health" else "conditions": text}).verb == name


def test_a_quote_in_a_name_does_not_end_the_name() -> None:
    call = TOOLS["done"].call({"account": 'Acme" they sign', "note": "left"})
    assert call.text == '"Acme\' they sign" left'


@cases("tool", TOOLS.values())
def test_every_schema_is_one_describes_each_argument_and_takes_no_others(tool: OfferedTool) -> None:
    Draft202012Validator.check_schema(tool.schema)
    assert tool.schema["additionalProperties"] is False
    assert all(each["description"] for each in tool.schema["properties"].values())
    assert tool.summary.endswith((".", "…")) or isinstance(tool, MetricTool)
    assert set(tool.schema.get("required", ())) <= set(tool.schema["properties"])


@cases("metric", list(METRICS))
def test_a_metric_takes_its_own_example_by_name(metric: Metric) -> None:
    form = metric.forms[0]
    values = {spec.name: spec.placeholder for spec in form.fields if spec.placeholder}
    Draft202012Validator(MetricTool(metric).schema).validate(values)
    for tool, arguments in ((MetricTool(metric), values), (TOOLS[CALCULATE], {"metric": metric.id, "inputs": values})):
        assert tool.call(arguments).verb == CALCULATE
    with pytest.raises(ArgumentError, match="There are: "):
        MetricTool(metric).call({"promotors": 1})


@cases("wrong", [True, {}, [True], float("nan"), float("inf")])
def test_a_value_of_a_metric_is_a_number_or_a_text(wrong: Any) -> None:
    with pytest.raises(ArgumentError):
        MetricTool(METRICS["nps"]).call({"promoters": wrong})


def test_a_value_holds_no_other_argument() -> None:
    call = TOOLS[CALCULATE].call({"metric": "nps", "inputs": {"promoters": "40 passives=10 detractors=50"}})
    assert call.answer(Context(Glossary([])), call.text).outcome == "usage"


def test_calculate_says_what_is_wrong_with_what_it_is_given() -> None:
    for wrong in ({}, {"metric": 5}, {"metric": "nosuch"}, {"metric": "nps", "inputs": [1]}, {"metrc": "nps"}):
        with pytest.raises(ArgumentError):
            TOOLS[CALCULATE].call(wrong)


def test_the_list_has_hints_and_hides_what_the_caller_may_not_do() -> None:
    reading, writing = listed_tools(writing=False, each_metric=False), listed_tools(writing=True, each_metric=False)
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in reading)
    hidden = {tool.name for tool in writing} - {tool.name for tool in reading}
    assert hidden == {"ask", "add", "suggest", "pulse", "own", "snooze", "done", "log", "undo"}
    assert all(tool.annotations and tool.annotations.read_only_hint is False for tool in writing if tool.name in hidden)
    assert len(listed_tools(writing=True, each_metric=True)) == len(TOOLS)


def test_the_list_is_short_enough_to_choose_from() -> None:
    tools = listed_tools(writing=True, each_metric=False)
    listed = [tool.model_dump(by_alias=True, exclude_none=True) for tool in tools]
    assert len(listed) <= 40
    assert len(json.dumps(listed)) < 30_000


def test_a_request_is_put_together_in_the_order_of_its_arguments() -> None:
    tool = TOOLS["renewals"]
    assert isinstance(tool, CommandTool)
    text = request_text(tool.tool.parameters, {"page": 2, "whose": "mine", "days": 60, "conditions": "over 50k"})
    assert text == "60 over 50k mine page 2"


def test_two_accounts_in_one_call_are_answered_with_that_one_is_meant(context: Context) -> None:
    call = TOOLS["done"].call({"account": "Acme Labs and Red Ltd", "note": "ok"})
    reply = call.answer(context, call.text)
    assert reply.paragraphs[-1] == ONE_ACCOUNT
    call = TOOLS["done"].call({"account": "Acme and Sons"})
    assert ONE_ACCOUNT not in call.answer(context, call.text).paragraphs
