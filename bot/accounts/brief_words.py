"""The terms of the glossary that occur in a brief, each explained in a line."""

from collections.abc import Iterable, Iterator

from glossary import Glossary

MOST = 5
LINE = 140


def words_explained(glossary: Glossary, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The terms in some texts and their meanings, those first that come first; what is undecided is left out."""
    from glossary.explaining import explain_message

    found = explain_message("\n".join(texts), glossary)
    named = dict.fromkeys(each.terms[0].id for each in found.terms if each.sense != "undecided" and each.terms)
    for id_ in [*named][:MOST]:
        term = glossary.terms[id_]
        yield term.name, _line(term.meaning)


def _line(text: str) -> str:
    first = text.split(". ", maxsplit=1)[0].rstrip(".")
    return f"{first}." if len(first) <= LINE else f"{first[:LINE].rsplit(' ', 1)[0].rstrip(',')} …"
