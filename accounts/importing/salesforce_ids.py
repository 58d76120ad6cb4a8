"""Ids of Salesforce in their two forms, of which reports have one and the API and its exports the other.

One is 15 characters that differ by case. The other adds three that say which of each five characters are capitals, so
that it can be told apart where case is lost.
"""

import re
from typing import Final

from accounts.importing.staging import AT_ONCE, Stage

_SHORT: Final = re.compile(r"[0-9A-Za-z]{15}")
_LONG: Final = re.compile(r"[0-9A-Za-z]{15}[A-Za-z0-5]{3}")
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"  # each stands for the capitals among five characters
_FIVES: Final = (0, 5, 10)


def other_form(key: str) -> str | None:
    """The other form of an id, the capitals of a long one put right; None for what is no id of Salesforce."""
    if _SHORT.fullmatch(key):
        return key + _capitals(key)
    if not _LONG.fullmatch(key):
        return None
    short = "".join(map(_restored, _FIVES, key[15:].upper(), [key] * 3))
    return short if _capitals(short) == key[15:].upper() else None


def _capitals(short: str) -> str:
    return "".join(_DIGITS[sum(short[at + n].isupper() << n for n in range(5))] for at in _FIVES)


def _restored(at: int, digit: str, key: str) -> str:
    capitals = _DIGITS.index(digit)
    return "".join(c.upper() if capitals >> n & 1 else c.lower() for n, c in enumerate(key[at : at + 5]))


def list_other_forms(stage: Stage, unknown: str, table: str = "account") -> str:
    """Fills the TEMP table `import_other_form` (text, key, row_id) with the texts of a query, which calls them `text`,
    that are the other form of an id in a table, whatever stands before its last colon; returns one of them for a note,
    empty where there is none.
    """
    run = stage.connection.execute
    if not run(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
        return ""
    stage.connection.temp_table("import_form", "text TEXT, form TEXT, PRIMARY KEY (text)")
    stage.connection.temp_table("import_other_form", "text TEXT, key TEXT, row_id INTEGER, PRIMARY KEY (text)")
    may_be = "length(x.text) IN (15, 18) OR (x.text LIKE '%:%' AND substr(x.text, 1, 1) NOT IN ('~', '{'))"
    found = run(f"SELECT DISTINCT x.text FROM ({unknown}) AS x WHERE {may_be}")
    while some := found.fetchmany(AT_ONCE):
        rows = [(text, form) for (text,) in some if (form := _other_form_of(text))]
        stage.connection.insert_many("import_form", ("text", "form"), rows)
    stage.connection.analyze("import_form")
    run(f"INSERT INTO import_other_form SELECT f.text, t.key, t.id FROM import_form f JOIN {table} t ON t.key = f.form")
    return first_other_form(stage)


def first_other_form(stage: Stage) -> str:
    """The first of the texts listed last, empty where there is none."""
    first = stage.connection.execute("SELECT text FROM import_other_form ORDER BY text LIMIT 1").fetchone()
    return str(first[0]) if first else ""


def _other_form_of(text: str) -> str | None:
    """The other form of an id behind the names of its tool and survey."""
    before, colon, key = text.rpartition(":")
    form = other_form(key)
    return form and f"{before}{colon}{form}"
