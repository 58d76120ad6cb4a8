"""Conditions that narrow a scope: read from words, and held against what the rows say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.errors import ScopeError
from accounts.health.filtered_list import list_filtered, uncompared
from accounts.health.health_list import list_by_health
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total
from accounts.owner_groups import group_by_owner
from accounts.portfolio.summary import summarise
from accounts.renewals.upcoming import upcoming_renewals
from accounts.scopes.narrowing import EVERY, ArrRange, Limit, Narrowing
from accounts.scopes.parser import parse_scope
from accounts.scopes.scope import Scope
from tests.accounts.conftest import TODAY, Factory
from tests.cases import cases

RATES = Rates("USD", TODAY, {"EUR": Decimal("1.2")})


@pytest.fixture
def company(store: Store, make: Factory) -> Store:
    """Accounts that differ in country, plan, currency and ARR; of one nothing of that is known."""
    dana, max_ = make.owner("Dana Reyes"), make.owner("Max Green")
    for name, country, plan, arr, currency, owner, segment in (
        ("A", "Germany", "Pro", 120_000_00, "EUR", dana, "Enterprise"),
        ("B", "DE", "Pro", 40_000_00, "EUR", max_, "Enterprise"),
        ("C", "United States", "Basic", 110_000_00, "USD", dana, "SMB"),
        ("D", "usa", "pro", 90_000_00, "USD", max_, "SMB"),
        ("E", "Japan", None, 9_000_000, "JPY", dana, "SMB"),
        ("F", None, None, None, None, max_, "SMB"),
    ):
        make.account(
            name, country=country, plan=plan, arr=arr, currency=currency, owner_id=owner, segment=segment,
            renews_on="2026-07-01",
        )  # fmt: skip
    late = make.account("G", owner_id=dana, segment="SMB", country="France")
    make.subscription(late, "2026-01-01", 70_000, ends_on="2026-07-10", plan="Basic")
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
        connection.execute("UPDATE standing SET band = 'red' WHERE account_id <= 3")
    return store


def names(store: Store, scope: Scope) -> str:
    return "".join(sorted(row.name for row in list_filtered(store, scope).rows))


@cases(
    ("text", "expected"),
    [
        ("germany", "AB"),
        ("country DE", "AB"),
        ("in the us", "CD"),
        ("country: United States", "CD"),
        ("pro", "ABD"),
        ("plan basic", "CG"),
        ("red", "ABC"),
        ("critical", "ABC"),
        ("red or unknown", "ABCDEFG"),
        ("over 100k", "ACE"),
        ("> 100k", "ACE"),
        ("worth more than €100k", "A"),
        ("at least 110000 USD", "C"),
        ("between 40k and 90k", "BDG"),
        ("at most 40k EUR", "B"),
        ("under 100k", "BDG"),
        ("red enterprise over 100k germany", "A"),
        ("germany enterprise red", "AB"),
        ("mine-free pro", None),
        ("dana over 100k", "ACE"),
        ("@Max Green", "BDF"),
        ("@Max Green red", "B"),
        ("max green", "BDF"),
        ("accounts of max green, red", "B"),
        ("red dana in enterprise", "A"),
        ("no more than 40k", "B"),
        ("not under 110k", "ACE"),
        ("at least 70k but not over 100k", "DG"),
        ("accounts of dana in germany", "A"),
        ("smb japan", "E"),
        ("without a champion plan pro germany", "AB"),
        ("segment smb, country usa, plan pro", "D"),
        ("dana only enterprise", "A"),
        ("max green only dana", "ACEG"),
        ("red only over 100k", "AC"),
        ("red over 1k only under 100k only enterprise", "B"),
        ("only germany", "AB"),
        ("danas enterprise", "A"),
        ("reds in germany", "AB"),
        ("german enterprise", "AB"),
        ("american red", "C"),
        ("w/o champion plan pro germany", "AB"),
    ],
)
def test_words_choose_accounts(company: Store, text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ScopeError):
            parse_scope(company, text)
        return
    scope = parse_scope(company, text)
    assert names(company, scope) == expected
    assert parse_scope(company, scope.request) == scope
    listed = list_by_health(company, None, scope)
    assert (listed.total, sum(each.accounts for each in listed.bands)) == (len(expected), len(expected))
    ahead = upcoming_renewals(company, TODAY, 90, scope)
    assert "".join(sorted(row.account for row in ahead.rows)) == expected
    assert ahead.up.renewals == len(expected)


@cases(
    ("text", "message", "first"),
    [
        ("purple", "There is no band “purple”: red, yellow, green, unknown.", "red"),
        ("over lots", "“over lots” names no amount of ARR.", "over 50k"),
        ("100k", "“100k” is an amount: say whether ARR is over or under it.", "over 100k"),
        ("country atlantis", "No account has the country “atlantis”.", None),
        ("country germny", "No account has the country “germny”.", "country Germany"),
        ("plan por", "No account has the plan “por”.", "plan Pro"),
        ("over €1k under $5k", "Both limits of ARR have to be in one currency.", None),
        (
            "enterprize red germany",
            "There is no owner or segment “enterprize”.",
            "segment Enterprise red country Germany",
        ),
        ("red spain", "No account has the country “spain”.", "country Germany red"),
        ("with a champion germany", "without a champion, not with one", "without a champion germany"),
        ("renewing without champion soon", "“soon” is no number of days", None),
        ("without segment", "can’t be chosen by what they lack, but a champion or an owner", "without a champion"),
        ("with no renewal date", "can’t be chosen by what they lack", None),
        ("auto-renew", "can’t be chosen by whether they renew by themselves", None),
        ("not red", "name the other bands", "yellow or green or unknown"),
        ("red enterprize", "There is no owner or segment “enterprize”.", "segment Enterprise red"),
        ("red germany japan", "one country: Germany or Japan?", "country Japan red"),
        ("dana germany or japan over 10k", "one country: Germany or Japan?", "dana country Germany over 10k"),
        ("red country germany country japan", "one country: Germany or Japan?", "red country germany"),
        ("country DE, japan", "one country: DE or Japan?", "country Japan"),
        ("plan pro basic red", "one plan: Pro or Basic?", "plan Basic red"),
        ("over 100k under 50k germany", "No ARR is over 100k and under 50k.", "germany over 50k under 100k"),
        ("over 100k under 100k", "No ARR is over 100k and under 100k.", None),
        ("red enterprise smb", "one segment: Enterprise or SMB?", "segment SMB red"),
        ("segment smb and segment enterprise", "one segment: SMB or Enterprise?", "segment Enterprise"),
        ("dana enterprise, smb", "one segment: Enterprise or SMB?", "dana segment SMB"),
    ],
)
def test_what_is_not_understood_is_refused_with_what_works(
    company: Store, text: str, message: str, first: str | None
) -> None:
    with pytest.raises(ScopeError) as refused:
        parse_scope(company, text)
    assert message in str(refused.value)
    for meant in refused.value.candidates:
        parse_scope(company, meant)
    if first:
        assert first in refused.value.candidates


def test_a_limit_is_compared_at_the_rates_and_what_it_cannot_be_is_said(company: Store) -> None:
    scope = parse_scope(company, "over 100k", rates=RATES)
    assert names(company, scope) == "AC"  # 120,000 EUR are 144,000 USD; for JPY there is no rate
    left_out = uncompared(company, scope)
    assert (left_out.unpriced, left_out.currencies, left_out.several) == (1, ("JPY",), False)
    assert names(company, parse_scope(company, "over 47999 USD under 48001 USD", rates=RATES)) == "B"
    assert uncompared(company, parse_scope(company, "over 100k")).several


def test_an_account_with_several_currencies_is_compared_by_the_one_it_pays_most_in(store: Store, make: Factory) -> None:
    mixed = make.account("Mixed")
    make.subscription(mixed, "2026-01-01", 60_000)
    make.subscription(mixed, "2026-01-01", 50_000, currency="EUR")
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    scope = parse_scope(store, "over 55k USD")
    assert (names(store, scope), uncompared(store, scope).mixed) == ("Mixed", 1)
    whole = Total((Money(50_000_00, "EUR"), Money(60_000_00, "USD")))
    assert list_filtered(store, scope).arr == summarise(store, TODAY, scope).arr == whole
    assert [each.arr for each in group_by_owner(store, scope, 1)] == [whole]
    assert [(each.arr, *each.other_arr) for each in list_filtered(store, scope).rows] == [whole.each[::-1]]


def test_a_narrowed_portfolio_is_that_of_its_accounts(company: Store) -> None:
    whole = summarise(company, TODAY, parse_scope(company, "germany"))
    assert (whole.accounts, [str(each) for each in whole.arr.each]) == (2, ["€160,000"])
    by_segment = summarise(company, TODAY, parse_scope(company, "enterprise"))
    assert (whole.moved, whole.kept, whole.bands) == (by_segment.moved, by_segment.kept, by_segment.bands)


def test_a_contract_has_a_plan_as_long_as_it_runs(store: Store, make: Factory) -> None:
    old = make.account("Old")
    make.subscription(old, "2024-01-01", 10, ends_on="2025-01-01", counts_until="2025-01-01", plan="Basic")
    make.subscription(old, "2025-01-01", 10, plan="Pro")
    with store.writing() as connection:
        current_state.recompute(connection, None, date(2026, 6, 15))
    assert names(store, parse_scope(store, "plan pro")) == "Old"
    assert not names(store, parse_scope(store, "plan basic"))


def test_a_word_is_the_code_of_a_country_in_capitals_only(company: Store, make: Factory) -> None:
    for name, country in (("H", "India"), ("I", "Norway"), ("J", "Canada")):
        make.account(name, country=country)
    assert not parse_scope(company, "dana in enterprise").narrowing.country
    assert parse_scope(company, "dana NO").narrowing.country == "Norway"
    assert parse_scope(company, "enterprise in canada").narrowing.country == "Canada"
    for text in ("dana no", "red smb can"):
        with pytest.raises(ScopeError):
            parse_scope(company, text)


def test_a_limit_reads_back_as_it_was_meant() -> None:
    assert [Limit(Decimal(each), "EUR").request for each in (50_000, 1_000_000, 1_500_000, 1_234)] == [
        "50k EUR", "1m EUR", "1500k EUR", "1234 EUR",
    ]  # fmt: skip


@cases(
    ("text", "expected"),
    [
        ("germany DE", "AB"),
        ("country germany deutschland", "AB"),
        ("plan pro pro", "ABD"),
        ("at least 90k at most 90k", "D"),
        ("enterprise plan pro germany", "AB"),
    ],
)
def test_what_says_the_same_twice_excludes_nothing(company: Store, text: str, expected: str) -> None:
    assert names(company, parse_scope(company, text)) == expected


def test_a_plan_that_is_called_like_a_segment_is_meant_only_where_it_is_called_a_plan(
    company: Store, make: Factory
) -> None:
    make.account("H", plan="Enterprise", segment="SMB", arr=10_000_00)
    with company.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    with pytest.raises(ScopeError, match="An account has one segment: Enterprise or SMB"):
        parse_scope(company, "enterprise smb")
    assert names(company, parse_scope(company, "plan enterprise smb")) == "H"


LIMITS = (ArrRange("USD", above=90_000_00), ArrRange("EUR", below=100_000_00), ArrRange("JPY"))


ASKED = [
    Narrowing(
        bands, champion, above=None if ranges is None else Limit(Decimal(1)), ranges=ranges or (), without=without
    )
    for bands in ((), ("red",), ("red", "unknown"))
    for champion in (True, False)
    for limit, ranges in ((None, ()), (Limit(Decimal(1)), ()), (Limit(Decimal(1)), LIMITS))
    for without in ((), (1, 4))
]


def test_conditions_choose_the_accounts_of_which_they_hold(company: Store, make: Factory) -> None:
    """Also of those that left, by what they paid until then, and whether or not a country is asked for as well."""
    gone = {"H": 95_000_00, "I": 10_000_00}
    for name, arr in gone.items():
        account = make.account(name, status="churned", churned_on="2026-06-01")
        settled = {"settled_on": "2026-06-01", "how": "left", "contract": 0, "segment": "", "currency": "USD"}
        noted = {"noted": 1, "noted_of_owner": 1, "noted_in_segment": 1}
        make.insert("outcome", account_id=account, arr=arr, **settled, **noted)
    with company.writing() as connection:
        connection.execute("DELETE FROM standing WHERE account_id > 7")
        connection.execute("UPDATE standing SET champion = 'Kim' WHERE account_id IN (2, 3)")
        connection.execute("UPDATE account SET country = 'somewhere'")
    facts = company.reading.execute(
        "SELECT a.id, s.band, s.champion, coalesce(s.currency, u.currency), coalesce(s.arr, u.arr), s.account_id"
        " FROM account a LEFT JOIN standing s ON s.account_id = a.id LEFT JOIN outcome u ON u.account_id = a.id"
    ).fetchall()
    for asked in ASKED:
        if asked != EVERY:
            everywhere = replace(asked, country="somewhere", countries=("somewhere",))
            found, again = (_chosen(company, each) for each in (asked, everywhere))
            assert found == again == _meant(asked, facts), asked.request


def _meant(asked: Narrowing, facts: list[tuple[Any, ...]]) -> set[int]:
    return {
        id_
        for id_, band, person, currency, arr, stands in facts
        if id_ not in asked.without
        and (not asked.bands or band in asked.bands)
        and (not asked.without_champion or (stands and person is None))
        and (not asked.by_arr or any(_is_within(each, currency, arr) for each in asked.ranges))
    }


def _chosen(store: Store, narrowing: Narrowing) -> set[int]:
    where, given = narrowing.condition("a.id")
    return {id_ for (id_,) in store.reading.execute(f"SELECT a.id FROM account a WHERE {where}", given)}


def _is_within(each: ArrRange, currency: str | None, arr: int | None) -> bool:
    if currency != each.currency:
        return False
    if each.above is None and each.below is None:
        return True
    return arr is not None and (each.above is None or arr > each.above) and (each.below is None or arr < each.below)
