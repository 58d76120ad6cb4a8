"""What is said of a question that asks what is good of a term: where no level is known, and for whom none is apart."""

import re

from glossary import Answer
from glossary.parsing.vocabulary import CONTEXT

_FOR = re.compile(r"\b(?:for|in|at|among|across) (?P<whom>[^?!,;]+)", re.IGNORECASE)
_GOOD = re.compile(r"\b(?:good|bad|great|decent|healthy|ideal|typical|normal|benchmarks?|ok(?:ay)?)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w&-]+")
_MEANT_ANYWAY = CONTEXT | {"general", "us", "please", "today", "now", "these", "days", "average", "and", "or", "of"}


def what_is_good_note(text: str, answer: Answer) -> str:
    """The sentence that a question about what is good needs beside the card; empty where it needs none."""
    asked = answer.kind == "term" and answer.aspect == "benchmark" and _GOOD.search(text)
    term = answer.terms[0] if asked else None
    if term is None:
        return ""
    if not term.benchmark:
        said = f"No published level of {term.name} was looked up, so what is good isn’t known here."
        return said if term.metric or term.formula else ""
    found = [each["whom"].strip() for each in _FOR.finditer(text)]
    known = {word.casefold() for word in _WORD.findall(f"{term.title} {' '.join(term.aliases)} {term.benchmark}")}
    for whom in found:
        if not {word.casefold() for word in _WORD.findall(whom)} <= known | _MEANT_ANYWAY:
            return f"What is good isn’t known for “{whom[:60]}” apart: the levels are of those that their source names."
    return ""
