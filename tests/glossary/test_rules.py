"""Each rule of the curated files rejects a file that breaks it, and the shipped files break none."""

from pathlib import Path

import pytest

from glossary.rules import RULES, Problem, check

GOOD = """
[{id}]
name = "{name}"
definition = "Everything that a customer pays in a year for what recurs."
why = "It is the figure that a renewal is about."
sources = ["A book"]
"""


def written(folder: Path, *texts: str) -> list[Problem]:
    for number, text in enumerate(texts):
        Path(folder, f"category{number}.toml").write_text(text.lstrip(), encoding="utf-8")
    return check(folder)


def entry(id_: str, name: str = "", extra: str = "") -> str:
    return GOOD.format(id=id_, name=name or id_.replace("-", " ").title()) + extra + "\n"


BROKEN = {
    "ids_are_slugs": ([entry("Net_Revenue", "Net Revenue")], 1, "lower-case words"),
    "ids_are_sorted": ([entry("upsell") + entry("arr")], 8, "belongs before [upsell]"),
    "ids_are_unique": ([entry("arr"), entry("arr", "Yearly")], 1, "is in category0.toml as well"),
    "shared_names_are_declared": (
        [entry("success", extra='acronyms = ["CS"]') + entry("support", extra='acronyms = ["CS"]\nambiguous = ["CS"]')],
        6,
        "“CS” is a name of support too",
    ),
    "references_resolve": ([entry("arr", extra='related = ["mrr"]')], 6, "“mrr”, which is no term"),
    "confusions_are_symmetric": (
        [
            entry("arr", extra='confused_with = { mrr = "By twelve." }')
            + entry("mrr", extra='confused_with = { arr = "By twelve." }')
        ],
        13,
        "written on both terms",
    ),
    "definitions_say_more_than_the_name": (
        ['[net-revenue]\nname = "Net Revenue"\ndefinition = "The net of revenue."\nwhy = "W."\nsources = ["S"]\n'],
        3,
        "only repeats the name",
    ),
    "texts_fit_a_card": ([entry("arr", extra=f'formula = "{"x" * 201}"\nexample = "1 + 1 = 2"')], 6, "201 characters"),
    "terms_are_complete": ([entry("arr", extra='formula = "MRR × 12"')], 6, "needs a worked example"),
    "texts_are_tidy": ([entry("arr", extra='benchmark = "Two  spaces."')], 6, "stray spaces"),
    "examples_compute": ([entry("arr", extra='example = "10 ÷ 4 = 3"')], 6, "is 2.5, not “3”"),
}


@pytest.mark.parametrize("name", [rule.__name__ for rule in RULES])
def test_a_file_that_breaks_a_rule_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    texts, line, message = BROKEN[name]
    problems = written(tmp_path, *texts)
    assert [(p.line, message in p.message) for p in problems] == [(line, True)], [str(p) for p in problems]


def test_the_shipped_files_break_no_rule() -> None:
    assert [str(problem) for problem in check()] == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[arr]\nname = "ARR"\nacronym = ["ARR"]\ndefinition = "D."', 3, "acronym: Unexpected keyword argument"),
        ('[arr]\nname = "ARR"', 1, "definition: Field required"),
        ('[arr]\nname = 3\ndefinition = "D."', 2, "name: Input should be a valid string"),
        ('[arr]\nname = "ARR\n', 2, "Illegal character"),
        ('name = "ARR"\n', 1, "“name” stands outside a table"),
    ],
)
def test_a_table_that_is_no_term_is_named_with_field_and_line(
    text: str, line: int, message: str, tmp_path: Path
) -> None:
    (problem,) = written(tmp_path, text)
    assert problem.line == line
    assert message in problem.message


@pytest.mark.parametrize(
    "example",
    [
        "Start $100,000: (100,000 + 20,000 − 5,000 − 8,000) ÷ 100,000 = 107%",
        "1 − (1 − 3%)^12 ≈ 30.6%",
        "€200 ÷ 2% = €10,000; 10,000 ÷ 200 = 50 months",
        "(40 ÷ 100 − 50 ÷ 100) × 100 = −10 points",
    ],
)
def test_an_example_that_computes_is_accepted(example: str, tmp_path: Path) -> None:
    assert written(tmp_path, entry("arr", extra=f'example = "{example}"')) == []


@pytest.mark.parametrize(
    "example", ["107,000 ÷ 100,000 × 100 = 107%", "1 ÷ 3 = 0.33", "10 ÷ 3 ≈ 3.4", "1 ÷ 0 = 0", "no number at all"]
)
def test_an_example_that_does_not_compute_is_refused(example: str, tmp_path: Path) -> None:
    (problem,) = written(tmp_path, entry("arr", extra=f'example = "{example}"'))
    assert problem.message.startswith("example: ")
