"""Who was lost: asked in words or by the command, with amounts, days and reasons, a page at a time."""

from datetime import date

import pytest

from accounts.portfolio.lost import LostCustomer
from bot.accounts.lost import lost_row
from bot.commands import respond
from bot.context import Context
from bot.reply import Reply
from tests.bot.company import context, database, filled, workspace

__all__ = ["context", "database", "filled", "workspace"]


def ask(text: str, context: Context) -> Reply:
    return respond(text, context)[1]


@pytest.mark.parametrize(
    "text",
    [
        "lost",
        "portfolio lost",
        "accounts churned",
        "who churned?",
        "our lost customers",
        "former customers this year",
        "which customers did we lose this year",
        "how many customers churned this year",
        "lost this year",
        "churned since 2026-01-01",
    ],
)
def test_whoever_was_lost_is_named(text: str, context: Context) -> None:
    found = ask(text, context)
    assert found.title.startswith("1 customer lost, ")
    (row,) = found.rows
    assert (row.label, row.text) == ("Gone Corp", "left 1 Feb · $30,000 · Kim Sample")
    assert found.data["rows"][0]["arr"] == [{"amount": "30000.00", "currency": "USD"}]
    assert found.table is not None
    assert [line[:4] for line in map(list, found.table.rows())] == [["Gone Corp", "Kim Sample", "", row_amount(found)]]


def row_amount(found: Reply) -> object:
    assert found.table is not None
    return next(iter(found.table.rows()))[3]


def test_a_churn_rate_names_the_first_and_leads_to_all(context: Context) -> None:
    found = ask("portfolio churn this year", context)
    assert [row.label for row in found.rows] == ["Gone Corp"]
    assert "portfolio lost this year" in [choice.request for choice in found.actions]
    assert ask("portfolio churn last month", context).rows == ()


def test_where_nobody_was_lost_that_is_said(context: Context) -> None:
    found = ask("portfolio lost last month", context)
    assert found.title == "No customers lost, 1 May to 31 May"
    assert found.paragraphs == (
        "All 26 customers of all accounts that paid at the start of 1 May to 31 May did at its end.",
    )
    refused = ask("portfolio lost red", context)
    assert refused.outcome == "usage"


def test_a_first_view_says_that_a_reason_is_one() -> None:
    row = lost_row(LostCustomer(1, "Acme", "", "", (), None, None, "price", ""), date(2026, 6, 15))
    assert row.why == row.detail == "Reason: price"
