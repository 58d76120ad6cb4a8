"""The portfolio by segment: each with its own figures, asked for by the command or in words."""

import pytest

from bot.commands import respond
from bot.context import Context
from bot.reply import Reply
from tests.bot.company import context, database, filled, workspace
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]


def ask(text: str, context: Context) -> Reply:
    return respond(text, context)[1]


@pytest.mark.parametrize(
    "text",
    [
        "portfolio by segment",
        "nrr by segment",
        "what's our churn per segment?",
        "health by segment",
        "accounts by segment",
        "portfolio arr by segment",
    ],
)
def test_the_figures_of_each_segment_are_listed(text: str, context: Context) -> None:
    found = ask(text, context)
    whole = ask("portfolio", context).data["portfolio"]
    assert found.data["list"] == "segments"
    assert found.title == f"{len(found.rows)} segments: all accounts"
    assert [row.opens for row in found.rows] == [f"portfolio segment {row.label}" for row in found.rows]
    numbers = [each["accounts"] for each in found.data["rows"]]
    assert numbers == sorted(numbers, reverse=True)
    without = whole["accounts"] - sum(numbers)
    assert (f"{without} accounts without a segment." in found.footnotes) == (without > 1)


@cases("asked", ["", "last quarter", "kim 2025-09-01..2026-05-31", "smb"])
def test_a_segment_has_the_figures_that_it_has_alone(asked: str, context: Context) -> None:
    for row, opened in (
        (each, ask(each.opens, context)) for each in ask(f"portfolio by segment {asked}", context).rows
    ):
        alone = opened.data["portfolio"]
        assert row.text.startswith(f"{alone['accounts']} account")
        for kept in alone["kept"]:
            assert f"{kept['metric'].upper()} {kept['text']}" in row.detail


def test_the_segments_of_an_owner_are_those_of_their_accounts(context: Context) -> None:
    found = ask("portfolio by segment @dana", context)
    assert found.title.endswith("segment: accounts of Dana Sample") or "segments: accounts of Dana" in found.title
    assert ask("portfolio by segment unowned last month", context).data["list"] == "segments"
    assert ask("portfolio by segment nowhere", context).outcome == "usage"


def test_what_a_segment_is_stays_a_question_about_the_word(context: Context) -> None:
    assert ask("what is a customer segment?", context).data["kind"] == "term"


def test_the_order_of_segments_and_the_days_of_retention_are_two_sentences(context: Context) -> None:
    assert ask("portfolio by segment", context).footnotes[-1].startswith("Most accounts first. Retention is of ")
