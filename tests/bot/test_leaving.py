"""Who leaves: asked in words or by the command, the first to leave first, with amounts, days and owners."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.derived import current_state
from bot.commands import respond
from bot.context import Context
from bot.reply import Reply
from bot.workspace import Workspace
from tests.accounts.conftest import Factory
from tests.bot.company import TODAY, context, database, filled, workspace

__all__ = ["context", "database", "filled", "workspace"]


def ask(text: str, context: Context) -> Reply:
    return respond(text, context)[1]


@pytest.fixture
def leaving(context: Context, workspace: Workspace) -> Context:
    """The company, of which two accounts of Kim's leave, one of them on no known day."""
    make = Factory(workspace.store)
    kim = make.owner("Kim Leaver")
    soon = make.account("Soon Gone", owner_id=kim, segment="Leavers")
    make.subscription(soon, "2025-01-01", 12_000, ends_on="2026-07-31", status="cancelled", notice_on="2026-06-01")
    make.subscription(soon, "2025-01-01", 700, currency="EUR", ends_on="2026-07-31", notice_given=1)
    make.subscription(make.account("Some Day", owner_id=kim), "2025-01-01", 5_000, notice_given=1)
    with workspace.store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    return context


@pytest.mark.parametrize(
    "text",
    ["portfolio leaving", "leaving", "who is leaving?", "Which customers gave notice?", "accounts under notice"],
)
def test_whoever_leaves_is_named(text: str, leaving: Context) -> None:
    found = ask(text, leaving)
    assert found.title == "2 accounts leave: all accounts"
    assert [(row.label, row.text) for row in found.rows] == [
        ("Soon Gone", "leaves on 31 Jul · €700 · Kim Leaver"),
        ("Soon Gone", "leaves on 31 Jul · $12,000 · Kim Leaver"),
        ("Some Day", "leaves on no known day · $5,000 · Kim Leaver"),
    ]
    assert found.rows[1].detail == "Notice given on 1 Jun"
    assert found.facts[0].text == "$17,000 + €700"


def test_the_table_of_who_leaves_has_all_of_them(leaving: Context) -> None:
    table = ask("portfolio leaving leavers", leaving).table
    assert table is not None
    assert [(*line,)[:7] for line in table.rows()] == [
        ("Soon Gone", "Kim Leaver", "Leavers", Decimal("700.00"), "EUR", date(2026, 7, 31), None),
        ("Soon Gone", "Kim Leaver", "Leavers", Decimal("12000.00"), "USD", date(2026, 7, 31), date(2026, 6, 1)),
    ]


def test_where_nobody_is_known_to_leave_that_is_said(context: Context) -> None:
    found = ask("portfolio leaving smb", context)
    assert found.title == "Nobody is known to leave"
    assert "as far as files say" in found.paragraphs[0]
    assert ask("who is about to leave?", context).data["list"] == "health"


def test_the_portfolio_leads_to_who_leaves(leaving: Context) -> None:
    assert "portfolio leaving" in [choice.request for choice in ask("portfolio", leaving).actions]
