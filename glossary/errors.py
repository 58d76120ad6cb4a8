"""The error of the glossary, in a module of its own for whoever only catches it."""


class GlossaryError(Exception):
    """The base of every error this package raises."""
