"""What an error of PostgreSQL's driver means for whoever uses the store."""

import psycopg
from psycopg import errors

from store.errors import StoreBusyError, StoreConstraintError, StoreError, StoreUnreachableError, StoreUrlError

_REFUSALS = (
    "password authentication failed",
    "no password supplied",
    "pg_hba.conf",
    '" does not exist',
    "permission denied for database",
)  # that have no code of their own while a connection is made
_INVALID = "connection is bad: invalid "  # how it begins what it says of an option's value


def refused(error: psycopg.Error) -> StoreError:
    """Returns why no connection could be made. What the driver says of a URL itself may repeat its password."""
    if isinstance(error, psycopg.ProgrammingError):
        return StoreUrlError("PostgreSQL's driver doesn't take it")
    if _INVALID in str(error):
        value = str(error).partition(_INVALID)[2].strip()
        return StoreUrlError(f"one of its options has an invalid value, {value}")
    found = described(error)
    return found if isinstance(found, StoreError) else connection_lost(str(error))


def described(error: psycopg.Error) -> Exception:
    """Returns what an error means for whoever uses the store; a wrong statement is a bug, and stays as it is."""
    reason = str(error).strip().partition("\n")[0] or "no reason given"
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected | errors.SerializationFailure):
        return StoreBusyError("Another program is writing to the accounts. Try again in a moment.")
    if isinstance(error, psycopg.IntegrityError) or (isinstance(error, psycopg.DataError) and not error.sqlstate):
        return StoreConstraintError(reason)  # the latter is a value that can't be sent, such as a text with a NUL
    if isinstance(error, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
        return StoreError(f"PostgreSQL refuses this to the user of the URL: {reason}.")
    if isinstance(error, psycopg.OperationalError) and any(refusal in reason for refusal in _REFUSALS):
        return StoreUnreachableError(
            f"PostgreSQL refuses the connection: {reason}. Look at the user, password and database of the URL."
        )
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return connection_lost(reason)
    return error


def connection_lost(reason: str) -> StoreUnreachableError:
    return StoreUnreachableError(
        "PostgreSQL can't be reached, or the connection was lost: nothing was changed by what was begun. "
        f"Try again in a moment. ({reason})"
    )
