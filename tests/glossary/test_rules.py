"""Each rule of the curated files rejects a file that breaks it, and the shipped files break none."""

from pathlib import Path

import pytest

from glossary.entries import Problem
from glossary.rules import RULES, check
from glossary.source_rules import SOURCE_RULES

GOOD = """
[{id}]
name = "{name}"
definition = "Everything that a customer pays in a year for what recurs."
why = "It is the figure that a renewal is about."
sources = ["a-book"]
"""


PAGES = '[a-book]\ntitle = "A book"\n'


def written(folder: Path, *texts: str, sources: str = PAGES) -> list[Problem]:
    terms = folder / "terms"
    terms.mkdir()
    for number, text in enumerate(texts):
        Path(terms, f"category{number}.toml").write_text(text.lstrip(), encoding="utf-8")
    Path(folder, "sources.toml").write_text(sources, encoding="utf-8")
    return check(terms, folder / "sources.toml")


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
    "dominant_names_are_ambiguous": (
        [
            entry("success", extra='acronyms = ["CS"]\nambiguous = ["CS"]\ndominant = ["CS"]')
            + entry("support", extra='acronyms = ["CS"]\nambiguous = ["CS"]\ndominant = ["CS"]')
        ],
        17,
        "“CS” is dominant in success already",
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
        ['[net-revenue]\nname = "Net Revenue"\ndefinition = "The net of revenue."\nwhy = "W."\nsources = ["a-book"]\n'],
        3,
        "says too little",
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


def page(id_: str, **fields: str) -> str:
    lines = [f"{name} = {value}" for name, value in ({"title": '"A page"'} | fields).items()]
    return "\n".join([f"[{id_}]", *lines]) + "\n"


LOOKED_UP = {"url": '"https://example.com/nrr"', "looked_up": "2026-11-29"}
FIGURES = 'benchmark = "{}"\n'
BROKEN_SOURCES = {
    "cited_sources_exist": (
        [entry("arr").replace('"a-book"', '"a-book", "no-book"')],
        PAGES,
        "cites “no-book”, which is no source",
    ),
    "sources_are_cited": ([entry("arr")], PAGES + page("b-page", **LOOKED_UP), "no term cites it"),
    "pages_are_listed_once": (
        [entry("arr").replace('"a-book"', '"a-page", "b-page"')],
        page("a-page", **LOOKED_UP) + page("b-page", url='"http://www.example.com/nrr/"'),
        "has the address of [a-page]",
    ),
    "pages_can_be_opened": ([entry("arr")], page("a-book", looked_up="2026-11-29"), "url is missing"),
    "sources_fit_a_card": ([entry("arr")], page("a-book", publisher=f'"{"x" * 200}"'), "208 characters, 200 at most"),
    "texts_name_listed_pages": (
        [entry("arr", extra='benchmark = "See https://example.com/other."')],
        PAGES,
        "https://example.com/other. is in no list of looked-up pages",
    ),
    "figures_of_a_page_agree": (
        [
            entry("grr", extra=FIGURES.format("Median of private companies 91%."))
            + entry("nrr", extra=FIGURES.format("The median of private software companies: 88%."))
        ],
        PAGES,
        "which cites a-book too",
    ),
}


@pytest.mark.parametrize("name", [rule.__name__ for rule in SOURCE_RULES])
def test_sources_that_break_a_rule_are_named(name: str, tmp_path: Path) -> None:
    texts, sources, message = BROKEN_SOURCES[name]
    problems = written(tmp_path, *texts, sources=sources)
    assert [message in problem.message for problem in problems] == [True], [str(p) for p in problems]


@pytest.mark.parametrize(
    ("sources", "line", "message"),
    [
        (page("a-book", year='"last"'), 3, "year: Input should be a valid integer"),
        (page("a-book", link='"https://example.com"'), 3, "link: Unexpected keyword argument"),
        (page("a-book", url='"example.com/nrr"'), 3, "an address begins with"),
        (page("a-book", url='"https://example.com/<b>"'), 3, "an address begins with"),
        (page("a-book", url='"https://example.com"', looked_up='"yesterday"'), 4, "the day is written"),
        (page("b-page") + PAGES, 1, "no term cites it"),
        (page("a-book", title='""'), 2, "title is missing"),
    ],
)
def test_a_table_that_is_no_source_is_named_with_field_and_line(
    sources: str, line: int, message: str, tmp_path: Path
) -> None:
    problem = written(tmp_path, entry("arr"), sources=sources)[-1]
    assert (problem.line, problem.path.name) == (line, "sources.toml")
    assert message in problem.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Median 91%.", "Median 88%."),  # too few words to say that they are about one thing
        ("Median of private companies 91%.", "Median of private companies 91%, best 95%."),
        ("Median of private companies 91%.", "Median of private companies after 12 months."),
        ("Median of private companies in 2024 91%.", "Median of private companies in 2023 91%."),
    ],
)
def test_figures_that_do_not_contradict_each_other_are_no_problem(one: str, other: str, tmp_path: Path) -> None:
    texts = entry("grr", extra=FIGURES.format(one)) + entry("nrr", extra=FIGURES.format(other))
    assert written(tmp_path, texts) == []


def test_the_shipped_files_break_no_rule() -> None:
    assert [str(problem) for problem in check()] == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[arr]\nname = "ARR"\nacronym = ["ARR"]\ndefinition = "D."', 3, "acronym: Unexpected keyword argument"),
        ('[arr]\nname = "ARR"', 1, "definition: it is missing"),
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
