"""What the account store raises."""


class AccountsError(Exception):
    """The base of everything this package raises on purpose."""


class StoreError(AccountsError):
    """The store can't be opened or is of a newer version; the message says what to do."""


class ImportFileError(AccountsError):
    """A file can't be read as a table, or its columns can't be told; the message names the file, the place and the way
    out.
    """


class HealthConfigError(AccountsError):
    """The file of weights and bands is wrong; each line of the message names one fault."""
