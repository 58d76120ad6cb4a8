"""What the store raises."""


class StoreError(Exception):
    """The store can't be opened or is of a newer version; the message says what to do."""


class StoreBusyError(StoreError):
    """Another program is writing to the store and takes its time."""
