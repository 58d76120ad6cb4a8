"""Unpacking what a web service packed: an answer of which the end is missing is an error, and never a shorter one."""

import zlib
from collections.abc import Iterator
from typing import Final

ASKED: Final = "gzip"  # what is asked for; aiohttp would take such an answer without its end for a whole one
_PACKED: Final = frozenset(("gzip", "x-gzip"))
_UNASKED: Final = frozenset(("deflate", "br", "zstd", "compress", "x-compress", "bzip2", "xz"))
_GZIP_BITS: Final = zlib.MAX_WBITS | 16
_CHUNK: Final = 1 << 20  # bytes that are unpacked at a time, so that a small answer can't become a huge one at once


class BrokenAnswerError(Exception):
    """An answer that isn't whole, or is packed in a way that wasn't asked for; the message says which."""


class Unpacking:
    """Undoes the `Content-Encoding` of an answer, chunk by chunk. What is no way to pack, such as `utf-8` or the
    `aws-chunked` that S3 keeps, is passed over. Raises `BrokenAnswerError` for a way that wasn't asked for.
    """

    def __init__(self, encoding: str) -> None:
        named = {each.strip().casefold() for each in encoding.split(",")}
        if unasked := sorted(named & _UNASKED):
            raise BrokenAnswerError(f"answers packed as {unasked[0]}, which wasn't asked for")
        self._packed = zlib.decompressobj(_GZIP_BITS) if named & _PACKED else None
        self._begun = False

    def unpacked(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk holds. Raises `BrokenAnswerError`."""
        if self._packed is None:
            yield chunk
            return
        try:
            while True:
                if self._packed.eof and chunk:  # another member follows the last one
                    self._packed = zlib.decompressobj(_GZIP_BITS)
                self._begun = self._begun or bool(chunk)
                found = self._packed.decompress(chunk, _CHUNK)
                yield found
                chunk = self._packed.unconsumed_tail or self._packed.unused_data
                if not chunk and len(found) < _CHUNK:
                    return
        except zlib.error:
            raise BrokenAnswerError("answered with what can't be unpacked") from None

    def close(self) -> None:
        """Raises `BrokenAnswerError` when the end didn't come."""
        if self._packed is not None and self._begun and not self._packed.eof:
            raise BrokenAnswerError("broke off in the middle of its answer")
