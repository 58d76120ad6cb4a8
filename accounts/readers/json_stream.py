"""Reading JSON a value at a time, so that a long list is never in memory as a whole."""

import json
from collections.abc import Iterator
from typing import Final, TextIO

from accounts.readers.limits import LONGEST_LINE

_PART: Final = 1 << 16
_SPACE: Final = " \t\r\n\ufeff"


def parse_constant(name: str) -> str | None:
    """What the names that JSON doesn't have, but Python and JavaScript write, stand for: `NaN` for nothing."""
    return None if name == "NaN" else name


class JsonStream:
    """The values in a text, one after the other. Raises `ValueError` where it isn't JSON."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._held = ""
        self._at = 0
        self._ended = False
        self._decode = json.JSONDecoder(parse_constant=parse_constant).raw_decode

    def peek(self) -> str:
        """The next character that is no space, empty at the end. It is not taken."""
        while True:
            held, at = self._held, self._at
            while at < len(held) and held[at] in _SPACE:
                at += 1
            self._at = at
            if at < len(held):
                return held[at]
            if not self._more(_PART):
                return ""

    def elements(self) -> Iterator[object]:
        """The values of the list that comes next."""
        self._take("[")
        while (following := self.peek()) != "]":
            yield self.value()
            following = self.peek()
            if following == ",":
                self._take(",")
            elif following != "]":
                raise ValueError("a comma or ] is missing, or the file is cut short")
        self._take("]")

    def names(self) -> Iterator[str]:
        """The names in the object that comes next; the value of each must be taken before the next name."""
        self._take("{")
        while self.peek() != "}":
            name = self.value()
            if not isinstance(name, str):
                raise ValueError("a name isn't in quotation marks")  # noqa: TRY004 - as the decoder says it
            self._take(":")
            yield name
            if (following := self.peek()) == ",":
                self._take(",")
            elif following != "}":
                raise ValueError("a comma or } is missing, or the file is cut short")
        self._take("}")

    def begins_objects(self) -> bool:
        """Whether a list whose first value is an object comes next."""
        if self.peek() != "[":
            return False
        at = self._at + 1
        while True:
            rest = self._held[at:].lstrip(_SPACE)
            if rest or not self._more(_PART):
                return rest.startswith("{")
            at = self._at + 1

    def value(self) -> object:
        """The value that comes next."""
        if not self.peek():
            raise ValueError("the file is cut short")
        part = _PART
        while True:
            try:
                value, end = self._decode(self._held, self._at)
            except ValueError:
                if len(self._held) - self._at > LONGEST_LINE:
                    raise ValueError(f"a record has more than {LONGEST_LINE:,} characters, or never ends") from None
                if not self._more(part):
                    raise
            else:
                if end < len(self._held) or not self._more(part):
                    self._at = end
                    return value
            part *= 2

    def _take(self, mark: str) -> None:
        if self.peek() != mark:
            raise ValueError(f"{mark} is missing, or the file is cut short")
        self._at += 1

    def _more(self, size: int) -> bool:
        """Reads on, and lets go of what was taken."""
        part = self._text.read(size)
        if part:
            self._held = self._held[self._at :] + part
            self._at = 0
        return bool(part)
