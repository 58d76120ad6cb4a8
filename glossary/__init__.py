"""The curated glossary and finding the right term in it. No I/O beyond its own files."""

from glossary.glossary import Glossary, load
from glossary.model import Answer, GlossaryError, Suggestion, Term

__all__ = ["Answer", "Glossary", "GlossaryError", "Suggestion", "Term", "load"]
