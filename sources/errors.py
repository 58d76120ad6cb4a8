"""The errors of sources: `SourceError` is the base of all."""

from datetime import timedelta

from accounts.errors import AccountsError


class SourceError(AccountsError):
    """The base of everything this package raises on purpose; the message says which source, what and the way out.

    `retry_after` is how long the source itself asks to be left alone.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotThereError(SourceError):
    """What was asked for isn't there, as the service says, or may not be seen."""


class InvalidRequestError(SourceError):
    """A service says that a request isn't one that it can answer: something in it is wrong, or holds no longer."""


class SourcesFileError(SourceError):
    """The file of sources is wrong; each line of the message names one fault, with an example that works."""


class SecretError(SourceError):
    """A secret isn't set; the message says which variable to set."""


class HeldError(SourceError):
    """An answer shrank too much to be taken without asking; nothing of it was written."""


class LostLeaseError(SourceError):
    """Another process has taken over the run; nothing of it was written."""
