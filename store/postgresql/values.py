"""Values between Python and PostgreSQL, as SQLite takes and gives them."""

from typing import Any

import psycopg
from psycopg import adapt
from psycopg.abc import Buffer
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

_BIGINT, _BOOLEAN, _NUMERIC = 20, 16, 1700  # what PostgreSQL calls its types by


class _FlagDumper(adapt.Dumper):
    """True and False as 1 and 0: flags are numbers in the store."""

    oid = _BIGINT

    def dump(self, obj: bool) -> Buffer:  # noqa: FBT001 - psycopg calls it so
        return b"1" if obj else b"0"


class _FlagLoader(adapt.Loader):
    """A comparison as 1 or 0, as SQLite gives it."""

    def load(self, data: Buffer) -> int:
        return 1 if bytes(data) == b"t" else 0


class _NumberLoader(adapt.Loader):
    """The sum of whole numbers as a whole number, an average as a float; SQLite gives no other."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or not text.lstrip("-").isdigit() else int(text)


def adapt_values(raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """Lets a connection take and give values so."""
    for kind, dumper in ((int, Int8Dumper), (bool, _FlagDumper), (str, StrDumper)):
        raw.adapters.register_dumper(kind, dumper)
    raw.adapters.register_loader(_BOOLEAN, _FlagLoader)
    raw.adapters.register_loader(_NUMERIC, _NumberLoader)
