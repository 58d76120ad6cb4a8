"""Requests as people type them: metrics with their numbers, verbs and words, follow-ups; how many come out right.

The tables are in `benchmarks/data/requests`: `metrics.tsv`, `words.tsv` and `follow_ups.tsv`. Of the rows that are not
`named` (in the issue that asked for them) a stable hash puts half into `seen`, which was looked at while the code was
written, and half into `held`, which was not. Expected is one of these, or several with `|` between them

    calculate ID VALUE   this value of the metric       ask ID      a question between readings of it
    refuse ID            a reason why not, of it        benchmark ID   the term's card, what is good first, numbers said
    define ID[#ASPECT]   this term                      compare ID+ID  these terms side by side
    choose               a choice of terms              left-out    a comparison that says which side it lacks
    request TEXT         this request about accounts    greeting    a word back
    not-metric           no calculation                 nothing     (follow-ups) no follow-up of what was said before

A number is dropped where a text that names a metric is answered without it: that is never right.

Run it with `python -m benchmarks.requests [--wrong SPLIT]`.
"""

import argparse
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from bot.commands import COMMANDS, answer_request, parse_request
from bot.context import Context
from bot.parsing.follow_ups import read_follow_up
from bot.parsing.grammar import Request
from bot.reply import Reply
from glossary import Glossary, load

DATA = Path(__file__).parent / "data" / "requests"
OUTCOMES = ("right", "wrong", "choices", "nothing", "dropped")
TABLES = ("metrics", "words", "follow_ups")


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the request that was answered before it, if any, and what should come of it."""

    table: str
    split: str
    kind: str
    text: str
    expected: str
    previous: str = ""


def _term(data: Mapping[str, Any]) -> str:
    aspect = data["match"]["aspect"]
    return f"define {data['term']['id']}{f'#{aspect}' if aspect else ''}"


_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "metric": lambda data: f"calculate {data['metric']} {_rounded(data['value'])}",
    "choices": lambda data: f"ask {data['metric']}" if "metric" in data else "choose",
    "error": lambda data: f"refuse {data.get('metric')}",
    "term": _term,
    "comparison": lambda data: f"compare {'+'.join(term['id'] for term in data['terms'])}",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a text: the request, and the reply of one that is not about accounts."""

    request: Request
    reply: Reply | None
    follows: bool

    @property
    def said(self) -> str:
        """The outcome in the words of the table."""
        if self.reply is None:
            return f"request {self.request.verb} {self.request.text}".strip()
        data = self.reply.data
        say = _SAID.get(str(data["kind"]))
        return say(data) if say else str(data["kind"])


def read_cases(folder: Path = DATA) -> list[Case]:
    """Every case of the folder's tables."""
    cases = []
    for table in TABLES:
        with (folder / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                kind = row.get("kind") or "follow-up"
                cases.append(Case(table, row["split"], kind, row["text"], row["expected"], row.get("previous") or ""))
    return cases


def outcome_of(case: Case, glossary: Glossary) -> Outcome:
    """What the case's text comes to."""
    follow_up = read_follow_up(case.text, case.previous, glossary) if case.previous else ""
    request = parse_request(follow_up or case.text, glossary)
    about_accounts = COMMANDS[request.verb].about_accounts
    reply = None if about_accounts else answer_request(request, Context(glossary))
    return Outcome(request, reply, bool(follow_up))


def judge(case: Case, outcome: Outcome) -> str:
    """`right`, `wrong`, that only `choices` or `nothing` came, or that numbers were `dropped`."""
    if any(_is_met(expected, case, outcome) for expected in case.expected.split("|")):
        return "right"
    if case.kind == "metric" and outcome.said.startswith(("define", "compare")) and _is_bare(case.text, outcome):
        return "dropped"
    return {"choose": "choices", "not_found": "nothing"}.get(outcome.said, "wrong")


def _is_met(expected: str, case: Case, outcome: Outcome) -> bool:  # noqa: PLR0911  a line for each word of the tables
    said = outcome.said
    match expected.split(" ", maxsplit=1)[0]:
        case "nothing":
            return not outcome.follows if case.previous else said == "not_found"
        case "not-metric":
            return not said.startswith(("calculate", "ask", "refuse"))
        case "define" if "#" not in expected:
            return said.partition("#")[0] == expected
        case "refuse" | "ask":
            return said == expected
        case "benchmark":
            term = expected.removeprefix("benchmark ")
            return said == f"define {term}#benchmark" and not _is_bare(case.text, outcome)
        case "left-out":
            return outcome.reply is not None and case.text.split()[-1] in _text_of(outcome.reply)
        case "define-or-account":
            return True
        case "request":
            return _same_request(said, expected)
    return said == expected


def _same_request(said: str, expected: str) -> bool:
    """Whether two requests ask for the same: joining words count for nothing."""
    return sorted(_words(said)) == sorted(_words(expected))


def _words(request: str) -> list[str]:
    same = {"over": "above", "no": "without", "with": "", "have": ""}
    words = (same.get(word, word) for word in request.casefold().split())
    return [word for word in words if word and word not in {"a", "an", "in", "for", "of"}]


def _is_bare(text: str, outcome: Outcome) -> bool:
    """Whether a card says nothing of the text's numbers."""
    numbers = re.findall(r"\d[\d.,]*", text)
    shown = _text_of(outcome.reply) if outcome.reply else ""
    return not any(number.strip(".,") in shown for number in numbers)


def _text_of(reply: Reply) -> str:
    return " ".join((*reply.paragraphs, *reply.footnotes))


def _rounded(value: str | None) -> str:
    if value is None or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return str(value)
    return f"{Decimal(value).quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"


def main() -> None:
    """Prints the table, and with `--wrong` what went wrong in a split."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--wrong", metavar="SPLIT", help="list what was not right in this split")
    arguments = parser.parse_args()
    glossary = load()
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    wrong = []
    for case in read_cases():
        outcome = outcome_of(case, glossary)
        judged = judge(case, outcome)
        counts[case.table, case.split, case.kind][judged] += 1
        if judged != "right" and case.split == arguments.wrong:
            before = f"[{case.previous}] " if case.previous else ""
            wrong.append(f"{judged}: {before}{case.text} = {case.expected}: {outcome.said}")
    print(f"{'table':12}{'split':7}{'kind':11}{'n':>5}" + "".join(f"{each:>9}" for each in OUTCOMES) + f"{'right':>9}")
    for (table, split, kind), count in sorted(counts.items()):
        cells = "".join(f"{count[each]:>9}" for each in OUTCOMES)
        print(f"{table:12}{split:7}{kind:11}{count.total():>5}{cells}{count['right'] / count.total():>9.1%}")
    print("\n".join(wrong))


if __name__ == "__main__":
    main()
