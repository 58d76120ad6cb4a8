"""Schemas that belong to a role each, which has rights on that schema alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import psycopg
from psycopg import errors, sql

from store.errors import StoreError
from store.postgresql.postgresql_store import PROGRAM, split_schema

_TIMEOUT: Final = 10  # seconds to connect
_PATIENCE_MS: Final = 2_000  # that others' locks are waited for: the registry is held meanwhile, by whoever erases
_SIZES: Final = """
SELECT nspname, CAST(sum(pg_total_relation_size(pg_class.oid)) AS bigint) FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = ANY (%s) AND relkind = 'r' GROUP BY nspname
"""
_OWNER: Final = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s"


def role_place(owner: str, schema: str, password: str) -> str:
    """Returns the URL at which the role of a schema finds that schema, which has its name."""
    url, _ = split_schema(owner)
    options = {**url.options, "application_name": f"{PROGRAM} {schema}", "schema": schema}
    return str(replace(url, login=f"{schema}:{quote(password, safe='')}", options=options))


def make_role_schema(owner: str, schema: str, password: str) -> None:
    """Makes a schema with a role of its own, by whoever may make both. One that is there gets the password.

    Raises `StoreError`, also for a schema that belongs to another, as nothing in it would be the role's, and for a role
    whose schema is in another database: roles are the server's, and the bot there could log in with it no more.
    """
    name = sql.Identifier(schema)
    role = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD {}")
    with _connected(owner) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('cs-bot', 0))")
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (schema,)).fetchone()
        if known and connection.execute(_OWNER, (schema,)).fetchone() is None:
            raise StoreError(
                f"The server has a role {schema} already, whose schema isn't in this database: it is of a bot on "
                f"another database of the server. Use another server or, where nothing uses it, DROP ROLE {schema}."
            )
        verb = sql.SQL("ALTER" if known else "CREATE")
        connection.execute(role.format(verb, name, sql.Literal(password)))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {0} AUTHORIZATION {0}").format(name))
        owner = str((connection.execute(_OWNER, (schema,)).fetchone() or ("",))[0])
        if owner != schema:
            raise StoreError(
                f"There is a schema {schema} already, which belongs to {owner}. Drop it, or rename it, for example "
                f"ALTER SCHEMA {schema} RENAME TO {schema}_before."
            )
        connection.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(name))


def drop_role_schema(owner: str, schema: str) -> None:
    """Drops a schema of this database with everything in it, and its role; sessions of the role are ended.

    Raises `StoreError`.
    """
    name = sql.Identifier(schema)
    with _connected(owner) as connection:
        if connection.execute(_OWNER, (schema,)).fetchone() != (schema,):
            return  # the role, if there is one, is that of a bot on another database of the server
        connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(name))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (schema,))
        with connection.transaction():
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
            connection.execute(sql.SQL("DROP OWNED BY {}").format(name))
            connection.execute(sql.SQL("DROP ROLE {}").format(name))


def schema_sizes(owner: str, schemas: Sequence[str]) -> dict[str, int]:
    """Returns the bytes that the tables of schemas take, with their indexes, asked at once; none of what isn't there.

    Raises `StoreError`.
    """
    with _connected(owner) as connection:
        return {str(name): int(size) for name, size in connection.execute(_SIZES, (list(schemas),)).fetchall()}


def has_store(owner: str, schema: str) -> bool:
    """Returns whether a store was made in the schema. Raises `StoreError`."""
    query = "SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = 'account'"
    with _connected(owner) as connection:
        return connection.execute(query, (schema,)).fetchone() is not None


@contextmanager
def _connected(owner: str) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
    try:
        with psycopg.connect(str(split_schema(owner)[0]), autocommit=True, connect_timeout=_TIMEOUT) as connection:
            connection.execute(sql.SQL("SET lock_timeout TO {}").format(_PATIENCE_MS))
            yield connection
    except errors.InsufficientPrivilege as error:
        raise StoreError(
            f"PostgreSQL refuses this to the user of the URL: {str(error).splitlines()[0]}. They make a schema and a "
            "role for each workspace: ALTER ROLE csbot CREATEROLE; GRANT CREATE ON DATABASE csbot TO csbot."
        ) from error
    except psycopg.Error as error:
        raise StoreError(f"PostgreSQL: {str(error).splitlines()[0]}.") from error
