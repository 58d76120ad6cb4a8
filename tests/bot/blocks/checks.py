"""What Slack would refuse of a message or a view: its structure, the limits of bot/render/limits.py, and what ids,
tables and charts have to keep besides.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from bot.render.limits import LIMITS, Limit, most
from tests.bot.blocks.schema import structure_faults

Object = Mapping[str, Any]
TABLES = frozenset({"data_table", "data_visualization"})


def message_faults(message: Object) -> list[str]:
    """What is wrong with a message."""
    blocks = message.get("blocks") or []
    found = [*_blocks_faults(blocks, "message"), *_own(message, "message")]
    if "classic" in message:
        found.append("the classic form is sent beside the other")
    if len(str(message.get("text") or "").strip()) < 1:
        found.append("no text for notifications and screen readers")
    if len(json.dumps([block for block in blocks if block["type"] not in TABLES])) > most("message", "json"):
        found.append("msg_blocks_too_long")
    if sum(block["type"] == "data_visualization" for block in blocks) > most("message", "charts"):
        found.append("too many charts")
    if sum(map(_characters, blocks)) > most("message", "table characters"):
        found.append("too many characters in tables")
    found += [f"not in a message: {block['type']}" for block in blocks if block["type"] in {"input", "alert"}]
    return found


def view_faults(view: Object) -> list[str]:
    """What is wrong with a modal or the Home tab."""
    blocks = view["blocks"]
    found = [*structure_faults(view), *_own(view, view["type"]), *_blocks_faults(blocks, view["type"])]
    if any(block["type"] == "input" for block in blocks) and view["type"] == "modal" and "submit" not in view:
        found.append("a form that can't be sent")
    return found


def _blocks_faults(blocks: Sequence[Object], of: str) -> Iterator[str]:
    for block in blocks:
        wrong = [*structure_faults(block)]
        yield from wrong or _faults_within(json.dumps(block))
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"{of}: two blocks with the id {each}" for each, count in ids.items() if count > 1)


@cache  # the same block stands in many messages
def _faults_within(block: str) -> tuple[str, ...]:
    return tuple(_within(json.loads(block)))


def _within(value: object, key: str = "") -> Iterator[str]:
    """The faults of an object and of all within it; `key` is what it is called in the one around it."""
    if isinstance(value, list):
        for each in value:
            yield from _within(each, key)
    if not isinstance(value, dict):
        return
    kind = _KINDS.get(key) or value.get("type", "")
    yield from (fault for each in ("any", kind) for fault in _own(value, each))
    yield from _RULES.get(kind, _no_faults)(value)
    for name, each in value.items():
        yield from _within(each, name)


_KINDS = {"options": "option", "placeholder": "placeholder", "initial_option": "option", "initial_options": "option"}


def _own(value: Object, kind: str) -> Iterator[str]:
    """The limits of an object itself that it doesn't keep."""
    for limit in LIMITS:
        if limit.of == kind:
            for found in _at(value, limit.path.split(".")):
                yield from _measured(found, limit)


def _at(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """What stands at a path: `elements[].text` is the text of each element."""
    if not path:
        yield value
        return
    name, lists = path[0].removesuffix("[]" * path[0].count("[]")), path[0].count("[]")
    if not isinstance(value, dict) or name not in value:
        return
    found = [value[name]]
    for _ in range(lists):
        found = [each for one in found if isinstance(one, list) for each in one]
    for each in found:
        yield from _at(each, path[1:])


def _measured(found: Any, limit: Limit) -> Iterator[str]:
    size = found if isinstance(found, int | float) else len(found) if isinstance(found, str | list) else 0
    if not limit.least <= size <= limit.most:
        yield f"{limit.of}.{limit.path} is {size}, and Slack takes {limit.least} to {limit.most}: {str(found)[:80]}"
    shown = not limit.path.endswith(("value", "_id", "url"))
    if shown and limit.least and isinstance(found, str) and not found.strip():
        yield f"{limit.of}.{limit.path} is blank"


def _characters(block: Object) -> int:
    """The characters in the cells of a table."""
    if block["type"] != "data_table":
        return 0
    return sum(len(str(each)) for row in block["rows"] for cell in row for each in _at(cell, ["text"]))


def _no_faults(_: Object) -> Iterator[str]:
    yield from ()


def _of_section(block: Object) -> Iterator[str]:
    if not ("text" in block or block.get("fields")):
        yield "a section without text and fields"


def _of_table(block: Object) -> Iterator[str]:
    head, *rows = block["rows"]
    if len({len(row) for row in block["rows"]}) != 1:
        yield "rows of different lengths"
    if any(cell["type"] != "raw_text" for cell in head):
        yield "a head of something else than text"
    numbers = [cell["value"] for row in rows for cell in row if cell["type"] == "raw_number"]
    yield from (f"no number: {each}" for each in numbers if not math.isfinite(each))
    ids = Counter(cell["element"]["action_id"] for row in rows for cell in row if cell["type"] == "action")
    yield from (f"two buttons with the id {each}" for each, count in ids.items() if count > 1)


def _of_chart(block: Object) -> Iterator[str]:
    chart = block["chart"]
    if chart["type"] == "pie":
        points, names = chart["segments"], [each["label"] for each in chart["segments"]]
        yield from (f"a segment of {each['value']}" for each in points if each["value"] <= 0)
    else:
        points = [each for series in chart["series"] for each in series["data"]]
        names = [each["name"] for each in chart["series"]]
        categories = chart["axis_config"]["categories"]
        if any([each["label"] for each in series["data"]] != categories for series in chart["series"]):
            yield "a series without a point for each category, in their order"
        yield from (f"two categories {each}" for each, count in Counter(categories).items() if count > 1)
    yield from (f"two names {each}" for each, count in Counter(names).items() if count > 1)
    yield from (f"no number: {each['value']}" for each in points if not math.isfinite(each["value"]))


def _of_actions(block: Object) -> Iterator[str]:
    ids = Counter(each["action_id"] for each in block["elements"] if "action_id" in each)
    yield from (f"two elements with the id {each}" for each, count in ids.items() if count > 1)


def _of_container(block: Object) -> Iterator[str]:
    taken = {"actions", "context", "divider", "header", "image", "section", "table"}
    yield from (f"not in a container: {each['type']}" for each in block["child_blocks"] if each["type"] not in taken)


def _of_card(block: Object) -> Iterator[str]:
    if not any(each in block for each in ("hero_image", "title", "actions", "body")):
        yield "an empty card"


def _of_line(line: Object) -> Iterator[str]:
    if len(line.get("initial_value") or "") > line.get("max_length", 3000):
        yield "a line holds more than may be typed into it"


_RULES = {
    "plain_text_input": _of_line,
    "section": _of_section,
    "data_table": _of_table,
    "data_visualization": _of_chart,
    "actions": _of_actions,
    "container": _of_container,
    "card": _of_card,
}
