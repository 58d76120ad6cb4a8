"""`/cs words`: counts by month and workspace, for members, as a list and as CSV."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.commands import respond
from bot.context import Context, Requester
from bot.render.table_csv import csv_text
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.words.word_spans import read_asked
from bot.workspace import Workspace
from curation.change import Change
from curation.feedback import say_wrong
from curation.missed_words import add_misses
from curation.reads import add_reads
from curation.usage import Span
from glossary import Glossary, Term
from tests.cases import cases
from tests.engines import Engine, Place

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
GLOSSARY = Glossary([Term(id=id_, name=id_.upper(), definition="A word.") for id_ in ("arr", "grr", "nrr")])


@pytest.fixture(scope="module")
def workspace(engine: Engine, empty_words: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    place = engine.copy(empty_words, tmp_path_factory.mktemp("words"))
    workspace = Workspace(AccountSettings(cs_database=place))
    words = workspace.words
    add_reads(words, "2026-06", "T1", {"nrr": 5, "grr": 1})
    add_reads(words, "2026-05", "T02", {"nrr": 2})
    add_reads(words, "2026-01", "T1", {"arr": 9})
    add_misses(words, date(2026, 6, 2), "T1", {"zqt": 2, "=cmd": 1})
    add_misses(words, date(2026, 5, 2), "T1", {"zqt": 1})
    say_wrong(words, Change("U1", NOW), "nrr", "No.", tell=False)
    yield workspace
    workspace.close()


def asked(workspace: Workspace, text: str) -> Reply:
    return respond(f"words {text}", Context(GLOSSARY, workspace, now=NOW))[1]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("read", [("NRR", "7"), ("GRR", "1")]),
        ("most read this month", [("NRR", "5"), ("GRR", "1")]),
        ("read 2026-05", [("NRR", "2")]),
        ("read T02", [("NRR", "2")]),
        ("read 6 months", [("ARR", "9"), ("NRR", "7"), ("GRR", "1")]),
        ("missed", [("zqt", "3"), ("=cmd", "1")]),
        ("missed last month", [("zqt", "1")]),
        ("missed may", [("zqt", "1")]),
        ("never read", [("ARR", "")]),
        ("unverified", []),
        ("wrong", [("1. NRR", "“No.” (15 Jun)"), ("NRR", "1 said no, 0 yes")]),
    ],
)
def test_a_list_counts_over_its_months_and_workspace(
    workspace: Workspace, text: str, rows: list[tuple[str, str]]
) -> None:
    reply = asked(workspace, text)
    assert [(row.label, row.text) for row in reply.rows] == rows
    assert reply.only_for_requester


def test_all_lists_together_are_an_overview(workspace: Workspace) -> None:
    reply = asked(workspace, "")
    assert [(row.label, row.text) for row in reply.rows] == [
        ("Most read", "NRR 7, GRR 1"),
        ("Most missed", "zqt 3, =cmd 1"),
        ("Never read", "1 of 3 terms"),
        ("Unverified", "0 of the team’s own words"),
    ]
    opened = [respond(choice.request, Context(GLOSSARY, workspace, now=NOW))[1].title for choice in reply.choices]
    assert opened[1] == "Most missed from Apr to Jun 2026: 2"


def test_what_is_said_to_be_wrong_is_read_and_taken_off_by_curators_alone(words_place: Place) -> None:
    settings = AccountSettings(cs_database=words_place, cs_curators=frozenset({"UCURATOR1"}))
    own = Workspace(settings)
    say_wrong(own.words, Change("U1", NOW), "nrr", "We count it by quarter.", tell=True)
    ask = Context(GLOSSARY, own, Requester("UCURATOR1"), "C01", now=NOW)
    shown = respond("words wrong", ask)[1]
    assert (shown.rows[0].label, shown.rows[0].text) == ("1. NRR", "“We count it by quarter.” (15 Jun)")
    other = replace(ask, requester=Requester("U2"))
    assert "quarter" not in str(respond("words wrong", other)[1].rows)
    assert respond("words seen 1", other)[1].outcome == "usage"
    assert respond(shown.choices[0].request, ask)[1].title == "Done: NRR"
    assert "quarter" not in str(respond("words wrong", ask)[1].rows)
    own.close()


def test_the_csv_has_months_and_workspaces_and_no_formula(workspace: Workspace) -> None:
    table = asked(workspace, "missed").table
    assert table is not None
    assert csv_text(table).splitlines() == [
        "month,workspace,word,misses",
        "2026-05,T1,zqt,1",
        "2026-06,T1,zqt,2",
        "2026-06,T1,'=cmd,1",
    ]


def test_where_nothing_was_counted_yet_never_read_is_not_known(tmp_path: Path) -> None:
    empty = Workspace(AccountSettings(cs_database=tmp_path / "accounts.db"))
    assert asked(empty, "").title == "Nothing yet"
    assert not (tmp_path / "accounts.db").exists()
    assert empty.words
    assert asked(empty, "").rows[2].text == "not known: nothing has been counted yet"
    assert asked(empty, "never read").rows == ()


@pytest.mark.parametrize("text", ["yesterday", "2026-13", "missed foo"])
def test_what_is_no_list_and_no_month_is_said(workspace: Workspace, text: str) -> None:
    assert asked(workspace, text).outcome == "usage"


@cases(
    ("text", "first", "last"),
    [
        ("", "2025-11", "2026-01"),
        ("last month", "2025-12", "2025-12"),
        ("december", "2025-12", "2025-12"),
        ("12 months", "2025-02", "2026-01"),
        ("march 2024", "2024-03", "2024-03"),
    ],
)
def test_months_are_read_across_the_turn_of_the_year(text: str, first: str, last: str) -> None:
    assert read_asked(text, date(2026, 1, 31)).span == Span(first, last)


def test_months_are_named_as_people_name_them() -> None:
    today = date(2026, 1, 15)
    assert [read_asked(text, today).said for text in ("", "last month", "march 2024", "2 months")] == [
        "from Nov 2025 to Jan 2026",
        "in Dec 2025",
        "in Mar 2024",
        "from Dec 2025 to Jan 2026",
    ]
