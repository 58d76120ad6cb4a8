"""The rules of what terms are from: `sources.toml`, and the terms that cite it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from urllib.parse import urlsplit

from glossary.entries import Entry, Problem, problem_at
from glossary.source_figures import claims, disagreements

CITATION, ADDRESS = 200, 300  # what a line of a card has room for
_ADDRESS = re.compile(r"https?://[^\s\"<>|]+")
_IN_TEXT = re.compile(r"https?://[^\s\"<>|)]+")
_TEXTS = ("definition", "why", "formula", "example", "benchmark", "sources_differ")

SourceRule = Callable[[list[Entry], list[Entry]], Iterator[Problem]]
SOURCE_RULES: list[SourceRule] = []


def source_rule(function: SourceRule) -> SourceRule:
    """Adds a function of the entries of terms and of sources to the rules that `check` runs."""
    SOURCE_RULES.append(function)
    return function


@source_rule
def cited_sources_exist(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:
    """Every id that a term cites is a source, and cited once."""
    known = {entry.id for entry in sources}
    for entry in terms:
        for id_ in dict.fromkeys(entry.term.sources):
            if id_ not in known:
                yield problem_at(entry, "sources", f"cites “{id_}”, which is no source")
            elif entry.term.sources.count(id_) > 1:
                yield problem_at(entry, "sources", f"cites “{id_}” twice")


@source_rule
def sources_are_cited(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:
    """Every source is cited by a term."""
    cited = {id_ for entry in terms for id_ in entry.term.sources}
    for entry in sources:
        if entry.id not in cited:
            yield problem_at(entry, "", "no term cites it")


@source_rule
def pages_are_listed_once(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:  # noqa: ARG001  as all
    """No two sources have one address."""
    first: dict[str, Entry] = {}
    for entry in sources:
        if entry.source.url:
            other = first.setdefault(_page(entry.source.url), entry)
            if other is not entry:
                yield problem_at(entry, "url", f"has the address of [{other.id}]")


@source_rule
def pages_can_be_opened(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:  # noqa: ARG001  as all
    """An address is one of the web; a page that was looked up has its address, and a day that there is."""
    for entry in sources:
        source = entry.source
        if source.url and not _ADDRESS.fullmatch(source.url):
            yield problem_at(
                entry, "url", "an address begins with https:// or http:// and has no spaces or angle brackets"
            )
        if source.looked_up and not source.url:
            yield problem_at(entry, "looked_up", "what was looked up has an address: url is missing")
        if source.looked_up and not _is_day(source.looked_up):
            yield problem_at(entry, "looked_up", "the day is written looked_up = 2026-11-29")


@source_rule
def sources_fit_a_card(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:  # noqa: ARG001  as all
    """A source has a title, and neither its citation nor its address is longer than a card has room for."""
    for entry in sources:
        if not entry.source.title.strip():
            yield problem_at(entry, "title", "title is missing")
        if (length := len(entry.source.citation)) > CITATION:
            yield problem_at(entry, "title", f"the citation has {length} characters, {CITATION} at most")
        if (length := len(entry.source.url)) > ADDRESS:
            yield problem_at(entry, "url", f"url has {length} characters, {ADDRESS} at most")


@source_rule
def texts_name_listed_pages(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:
    """An address in the text of a term is that of a page that was looked up."""
    listed = {_page(entry.source.url) for entry in sources if entry.source.verified}
    for entry in terms:
        for field in _TEXTS:
            for url in _IN_TEXT.findall(getattr(entry.term, field)):
                if _page(url.rstrip(".,;")) not in listed:
                    yield problem_at(entry, field, f"{url} is in no list of looked-up pages: add it to sources.toml")


@source_rule
def figures_of_a_page_agree(terms: list[Entry], sources: list[Entry]) -> Iterator[Problem]:  # noqa: ARG001  as all
    """Two terms that cite one page don't give different figures for one thing."""
    citing: dict[str, list[Entry]] = defaultdict(list)
    for entry in terms:
        for id_ in entry.term.sources:
            citing[id_].append(entry)
    claimed = {entry.id: list(claims(entry.term)) for entry in terms}
    pairs = {(a.id, b.id): (id_, a, b) for id_, entries in citing.items() for a, b in combinations(entries, 2)}
    for id_, one, other in pairs.values():
        for field, said, differs in disagreements(claimed[one.id], claimed[other.id]):
            yield problem_at(one, field, f"“{said}”, but [{other.id}], which cites {id_} too: “{differs}”")


def _page(url: str) -> str:
    """What makes an address that of one page: without the scheme, `www.`, the fragment and the last slash."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
