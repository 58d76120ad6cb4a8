"""The errors of the store: `StoreError` is the base of all."""


class StoreError(Exception):
    """The store can't be opened or is of a newer version; the message says what to do."""


class StoreUrlError(StoreError, ValueError):
    """The URL of a store can't be right. `fault` says why without repeating it: there may be a password in it."""

    def __init__(self, fault: str) -> None:
        super().__init__(
            f"The URL of the account store is wrong: {fault}. One that is right looks like "
            "postgresql://user:password@db.internal:5432/database."
        )
        self.fault = fault


class StoreBusyError(StoreError):
    """Another program is writing to the store and takes its time."""


class StoreInUseError(StoreError):
    """The store is open in another program, so that its file can't be exchanged."""


class StoreDamagedError(StoreError):
    """The file isn't a sound store: it is no SQLite file, or SQLite finds it damaged."""


class StoreForeignError(StoreError):
    """The file is an SQLite file of another program, and nothing was written to it."""


class StoreMovedError(StoreError):
    """The file was deleted, replaced or written over while it was open: nothing more is read from it or written."""


class StoreUnwritableError(StoreError):
    """Nothing can be written: the disk is full, or it, the folder or the file is read-only. Reading may still work."""


class StoreConstraintError(StoreError):
    """A row breaks a rule of its table: there is one of that key already, or what it refers to isn't there."""


class StoreUnreachableError(StoreError):
    """The server that keeps the store can't be reached, or the connection was lost in the middle."""
