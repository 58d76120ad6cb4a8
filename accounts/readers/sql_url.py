"""The URL of a database: its parts, its name without secrets, and the driver it needs."""

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus, unquote

from accounts.errors import ImportFileError

if TYPE_CHECKING:
    from sqlalchemy import URL

EXAMPLE: Final = "postgresql://user:password@host/database"

# What to install for each engine, and the driver to take where the URL names none: the first that is there.
DRIVERS: Final = {
    "athena": "PyAthena[SQLAlchemy]",
    "awsathena": "PyAthena[SQLAlchemy]",
    "bigquery": "sqlalchemy-bigquery",
    "clickhouse": "clickhouse-sqlalchemy",
    "clickhousedb": "clickhouse-connect",
    "cockroachdb": "sqlalchemy-cockroachdb psycopg[binary]",
    "databricks": "databricks-sqlalchemy",
    "db2": "ibm_db_sa",
    "duckdb": "duckdb-engine",
    "exa": "sqlalchemy-exasol",
    "hana": "sqlalchemy-hana",
    "hive": "pyhive[hive]",
    "mariadb": "pymysql",
    "mssql": "pyodbc",
    "mysql": "pymysql",
    "oracle": "oracledb",
    "postgresql": "psycopg[binary]",
    "presto": "pyhive[presto]",
    "redshift": "sqlalchemy-redshift redshift-connector",
    "snowflake": "snowflake-sqlalchemy",
    "teradatasql": "teradatasqlalchemy",
    "trino": "trino[sqlalchemy]",
    "vertica": "sqlalchemy-vertica-python",
}
_DRIVERS: Final = {
    "postgresql": ("psycopg", "psycopg2", "pg8000"),
    "mysql": ("pymysql", "mysqldb"),
    "mariadb": ("pymysql", "mysqldb"),
    "oracle": ("oracledb",),
}
_ALSO_CALLED: Final = {
    "postgres": "postgresql",
    "pgsql": "postgresql",
    "sqlserver": "mssql",
    "postgresql+psycopg3": "postgresql+psycopg",
}
_SECRET = re.compile("pass|pwd|token|secret|key|credential|sig", re.IGNORECASE)
_HIDDEN: Final = "***"
_OF_FILE: Final = frozenset({"cache", "immutable", "mode", "nolock", "uri", "vfs"})  # as SQLite has them in a file: URI
_OF_DRIVER: Final = frozenset({"cached_statements", "check_same_thread", "detect_types", "isolation_level", "timeout"})


class DatabaseUrl:
    """The URL of a database. `name` is what to call it: engine, host and database, never user or password.

    Raises `ImportFileError` for what is no URL.
    """

    def __init__(self, url: str) -> None:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            given = make_url(url.strip())
            port = f":{given.port}" if given.port else ""
        except (ArgumentError, ValueError):  # their messages repeat the URL
            raise ImportFileError(
                f"That is no database's URL: write one such as {EXAMPLE}; in a password, write @ as %40 and / as %2F."
            ) from None
        self.file = _file(given)
        given = _with_sqlite_arguments(given, self.file) if self.file else given
        self.url: URL = given.set(drivername=_with_driver(given.drivername))
        self.engine = self.url.get_backend_name()
        self.name = f"{self.engine}://{given.host or ''}{port}/{self.file or given.database or ''}"
        self._secrets = _secrets(given)

    @property
    def package(self) -> str:
        """What has to be installed for the engine, as pip is told; empty for one that isn't known."""
        return " ".join(f"'{each}'" if "[" in each else each for each in DRIVERS.get(self.engine, "").split())

    def without_secrets(self, message: object) -> str:
        """A database's message on one line, with no secret of the URL in it."""
        text = " ".join(str(message).split())
        for secret in self._secrets:
            if len(secret) < 4 and secret in text:  # too short to take out without saying what it was
                return "it gave no reason that can be shown"
            text = text.replace(secret, _HIDDEN)
        return text


def _file(url: "URL") -> str:
    """The path of an SQLite database, which its URL may write as `file:PATH`; empty for others."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return ""
    path = url.database.removeprefix("file:")
    return path if path == url.database else unquote(path)


def _with_sqlite_arguments(url: "URL", file: str) -> "URL":
    """The URL so that what it says of the file holds. SQLAlchemy leaves `mode=ro` out where `uri=true` isn't said, and
    where that is said without `file:` opens an empty file of the name `PATH?mode=ro`.
    """
    if unknown := url.query.keys() - _OF_FILE - _OF_DRIVER:
        name = min(unknown)
        raise ImportFileError(f"SQLite takes no {name}: write a URL such as sqlite:///{file}?mode=ro.")
    if _OF_FILE & url.query.keys():
        return url.set(database=f"file:{quote(file)}").update_query_dict({"uri": "true"})
    return url.set(database=file)


def _with_driver(name: str) -> str:
    name = _ALSO_CALLED.get(name, name)
    drivers = _DRIVERS.get(name, ())
    modules = {"mysqldb": "MySQLdb"}
    there = next(
        (driver for driver in drivers if find_spec(modules.get(driver, driver))), drivers[0] if drivers else ""
    )
    return f"{name}+{there}" if there else name


def _secrets(url: "URL") -> list[str]:
    """The password and whatever else in the URL may be one, also as the URL writes it; long ones first."""
    plain = [str(url.password)] if url.password else []
    for name, value in url.query.items():
        if _SECRET.search(name):
            plain += [value] if isinstance(value, str) else list(value)
    return sorted(
        {form for each in plain if each for form in (each, quote(each), quote_plus(each))}, key=len, reverse=True
    )
