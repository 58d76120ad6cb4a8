"""The sample company: made-up customers with a year and more of history, labelled as such wherever they show."""

from accounts.sample.files import FILES, write
from accounts.sample.loading import SOURCE, is_in, load

__all__ = ["FILES", "SOURCE", "is_in", "load", "write"]
