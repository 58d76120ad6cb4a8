"""Looks names up in one way: `lookup.py WAY`, with the names and questions as JSON on standard input.

It is run by the Python of the peers' environment, and for `CS Bot` by the project's. Given are `names`, each with the
ids of its terms; `timed`, questions whose time is taken; and `asked`, sets of pairs of a question and the right id,
empty where there is none. It prints the milliseconds at the median and the 99th percentile, those of the processor, and
of each set how many were answered right and wrong.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

Names = dict[str, list[str]]
Find = Callable[[str], list[str]]
CUTOFF = 85  # the usual one


def cs_bot(_: Names) -> Find:
    """The project's finder; a choice of several terms is no answer."""
    terms = import_module("glossary.term_files").read_terms()
    finder = import_module("glossary.search.finder").Finder(terms)

    def find(text: str) -> list[str]:
        ids = finder.find(text).ids
        return [*ids] if len(ids) == 1 else []

    return find


def symspell(names: Names) -> Find:
    """The nearest name within two edits."""
    library = import_module("symspellpy")
    index = library.SymSpell(max_dictionary_edit_distance=2)
    for name in names:
        index.create_dictionary_entry(name, 1)

    def find(text: str) -> list[str]:
        found = index.lookup(text.casefold(), library.Verbosity.TOP, max_edit_distance=2)
        return names[found[0].term] if found else []

    return find


def tantivy(names: Names) -> Find:
    """The best name that has every word, each within one edit, from six letters on within two."""
    library = import_module("tantivy")
    builder = library.SchemaBuilder()
    builder.add_text_field("name", stored=True)
    schema = builder.build()
    index = library.Index(schema)
    writer = index.writer()
    for name in names:
        writer.add_document(library.Document(name=name))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> list[str]:
        words = [word for part in text.casefold().split() if (word := "".join(filter(str.isalnum, part)))]
        needed = [
            (
                library.Occur.Must,
                library.Query.fuzzy_term_query(schema, "name", word, distance=1 if len(word) < 6 else 2),
            )
            for word in words
        ]
        hits = searcher.search(library.Query.boolean_query(needed), 1).hits if needed else []
        return names[searcher.doc(hits[0][1])["name"][0]] if hits else []

    return find


def fts5(names: Names) -> Find:
    """The best name by bm25 of those that share three letters in a row."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE listed USING fts5(name, tokenize = 'trigram')")
    base.executemany("INSERT INTO listed VALUES (?)", [(name,) for name in names])

    def find(text: str) -> list[str]:
        grams = {text[at : at + 3] for at in range(len(text) - 2) if text[at : at + 3].isalnum()}
        asked = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        query = "SELECT name FROM listed WHERE listed MATCH ? ORDER BY bm25(listed) LIMIT 1"
        row = base.execute(query, (asked,)).fetchone() if asked else None
        return names[row[0]] if row else []

    return find


def rapidfuzz(names: Names) -> Find:
    """The best name by WRatio, if that is 85 or more."""
    process, fuzz = import_module("rapidfuzz.process"), import_module("rapidfuzz.fuzz")
    prepare, listed = import_module("rapidfuzz.utils").default_process, list(names)

    def find(text: str) -> list[str]:
        found = process.extractOne(text, listed, scorer=fuzz.WRatio, processor=prepare, score_cutoff=CUTOFF)
        return names[found[0]] if found else []

    return find


def thefuzz(names: Names) -> Find:
    """The same by thefuzz."""
    process, listed = import_module("thefuzz.process"), list(names)

    def find(text: str) -> list[str]:
        found = process.extractOne(text, listed, score_cutoff=CUTOFF)
        return names[found[0]] if found else []

    return find


WAYS: dict[str, Callable[[Names], Find]] = {
    "CS Bot": cs_bot,
    "symspellpy": symspell,
    "tantivy": tantivy,
    "SQLite FTS5": fts5,
    "rapidfuzz": rapidfuzz,
    "thefuzz": thefuzz,
}


def answer(way: str, given: dict[str, Any]) -> dict[str, Any]:
    """What is printed."""
    find = WAYS[way](given["names"])
    for text in given["timed"][:20]:
        find(text)
    spent, began = [], time.process_time()
    for text in given["timed"]:
        start = time.perf_counter()
        find(text)
        spent.append((time.perf_counter() - start) * 1000)
    processor = (time.process_time() - began) * 1000 / len(spent)
    spent.sort()
    return {
        "p50": spent[len(spent) // 2],
        "p99": spent[len(spent) * 99 // 100],
        "processor": processor,
        "sets": {name: outcomes(find, pairs) for name, pairs in given["asked"].items()},
    }


def outcomes(find: Find, pairs: list[tuple[str, str]]) -> tuple[int, int]:
    """How many questions were answered right, and how many wrong."""
    found = [(find(text), expected) for text, expected in pairs]
    right = sum(expected in ids for ids, expected in found)
    return right, sum(bool(ids) for ids, _ in found) - right


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1], json.load(sys.stdin))))
