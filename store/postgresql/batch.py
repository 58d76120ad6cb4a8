"""Several queries in one round trip, as the driver's own pipeline runs them, for a third of the processor's time.

The driver writes each statement by itself, which wakes the server and itself each time. All are written at once here,
and their outcomes read together.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

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


class Batch:
    """The queries of one connection that are run together. Raises what the driver raises for the first that fails."""

    def __init__(self, raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._raw = raw
        self._values = Transformer.from_context(raw)

    def run(self, queries: Sequence[Query], begin: bytes = b"") -> list[PostgresqlRows]:
        """The outcomes of queries, after a statement that begins a transaction where one is given."""
        connection = self._raw.pgconn
        connection.enter_pipeline_mode()
        try:
            if begin:
                connection.send_query_params(begin, None)
            for query in queries:
                self._send(connection, query)
            connection.pipeline_sync()
            found = self._raw.wait(_exchange(connection, bool(begin) + len(queries)))
            connection.exit_pipeline_mode()
        except BaseException:
            self._raw.close()  # what it still has to say would be taken for the outcome of another statement
            raise
        self._check(found)
        return [self._rows(result) for result in found[bool(begin) :]]

    def _send(self, connection: "PGconn", query: Query) -> None:
        """Sends a query. Nothing is prepared: the driver lets go of all that is where a table is dropped."""
        sql, parameters = query
        statement, names = numbered(sql)
        listed = [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters
        values = self._values.dump_sequence(listed, [PyFormat.AUTO] * len(listed))
        connection.send_query_params(statement, values, self._values.types, self._values.formats)

    def _check(self, found: "Sequence[PGresult]") -> None:
        """Raises what the first outcome that is an error says."""
        for result in found:
            if result.status == pq.ExecStatus.FATAL_ERROR:
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
