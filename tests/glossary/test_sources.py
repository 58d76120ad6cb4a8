"""Sources of terms: read from their file, cited in words and as pages, and reported with their age."""

from datetime import date
from pathlib import Path

import pytest

from glossary import GlossaryError, Source, Term, load
from glossary.source_report import source_report
from glossary.term_files import read_terms
from tests.cases import cases

PAGE = Source(
    id="a-page",
    title="What NRR is",
    publisher="Example",
    year=2023,
    url="https://example.com/nrr",
    looked_up="2026-11-29",
)
BOOK = Source(id="a-book", title="A book", year=2024)
TODAY = date(2026, 11, 29)
TERM = """
[nrr]
name = "NRR"
definition = "Revenue that is kept."
sources = ["a-page", "a-book"]
"""
SOURCES = """
[a-book]
title = "A book"
year = 2024

[a-page]
title = "What NRR is"
publisher = "Example"
year = 2023
url = "https://example.com/nrr"
looked_up = 2026-11-29
"""


def term(id_: str, *references: Source) -> Term:
    return Term(id=id_, name=id_, definition="D.", references=references, sources=tuple(r.citation for r in references))


def read(folder: Path, terms: str = TERM, sources: str = SOURCES) -> list[Term]:
    (folder / "terms").mkdir(exist_ok=True)
    (folder / "terms" / "retention.toml").write_text(terms, encoding="utf-8")
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    return list(read_terms(folder / "terms", folder / "sources.toml"))


def test_a_term_has_its_sources_in_words_and_as_pages(tmp_path: Path) -> None:
    (nrr,) = read(tmp_path)
    assert nrr.sources == ("Example, What NRR is (2023)", "A book (2024)")
    assert nrr.references == (PAGE, BOOK)


def test_json_keeps_the_citations_and_adds_the_pages(tmp_path: Path) -> None:
    data = read(tmp_path)[0].data
    assert data["sources"] == ("Example, What NRR is (2023)", "A book (2024)")
    assert data["references"] == [
        {
            "id": "a-page",
            "title": "What NRR is",
            "publisher": "Example",
            "year": 2023,
            "url": "https://example.com/nrr",
            "looked_up": "2026-11-29",
            "citation": "Example, What NRR is (2023)",
            "verified": True,
        },
        {
            "id": "a-book",
            "title": "A book",
            "publisher": "",
            "year": 2024,
            "url": "",
            "looked_up": "",
            "citation": "A book (2024)",
            "verified": False,
        },
    ]


def test_what_is_read_a_second_time_from_the_compiled_files_is_the_same(tmp_path: Path) -> None:
    first = read(tmp_path)
    assert (tmp_path / "terms" / "__pycache__").exists()
    assert list(read_terms(tmp_path / "terms", tmp_path / "sources.toml")) == first


def test_a_changed_source_is_read_anew(tmp_path: Path) -> None:
    read(tmp_path)
    (nrr,) = read(tmp_path, sources=SOURCES.replace("What NRR is", "What net revenue retention is"))
    assert nrr.references[0].title == "What net revenue retention is"


@pytest.mark.parametrize(
    ("terms", "sources", "message"),
    [
        (TERM.replace("a-book", "no-book"), SOURCES, r"retention.toml: \[nrr\] cites 'no-book', which is no source"),
        (TERM, SOURCES.replace("year = 2024", "yeer = 2024"), r"sources.toml: \[a-book\] .*yeer"),
        (TERM, "[a-book\n", r"sources.toml: .*at line 1"),
    ],
)
def test_a_broken_file_is_named(terms: str, sources: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=message):
        read(tmp_path, terms, sources)


@pytest.mark.parametrize(
    ("source", "citation"),
    [
        (PAGE, "Example, What NRR is (2023)"),
        (Source(id="x", title="GitLab", publisher="GitLab"), "GitLab"),
        (Source(id="x", title="T", publisher="P"), "P, T"),
    ],
)
def test_a_citation_names_publisher_title_and_year(source: Source, citation: str) -> None:
    assert source.citation == citation


def test_only_a_page_with_address_and_day_is_verified() -> None:
    assert PAGE.verified
    assert not Source(id="x", title="T", url="https://example.com").verified
    assert not BOOK.verified


def test_the_report_says_what_was_looked_up_and_which_terms_have_nothing_of_the_kind() -> None:
    found = source_report([term("nrr", PAGE, BOOK), term("arr", BOOK), term("mrr")], TODAY)
    assert found.verified == (PAGE,)
    assert found.unverified == (BOOK,)
    assert found.unfounded == ("arr", "mrr")


@cases(
    ("today", "published", "looked_up"),
    [
        (date(2025, 12, 31), [], []),
        (date(2026, 1, 1), ["a-page"], []),
        (date(2028, 11, 28), ["a-book", "a-page"], []),
        (date(2028, 11, 29), ["a-book", "a-page"], ["a-page"]),
    ],
)
def test_the_report_says_which_sources_are_older_than_two_years(
    today: date, published: list[str], looked_up: list[str]
) -> None:
    found = source_report([term("nrr", PAGE, BOOK)], today)
    assert [source.id for source in found.published_before] == published
    assert [source.id for source in found.looked_up_before] == looked_up


def test_every_shipped_term_has_a_source_and_nearly_every_one_a_page_that_was_looked_up() -> None:
    terms = load().terms
    found = source_report(terms.values(), TODAY)
    assert all(term.references for term in terms.values())
    assert len(found.unfounded) <= len(terms) // 50
    assert len(found.verified) >= 250
