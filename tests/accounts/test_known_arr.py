"""What is said of ARR and retention where files leave something open: of small files, as of 28 November 2026."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from accounts import Store, daily_update
from accounts.account_card import AccountCard, load_card
from accounts.health import load_config
from accounts.importing import ImportContext, Options, run_import
from accounts.portfolio.arr_model import CustomerMovement
from accounts.portfolio.summary import Portfolio, summarise
from accounts.portfolio.trends import arr_by_month
from accounts.readers import open_table
from accounts.renewals.leaving import list_leaving
from accounts.renewals.upcoming import upcoming_renewals

TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


class Files:
    """Files imported into a store one after another, and what is said of them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    def bring(self, kind: str, text: str) -> None:
        path = self.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        with open_table(path) as table:
            assert run_import(self.store, kind, table, Options(), ImportContext("dana", NOW, TODAY)).written
        daily_update.update(self.store, NOW, load_config())

    @property
    def portfolio(self) -> Portfolio:
        return summarise(self.store, TODAY)

    def card(self, account_id: int) -> AccountCard:
        return load_card(self.store, account_id, TODAY)

    def values(self) -> dict[str, Decimal | None]:
        return {each.metric: each.value for each in self.portfolio.kept}

    def without_past_due(self) -> dict[str, Decimal | None]:
        return {each.metric: each.without_past_due for each in self.portfolio.kept}


@pytest.fixture
def files(store: Store, tmp_path: Path) -> Files:
    return Files(store, tmp_path)


SUBSCRIPTIONS = "subscription_id,account_id,start_date,end_date,mrr,status\n"


def test_of_a_customer_that_left_on_no_known_day_retention_is_not_known(files: Files) -> None:
    files.bring("accounts", "id,name,status\nA1,Alder,cancelled\nA2,Birch,active\n")
    files.bring("subscriptions", f"{SUBSCRIPTIONS}S1,A1,2023-01-01,,10000,active\nS2,A2,2023-01-01,,10000,active\n")
    found = files.portfolio
    assert files.values() == {"nrr": None, "grr": None, "crr": None}
    assert [each.known_share for each in found.kept] == [Decimal(50)] * 3
    assert all(each.why.startswith("Only 50% of the ") for each in found.kept)
    assert found.logos == CustomerMovement(start=1, lost=0, new=0, end=1, unknown_at_start=1)
    assert "1 account may" not in found.kept[0].why  # customers of every currency are no count of those of one
    assert "1 account left, nobody knows when ($120,000 ARR): a churn date" in " ".join(found.missing)
    card = files.card(1)
    assert (card.status, card.left_unknown, card.churned_on, card.arr) == ("churned", True, None, ())
    assert (card.health.score, card.health.reasons, card.renews_on) == (None, (), None)
    assert card.missing == ("the day it left",)


def test_an_accounts_file_without_days_states_no_retention(files: Files) -> None:
    files.bring("accounts", "customerID,mrr,Churn,renewal date\nC1,100,No,\nC2,100,Yes,2027-01-15\nC3,100,Yes,\n")
    assert files.values() == {"nrr": None, "grr": None, "crr": None}
    assert str(files.portfolio.caveats.left_unknown.arr) == "$2,400"
    assert files.portfolio.caveats.left_unknown.accounts == 2
    assert [each.day for each in arr_by_month(files.store, TODAY)] == [TODAY]
    assert files.card(2).health.score is None
    assert upcoming_renewals(files.store, TODAY, 400).rows == ()


def test_a_churn_date_makes_it_known(files: Files) -> None:
    files.bring(
        "accounts",
        "id,name,mrr,status,customer since,churn date\n"
        "C1,One,100,active,2024-01-01,\nC2,Two,100,churned,2024-01-01,2026-03-01\n",
    )
    assert files.values() == {"nrr": Decimal(50), "grr": Decimal(50), "crr": Decimal(50)}
    assert "only state is taken to have been the same at the start" in files.portfolio.missing[-1]


def test_what_is_known_of_four_fifths_of_the_revenue_is_stated_with_its_share(files: Files) -> None:
    rows = "".join(f"S{n},A{n},2024-01-01,,{arr},active\n" for n, arr in ((1, 800), (2, 200)))
    files.bring("accounts", "id,name,status\nA1,One,active\nA2,Two,cancelled\nA3,Three,active\n")
    files.bring("subscriptions", f"{SUBSCRIPTIONS}{rows}")
    assert files.values() == {"nrr": Decimal(100), "grr": Decimal(100), "crr": None}  # 1 of 2 customers
    assert files.portfolio.kept[0].known_share == 80
    assert any("over 80% of the revenue" in text for text in files.portfolio.missing)


def test_contracts_that_are_missing_before_the_first_are_not_taken_for_a_new_customer(files: Files) -> None:
    files.bring("accounts", "id,name,customer since\nA1,One,2020-01-01\nA2,Two,2026-01-01\n")
    files.bring("subscriptions", f"{SUBSCRIPTIONS}S1,A1,2026-02-01,,100,active\nS2,A2,2026-02-01,,100,active\n")
    found = files.portfolio
    assert (found.logos.unknown_at_start, found.logos.new, found.logos.unknown) == (1, 1, 1)
    assert files.values() == {"nrr": None, "grr": None, "crr": None}


