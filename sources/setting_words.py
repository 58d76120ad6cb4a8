"""What an import says of its options, in the words of the file of sources, where nobody types options."""

import re
from typing import Final

from sources.model import Source

_SETTING: Final = {"map": "columns", "map-value": "values", "source": "tool", "skip-bad": "skip_bad = true"}
_COLUMN: Final = re.compile(r'--map "([^"]*)=([^"=]*)"')
_WORD: Final = re.compile(r'--map-value (\w+) "([^"]*)=([^"=]*)"')
_ACCEPT: Final = re.compile(r"--accept (\w+)")
_TEXT: Final = re.compile(
    r"--(dates|decimals|survey|encoding|sheet|currency|source) ([A-Za-z][\w-]*|-(?=[ .,]|$))(?<!or)(?<!and)"
)
_ROW: Final = re.compile(r"--header-row (\d+)")
_NAME: Final = re.compile(
    r"--(dates|decimals|survey|encoding|sheet|currency|source|header-row|skip-bad|map-value|map)\b"
)
_PHRASES: Final = (
    ("Import from it with --from sqlite:///FILE --query QUERY", 'It is read with from = "database", url and query'),
    ("--map it to term_amount", "say in columns that it is the term_amount"),
)
_OTHER_KIND: Final = re.compile(r"Use cs import (\w+)")
_IMPORT_FIRST: Final = re.compile(r"Import those first: cs import \w+ [\w.]+")


def in_settings(text: str) -> str:
    """The text with settings in place of options: `--dates day-first` is `dates = "day-first"`."""
    for options, settings in _PHRASES:
        text = text.replace(options, settings)
    text = _OTHER_KIND.sub(r'Use kind = "\1"', text)
    text = _COLUMN.sub(lambda found: f'columns = {{ "{found[1]}" = "{found[2] or "-"}" }}', text)
    text = _WORD.sub(r'values = { \1 = { "\2" = "\3" } }', text)
    text = _ACCEPT.sub(r'accept = ["\1"]', text)
    text = _TEXT.sub(lambda found: f'{_SETTING.get(found[1], found[1])} = "{found[2]}"', text)
    text = _ROW.sub(r"header_row = \1", text)
    return _NAME.sub(lambda found: _SETTING.get(found[1], found[1].replace("-", "_")), text)


def fault_of(text: str, source: Source) -> str:
    """A fault of an import on one line, in the words of the file of sources."""
    needed = f"cs sync {' '.join(source.needs)}" if source.needs else 'name their source, such as needs = ["crm"]'
    return in_settings(_IMPORT_FIRST.sub(f"Read those first: {needed}", " ".join(text.split())))
