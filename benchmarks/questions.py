"""Questions, comparisons, descriptions and strangers: how many the glossary answers right.

The tables in `benchmarks/data` have the columns split, kind, query and expected. Of `questions.tsv` the tuned half was
looked at while the code was written and the judged half was not; `independent.tsv` was written without sight of the
code, its seen half looked at once the code stood, its held half never. `chatty.tsv`, looked at too, has long sentences
with much beside the term. Expected is

    id              this term                   id|id       one of these terms, or choices with all of them
    id#formula      with this aspect first      ?id|id      choices with all of these
    id+id           a comparison in this order  (nothing)   neither a term nor a comparison

A description (kind `meaning`) is right when an expected term is answered or offered; a mistyped acronym or a term of
the same field that the glossary lacks may be met with an offer, but with no answer.

Run it with `python -m benchmarks.questions [--wrong SPLIT]`.
"""

import argparse
import csv
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from glossary import Answer, Glossary, load

DATA = Path(__file__).parent / "data"
MAY_BE_OFFERED = frozenset({"near_miss_acronym", "same_field"})
OUTCOMES = ("right", "wrong", "choices", "nothing")


@dataclass(frozen=True, slots=True)
class Query:
    """A text, and what the glossary should say to it."""

    split: str
    kind: str
    text: str
    expected: str

    def outcome(self, answer: Answer) -> str:
        """`right`, `wrong`, or that only `choices` or `nothing` came back."""
        refused = answer.kind == "not_found" or (answer.kind == "choices" and self.kind in MAY_BE_OFFERED)
        right = self._is_met(answer) if self.expected else refused
        return "right" if right else {"not_found": "nothing", "choices": "choices"}.get(answer.kind, "wrong")

    def _is_met(self, answer: Answer) -> bool:
        offered = {suggestion.id for suggestion in answer.suggestions} if answer.kind == "choices" else set()
        if "+" in self.expected:
            return answer.kind == "comparison" and [term.id for term in answer.terms] == self.expected.split("+")
        names, _, aspect = self.expected.removeprefix("?").partition("#")
        ids = set(names.split("|"))
        if offered:
            several = self.expected.startswith("?") or len(ids) > 1
            return bool(offered & ids) if self.kind == "meaning" else several and ids <= offered
        right = answer.kind == "term" and answer.terms[0].id in ids and not self.expected.startswith("?")
        return right and aspect in ("", answer.aspect)


def read_queries(folder: Path = DATA) -> list[Query]:
    """Every query of the folder's files."""
    queries = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            queries += [Query(row["split"], row["kind"], row["query"], row["expected"] or "") for row in rows]
    return queries


def judge(glossary: Glossary, queries: list[Query]) -> dict[tuple[str, str], Counter[str]]:
    """How often each outcome came, by split and kind."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for query in queries:
        counts[query.split, query.kind][query.outcome(glossary.answer(query.text))] += 1
    return counts


def slowest(glossary: Glossary, queries: list[Query]) -> tuple[float, float]:
    """The median and the 99th percentile of milliseconds per answer, once everything is built."""
    taken = []
    for query in queries:
        begun = time.perf_counter()
        glossary.answer(query.text)
        taken.append((time.perf_counter() - begun) * 1e3)
    taken.sort()
    return taken[len(taken) // 2], taken[len(taken) * 99 // 100]


def main() -> None:
    """Prints the table, and with `--wrong` what went wrong in a split."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--wrong", metavar="SPLIT", help="list what was not right in this split")
    arguments = parser.parse_args()
    glossary, queries = load(), read_queries()
    print(f"{'split':8}{'kind':18}{'n':>5}" + "".join(f"{outcome:>9}" for outcome in OUTCOMES) + f"{'right':>9}")
    for (split, kind), count in sorted(judge(glossary, queries).items()):
        cells = "".join(f"{count[outcome]:>9}" for outcome in OUTCOMES)
        print(f"{split:8}{kind:18}{count.total():>5}{cells}{count['right'] / count.total():>9.1%}")
    print("milliseconds per answer: median {:.3f}, p99 {:.3f}".format(*slowest(glossary, queries)))
    for query in queries:
        answer = glossary.answer(query.text)
        if query.split == arguments.wrong and query.outcome(answer) != "right":
            said = [term.id for term in answer.terms] or [suggestion.id for suggestion in answer.suggestions]
            print(f"{query.kind}: {query.text} = {query.expected}: {answer.kind} {said} {answer.aspect}")


if __name__ == "__main__":
    main()
