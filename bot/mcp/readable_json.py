"""JSON of a client as the library reads it: halves of emoji, which programs leave that cut texts, and endless numbers
are none to it.
"""

import json
import re
from typing import Any, Final

LONGEST_NUMBER: Final = 400  # digits; a longer one goes on as text, which says what is wrong with it
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_ID: Final = re.compile(r'"id"\s*:\s*(?:(\d{1,18})|"([^"\\]{1,100})")')


def readable(text: str) -> str | None:
    """The same JSON with a replacement character for each half of a pair; None for what is no JSON."""
    try:
        value = json.loads(text, parse_int=_number)
    except (ValueError, RecursionError):
        return None
    whole = json.dumps(value, ensure_ascii=False)
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def readable_body(body: bytes) -> bytes:
    """The same of a request's body, which stays as it is where nothing of it needs that or can be read."""
    text = body.decode("utf-8", "replace")
    mended = readable(text) if _HALF.search(text) else None
    return body if mended is None else mended.encode()


def request_id(text: str) -> int | str | None:
    """The id of a request that can't be read, where it can be told; else whoever sent it waits for an answer."""
    found = _ID.findall(text)
    if len(found) != 1:
        return None
    number, name = found[0]
    return int(number) if number else str(name)


def _number(digits: str) -> Any:  # noqa: ANN401  what JSON has for a number
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits
