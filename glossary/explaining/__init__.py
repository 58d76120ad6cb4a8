"""Every term of a message, found where it stands and told from plain English; no I/O beyond the package's own files."""

from glossary.explaining.message_terms import Explanation, MessageTerm, explain_message

__all__ = ["Explanation", "MessageTerm", "explain_message"]
