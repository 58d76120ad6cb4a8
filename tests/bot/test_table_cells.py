"""Cells of tables: amounts of several currencies, what isn't known, and ties read and sort as they should."""

from datetime import date
from decimal import Decimal

from accounts.money.amounts import Money
from accounts.money.rates import Rates, total
from bot.accounts.lists import GridRows, ListPage, list_reply
from bot.accounts.paging import Page
from bot.accounts.table_cells import health_cell, money_columns, total_columns
from bot.data_table import Cell, DataTable, rows_within
from bot.render.native_table import data_table
from bot.reply import Row
from tests.bot.blocks.checks import message_faults
from tests.cases import cases

USD, EUR, YEN = Money(120_050, "USD"), Money(50_000, "EUR"), Money(900_000, "JPY")
RATES = Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.1"), "JPY": Decimal("0.0065")})


def test_amounts_of_one_currency_are_numbers_and_one_that_is_not_known_says_so() -> None:
    columns = money_columns("ARR", [[USD], [], [Money(0, "USD")]], None)
    assert columns.names == ("ARR",)
    assert columns.cells == (
        (Cell("$1,200.50", Decimal("1200.50")),),
        (Cell("not known"),),
        (Cell("$0", Decimal(0)),),
    )


def test_amounts_of_several_currencies_are_sorted_by_their_worth_where_there_are_rates() -> None:
    columns = money_columns("ARR", [[USD], [EUR], [YEN]], RATES)
    assert [cell.text for (cell,) in columns.cells] == ["$1,200.50", "€500", "¥900,000"]
    assert [cell.value for (cell,) in columns.cells] == [Decimal("1200.50"), Decimal("550.00"), Decimal("5850.00")]
    assert columns.note == "ARR is sorted by its worth in USD at rates of 2026-06-01."


def test_without_rates_each_currency_has_a_column_and_no_number_stands_beside_one_of_another() -> None:
    columns = money_columns("ARR", [[EUR], [EUR], [USD], []], None)
    assert columns.names == ("ARR in EUR", "ARR in USD")
    assert [[cell.text for cell in row] for row in columns.cells] == [
        ["€500", "–"],
        ["€500", "–"],
        ["–", "$1,200.50"],
        ["not known", "not known"],
    ]


def test_an_account_that_pays_in_several_currencies_has_an_amount_in_each() -> None:
    (cell,), (other,) = money_columns("ARR", [[USD, EUR], [YEN]], RATES).cells
    assert (cell.text, cell.value, other.text) == ("$1,200.50 + €500", Decimal("1750.50"), "¥900,000")
    apart = money_columns("ARR", [[USD, EUR], [EUR]], None)
    assert [[cell.text for cell in row] for row in apart.cells] == [["€500", "$1,200.50"], ["€500", "–"]]


def test_of_many_currencies_the_rare_ones_share_a_column_of_text() -> None:
    amounts = [[Money(100, each)] for each in ("USD", "EUR", "GBP", "CHF", "CAD")]
    columns = money_columns("ARR", amounts, None)
    assert columns.names[-1] == "other ARR"
    assert [cell.text for cell in columns.cells[-1]] == ["–", "–", "–", "–", "CAD 1"]


@cases(
    ("amounts", "unpriced", "rates", "shown"),
    [
        ([USD], 0, None, ["$1,200.50"]),
        ([], 3, None, ["not known"]),
        ([], 0, None, ["–"]),
        ([USD, EUR], 0, RATES, ["$1,750.50"]),
    ],
)
def test_a_sum_is_a_number_or_says_whether_it_is_known_that_there_is_none(
    amounts: list[Money], unpriced: int, rates: Rates | None, shown: list[str]
) -> None:
    (row,) = total_columns("ARR", [(total(amounts, rates), unpriced)]).cells
    assert [cell.text for cell in row] == shown


def test_sums_of_several_currencies_without_rates_have_a_column_each() -> None:
    columns = total_columns("ARR", [(total([USD, EUR]), 0), (total([EUR]), 0), (total([]), 2)])
    assert columns.names == ("ARR in EUR", "ARR in USD")
    assert [[cell.text for cell in row] for row in columns.cells] == [
        ["€500", "$1,200.50"],
        ["€500", "–"],
        ["not known", "not known"],
    ]


def test_equal_figures_are_equal_numbers_so_that_a_tie_keeps_the_order_of_the_list() -> None:
    cells = [health_cell("red", 34), health_cell("red", 34, 60)]
    assert [cell.value for cell in cells] == [34, 34]
    assert [cell.text for cell in cells] == ["34", "34, 60% known"]


@cases(
    ("page", "total", "shown", "asked"),
    [
        (1, 120, "1–50 of 120", ["renewals page 6"]),
        (6, 120, "51–100 of 120", ["renewals", "renewals page 11"]),
        (11, 120, "101–120 of 120", ["renewals page 6"]),
        (1, 7, "1–7 of 7", []),
        (3, 25, "21–25 of 25", ["renewals"]),
    ],
)
def test_what_stands_before_and_after_a_table_is_a_tap_away_and_no_row_is_in_two(
    page: int, total: int, shown: str, asked: list[str]
) -> None:
    rows = [(Cell(f"Account {n}"),) for n in range(total)]
    listing = ListPage(
        title="Renewals",
        page=Page("renewals", page),
        total=total,
        rows=(Row("Account"),),
        data={},
        objects=(),
        grid=lambda most: GridRows(("Account",), rows[(page - 1) * 10 :][:most], ("",) * most),
    )
    reply = list_reply(listing)
    assert reply.grid is not None
    table = reply.grid()
    assert (table.title, [choice.request for choice in table.paging]) == (shown, asked)
    assert {*table.instead} <= {*reply.actions}


def test_a_full_table_of_the_longest_names_is_one_that_slack_takes() -> None:
    cell = Cell("<!channel> Acme & Sons " * 9)
    rows = [(cell,) * 10] * 100
    fitting = rows_within([[Cell(each.text[:60]) for each in row] for row in rows], 14_000, 10)
    table = DataTable(
        caption="x" * 900,
        columns=tuple(f"Column {n}" for n in range(10)),
        rows=tuple(rows[:fitting]),
        opens=("account id 1",) * fitting,
    )
    block = data_table(table, actions=True)
    assert message_faults({"text": "x", "blocks": [block]}) == []
    assert "<!channel>" not in str(block)
