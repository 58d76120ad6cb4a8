"""Benchmarks written into files of terms: in their place, and nowhere else."""

from glossary.term_benchmarks import with_benchmarks

TERMS = """[arr]
name = "ARR"
benchmark = "By hand."
sources = ["a-book"]

[nrr]
name = "NRR"
example = "1 = 1"
{}sources_differ = "They do."
metric = "nrr"
sources = ["a-book"]

[nrr.confused_with]
arr = "One letter."
"""
WRITTEN = TERMS.format('benchmark = "Above 101% is \\"good\\"."\n')


def test_a_benchmark_is_put_before_what_follows_it_in_a_term() -> None:
    assert with_benchmarks(TERMS.format(""), {"nrr": 'Above 101% is "good".'}) == WRITTEN


def test_an_older_benchmark_gives_way_and_the_same_one_stays() -> None:
    old = TERMS.format('benchmark = "Of last year."\n')
    assert with_benchmarks(old, {"nrr": 'Above 101% is "good".'}) == WRITTEN
    assert with_benchmarks(WRITTEN, {"nrr": 'Above 101% is "good".'}) == WRITTEN


def test_a_term_whose_metric_has_no_levels_keeps_what_was_written_by_hand() -> None:
    assert with_benchmarks(WRITTEN, {"grr": "Above 91%."}) == WRITTEN
