"""Maps columns of a file to fields of a term, by the headers of glossaries, wikis and their exports."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Final

from glossary.search.normalisation import match_key

# Guru's Card Manager says Card Title and Card Content, Notion's databases Name, tables in Confluence Term and Meaning.
_HEADERS: Final[Mapping[str, str]] = {
    "id": "id, slug",
    "kind": "kind",
    "name": "name, term, card title, title, word, phrase, preferred phrase, concept, entry, key term, glossary term",
    "definition": "definition, meaning, description, card content, content, explanation, what it means, body",
    "acronyms": "acronyms, acronym, abbreviation, abbreviations, abbr, short form, initialism",
    "aliases": "aliases, alias, synonyms, synonym, also known as, aka, other names, other name",
    "category": "category, topic, area, theme, department, collection",
    "why": "why, why it matters, relevance",
    "formula": "formula, calculation, how it is calculated, equation",
    "example": "example, examples, worked example",
    "benchmark": "benchmark, what is good",
    "confused_with": "confused with, not to be confused with",
    "related": "related, related terms, see also",
    "metric": "metric",
    "owner": "owner, verifier, responsible, steward",
    "our_definition": "our definition, your teams definition",
    "our_formula": "our formula, your teams formula",
    "note": "note, notes, comment, comments, remark",
    "hidden": "hidden",
}
_FIELDS: Final = {match_key(header): field for field, listed in _HEADERS.items() for header in listed.split(", ")}
_TAG = re.compile(r"<(?:br|/p|/li|/div)\s*/?>", re.IGNORECASE)
_TAGS: Final = (  # of HTML, as editors write them: what else stands between angle brackets is text
    "a abbr acronym address article aside b big blockquote body br center cite code col colgroup dd del details dfn div"
    " dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i iframe img ins kbd label li link"
    " main mark meta nav ol p picture pre q s samp section small span strike strong style sub summary sup svg table"
    " tbody td tfoot th thead time title tr tt u ul var video wbr"
)
_ATTRIBUTES = r"(?:\s+[a-z][\w:-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*"
_ANY_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS.split())}){_ATTRIBUTES}\s*/?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_NOTION_LINK = re.compile(r"\s*\(https?://[^()\s]*notion[^()\s]*\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")


def fields_of(header: Iterable[str]) -> dict[int, str]:
    """The field of each column that has one, by its place; the first column of a field is it."""
    found: dict[int, str] = {}
    for at, name in enumerate(header):
        field = _FIELDS.get(match_key(name))
        if field and field not in found.values():
            found[at] = field
    return found


def cell_text(value: object) -> str:
    """What a cell says, as plain text: without the tags, links and emphasis that tools export with it."""
    if value is None or value is False:
        return ""
    text = "true" if value is True else str(value)
    text = html.unescape(_ANY_TAG.sub("", _TAG.sub("\n", text))) if "<" in text or "&" in text else text
    text = _MARKDOWN_LINK.sub(r"\1", _NOTION_LINK.sub("", text)).replace("\\|", "|")
    text = _EMPHASIS.sub(r"\2", text)
    return "\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))
