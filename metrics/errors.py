"""The errors of arguments that a person typed.

MetricError             the base: a sentence for the person, with the argument it is about
├── AmbiguousError      a part of the text can be read in several ways, each of which is spelled out
└── NotUnderstoodError  a word isn't what belongs in its place
"""

from collections.abc import Sequence


class MetricError(Exception):
    """The base of every error this package raises: a mistake in what was asked, said for the person who asked.

    `argument` is the name of the argument it is about, empty when it is about none.
    """

    def __init__(self, message: str, argument: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument


class AmbiguousError(MetricError):
    """A part of the text that means one thing or another: `part` as typed, and the spellings that leave no doubt."""

    def __init__(self, message: str, part: str, spellings: Sequence[str], argument: str = "") -> None:
        super().__init__(message, argument)
        self.part = part
        self.spellings = tuple(spellings)


class NotUnderstoodError(MetricError):
    """A word that isn't what belongs in its place: no number, no argument's name, or one too many or too few."""