def test_stated_arr_holds_until_a_contract_begins_and_both_amounts_are_said(files: Files) -> None:
    files.bring("accounts", "id,name,current_arr\nA1,Alder,3100000\nA2,Birch,100000\n")
    files.bring(
        "subscriptions",
        "contract_id,account_id,start_date,end_date,arr\n"
        "C1,A1,2027-02-01,2028-01-31,636000\nC2,A2,2026-02-01,2027-01-31,60000\n",
    )
    found = files.portfolio
    assert str(found.arr) == "$3,160,000"
    assert (str(found.caveats.stated.arr), str(found.caveats.stated.counted)) == ("$3,100,000", "$636,000")
    assert (str(found.caveats.replaced.arr), str(found.caveats.replaced.counted)) == ("$100,000", "$60,000")
    assert files.card(1).since is None
    (note,) = files.card(1).arr_notes
    assert (note.kind, str(note.arr), str(note.counted), note.until) == (
        "stated", "$3,100,000", "$636,000", date(2027, 2, 1),
    )  # fmt: skip


def test_arr_past_due_is_said_and_retention_both_ways(files: Files) -> None:
    files.bring("accounts", "id,name\nA1,Alder\nA2,Birch\n")
    files.bring(
        "subscriptions",
        "contract_id,account_id,start_date,end_date,arr\nC1,A1,2025-09-15,2026-09-14,100000\n"
        "C2,A2,2026-02-01,2027-01-31,100000\nC0,A2,2025-02-01,2026-01-31,100000\n",
    )
    found = files.portfolio
    assert (str(found.arr), str(found.caveats.past_due.arr), found.caveats.past_due.accounts) == (
        "$200,000", "$100,000", 1,
    )  # fmt: skip
    assert files.values() == dict.fromkeys(("nrr", "grr", "crr"), Decimal(100))
    assert files.without_past_due() == dict.fromkeys(("nrr", "grr", "crr"), Decimal(50))
    assert found.kept[0].both == "100% (50% without what is past due)"
    assert [str(each) for each in files.card(1).past_due] == ["$100,000"]
    assert files.card(2).past_due == ()


@pytest.mark.parametrize(("grace_days", "arr"), [(75, "$100,000"), (76, "$200,000"), (0, "$100,000")])
def test_the_days_of_grace_are_those_of_the_configuration(
    files: Files, tmp_path: Path, grace_days: int, arr: str
) -> None:
    files.bring("accounts", "id,name\nA1,Alder\nA2,Birch\n")
    files.bring(
        "subscriptions",
        "contract_id,account_id,start_date,end_date,arr\nC1,A1,2025-09-15,2026-09-14,100000\n"
        "C2,A2,2026-02-01,2027-01-31,100000\n",
    )
    path = tmp_path / "health.toml"
    path.write_text(f"[arr]\ngrace_days = {grace_days}\n")
    assert daily_update.update(files.store, NOW, load_config(path))
    assert str(files.portfolio.arr) == arr
    assert not daily_update.update(files.store, NOW, load_config(path))
    assert daily_update.update(files.store, NOW, load_config())


def test_who_gave_notice_leaves_at_the_end_and_is_not_to_be_renewed(files: Files) -> None:
    files.bring("accounts", "id,name\nA1,Alder\n")
    files.bring(
        "subscriptions",
        "id,Customer ID,Interval,Amount,Currency,Status,Start Date (UTC),Current Period End (UTC),Canceled At (UTC),"
        "Cancel At Period End,Ended At (UTC)\n"
        "sub_1,A1,year,1200,usd,active,2026-01-05 10:11,2027-01-05 10:11,2026-11-10 09:00,true,\n",
    )
    assert upcoming_renewals(files.store, TODAY, 400).rows == ()
    leaving = list_leaving(files.store)
    (row,) = leaving.rows
    assert (leaving.accounts, str(row.arr), row.leaves_on, row.notice_on) == (
        1, "$1,200", date(2027, 1, 5), date(2026, 11, 10),
    )  # fmt: skip
    card = files.card(1)
    assert (card.status, card.renews_on, card.leaving[0].leaves_on) == ("notice", None, date(2027, 1, 5))
    assert card.health.reasons == ("Contract 0: notice given, leaves on 5 Jan 2027",)
    assert "renewal date" not in card.missing
    assert str(files.portfolio.arr) == "$1,200"
    assert summarise(files.store, date(2027, 1, 5)).arr.each == ()


def test_a_trial_left_open_does_not_keep_an_account_whose_contracts_ended(files: Files) -> None:
    files.bring("accounts", "id,name\nA1,Alder\n")
    rows = "S1,A1,2024-01-01,2025-12-31,100,cancelled\nS2,A1,2024-06-01,,0,trial\n"
    files.bring("subscriptions", f"{SUBSCRIPTIONS}{rows}")
    assert (files.portfolio.accounts, files.card(1).churned_on) == (0, date(2025, 12, 31))


def test_a_three_year_contract_that_renews_by_the_year_comes_up_yearly(files: Files) -> None:
    files.bring("accounts", "id,name\nA1,Alder\n")
    files.bring(
        "subscriptions",
        "id,account_id,start_date,end_date,arr,auto renew,renewal term\n"
        "S1,A1,2023-02-01,2026-01-31,100,yes,12 months\n",
    )
    assert [row.renews_on for row in upcoming_renewals(files.store, TODAY, 400).rows] == [date(2027, 1, 31)]
