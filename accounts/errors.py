"""The errors of accounts: `AccountsError` is the base of all."""

from store.errors import StoreError


class AccountsError(Exception):
    """The base of everything this package raises on purpose."""


class NoStoreError(AccountsError, StoreError):
    """Nothing was imported yet, so that there is no store; the message says how to begin."""


class ImportFileError(AccountsError):
    """A file can't be read as a table, or its columns can't be told; the message names the file, the place and the way
    out.
    """


class HealthConfigError(AccountsError):
    """The file of weights and bands is wrong; each line of the message names one fault."""


class ScopeError(AccountsError):
    """A scope names nobody and nothing that the store has; `candidates` are scopes that were perhaps meant.

    Where it says `days` or a `period` instead, its `kind` is that, and `rest` what else it says.
    """

    def __init__(self, message: str, candidates: tuple[str, ...] = (), kind: str = "", rest: str = "") -> None:
        super().__init__(message)
        self.candidates = candidates
        self.kind = kind
        self.rest = rest


class RatesError(AccountsError):
    """The file of exchange rates is wrong; each line of the message names one fault."""


class PeriodError(AccountsError):
    """A period of time can't be read; the message says how one is written."""


class PulseError(AccountsError):
    """A pulse can't be kept or taken back; the message says why, with an example."""
