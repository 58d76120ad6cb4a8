"""The text of the file of sources: how a setting is written, and on which line one stands."""

import json
import re
from collections.abc import Mapping


def source_text(name: str, settings: Mapping[str, object]) -> str:
    """A source as it stands in the file."""
    return "\n".join((f"[{name}]", *(toml_pair(key, value) for key, value in settings.items()), ""))


def toml_pair(key: str, value: object) -> str:
    """A setting as it stands in the file: `every = "30m"`."""
    if isinstance(value, dict):
        pairs = ", ".join(toml_pair(_quoted(name), each) for name, each in value.items())
        return f"{key} = {{ {pairs} }}"
    return f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def line_of(text: str, name: str, key: str = "") -> int:
    """The line on which a source or one of its settings stands."""
    begin = 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*\"?([\w-]+)\"?\s*(?:\.\s*\"?([\w-]+)\"?\s*)?\]", line):
            if begin and header[1] != name:
                return begin
            if header[1] == name:
                begin = begin or number
                if key and header[2] == key:
                    return number
        elif begin and key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*[.=]", line):
            return number
    return begin or 1
