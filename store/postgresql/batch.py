"""Several queries in one round trip, as the driver's own pipeline runs them, for a third of the processor's time.

The driver writes each statement by itself, which wakes the server and itself each time. All are written at once here,
and their outcomes read together.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from psycopg import errors, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.generators import fetch_many, send

from store.connection import Query
from store.postgresql.rows import PostgresqlRows
from store.postgresql.statements import numbered

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import PQGen
    from psycopg.pq.abc import PGconn, PGresult

_PLANNED_FROM: Final = 5  # the use of a query from which on the server keeps its plan, as with the driver
_MOST: Final = 100  # queries of a connection whose plans the server keeps
_COUNTED: Final = 1_000  # queries whose uses are counted


class Batch:
    """The queries of one connection that are run together. Raises what the driver raises for the first that fails.

    The driver prepares nothing by itself then: where it has, it lets go of all that is prepared on the connection as
    soon as a table is dropped, of the plans that are kept here as well.
    """

    def __init__(self, raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._raw = raw
        self._raw.prepare_threshold = None
        self._values = Transformer.from_context(raw)
        self._uses: Counter[object] = Counter()
        self._plans: dict[object, bytes] = {}
        self._given = 0

    def run(self, queries: Sequence[Query], begin: bytes = b"") -> list[PostgresqlRows]:
        """The outcomes of queries, after a statement that begins a transaction where one is given."""
        connection = self._raw.pgconn
        connection.enter_pipeline_mode()
        try:
            if begin:
                connection.send_query_params(begin, None)
            new: dict[object, bytes] = {}
            wanted = [each for query in queries for each in self._send(connection, query, new)]
            connection.pipeline_sync()
            found = self._raw.wait(_exchange(connection, bool(begin) + len(wanted)))
            connection.exit_pipeline_mode()
        except BaseException:
            self._raw.close()  # what it still has to say would be taken for the outcome of another statement
            raise
        self._check(found)
        self._plans |= new
        return [self._rows(result) for result, is_wanted in zip(found[bool(begin) :], wanted, strict=True) if is_wanted]

    def _send(self, connection: "PGconn", query: Query, new: dict[object, bytes]) -> Iterator[bool]:
        """Sends a query, and says of each outcome that will come whether it is the query's; `new` takes new plans."""
        sql, parameters = query
        statement, names = numbered(sql)
        listed = [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters
        values = self._values.dump_sequence(listed, [PyFormat.AUTO] * len(listed))
        types, formats = self._values.types, self._values.formats
        key = (statement, types)
        plan = self._plans.get(key) or new.get(key)
        if plan is None:
            if not self._is_worth_a_plan(key, len(self._plans) + len(new)):
                connection.send_query_params(statement, values, types, formats)
                yield True
                return
            self._given += 1  # a name isn't given again: what failed may have left its plan behind
            plan = new[key] = b"batch%d" % self._given
            connection.send_prepare(plan, statement, types)
            yield False
        connection.send_query_prepared(plan, values, formats)
        yield True

    def _is_worth_a_plan(self, key: object, kept: int) -> bool:
        """Counts a use of a query; says whether the server is to keep its plan."""
        if key in self._uses or len(self._uses) < _COUNTED:
            self._uses[key] += 1
        return self._uses[key] >= _PLANNED_FROM and kept < _MOST

    def _check(self, found: "Sequence[PGresult]") -> None:
        """Raises what the first outcome that is an error says."""
        for result in found:
            if result.status == pq.ExecStatus.FATAL_ERROR:
                self._plans.clear()  # a plan may be of a table that has other columns now
                raise errors.error_from_result(result, self._raw.info.encoding)

    def _rows(self, result: "PGresult") -> PostgresqlRows:
        self._values.set_pgresult(result)
        rows = self._values.load_rows(0, result.ntuples, tuple)
        return PostgresqlRows(rows, result.ntuples, result)


def _exchange(connection: "PGconn", outcomes: int) -> "PQGen[list[PGresult]]":
    """Writes what was sent, and reads so many outcomes and the end of all."""
    yield from send(connection)
    found = []
    for _ in range(outcomes + 1):
        results = yield from fetch_many(connection)
        found.append(results[-1])
    return found[:-1]
