"""The checks of messages and views find what Slack refuses, each fault by itself, and let through what it takes."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from bot.render.limits import LIMITS, most
from bot.render.probes import PROBES
from tests.bot.blocks.checks import message_faults, view_faults
from tests.bot.blocks.schema import schema, structure_faults, validator
from tests.cases import cases

TEXT = {"type": "plain_text", "text": "Text"}
BUTTON = {"type": "button", "action_id": "a", "text": TEXT, "value": "v"}
TABLE: Any = {
    "type": "data_table",
    "caption": "Sample",
    "rows": [
        [{"type": "raw_text", "text": "Account"}, {"type": "raw_text", "text": "ARR"}],
        [{"type": "raw_text", "text": "Acme"}, {"type": "raw_number", "value": 1.5, "text": "$1.50"}],
    ],
}
POINTS = [{"label": "Jan", "value": 1}, {"label": "Feb", "value": 2}]
LINE: Any = {
    "type": "data_visualization",
    "title": "ARR",
    "chart": {
        "type": "line",
        "series": [{"name": "ARR", "data": POINTS}],
        "axis_config": {"categories": ["Jan", "Feb"]},
    },
}
PIE: Any = {"type": "data_visualization", "title": "Bands", "chart": {"type": "pie", "segments": POINTS}}
CARD: Any = {"type": "card", "title": {"type": "mrkdwn", "text": "NRR"}, "actions": [BUTTON]}
SECTION: Any = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": BUTTON}
FOLDED: Any = {"type": "container", "title": TEXT, "is_collapsible": True, "child_blocks": [SECTION]}


def sent(*blocks: Any) -> dict[str, Any]:
    return {"text": "x", "blocks": [*blocks]}


def changed(block: Any, value: object, *path: Any) -> dict[str, Any]:
    """A copy of a block with another value at a path; None takes it away."""
    made = copy.deepcopy(block)
    inner = made
    for each in path[:-1]:
        inner = inner[each]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return dict(made)


@cases("block", [TABLE, LINE, PIE, CARD, SECTION, FOLDED])
def test_what_slack_takes_is_let_through(block: Any) -> None:
    assert message_faults(sent(block)) == []


@cases("feature", PROBES)
def test_what_slack_is_asked_about_is_as_its_reference_has_it(feature: Any) -> None:
    assert message_faults(sent(*PROBES[feature])) == []


WRONG = {
    "an unknown block": {"type": "chart"},
    "an unknown field": {**SECTION, "colour": "red"},
    "a field left out": changed(TABLE, None, "caption"),
    "a number without text": changed(TABLE, None, "rows", 1, 1, "text"),
    "a head of numbers": changed(TABLE, {"type": "raw_number", "value": 1, "text": "1"}, "rows", 0, 0),
    "rows of different lengths": changed(TABLE, TABLE["rows"][1][:1], "rows", 1),
    "a number that is none": changed(TABLE, float("nan"), "rows", 1, 1, "value"),
    "a table of a head": changed(TABLE, TABLE["rows"][:1], "rows"),
    "too many rows": changed(TABLE, [TABLE["rows"][0], *[TABLE["rows"][1]] * 201], "rows"),
    "an empty cell": changed(TABLE, "", "rows", 1, 0, "text"),
    "a page of none": changed(TABLE, 0, "page_size"),
    "a long name": changed(LINE, "x" * 21, "chart", "series", 0, "name"),
    "a category without a point": changed(LINE, ["Jan", "Feb", "Mar"], "chart", "axis_config", "categories"),
    "equal series": changed(LINE, LINE["chart"]["series"] * 2, "chart", "series"),
    "equal segments": changed(PIE, [POINTS[0], POINTS[0]], "chart", "segments"),
    "a segment of nothing": changed(PIE, 0, "chart", "segments", 0, "value"),
    "a number as text": changed(PIE, "1", "chart", "segments", 0, "value"),
    "a long title": changed(PIE, "x" * 51, "title"),
    "a long button": changed(SECTION, "x" * 76, "accessory", "text", "text"),
    "a long prompt": changed(SECTION, "x" * 4001, "accessory", "agent_prompt"),
    "a blank section": changed(SECTION, " ", "text", "text"),
    "a section of nothing": {"type": "section"},
    "four buttons on a card": changed(CARD, [{**BUTTON, "action_id": str(n)} for n in range(4)], "actions"),
    "an empty card": {"type": "card"},
    "a chart in a container": changed(FOLDED, [PIE], "child_blocks"),
    "eleven in a container": changed(FOLDED, [SECTION] * 11, "child_blocks"),
    "two buttons with one id": {"type": "actions", "elements": [BUTTON, BUTTON]},
    "an input in a message": {"type": "input", "label": TEXT, "element": {"type": "plain_text_input"}},
}


@cases("name", WRONG)
def test_what_slack_refuses_is_found(name: str) -> None:
    assert message_faults(sent(WRONG[name])) != []


OTHERS: list[Any] = ["x", 1, True, {}]


def mutations(value: Any) -> Iterator[Any]:
    """Copies of a part of a block, each with one thing left out, added or of another type."""
    yield from (other for other in OTHERS if other != value)
    if isinstance(value, dict):
        yield {**value, "more": 1}
        for name, each in value.items():
            rest = {other: kept for other, kept in value.items() if other != name}
            yield from (rest, *({**rest, name: other} for other in mutations(each)))
    if isinstance(value, list):
        for at, each in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in mutations(each))


@cases("block", [PIE, SECTION])
def test_what_is_told_at_once_is_what_jsonschema_says(block: Any) -> None:
    for other in mutations(block):
        if isinstance(other, dict) and other.get("type") == block["type"]:
            said = [*validator(block["type"]).iter_errors(other)]
            assert bool([*structure_faults(other)]) == bool(said), json.dumps(other)


@cases(
    "message",
    [
        sent(LINE, PIE, changed(PIE, "Other", "title")),
        sent(*[{**SECTION}] * 51),
        sent(),
        {"text": " ", "blocks": [SECTION]},
        {**sent(SECTION), "classic": [SECTION]},
        sent(*[changed(SECTION, "x" * 2900, "text", "text")] * 5),
        sent({**SECTION, "block_id": "x"}, {**LINE, "block_id": "x"}),
    ],
)
def test_what_slack_refuses_of_a_message_is_found(message: Any) -> None:
    assert message_faults(message) != []


def test_a_form_needs_a_button_that_sends_it_and_a_short_title() -> None:
    field = {"type": "input", "label": TEXT, "element": {"type": "plain_text_input", "action_id": "x"}}
    view = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": [field]}
    assert view_faults(view) == []
    assert view_faults({key: each for key, each in view.items() if key != "submit"}) != []
    assert view_faults({**view, "title": {"type": "plain_text", "text": "x" * 25}}) != []


def test_each_limit_is_said_once_with_its_source_and_the_types_know_what_it_is_of() -> None:
    said = [(each.of, each.path) for each in LIMITS]
    assert len(said) == len(set(said))
    assert all(each.source and 0 <= each.least <= each.most for each in LIMITS)
    kinds = {each.get("properties", {}).get("type", {}).get("const") for each in schema()["definitions"].values()}
    ours = {"any", "message", "option", "placeholder", "image"}
    assert {each.of for each in LIMITS} - kinds - ours == set()
    assert most("header", "text.text") == 150
