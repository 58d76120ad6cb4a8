"""What this package raises; apart, for whoever only catches it."""


class GlossaryError(Exception):
    """The base of every error this package raises."""
