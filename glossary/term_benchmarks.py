"""Writes benchmarks into the files of terms, so that a term's card says what the levels of its metric say."""

import json
import re
from collections.abc import Mapping

_TABLE = re.compile(r"(?m)^\[(?P<id>[a-z0-9-]+)\]\n(?P<lines>(?:[a-z_]+ = .*\n?)+)")
_METRIC = re.compile(r'(?m)^metric = "(.*)"$')
_BENCHMARK = re.compile(r"(?m)^benchmark = .*\n")
_AFTER = re.compile(r"(?m)^(?:sources_differ|confused_with|described_as|related|metric|sources) = ")


def with_benchmarks(text: str, benchmarks: Mapping[str, str]) -> str:
    """The text of a file of terms with the benchmark of each term whose metric has one, by the metric's id."""
    return _TABLE.sub(lambda table: f"[{table['id']}]\n{_with_benchmark(table['lines'], benchmarks)}", text)


def _with_benchmark(lines: str, benchmarks: Mapping[str, str]) -> str:
    metric = _METRIC.search(lines)
    if not (metric and metric[1] in benchmarks):
        return lines
    rest = _BENCHMARK.sub("", lines)
    place = _AFTER.search(rest)
    at = place.start() if place else len(rest)
    return f"{rest[:at]}benchmark = {json.dumps(benchmarks[metric[1]], ensure_ascii=False)}\n{rest[at:]}"
