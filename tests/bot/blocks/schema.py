"""Messages and views against the structure of Slack's own types."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

FOLDER = Path(__file__).parent
TYPES = FOLDER / "slack-types-3.2.0.schema.json"
EXTENSIONS = FOLDER / "extensions.json"


@cache
def schema() -> dict[str, Any]:
    """The generated schema with what stands in extensions.json."""
    made: dict[str, Any] = json.loads(TYPES.read_text(encoding="utf-8"))
    added = json.loads(EXTENSIONS.read_text(encoding="utf-8"))
    made["definitions"] |= added["definitions"]
    for name, properties in added["properties"].items():
        made["definitions"][name]["properties"] |= properties
    made["definitions"]["DataTableBlock"]["properties"]["rows"]["items"]["items"]["anyOf"] += added["cells"]
    made["definitions"]["ModalView"]["properties"]["blocks"] = {"type": "array"}  # each is looked at by itself
    made["definitions"]["HomeView"]["properties"]["blocks"] = {"type": "array"}
    return made


@cache
def validators() -> dict[str, Draft7Validator]:
    """A validator for each type of block and view, by the name in its `type`: a union of all says little of a fault."""
    definitions = schema()["definitions"]
    found = {}
    for name, each in definitions.items():
        kind = each.get("properties", {}).get("type", {}).get("const")
        if kind and name.endswith(("Block", "View")):
            found[kind] = Draft7Validator({**schema(), "$ref": f"#/definitions/{name}"})
    image = {**schema(), "$ref": "#/definitions/ImageBlock"}
    return {"image": Draft7Validator(image), **found}


def structure_faults(part: Mapping[str, Any]) -> Iterator[str]:
    """What of a block or view isn't as Slack's types have it."""
    yield from _faults(json.dumps(part))


@cache  # the same block stands in many messages
def _faults(part: str) -> tuple[str, ...]:
    given = json.loads(part)
    validator = validators().get(given.get("type"))
    if validator is None:
        return (f"no such block: {given.get('type')}",)
    return tuple(f"{given['type']} {each.json_path}: {each.message[:200]}" for each in validator.iter_errors(given))
