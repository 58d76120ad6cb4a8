"""The errors of curation: `CurationError` is the base of all."""


class CurationError(Exception):
    """Base of the errors of this package; the message is for the person who meets it."""


class NotFoundError(CurationError):
    """There is no such draft, term or version."""


class DraftChangedError(CurationError):
    """Somebody else changed or decided it in the meantime; nothing was overwritten.

    `by` is who did so, `at` when, as ISO text, and `state` what it is now.
    """

    def __init__(self, message: str, by: str, at: str, state: str) -> None:
        super().__init__(message)
        self.by, self.at, self.state = by, at, state
