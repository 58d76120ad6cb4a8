"""An index of names by their trigrams: the few accounts that a misspelt name may mean, out of a million.

Accounts are indexed in segments of 65,536 ids in a row. A row holds the accounts of a segment that have a trigram, in
two bytes each; another how long the name of each is. What the index lacks, accounts that are new or renamed, is
compared one by one until it is much, and then whole segments are written anew.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from accounts.names.normalisation import as_lines, fold
from store.connection import Connection, Query, Rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grams = NDArray[np.uint32]
    Ids = NDArray[np.intp]

SEGMENT: Final = 16  # 2¹⁶ accounts a segment, and as many trigrams: what there are more share places
PLACES: Final = 100_000
"""How many places in the lists a look-up reads at most, the rarest trigrams first."""
NEAREST: Final = 160
"""How many accounts a look-up names."""
SHORT: Final = 7
"""Texts of so many letters are looked up with two of them swapped as well: that slip leaves little of them."""
LONGEST: Final = 255
FEW: Final = 500
"""With at most so many accounts not in the index, those are compared one by one."""

Row = tuple[int, str, str | None]  # id, name, domain

_LATER: Final = "SELECT id, name, domain FROM account WHERE id >= (SELECT until FROM name_indexed)"
_RENAMED: Final = """SELECT id, name, domain FROM account JOIN renamed ON id = account_id
    WHERE id < (SELECT until FROM name_indexed)"""
_UNTIL: Final[Query] = ("SELECT until FROM name_indexed", ())
_UNINDEXED: Final[tuple[Query, ...]] = ((f"{_RENAMED} ORDER BY id", ()), (f"{_LATER} ORDER BY id", ()))
QUERIES: Final[tuple[Query, ...]] = (_UNTIL, *_UNINDEXED)
"""What `candidates` asks whatever the text, to be read ahead."""


def is_stale(connection: Connection) -> bool:
    """Whether so many accounts aren't in the index that it must be brought up to date before it is asked."""
    query = f"SELECT count(*) FROM ({_LATER} UNION ALL {_RENAMED} LIMIT ?) AS lacking"
    count: int = connection.execute(query, (FEW + 1,)).fetchone()[0]
    return count > FEW


def update_index(connection: Connection) -> None:
    """Writes the segments that lack much, inside a write transaction. To be called after every import of accounts."""
    if not is_stale(connection):
        return
    (end,) = connection.execute("SELECT coalesce(max(id), -1) + 1 FROM account").fetchone()
    changed = connection.execute(
        f"SELECT account_id >> {SEGMENT} FROM renamed UNION SELECT id >> {SEGMENT} FROM ({_LATER}) AS later ORDER BY 1"
    )
    for (segment,) in changed.fetchall():
        _write(connection, segment)
    connection.execute("DELETE FROM renamed")
    connection.execute("UPDATE name_indexed SET until = ?", (end,))  # ids of those that are gone may be given again


def candidates(connection: Connection, text: str, length: int) -> Iterator[Row]:
    """The accounts whose names share most with a folded text, and all that aren't in the index. Some may come twice.

    Of those that share as much, names of about that length come first.
    """
    nearest = _nearest(connection, text, length)
    if nearest:
        marks = ", ".join("?" * len(nearest))
        rows = connection.execute(f"SELECT id, name, domain FROM account WHERE id IN ({marks})", nearest)
        by_id = {row[0]: row for row in rows}
        yield from (by_id[id_] for id_ in nearest if id_ in by_id)
    for query in _UNINDEXED:
        yield from connection.execute(*query)


def _write(connection: Connection, segment: int) -> None:
    """Writes a segment anew."""
    import numpy as np  # costs what an answer does, and small stores have no use for it

    first, end = segment << SEGMENT, segment + 1 << SEGMENT
    connection.execute("DELETE FROM name_gram WHERE id >= ? AND id < ?", (first, end))
    connection.execute("DELETE FROM name_segment WHERE id = ?", (segment,))
    query = "SELECT id, name, domain FROM account WHERE id >= ? AND id < ? ORDER BY id"
    rows = connection.execute(query, (first, end)).fetchall()
    if not rows:
        return
    names = fold(as_lines(name for _, name, _ in rows)).split("\n")
    domains = as_lines(domain or "" for _, _, domain in rows).replace(".", " ").split("\n")
    own = np.array([row[0] - first for row in rows], np.uint32)
    del rows
    pairs, at = _grams("\n".join(map("{} {}".format, names, domains)))
    order = np.argsort(pairs.astype(np.uint16), kind="stable")  # of 16 bits by their digits; `own` ascends already
    pairs <<= SEGMENT
    pairs |= own[at]
    pairs = pairs[order]
    pairs = pairs[np.diff(pairs, prepend=~pairs[:1]) != 0]
    grams, places = pairs >> SEGMENT, pairs.astype("<u2")
    starts = np.flatnonzero(np.diff(grams, prepend=np.uint32(1 << SEGMENT)))
    packed, bounds = places.tobytes(), [*(2 * starts).tolist(), 2 * len(places)]
    connection.insert_many(
        "name_gram",
        ("id", "accounts"),
        ((first + gram, packed[a:b]) for gram, a, b in zip(grams[starts].tolist(), bounds, bounds[1:], strict=False)),
    )
    lengths = np.zeros(1 << SEGMENT, np.uint8)
    lengths[own] = np.minimum(list(map(len, names)), LONGEST)
    connection.execute("INSERT INTO name_segment (id, lengths) VALUES (?, ?)", (segment, lengths.tobytes()))


