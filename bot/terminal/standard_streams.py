"""Standard input, output and error where they are closed, full or no longer read: imported only where one is."""

import errno
import os
import sys
from contextlib import suppress

TYPE_CHECKING = False  # what `typing` says: as in `bot/terminal/main.py`
if TYPE_CHECKING:
    from typing import TextIO

CANNOT_WRITE = 74
"""The exit code of an input/output error, as `sysexits.h` has it."""
NOBODY_READS = 141
"""The exit code that a shell gives a program whose output nobody reads any more: 128 and the number of SIGPIPE."""

_WRITE_ERRORS = {errno.EBADF, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPIPE, getattr(errno, "EDQUOT", errno.ENOSPC)}


def open_closed_streams() -> None:
    """Opens the standard streams that were closed before the program began.

    Their descriptors would go to the next files that are opened. What is written to standard output fails, instead of
    being lost in silence; of standard error there is nobody left to tell.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def exit_code_of_write_error(error: OSError) -> int:
    """Says in a line why the output can't be written, unless it is that its reader has had enough.

    Returns the exit code. Raises an error that is about something else once more.
    """
    if error.filename is not None or error.errno not in _WRITE_ERRORS:
        raise error
    unread = error.errno == errno.EPIPE
    if not unread:
        with suppress(OSError):
            print(f"cs: the output can't be written: {error.strerror}", file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        _give_up(stream)
    return NOBODY_READS if unread else CANNOT_WRITE


def _give_up(stream: "TextIO") -> None:
    """Lets go of what a stream holds and can't write: Python would try it once more when it ends, and say so."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
