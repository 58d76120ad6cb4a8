"""The curated glossary and finding the right term in it. No I/O beyond its own files."""

from glossary.errors import GlossaryError

TYPE_CHECKING = False  # what `typing` says, which takes longer to import than a kept card to print
if TYPE_CHECKING:
    from glossary.glossary import Glossary, load
    from glossary.model import Answer, Aspect, Suggestion, Term
    from glossary.sources import Source

__all__ = ["Answer", "Aspect", "Glossary", "GlossaryError", "Source", "Suggestion", "Term", "load"]
_MODULES = {"Glossary": "glossary", "load": "glossary", "Source": "sources"}


def __getattr__(name: str) -> object:
    """What is asked for is imported then: a kept card is printed without it."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"glossary.{_MODULES.get(name, 'model')}"), name)