def _grams(lines: str) -> "tuple[Grams, NDArray[np.int32]]":
    """The trigrams of folded lines, and the number of the line of each. A word begins and ends with a boundary."""
    import numpy as np

    points = np.frombuffer(f"\n{lines}\n".encode("utf-32-le"), "<u4")
    symbols = _symbols(points)
    ends = points == ord("\n")
    grams = (symbols[:-2] << 12 | symbols[1:-1] << 6 | symbols[2:]) * np.uint32(2654435761) >> np.uint32(32 - SEGMENT)
    within = ~ends[1:-1]
    return grams[within], (np.cumsum(ends, dtype=np.int32)[1:-1] - 1)[within]


def _symbols(points: "Grams") -> "Grams":
    """Code points in six bits: letters and digits as they are, boundaries 0, other alphabets folded onto the rest."""
    import numpy as np

    table = np.zeros(128, np.uint32)
    table[ord("a") : ord("z") + 1] = np.arange(1, 27)
    table[ord("0") : ord("9") + 1] = np.arange(27, 37)
    symbols = table[np.minimum(points, 127)]
    others = points > 127
    symbols[others] = 37 + points[others] % 27
    return symbols


def _nearest(connection: Connection, text: str, length: int) -> list[int]:
    """The accounts that share most trigrams with the text, a rare one counting for more."""
    (until,) = connection.execute(*_UNTIL).fetchone()
    if not until:
        return []
    import numpy as np

    grams = sorted({*_grams("\n".join((text, *_swapped(text))))[0].tolist()})
    segments = range((until - 1 >> SEGMENT) + 1)
    points = np.zeros(len(segments) << SEGMENT, np.float32)
    having = [np.empty(0, np.intp)]
    for gram, count in _rarest(connection, grams, segments):
        for id_, accounts in _lists(connection, [gram], segments, "accounts"):
            having.append((id_ >> SEGMENT << SEGMENT) + np.frombuffer(accounts, "<u2").astype(np.intp))
            points[having[-1]] += np.float32(np.log(1 + until / count))
    some = np.sort(np.concatenate(having))
    return _most(connection, some[np.diff(some, prepend=-1) != 0], points, length)


def _swapped(text: str) -> Iterator[str]:
    """A short text with each two letters that stand together swapped."""
    if len(text) <= SHORT:
        yield from (f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}" for at in range(len(text) - 1))


def _rarest(connection: Connection, grams: Sequence[int], segments: range) -> Iterator[tuple[int, int]]:
    """The trigrams that any account has with how many have it, the rarest first, as many as may be read."""
    counts = dict.fromkeys(grams, 0)
    for id_, size in _lists(connection, grams, segments, "length(accounts) / 2"):
        counts[id_ & (1 << SEGMENT) - 1] += size
    read = 0
    for gram, count in sorted(counts.items(), key=lambda item: item[1]):
        read += count
        if count and (read <= PLACES or read == count):
            yield gram, count


def _lists(connection: Connection, grams: Sequence[int], segments: range, what: str) -> Rows:
    ids = [segment << SEGMENT | gram for segment in segments for gram in grams]
    return connection.execute(f"SELECT id, {what} FROM name_gram WHERE id IN ({', '.join(map(str, ids))}) ORDER BY id")


def _most(connection: Connection, some: "Ids", points: "NDArray[np.float32]", length: int) -> list[int]:
    """Of some accounts those with most points, and of those that have as many, those with names of about the length."""
    import numpy as np

    if len(some) > NEAREST:
        some = some[points[some] >= np.partition(points[some], -NEAREST)[-NEAREST]]
    kept = dict(connection.execute("SELECT id, lengths FROM name_segment"))
    empty = bytes(1 << SEGMENT)
    lengths = np.frombuffer(b"".join(kept.get(each, empty) for each in range(len(points) >> SEGMENT)), np.uint8)
    apart = np.abs(lengths[some].astype(np.int16) - min(length, LONGEST))
    order = np.argsort(apart / np.float32(256) - points[some], kind="stable")
    return [int(id_) for id_ in some[order[:NEAREST]]]
