"""Rows that come only once, such as those of a query or of a web service, kept in a temporary file as a table."""

import hashlib
import io
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from accounts.readers import Row, Table, table
from accounts.readers.limits import check_unpacked


class SpooledTable(Table):
    """Rows that were fetched in batches, kept in a temporary file so that every pass over them sees the same.

    It may have no rows: whether that is an answer is for whoever asked.
    """

    unit = "row"

    def __init__(self, source: str, names: Sequence[str], batches: Iterable[list[list[object]]]) -> None:
        self.source, self._read = source, 0
        self.header, self.notes = table.name_columns(names)
        self._spool = tempfile.TemporaryFile(prefix="cs-import-")  # noqa: SIM115 - open until the table is closed
        try:
            self._sha256 = self._keep(batches)
        except BaseException:
            self._spool.close()
            raise

    @property
    def position(self) -> int:
        return self._read

    @property
    def sha256(self) -> str:
        return self._sha256

    def close(self) -> None:
        self._spool.close()

    def _keep(self, batches: Iterable[list[list[object]]]) -> str:
        """Writes all rows to the temporary file, and returns their hash."""
        hashed = hashlib.sha256(repr(self.header).encode())
        for batch in batches:
            self.size += len(batch)
            written = _packed(batch)
            hashed.update(written)
            self._spool.write(written)
            check_unpacked(self.source, self._spool.tell())
        return hashed.hexdigest()

    def __iter__(self) -> Iterator[Row]:
        self._read = offset = 0
        while self._read < self.size:
            self._spool.seek(offset)
            batch = pickle.load(self._spool)  # noqa: S301 - what was written above, in a file that has no name
            offset = self._spool.tell()
            first = self._read + 1
            self._read += len(batch)
            yield from ((at, cells) for at, cells in enumerate(batch, start=first) if table.any_filled(cells))


def _packed(batch: list[list[object]]) -> bytes:
    """The rows as bytes, which are the same for the same values."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # else a value that is one object with another one is written otherwise than its equal
    pickler.dump(batch)
    return buffer.getvalue()
