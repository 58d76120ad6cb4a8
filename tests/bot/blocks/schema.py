"""Messages and views against the structure of Slack's own types."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from tests.bot.blocks.fitting import Fits, Fitting

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
def definitions() -> dict[str, str]:
    """The name of the definition of each type of block and view, by the name in its `type`: a union of all says little
    of a fault.
    """
    found = {"image": "ImageBlock"}
    for name, each in schema()["definitions"].items():
        kind = each.get("properties", {}).get("type", {}).get("const")
        if kind and name.endswith(("Block", "View")):
            found[kind] = name
    return found


@cache
def _fits(kind: str) -> Fits:
    return _fitting().named(definitions()[kind])


@cache
def _fitting() -> Fitting:
    return Fitting(schema()["definitions"])


@cache
def validator(kind: str) -> Draft7Validator:
    """What says of a type of block or view where it isn't as Slack's types have it."""
    return Draft7Validator({**schema(), "$ref": f"#/definitions/{definitions()[kind]}"})


def structure_faults(part: Mapping[str, Any]) -> Iterator[str]:
    """What of a block or view isn't as Slack's types have it."""
    yield from _faults(json.dumps(part))


@cache  # the same block stands in many messages
def _faults(part: str) -> tuple[str, ...]:
    given = json.loads(part)
    kind = given.get("type")
    if kind not in definitions():
        return (f"no such block: {kind}",)
    if _fits(kind)(given):
        return ()
    return tuple(f"{kind} {each.json_path}: {each.message[:200]}" for each in validator(kind).iter_errors(given))
