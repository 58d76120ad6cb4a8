"""How often a look-up is right on public misspellings, and how often it answers what is not in the glossary.

Run as `python -m benchmarks.lookup_quality [--collection NAME=PATH ...]`. Two kinds of glossary are asked: the shipped
one, and glossaries made of the right words of each collection, a fifth of them left out. Collections come from
installed packages (codespell; english-words and symspellpy for words and phrases that are no terms) and from files of
lines `misspelling TAB right` or `misspelling->right`. A stable hash of the right word divides everything into the half
that the finder was tuned on and the half it is judged on.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from zlib import crc32

from glossary.model import Term
from glossary.search.finder import Finder
from glossary.search.normalisation import match_key, split_words
from glossary.term_files import read_terms

DATA = Path(__file__).parent / "data"
T = TypeVar("T")
Pairs = list[tuple[str, str]]
OUTCOMES = ("right", "wrong", "choice", "nothing")
SAMPLE = 4000
"""At most so many questions of a kind, drawn with a fixed seed."""
WORDS = 3000
"""At most so many words make a glossary."""
TARGETS = {"misspelt": "right ≥ 95 %, wrong ≤ 1 %", "English": "answered ≤ 0.5 %", "same field": "answered ≤ 3 %"}


def judged(target: str) -> bool:
    """Whether the target belongs to the half that is judged."""
    return crc32(target.casefold().encode()) % 2 == 1


def sample(items: Iterable[T], most: int = SAMPLE) -> list[T]:
    """At most so many of the items, the same in every run."""
    everything = list(items)
    return random.Random(7).sample(everything, most) if len(everything) > most else everything


def read_pairs(lines: Iterable[str]) -> Pairs:
    """The pairs of a collection that have one right word, without those that differ only in case."""
    found = (line.strip().partition("\t" if "\t" in line else "->") for line in lines)
    pairs = {(wrong.strip(), right.strip()) for wrong, _, right in found if right and "," not in right}
    meanings = Counter(wrong.casefold() for wrong, _ in pairs)
    return sorted(
        pair for pair in pairs if meanings[pair[0].casefold()] == 1 and match_key(pair[0]) != match_key(pair[1])
    )


def collections(extra: Iterable[str]) -> dict[str, Pairs]:
    """The collections of misspellings at hand, by name; says which are not."""
    found: dict[str, Pairs] = {}
    try:
        found["codespell"] = read_pairs(
            files("codespell_lib").joinpath("data/dictionary.txt").read_text(encoding="utf-8").splitlines()
        )
    except ModuleNotFoundError:
        print("skipped: codespell is not installed")
    for given in extra:
        name, _, path = given.partition("=")
        found[name] = read_pairs(Path(path).read_text(encoding="utf-8").splitlines())
    return found


def strangers() -> Iterator[tuple[str, list[str]]]:
    """Lists of English words and phrases, whatever glossary is asked."""
    try:
        get = import_module("english_words").get_english_words_set
        yield "English words (Webster 1913, GCIDE)", sorted(get(["gcide"], alpha=True, lower=True))
        yield "English words (Webster 1934)", sorted(get(["web2"], alpha=True, lower=True))
    except ModuleNotFoundError:
        print("skipped: english-words is not installed")
    try:
        folder = files("symspellpy")
        read = folder.joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
        yield "English words (Google Books)", [line.split()[0] for line in read]
        read = folder.joinpath("frequency_bigramdictionary_en_243_342.txt").read_text(encoding="utf-8-sig").splitlines()
        yield "English phrases (Google Books)", [" ".join(line.split()[:2]) for line in read]
    except ModuleNotFoundError:
        print("skipped: symspellpy is not installed")


def slipped(text: str, chance: random.Random) -> str:
    """The text with one slip of the fingers: a letter doubled, left out, swapped with the next or hit beside."""
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    beside = {a: b for row in rows for a, b in [*pairwise(row), *pairwise(row[::-1])]}
    places = [at for at in range(1, len(text)) if text[at].isalpha() and text[at - 1].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    before, payload, after = text[:at], text[at], text[at + 1 :]
    return chance.choice(
        [before + payload * 2 + after, before + after, before[:-1] + payload + before[-1] + after,
         before + beside.get(payload.lower(), "e") + after]
    )  # fmt: skip


class Table:
    """Outcomes by glossary, kind of question, collection and half."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], dict[bool, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.examples: dict[tuple[str, str, str], list[str]] = defaultdict(list)

    def ask(self, row: tuple[str, str, str], finder: Finder, questions: Iterable[tuple[str, str]]) -> None:
        """Asks questions, each with the id that is right, or none when the glossary does not have it."""
        for question, right in questions:
            ids = finder.find(question).ids
            outcome = "nothing" if not ids else "choice" if len(ids) > 1 else "right" if ids[0] == right else "wrong"
            half = judged(right or question)
            self.rows[row][half][outcome] += 1
            if outcome == "wrong" and not half:
                self.examples[row].append(f"{question} → {ids[0]}")

    def show(self, half: bool, examples: int) -> None:  # noqa: FBT001
        """Prints one half."""
        print(f"\n{'judged' if half else 'tuned on'}: glossary, questions, collection, then % of n")
        for row, halves in self.rows.items():
            counts = halves[half]
            n = sum(counts.values()) or 1
            shares = "  ".join(f"{name} {100 * counts[name] / n:6.2f}" for name in OUTCOMES)
            print(f"{row[0]:12} {row[1]:11} {row[2]:36} {shares}  n={n}")
            if not half and examples:
                print("      ", "; ".join(sample(self.examples[row], examples)))

    def reached(self) -> None:
        """Prints which targets are reached together in the judged half."""
        for glossary in dict.fromkeys(row[0] for row in self.rows):
            missed = [
                f"{row[1]}, {row[2]}"
                for row, halves in self.rows.items()
                if row[0] == glossary and _misses(row[1], halves[True])
            ]
            print(f"{glossary}: {'every target reached together' if not missed else 'missed: ' + '; '.join(missed)}")


