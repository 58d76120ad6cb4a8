"""The log as JSON lines: what a line says of its own record stands, whatever is logged with it."""

import io
import json
import logging

from bot.operating.logs import _lines, _Redacting
from tests.cases import cases


@cases(
    ("message", "extra"),
    [
        ("no digest", {"level": "gold", "logger": "acme", "time": "soon"}),
        ({"message": "no digest", "levelname": "INFO", "level": "gold"}, None),
    ],
)
def test_a_field_of_the_same_name_hides_no_level(message: object, extra: dict[str, str] | None) -> None:
    """An error of a library that logs a plan as `level` was no error to what watches the log."""
    out, logger = io.StringIO(), logging.Logger("bot")
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Redacting(_lines()))
    logger.addHandler(handler)
    logger.error(message, extra=extra)
    line = json.loads(out.getvalue())
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot", "no digest")
    assert line["time"].startswith("20")
