"""The curated glossary and finding the right term in it. No I/O beyond its own files."""

from glossary.glossary import Glossary, load
from glossary.model import Answer, Aspect, GlossaryError, Suggestion, Term
from glossary.sources import Source

__all__ = ["Answer", "Aspect", "Glossary", "GlossaryError", "Source", "Suggestion", "Term", "load"]