def _misses(kind: str, counts: Counter[str]) -> bool:
    n = sum(counts.values()) or 1
    right, wrong = counts["right"] / n, counts["wrong"] / n
    return {"misspelt": right < 0.95 or wrong > 0.01, "English": wrong > 0.005, "same field": wrong > 0.03}.get(
        kind, False
    )


def ask_shipped(table: Table, found: dict[str, Pairs], terms: list[Term]) -> None:
    """Asks the shipped glossary."""
    finder = Finder(terms)
    names = {name: ids[0] for term in terms for name in _names(term) if len(ids := finder.exact(name)) == 1}
    for name, pairs in found.items():
        wrong = defaultdict(list)
        for misspelt, right in pairs:
            wrong[right.casefold()].append(misspelt)
        table.ask(("shipped", "misspelt", name), finder, sample(_misspelt(names, wrong)))
    chance = random.Random(7)
    slips = ((slipped(name, chance), id_) for name, id_ in names.items() if len(match_key(name)) > 4 for _ in range(4))
    table.ask(
        ("shipped", "misspelt", "slips of the fingers (synthetic)"),
        finder,
        [s for s in slips if not finder.exact(s[0])],
    )
    twice = ((slipped(slipped(name, chance), chance), id_) for name, id_ in names.items() if len(split_words(name)) > 1)
    table.ask(("shipped", "two slips", "synthetic"), finder, [s for s in twice if not finder.exact(s[0])])
    for name, listed in strangers():
        table.ask(
            ("shipped", "English", name),
            finder,
            ((text, "") for text in sample(listed, 20000) if not finder.exact(text)),
        )
    for name, pairs in found.items():
        questions = ((misspelt, "") for misspelt, right in pairs if not finder.find(right).ids)
        table.ask(("shipped", "misspelt no term", name), finder, sample(questions))
    _ask_left_out(table, terms)
    other = DATA / "other_business_terms.txt"
    table.ask(
        ("shipped", "same field", "other business terms"),
        finder,
        ((t, "") for t in other.read_text().splitlines() if not finder.exact(t)),
    )


def _names(term: Term) -> list[str]:
    return [term.name, *term.acronyms, *term.aliases]


def _misspelt(names: dict[str, str], wrong: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, id_ in names.items():
        parts = name.casefold().split()
        for at, part in enumerate(parts):
            for misspelt in sample(wrong.get(part, ()), 3):
                yield " ".join([*parts[:at], misspelt, *parts[at + 1 :]]), id_


def _ask_left_out(table: Table, terms: list[Term], folds: int = 10) -> None:
    for fold in range(folds):
        out = [term for term in terms if crc32(term.id.encode()) // 2 % folds == fold]
        finder = Finder(term for term in terms if term not in out)
        for kind, of in (
            ("names", lambda t: [t.name]),
            ("acronyms", lambda t: t.acronyms),
            ("aliases", lambda t: t.aliases),
        ):
            of_term: Callable[[Term], Iterable[str]] = of
            asked = [
                (name, "")
                for term in out
                for name in of_term(term)
                if not any(match_key(name) == match_key(n) for t in terms if t not in out for n in _names(t))
            ]
            table.ask(("shipped", "same field", f"left out: {kind}"), finder, asked)


def ask_made(table: Table, name: str, pairs: Pairs) -> None:
    """Asks a glossary made of a collection's right words, with every fifth left out."""
    right = {target.casefold() for _, target in pairs}
    kept = set(sample(sorted(right), WORDS))
    out = {word for word in kept if crc32(word.encode()) // 2 % 5 == 0}
    finder = Finder(Term(id=word.replace(" ", "-"), name=word, definition="") for word in sorted(kept - out))
    asked = [
        (wrong, target.casefold().replace(" ", "-"))
        for wrong, target in pairs
        if target.casefold() in kept - out and not finder.exact(wrong)
    ]
    table.ask((name, "misspelt", ""), finder, sample(asked))
    table.ask((name, "same field", "left out"), finder, ((word, "") for word in sorted(out)))
    for kind, listed in strangers():
        table.ask(
            (name, "English", kind), finder, ((text, "") for text in sample(listed, 5000) if not finder.exact(text))
        )


def main() -> None:
    """Reads the options, asks everything and prints both halves."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--collection", action="append", default=[], metavar="NAME=PATH")
    options.add_argument("--examples", type=int, default=0, help="how many mistakes of the tuned half to show in a row")
    given = options.parse_args()
    found = collections(given.collection)
    table = Table()
    ask_shipped(table, found, list(read_terms()))
    for name, pairs in found.items():
        ask_made(table, name, pairs)
    for half in (False, True):
        table.show(half, given.examples)
    print("\ntargets:", "; ".join(f"{kind}: {target}" for kind, target in TARGETS.items()), "(of the judged half)")
    table.reached()


if __name__ == "__main__":
    main()
