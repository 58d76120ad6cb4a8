"""Sentences that a careful editor would leave as they are, and their kin."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from accounts import open_store
from bot.commands import respond
from bot.context import Context
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from metrics import METRICS
from tests.accounts.conftest import Factory
from tests.bot import phone
from tests.bot.company import NOW, context, database, filled, workspace
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]

ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")
ONE_OF_MANY = re.compile(
    r"(?<![\d.,–−-])1 (?:accounts|rows|users|days|renewals|owners|terms|answers|people|months|times|digests)\b"
)
CARDS = ("account acme.example", "account labs", "account red", "account gone", "account small 03")


def words(reply: Reply) -> Iterator[str]:
    """Each text of a reply."""
    yield from (reply.title, *reply.paragraphs, *reply.footnotes)
    yield from (f"{fact.label}: {fact.text}" for fact in reply.facts)
    yield from (f"{row.label}: {row.text} {row.detail}" for row in reply.rows)


@cases("text", [*CARDS, *(each for each in phone.LISTS if not each.startswith(("counted", "digest")))])
def test_days_have_one_form_and_one_of_a_thing_is_one(text: str, context: Context) -> None:
    for said in words(respond(text, context)[1]):
        assert not ISO.search(said)
        assert not ONE_OF_MANY.search(said)


def test_metrics_say_one_of_a_thing_as_one() -> None:
    context = Context(load())
    for metric in METRICS:
        for said in words(respond(f"calculate {metric.example}", context)[1]):
            assert not ONE_OF_MANY.search(said), metric.id


@pytest.fixture
def free(tmp_path: Path) -> Iterator[Context]:
    """One account that pays nothing, as is known."""
    with closing(open_store(tmp_path / "free.db")) as store:
        rows = Factory(store)
        at = "2026-06-14T00:00:00.000Z"
        rows.insert("import", id=1, kind="accounts", source="test", sha256="", imported_by="test", imported_at=at)
        rows.account("Free Ltd", arr=0, currency="USD", customer_since="2025-01-01")
    with closing(Workspace(AccountSettings(cs_database=tmp_path / "free.db"))) as book:
        yield Context(load(), book, now=NOW)


@pytest.mark.parametrize("text", ["portfolio", "health", "owners", "accounts"])
def test_no_arr_and_no_arr_that_is_known_are_two_things(text: str, free: Context) -> None:
    said = " ".join(words(respond(text, free)[1]))
    assert not re.search(r"ARR known|ARR: not known|ARR unknown", said)
    unknown = replace_arr(free)
    assert "no ARR known" in unknown or "not known" in unknown


def replace_arr(free: Context) -> str:
    """What the lists say once the amount isn't known any more."""
    with free.store.writing() as connection:
        connection.execute("UPDATE account SET arr = NULL, currency = NULL")
        connection.execute("UPDATE derived_state SET as_of = NULL")
    return " ".join(" ".join(words(respond(text, free)[1])) for text in ("portfolio", "accounts"))


@cases("name", ["churn", "customer churn", "logo churn", "churn rate"])
def test_churn_is_a_figure_whose_counting_is_told(name: str) -> None:
    reply = respond(f"counted {name}", Context(load()))[1]
    assert reply.outcome == "answered"
    assert "Customer churn is what CRR leaves of 100 %" in " ".join(words(reply))
