"""The portfolio by segment: each with its own figures, asked for by the command or in words."""

from decimal import Decimal

import pytest

from accounts.derived import current_state
from bot.commands import respond
from bot.context import Context
from bot.reply import Reply
from tests.accounts.conftest import Factory as Rows
from tests.bot.company import TODAY, context, database, filled, workspace
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


def test_a_file_of_the_segments_has_a_row_for_each_with_numbers_that_can_be_summed(context: Context) -> None:
    found = ask("portfolio by segment", context)
    assert found.table is not None
    rows = [dict(zip(found.table.header, row, strict=True)) for row in found.table.rows()]
    assert [(row["segment"], row["accounts"]) for row in rows] == [
        (each["segment"], each["accounts"]) for each in found.data["rows"]
    ]
    assert [(row["arr"], row["currency"], row["green"], row["nrr"], row["crr"]) for row in rows] == [
        (Decimal("32253.00"), "USD", 23, Decimal("100.0"), Decimal("100.0")),
        (Decimal("120000.00"), "USD", 1, Decimal("120.0"), Decimal("100.0")),
    ]


def test_a_file_of_owners_sums_to_all_of_them_in_each_currency(context: Context) -> None:
    rows = Rows(context.store)
    with rows.at_once():
        euros = rows.account("Euros", segment="SMB", owner_id=rows.owner("Eva"))
        rows.subscription(euros, "2025-07-01", 700, currency="EUR")
        rows.subscription(euros, "2025-07-01", 30)
    with context.store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    owners = ask("owners", context)
    assert owners.table is not None
    listed = [dict(zip(owners.table.header, row, strict=True)) for row in owners.table.rows()]
    (eva,) = (row for row in listed if row["owner"] == "Eva")
    assert (eva["arr"], eva["currency"], eva["other_arr"], eva["past_due_arr"]) == (700, "EUR", "30.00 USD", 0)
    dollars = sum(Decimal(str(row["arr"])) for row in listed if row["currency"] == "USD") + 30
    assert f" ${dollars:,.0f}, " in owners.facts[0].text
    groups = ask("owners segment smb", context)
    assert groups.table is not None
    assert ("Eva", "", 1, 700, "EUR", "30.00 USD") in [*groups.table.rows()]


def test_a_segment_or_owner_that_is_called_like_a_period_is_none(context: Context) -> None:
    rows = Rows(context.store)
    with rows.at_once():
        for name in ("2025", "Q1", "Last month"):
            rows.subscription(
                rows.account(f"Of {name}", segment=name, owner_id=rows.owner(f"Max {name}")),
                "2025-07-01",
                9,
                ends_on="2027-06-30",
            )
    with context.store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    listed = {row.label: row.opens for row in ask("portfolio by segment last quarter", context).rows}
    for name in ("2025", "Q1", "Last month"):
        for text in (listed[name], f"portfolio @Max {name} 2026-01-01..2026-03-31"):
            found = ask(text, context).data["portfolio"]
            assert (found["accounts"], found["period"]["start"]) == (1, "2026-01-01")
    assert ask("portfolio lost segment 2025", context).data["scope"] == "segment 2025"
    assert ask("renewals 400 segment Q1", context).title == "1 renewal within 400 days: segment Q1"
