"""What is wrong in the file of sources, in words: where, what, and an example that works."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from pydantic_core import ErrorDetails

from accounts.kinds import KINDS
from sources.model import Source
from sources.readers import READERS
from sources.toml_text import line_of, toml_pair

EXAMPLES: Final[dict[str, Any]] = {
    "kind": "accounts",
    "every": "30m",
    "at": "06:30 Europe/Berlin weekdays",
    "stale_after": "26h",
    "unknown_after": "7d",
    "needs": ["crm"],
    "values": {"status": {"Pending": "active"}},
    "tool": "zendesk",
    "currency": "EUR",
    "dates": "day-first",
    "decimals": "comma",
    "survey": "nps",
    "accept": ["future"],
    "beside_sample": True,
    "skip_bad": True,
    "paused": True,
    "full": True,
    "gone_after": 3,
}
_SHAPES: Final = {
    "tuple": "is a list in brackets",
    "list": "is a list in brackets",
    "dict": "is a table of names and values",
    "string": "is a text in quotes",
    "bool": "is true or false",
    "int": "is a whole number",
}
_ALSO_CALLED: Final = {
    "type": "kind",
    "source": "from",
    "token": "key",
    "secret": "key",
    "password": "key",
    "interval": "every",
    "frequency": "every",
    "schedule": "at",
    "cron": "at",
    "mapping": "columns",
    "depends_on": "needs",
}


def examples_of(place: type[Source], kind: object) -> dict[str, Any]:
    """An example of each setting, with fields that rows of the kind have."""
    known = [field.name for field in KINDS[kind]] if isinstance(kind, str) and kind in KINDS else ["name"]
    columns = {"Account Name": "name"} if "name" in known else {"Account ID": "account"}
    fields = {"arr": "arr", "ends_on": "contract_end"} if kind == "subscriptions" else {"segment": "customer_tier"}
    return {
        **EXAMPLES,
        "columns": columns,
        **place.examples,
        **({"fields": fields} if "fields" in place.examples else {}),
    }


def fault_text(fault: ErrorDetails, name: str, settings: Mapping[str, Any], text: str, file: str) -> str:
    """`sources.toml, line 4: crm.every is …. For example: every = "30m"`."""
    place = READERS[settings["from"]]
    examples = examples_of(place, settings.get("kind"))
    key = str(fault["loc"][0]) if fault["loc"] else ""
    where = f"{file}, line {line_of(text, name, key)}"
    if key == "name":
        return f'{where}: a source is called by a word in small letters, such as [crm], not "{name}"'
    what = f"{name}.{'.'.join(map(str, fault['loc']))}" if key else name
    example = f" For example: {toml_pair(key, examples[key])}" if key in examples and key != "full" else ""
    if not key:
        example = f" For example: {toml_pair('every', examples['every'])} or {toml_pair('at', examples['at'])}"
    return f"{where}: {what} {_said(fault, key, place)}.{example}"


def _said(fault: ErrorDetails, key: str, place: type[Source]) -> str:
    kind, _, what = fault["type"].partition("_")
    match fault["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"is not known; {_near(key, place)}"
        case "value_error":
            return str(fault["ctx"]["error"])
        case "literal_error":
            return f"is one of {str(fault['ctx']['expected']).replace(chr(39), '').removeprefix(', ')}"
        case _ if what in {"type", "parsing"} and kind in _SHAPES:
            return _SHAPES[kind]
        case _:
            message = fault["msg"]
            return f"is wrong: {message[:1].lower()}{message[1:]}"


def _near(key: str, place: type[Source]) -> str:
    """The setting that was meant; else all that the place has for itself."""
    known = {*place.model_fields, "from"} - {"name", "folder"}
    meant = _ALSO_CALLED.get(key.casefold(), "")
    if found := [meant] if meant in known else get_close_matches(key.casefold(), sorted(known), n=1):
        return f"{found[0]} is"
    own = sorted({*known} - {*Source.model_fields, "from"})
    return f"beside those of all sources there is {', '.join(own)}"
