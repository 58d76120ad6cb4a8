"""The log of a process that runs: lines for people, or a JSON object a line for what collects them."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from pythonjsonlogger.json import JsonFormatter

from bot.operating.log_limit import RepeatLimit
from bot.render.printable import printable, printable_json, printable_line

Form = Literal["text", "json"]
NAMES = {"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "exception"}
_TOKEN = re.compile(r"\b(xox[a-z]|xapp|csbot)-[\w-]+")  # Slack's tokens, of any sort, and our own


def configure(form: Form) -> None:
    """Logs what is worth knowing and what goes wrong to standard error. No token is ever written, and of trouble that
    comes again and again only some lines.

    A JSON line has `time` (UTC, ISO), `level`, `logger`, `message` and, where there is one, `exception`; deliveries add
    `digest`, `occasion`, `outcome` and `attempt`.
    """
    handler = logging.StreamHandler()
    handler.addFilter(RepeatLimit())
    handler.setFormatter(_Redacting(_lines() if form == "json" else _text()))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _text() -> Callable[[logging.LogRecord], str]:
    return _Text("%(asctime)s %(levelname)s %(name)s: %(message)s").format


def _lines() -> Callable[[logging.LogRecord], str]:
    write = _Json("{asctime}{levelname}{name}{message}", style="{", rename_fields=NAMES, json_ensure_ascii=False).format
    return lambda record: printable_json(write(record))


class _Text(logging.Formatter):
    """A message is one line, whatever is in it: nobody writes lines of their own into the log."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name in the standard library
        """The line of a record."""
        record.message = printable_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401 - as the standard library declares it
        """The traceback below it."""
        return printable(super().formatException(ei))


class _Json(JsonFormatter):
    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """The fields of a record. Those of its own stay, whatever else is logged beside it or as a dict."""
        super().add_fields(log_data, record, message_dict)
        own = {"levelname": record.levelname, "name": record.name, "asctime": self.formatTime(record)}
        log_data.update({NAMES.get(name, name): value for name, value in own.items()})

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """The time in UTC."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class _Redacting(logging.Formatter):
    """Leaves tokens out, wherever they come from: messages of libraries, and tracebacks."""

    def __init__(self, write: Callable[[logging.LogRecord], str]) -> None:
        super().__init__()
        self._write = write

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        return _TOKEN.sub(r"\1-…", self._write(record))
