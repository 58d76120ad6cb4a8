"""The tools: one for each command that is offered, `calculate`, and one for each metric, all made from the registries.

A tool makes a call of its arguments: a verb, for who may ask it and for the audit log, and what answers it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

import metrics
from bot.commands import COMMANDS, answer_request
from bot.context import Context
from bot.mcp.arguments import ArgumentError, check_names, metric_value, request_text
from bot.mcp.schemas import Schema, inputs_schema, metric_schema, object_schema, parameter_schema
from bot.metric_replies import reply_to
from bot.parsing.grammar import Request, cleaned
from bot.registry import Command, Tool
from bot.reply import Reply
from bot.terms.team_definitions import with_definition
from metrics import METRICS, Form, Metric

CALCULATE = "calculate"
ONE_ACCOUNT = "One account a call is meant: call the tool once for each."
_JOINED = re.compile(r",|\s(?:and|&|\+)\s", re.IGNORECASE)
NOT_OFFERED = {
    "help": "an assistant is told what there is by the list of tools",
    "act": "it opens a form, and what the form does are tools themselves",
    "learn": "lessons come in direct messages, one person's own pace",
    "digest": "it posts into a channel, again and again, for all who are there",
    "watch": "it posts into the conversation where it is asked",
    "unwatch": "it belongs to the conversation where the watch is",
    "curate": "what the whole team reads is decided by a person who saw it",
    "curators": "who decides is decided by people",
}
"""The commands that no assistant is given, and why."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: the verb, the text of the request, and what answers it from a context."""

    verb: str
    text: str
    answer: Callable[[Context, str], Reply]


class OfferedTool(Protocol):
    """A tool. `summary` is what an assistant chooses it by; one that `writes` changes something."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def schema(self) -> Schema: ...
    @property
    def writes(self) -> bool: ...
    @property
    def has_data(self) -> bool:
        """Whether its answers hold what people and other systems wrote, and not this project."""

    def call(self, given: Mapping[str, Any]) -> Call:
        """What the arguments ask for. Raises `ArgumentError`."""


@dataclass(frozen=True, slots=True)
class CommandTool:
    """A command as a tool."""

    command: Command
    tool: Tool

    @property
    def name(self) -> str:
        """The verb."""
        return self.command.verb

    @property
    def title(self) -> str:
        """The verb as a heading."""
        return self.command.verb.capitalize()

    @property
    def summary(self) -> str:
        """What the command's help says."""
        return f"{self.command.summary}."

    @property
    def schema(self) -> Schema:
        """The arguments as JSON schema."""
        required = [each.name for each in self.tool.parameters if each.required]
        return object_schema({each.name: parameter_schema(each) for each in self.tool.parameters}, required)

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.tool.writes

    @property
    def has_data(self) -> bool:
        """Whether its answers are of accounts or of what members of the team wrote."""
        return self.command.needs_requester

    def call(self, given: Mapping[str, Any]) -> Call:
        """The request that people would type. Its verb stays what it is, whatever the text says: a tool that only reads
        never becomes one that writes.
        """
        verb = self.name
        text = cleaned(request_text(self.tool.parameters, given))
        several = _JOINED.search(str(given.get("account") or "")) is not None

        def answer(context: Context, text: str) -> Reply:
            reply = answer_request(Request(verb, text), context)
            unclear = several and reply.data.get("kind") in {"choices", "not_found"}
            return replace(reply, paragraphs=(*reply.paragraphs, ONE_ACCOUNT)) if unclear else reply

        return Call(verb, text, answer)


@dataclass(frozen=True, slots=True)
class MetricTool:
    """A metric as a tool, with an argument for each field of any of its forms."""

    metric: Metric
    writes: bool = False
    has_data: bool = False

    @property
    def name(self) -> str:
        """The metric's id."""
        return self.metric.id

    @property
    def title(self) -> str:
        """The metric's name."""
        return self.metric.name

    @property
    def summary(self) -> str:
        """The metric's definition and formula."""
        return f"{self.metric.name}: {self.metric.definition} Formula: {self.metric.forms[0].formula}"

    @property
    def schema(self) -> Schema:
        """The arguments as JSON schema."""
        return metric_schema(self.metric)

    def call(self, given: Mapping[str, Any]) -> Call:
        """The calculation with the arguments."""
        values = metric_values(self.metric, given)
        return Call(CALCULATE, self.metric.id, lambda context, _: calculated(self.metric, values, context))


@dataclass(frozen=True, slots=True)
class CalculateTool:
    """Any metric, by its id: a list of more than fifty tools is too long for assistants to choose from."""

    name: str = CALCULATE
    title: str = "Calculate a metric"
    writes: bool = False
    has_data: bool = False

    @property
    def summary(self) -> str:
        """What the command's help says."""
        return (
            f"{COMMANDS[CALCULATE].summary.partition(';')[0]}. A “?” in place of a value solves for it; "
            "4k..12k tries a range. Without inputs: the definition, and what each input is."
        )

    @property
    def schema(self) -> Schema:
        """The arguments as JSON schema."""
        ids = [metric.id for metric in METRICS]
        metric = {"type": "string", "enum": ids, "description": "The metric"}
        return object_schema({"metric": metric, "inputs": inputs_schema(METRICS)}, ["metric"])

    def call(self, given: Mapping[str, Any]) -> Call:
        """The calculation of the metric that is named."""
        check_names(given, ["metric", "inputs"])
        name, inputs = given.get("metric"), given.get("inputs") or {}
        metric = METRICS.find(name) if isinstance(name, str) else None
        if metric is None:
            raise ArgumentError("metric is the id of a metric; the tool “metrics” lists them.", "metric")
        if not isinstance(inputs, Mapping):
            raise ArgumentError("inputs is an object with the metric’s arguments by their names.", "inputs")
        return MetricTool(metric).call(inputs)


def metric_values(metric: Metric, given: Mapping[str, Any]) -> dict[str, str]:
    """The arguments as they are typed. Raises `ArgumentError` for names that no form of the metric has."""
    check_names(given, list(dict.fromkeys(name for form in metric.forms for name in form.inputs.FIELDS)))
    return {name: metric_value(name, value) for name, value in given.items() if value not in (None, "", [])}


def calculated(metric: Metric, values: Mapping[str, str], context: Context) -> Reply:
    """The reply to a metric's arguments, by the form that has them; without any, its definition and arguments."""
    form = next((each for each in metric.forms if each.takes(values.keys())), None) or _nearest(metric, values)
    answer = metrics.calculate_fields(metric.id, values, form.name) if values else metrics.calculate(metric.id)
    return with_definition(reply_to(answer), metric.term, context.glossary)


def _nearest(metric: Metric, values: Mapping[str, str]) -> Form:
    """The form that has most of the arguments: it says which are missing."""
    return max(metric.forms, key=lambda form: len(values.keys() & form.inputs.FIELDS.keys()))


@cache
def offered_tools() -> Mapping[str, OfferedTool]:
    """Every tool by its name; those of single metrics are last."""
    tools: dict[str, OfferedTool] = {}
    for command in COMMANDS:
        if command.verb == CALCULATE:
            tools[CALCULATE] = CalculateTool()
        elif command.tool is not None:
            tools[command.verb] = CommandTool(command, command.tool)
    for metric in METRICS:
        tools.setdefault(metric.id, MetricTool(metric))
    return tools
