"""One grammar for Slack and the terminal: text in, request out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from glossary.forms import plain

_MENTION = re.compile(r"<[@#!][^<>]*>")
_IN_CHANNEL = re.compile(r"(?:\s+in_channel|\s*!)+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """A verb of the registry and what follows it; `public` when the answer is to be seen by the whole channel."""

    verb: str
    text: str
    public: bool = False


def parse(text: str, verbs: frozenset[str], verb_for: Callable[[str], str]) -> Request:
    """Reads `<verb> <arguments>`; text that begins with no known verb is all argument to the verb chosen for it.

    A trailing `!` or `in_channel` asks for a public answer.
    """
    asked = plain(_MENTION.sub(" ", text)).removeprefix("/cs ")
    private = _IN_CHANNEL.sub("", asked)
    public = private not in (asked, "")
    verb, _, rest = private.partition(" ")
    if verb.casefold() in verbs:
        return Request(verb.casefold(), rest.strip(), public)
    return Request(verb_for(private), private, public)
