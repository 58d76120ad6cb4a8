"""Whole exports of known tools go into the store as they are: no option, no question, no rejected row."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts import Store
from accounts.importing import ImportContext, ImportResult, Options, run_import
from accounts.kinds import KINDS
from accounts.readers import open_table
from tests.accounts.conftest import TODAY

EXPORTS = Path(__file__).parent / "exports"
TOOLS = sorted({path.stem.partition("-")[0] for path in EXPORTS.glob("*-accounts.csv")})
HELPDESKS = sorted({path.stem.partition("-")[0] for path in EXPORTS.glob("*.csv")} - set(TOOLS))


def take(store: Store, path: Path, kind: str, options: Options | None = None) -> ImportResult:
    with open_table(path) as table:
        occasion = ImportContext("test", datetime(2026, 6, 15, 9, tzinfo=UTC), TODAY)
        return run_import(store, kind, table, options or Options(), occasion)


def take_all(store: Store, tool: str) -> dict[str, ImportResult]:
    paths = {kind: EXPORTS / f"{tool}-{kind}.csv" for kind in KINDS}
    return {kind: take(store, path, kind) for kind, path in paths.items() if path.exists()}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_row_of_a_tools_exports_is_imported(store: Store, tool: str) -> None:
    for kind, outcome in take_all(store, tool).items():
        assert (kind, outcome.rejects, outcome.written) == (kind, (), True)
        assert outcome.new >= 2


@pytest.mark.parametrize("tool", TOOLS)
def test_exports_imported_again_change_nothing(store: Store, tool: str) -> None:
    take_all(store, tool)
    for kind, outcome in take_all(store, tool).items():
        assert (kind, outcome.new, outcome.changed) == (kind, 0, 0)


@pytest.mark.parametrize("tool", HELPDESKS)
@pytest.mark.parametrize("crm", ["hubspot", "chartmogul"])
def test_tickets_find_accounts_that_came_from_another_tool(store: Store, crm: str, tool: str) -> None:
    take(store, EXPORTS / f"{crm}-accounts.csv", "accounts")
    (outcome,) = take_all(store, tool).values()
    assert (outcome.rejects, outcome.new) == ((), 2)


@pytest.mark.parametrize("tool", TOOLS)
def test_arr_is_the_same_whichever_tool_it_comes_from(store: Store, tool: str) -> None:
    """Twelve times the monthly revenue, the yearly amount, or what the tool calls ARR: 48,000 and 12,500.50 dollars."""
    take_all(store, tool)
    stands = dict(
        store.reading.execute(
            "SELECT coalesce(a.name, ''), s.arr FROM standing s JOIN account a ON a.id = s.account_id WHERE s.arr > 0"
        )
    )
    assert stands["Acme Robotics (sample)"] == 4_800_000
    assert stands["Blue Harbor Foods (sample)"] == 1_250_050


def test_a_notice_period_in_months_is_kept_in_days(store: Store) -> None:
    take_all(store, "planhat")
    assert [days for (days,) in store.reading.execute("SELECT notice_days FROM subscription ORDER BY key")] == [60, 30]


def test_a_csm_goes_before_the_sales_owner_of_an_account(store: Store) -> None:
    take_all(store, "salesforce")
    owners = store.reading.execute("SELECT name, email FROM owner ORDER BY name").fetchall()
    assert owners == [("Dana Okafor", "dana@sample.example"), ("Sam Rivera", "sam@sample.example")]


def test_a_currency_in_the_header_is_that_of_the_amounts_and_is_said(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,ARR (EUR)\nAcme (sample),1200\n", encoding="utf-8")
    outcome = take(store, tmp_path / "a.csv", "accounts")
    assert store.reading.execute("SELECT arr, currency FROM account").fetchall() == [(120_000, "EUR")]
    assert "Amounts are in EUR, as “ARR (EUR)” says." in outcome.notes


def test_a_column_that_looked_right_is_left_out_with_the_reason(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,ARR (k$),Colour\nAcme (sample),12,red\n", encoding="utf-8")
    outcome = take(store, tmp_path / "a.csv", "accounts")
    assert outcome.ignored == ("ARR (k$) (“k$” in its header may change what it means)", "Colour")


def test_ids_of_another_tool_give_way_to_names_and_that_is_said(store: Store) -> None:
    take(store, EXPORTS / "hubspot-accounts.csv", "accounts")
    outcome = take(store, EXPORTS / "intercom-tickets.csv", "tickets")
    assert "Accounts are found by “Company name”: “Company ID” names none of the store." in outcome.notes
    assert outcome.new == 2
