"""The tool that a file's ids belong to: files with the same columns are from the same tool."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from accounts.columns import normalise
from accounts.errors import ImportFileError
from store.connection import Connection

NO_TOOL: Final = ("", "-")
_NAME = re.compile(r"[\w][\w .-]{0,39}")


class UnknownToolError(ImportFileError):
    """Nobody said which of several tools a file is from; `known` are those that there are."""

    def __init__(self, message: str, known: list[str]) -> None:
        super().__init__(message)
        self.known = known


def shape_of(header: Sequence[str], apart: str = "") -> str:
    """What files with the same columns have in common, in whatever order they are; `apart` is a header that is ours."""
    names = sorted(normalise(name) for name in header if name != apart)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def choose_tool(connection: Connection, kind: str, shape: str, wanted: str | None) -> str:
    """The tool that a file's ids are from, empty for the one that has no name: what is wanted, else what is remembered.

    Raises `ImportFileError` when a person has to say it.
    """
    if kind == "accounts":
        return ""  # a list of accounts is one list, whichever tool a file of it is from
    if wanted is not None:
        return _checked(wanted)
    rows = connection.execute("SELECT tool, shape = ? FROM import_tool WHERE kind = ?", (shape, kind)).fetchall()
    known = {tool for tool, same in rows if same}
    if len(known) == 1:
        return str(known.pop())
    named = sorted({tool for tool, _ in rows if tool})
    if not named:
        return ""
    which = ", ".join(f"--source {tool}" for tool in named)
    told = "Files with these columns" if known else f"Files of {kind}, with other columns,"
    raise UnknownToolError(
        f"Which tool is it from? {told} came from {', '.join(named)} before: say {which}, the name of another one, "
        "or --source - for one without a name.",
        named,
    )


def _checked(wanted: str) -> str:
    tool = wanted.strip().casefold()
    if tool in NO_TOOL:
        return ""
    if not _NAME.fullmatch(tool):
        raise ImportFileError(f"A source is called by a word such as zendesk, not {wanted!r}: --source zendesk")
    return tool


def remember_tool(connection: Connection, kind: str, shape: str, tool: str, import_id: int) -> None:
    """Keeps which tool files with such columns are from."""
    if kind != "accounts":
        connection.execute(
            "INSERT INTO import_tool VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (kind, shape, tool, import_id)
        )


def tools_of(connection: Connection, kind: str) -> list[str]:
    """The named tools that files of a kind came from."""
    rows = connection.execute(
        "SELECT DISTINCT tool FROM import_tool WHERE kind = ? AND tool <> '' ORDER BY tool", (kind,)
    )
    return [tool for (tool,) in rows]


def forget_tools(connection: Connection, kind: str) -> int:
    """Forgets which tools files of a kind came from, and returns how many there were; ids stay as they are."""
    return connection.execute("DELETE FROM import_tool WHERE kind = ?", (kind,)).rowcount
