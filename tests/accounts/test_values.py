"""Reading cells: what exporting tools and people write, and what the store then holds."""

import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.kinds import KINDS, Field
from accounts.money.amounts import CURRENCIES, SIGNS, Money, exponent
from accounts.readers import Rows
from accounts.values import (
    CellError,
    Conventions,
    Dates,
    cell_reader,
    detect_conventions,
    money_reader,
    need_no_reading,
)
from accounts.values.numbers import read_months
from accounts.values.texts import email
from metrics import display
from tests.cases import cases

DATE = Field("since", "date", "A date")
MONEY = Field("arr", "money", "An amount")
COUNT = Field("seats", "count", "A count")
DAYS = Field("notice", "days", "A span")
FLAG = Field("auto", "flag", "Yes or no")
TEXT = Field("name", "text", "A text")
KEY = Field("key", "key", "An id")
DOMAIN = Field("domain", "domain", "A domain")
EMAIL = Field("email", "email", "An address")
CURRENCY = Field("currency", "currency", "A currency")
CHOICE = Field(
    "payment", "choice", "A choice", choices=(("paid", ("ok", "all-good")), ("overdue", ("past due", "late")))
)
EVERY_TYPE = (DATE, MONEY, COUNT, DAYS, FLAG, TEXT, KEY, DOMAIN, EMAIL, CURRENCY, CHOICE)

Case = tuple[object, object]


def read(field: Field, cell: object, conventions: Conventions | None = None) -> object:
    return cell_reader(field, conventions or Conventions())(cell)


def reason(field: Field, cell: object, conventions: Conventions | None = None) -> str:
    with pytest.raises(CellError) as raised:
        read(field, cell, conventions)
    return raised.value.reason


@cases("field", EVERY_TYPE)
@cases("cell", [None, "", "  ", "-", "—", "n/a", "N/A", "#N/A", "NULL", "null", "None", "\u00a0", "\\N"])
def test_what_tools_write_for_nothing_is_nothing(field: Field, cell: object) -> None:
    assert read(field, cell) is None


@cases("field", EVERY_TYPE)
@cases("cell", ["nan", "NaN", "NaT", "<NA>", float("nan"), Decimal("NaN")])
def test_what_data_frames_write_for_nothing_is_nothing(field: Field, cell: object) -> None:
    assert read(field, cell) is None


ODD = st.sampled_from(
    ["", " ", "None", "n/a", "a`b", "`", "='1'", "'+1", "#REF!", "x ", " x", "é", "a\tb", "1.0", "1E+9", 1]
)


DOMAINS = st.sampled_from(
    [
        "acme.example",
        "a-b.co.uk",
        "a..b",
        ".a.de",
        "-a.de",
        "a-.de",
        "a.-b.de",
        "a.b1",
        "A.de",
        "a.d",
        "www.a.de",
        "w.a.de",
    ]
)


@pytest.mark.parametrize("field", [TEXT, KEY, DOMAIN])
@example([])
@example(["acme.example", "a.b.example"])
@example([f"{'a' * 60}.de", "a.de\nb.de"])
@given(cells=st.lists(ODD | DOMAINS | st.text(string.printable, max_size=5), max_size=4))
def test_cells_that_are_said_to_stand_for_themselves_do(field: Field, cells: list[object]) -> None:
    if need_no_reading(field, cells):
        assert [read(field, cell) for cell in cells] == cells


def test_plain_domains_stand_for_themselves() -> None:
    assert need_no_reading(DOMAIN, ["acme.example", "a-b.co.uk", "7.example"])


@pytest.mark.parametrize("field", [TEXT, KEY])
def test_plain_names_and_ids_stand_for_themselves(field: Field) -> None:
    assert need_no_reading(field, ["Acme", "O'Neil & Sons (UK), Inc.", "A-0000001", "001xx000003DGb2AAG"])


@cases("cell", ["NA", "Nan", "Null Industries", "0", "None of your business", "N.A. Partners"])
def test_names_that_look_like_nothing_are_names(cell: str) -> None:
    assert read(TEXT, cell) == cell


@cases(
    ("cell", "text"),
    [
        ("  Acme \t", "Acme"),
        ("two\r\nlines", "two lines"),
        ("nul\x00byte", "nul byte"),
        ("\ufeffAcme\u200b", "Acme"),
        ("right\u202eto left", "rightto left"),
        ("Cafe\u0301", "Café"),
        ("می\u200cخواهم\u200c", "می\u200cخواهم"),
        ("half \ud83d of it", "half � of it"),
        ('="00123"', "00123"),
        ("'+49 30", "+49 30"),
        ("'quoted'", "'quoted'"),
        ("# one", "# one"),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (Decimal("1E+3"), "1000"),
        (datetime(2026, 1, 2, tzinfo=None), "2026-01-02"),  # noqa: DTZ001 - as a spreadsheet gives it
        (date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_text_is_one_visible_line(cell: object, text: str) -> None:
    assert read(TEXT, cell) == text


@cases("field", EVERY_TYPE)
@cases("cell", ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_errors_of_a_spreadsheet_are_never_values(field: Field, cell: str) -> None:
    assert "error of the spreadsheet" in reason(field, cell)


@cases(
    ("cell", "key"),
    [
        ("00123", "00123"),
        ("12345678901234567891", "12345678901234567891"),
        ("12345.0", "12345"),
        (12345.0, "12345"),
        (12345, "12345"),
        ("v1.0", "v1.0"),
        ("A-1", "A-1"),
    ],
)
def test_keys_survive_the_way_through_a_spreadsheet(cell: object, key: str) -> None:
    assert read(KEY, cell) == key


@pytest.mark.parametrize("cell", ["1.23457E+11", "1,2E+15", "5E+10"])
def test_a_key_that_lost_digits_is_refused(cell: str) -> None:
    assert "its last digits are lost" in reason(KEY, cell)


@cases(
    ("cell", "domain"),
    [
        ("acme.example", "acme.example"),
        ("https://www.Acme.example/about?x=1#y", "acme.example"),
        ("http://user:pw@acme.example:8080/", "acme.example"),
        ("//acme.example", "acme.example"),
        ("dana@Acme.example", "acme.example"),
        ("mailto:dana@acme.example", "acme.example"),
        ("WWW.ACME.EXAMPLE.", "acme.example"),
        ("eu.acme.example", "eu.acme.example"),
        ("münchen.example", "münchen.example"),
        ("acme.example, acme.test", "acme.example"),
    ],
)
def test_domains_come_out_of_addresses(cell: str, domain: str) -> None:
    assert read(DOMAIN, cell) == domain


@cases("cell", ["acme", "not yet", "http://", "1.2.3.4", "a..b", "-a.example", ".", "@", "a" * 300 + ".example"])
def test_what_is_no_domain_is_refused(cell: str) -> None:
    assert "acme.example" in reason(DOMAIN, cell)


@cases(
    ("cell", "email"),
    [
        ("Dana@Acme.example", "dana@acme.example"),
        ("Dana Dee <dana@acme.example>", "dana@acme.example"),
        ("mailto:dana@acme.example", "dana@acme.example"),
        ("dana@acme.example; lee@acme.example", "dana@acme.example"),
        ("d.d+x@eu.acme.example.", "d.d+x@eu.acme.example"),
    ],
)
def test_email_addresses_are_compared_in_lower_case(cell: str, email: str) -> None:
    assert read(EMAIL, cell) == email


@cases("cell", ["dana", "dana@acme", "@acme.example", "dana@", "a b"])
def test_what_is_no_address_is_refused(cell: str) -> None:
    assert "dana@acme.example" in reason(EMAIL, cell)


@cases(
    "cell",
    [
        "2026-03-14",
        "2026-03-14T23:30:00-08:00",
        "2026-03-14T00:30:00+14:00",
        "2026-03-14 10:00:00.123456+00:00",
        "2026-03-14 10:00:00 UTC",
        "2026-03-14T10:00Z",
        "2026-03-14Z",
        "2026/03/14",
        "2026.3.14",
        "20260314",
        "14/03/2026",
        "3/14/2026 2:30 PM",
        "14.03.2026 14:30",
        "14-03-26",
        "14 Mar 2026",
        "14-Mar-26",
        "14. März 2026",
        "14 mars 2026",
        "14 de marzo de 2026",
        "Mar 14, 2026",
        "March 14th, 2026",
        "Mar 14, 2026, 3:00 PM",
        "March 14, 2026 at 3:00 PM",
        "Saturday, March 14, 2026",
        "Sat, 14 Mar 2026 10:00:00 GMT",
        "Sat Mar 14 2026 10:00:00 GMT+0000 (Coordinated Universal Time)",
        "Sat Mar 14 10:00:00 2026",
        "2026-Mar-14",
        "46095",
        "46095.75",
        46095,
        46095.75,
        Decimal("46095.5"),
        "1773446400",
        1773446400,
        "1773446400000",
        1773446400.5,
        "1773446400000000",
        date(2026, 3, 14),
        datetime(2026, 3, 14, 23, 30, tzinfo=timezone(timedelta(hours=-8))),
    ],
)
def test_a_date_is_read_however_a_tool_writes_it(cell: object) -> None:
    assert read(DATE, cell) == "2026-03-14"


@pytest.mark.parametrize(("order", "day"), [("day-first", "2026-04-03"), ("month-first", "2026-03-04")])
def test_the_order_of_a_column_decides_what_a_cell_leaves_open(order: Dates, day: str) -> None:
    for cell in ("3/4/2026", "03-04-26", "03.04.2026 10:00"):
        assert read(DATE, cell, Conventions(dates=order)) == day


def test_an_order_that_nobody_settled_is_not_guessed() -> None:
    assert reason(DATE, "3/4/2026") == ("is 3 April 2026 or 4 March 2026: say --dates day-first or --dates month-first")
    assert read(DATE, "4/4/2026") == "2026-04-04"


@cases(
    ("cell", "why"),
    [
        ("2026-02-30", "February 2026 has 28 days"),
        ("29 Feb 2026", "February 2026 has 28 days"),
        ("31/04/2026", "April 2026 has 30 days"),
        ("2026-13-01", "month 13"),
        ("1989-12-31", "year 1989"),
        ("2101-01-01", "year 2101"),
        ("02/01/1970", "year 1970"),
        ("1 Jan 75", "year 1975"),
        (date(1900, 1, 2), "year 1900"),
        ("yesterday", "2026-01-31"),
        ("2026", "2026-01-31"),
        ("Foo 2026", "2026-01-31"),
        ("13/2026", "2026-01-31"),
        ("202613", "2026-01-31"),
        ("2026-W60", "2026-01-31"),
        ("0/0/2026", "2026-01-31"),
        ("2026-01-01T25:00", "2026-01-31"),
        ("3 Foo 2026", "2026-01-31"),
        (True, "2026-01-31"),
        (12, "stands for no date"),
        ("99999999999999999999", "2026-01-31"),
        ("1" * 5000, "2026-01-31"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(cell: object, why: str) -> None:
    assert why in reason(DATE, cell)


@cases(
    ("cell", "first", "last"),
    [
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026/2", "2026-02-01", "2026-02-28"),
        ("02/2026", "2026-02-01", "2026-02-28"),
        ("202602", "2026-02-01", "2026-02-28"),
        (202602, "2026-02-01", "2026-02-28"),
        ("Feb 2026", "2026-02-01", "2026-02-28"),
        ("février 2026", "2026-02-01", "2026-02-28"),
        ("2026 December", "2026-12-01", "2026-12-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("2026-W05", "2026-01-26", "2026-02-01"),
    ],
)
def test_a_month_a_quarter_or_a_week_is_its_first_day_and_the_last_one_of_what_ends(
    cell: object, first: str, last: str
) -> None:
    assert read(DATE, cell) == first
    assert read(replace(DATE, ends=True), cell) == last


def test_an_order_that_was_told_is_for_dates_that_read_both_ways() -> None:
    told = Conventions("month-first", told=True)
    assert [read(DATE, cell, told) for cell in ("03/04/2026", "30/07/2026")] == ["2026-03-04", "2026-07-30"]
    assert "month 30" in reason(DATE, "30/07/2026", Conventions("month-first"))
    assert "month 31" in reason(DATE, "31/31/2026", told)


@cases("cell", ["0000-00-00", "0000-00-00 00:00:00", "9999-12-31", "9999-12-31T00:00:00Z"])
def test_what_databases_keep_for_no_date_is_none(cell: str) -> None:
    assert read(DATE, cell) is None


def test_leap_days_and_two_digit_years_are_read() -> None:
    assert read(DATE, "29/02/2028") == "2028-02-29"
    assert read(DATE, "31/12/99") == "1999-12-31"


DAY_FIRST = (
    "{d}/{m}/{y}",
    "{d:02}.{m:02}.{y}",
    "{d:02}-{m:02}-{yy:02}",
    "{d} / {m} / {y} 00:00",
    "{d:02}/{m:02}/{y} 9:05 am",
)
MONTH_FIRST = ("{m}/{d}/{y}", "{m:02}/{d:02}/{yy:02}", "{m:02}-{d:02}-{y} 23:59:59")
EITHER_ORDER = (
    "{y}-{m:02}-{d:02}",
    "{y}/{m}/{d}",
    "{d} {mon} {y}",
    "{mon} {d}, {y}",
    "{d}-{mon}-{y}",
    "{month} {d}, {y} at 1:00 PM",
)


@given(st.dates(date(1990, 1, 1), date(2058, 12, 31)), st.sampled_from(DAY_FIRST + MONTH_FIRST + EITHER_ORDER))
def test_a_date_written_in_any_style_is_read_back(day: date, style: str) -> None:
    order: Dates = "day-first" if style in DAY_FIRST else "month-first"
    names = {"mon": f"{day:%b}", "month": f"{day:%B}"}
    cell = style.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100, **names)
    assert read(DATE, cell, Conventions(dates=order)) == day.isoformat()


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from([1, 1000, 1_000_000]))
def test_numbers_that_stand_for_dates_are_read_back(day: date, unit: int) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read(DATE, serial) == read(DATE, f"{serial}.25") == day.isoformat()
    seconds = int(datetime(day.year, day.month, day.day, 23, tzinfo=UTC).timestamp())
    assert read(DATE, str(seconds * unit)) == day.isoformat()


@cases(
    ("cell", "amount"),
    [
        ("1200", (120000, "USD")),
        ("1234.5", (123450, "USD")),
        ("$1,234.50", (123450, "USD")),
        ("1.234,50 €", (123450, "EUR")),
        ("€ 1.234.567", (123456700, "EUR")),
        ("1 234,50", (123450, "USD")),
        ("1 234 567,89 EUR", (123456789, "EUR")),
        ("USD 1,200", (120000, "USD")),
        ("1200 chf", (120000, "CHF")),
        ("CHF 1’234.50", (123450, "CHF")),
        ("CHF 1'200.-", (120000, "CHF")),
        ("₹1,00,000", (10000000, "INR")),
        ("R$ 1.234,56", (123456, "BRL")),
        ("A$5", (500, "AUD")),
        ("$12 CAD", (1200, "CAD")),
        ("¥1200", (1200, "JPY")),
        ("KWD 1.5", (1500, "KWD")),
        ("1.2M", (120000000, "USD")),
        ("100k", (10000000, "USD")),
        ("12 Mio €", (1200000000, "EUR")),
        ("(500)", (-50000, "USD")),
        ("($12.50)", (-1250, "USD")),
        ("-500", (-50000, "USD")),
        ("−500", (-50000, "USD")),
        ("500-", (-50000, "USD")),
        ("$-12.50", (-1250, "USD")),
        ("+5", (500, "USD")),
        (".5", (50, "USD")),
        ("12.", (1200, "USD")),
        ("0", (0, "USD")),
        (1200, (120000, "USD")),
        (1234.5, (123450, "USD")),
        (Decimal("1234.50"), (123450, "USD")),
    ],
)
def test_an_amount_is_read_however_it_is_written(cell: object, amount: tuple[int, str]) -> None:
    assert money_reader(Conventions())(cell, "") == amount


@cases(
    ("cell", "minor"),
    [("0.125", 12), ("0.135", 14), ("333.33333333", 33333), (0.1 + 0.2, 30), ("1234.5678", 123457), (2.675, 268)],
)
def test_amounts_finer_than_the_smallest_unit_are_rounded_half_to_even(cell: object, minor: int) -> None:
    assert money_reader(Conventions())(cell, "") == (minor, "USD")


@cases(
    "cell",
    [
        "inf",
        "-inf",
        "1_000",
        "1e5",
        "0x10",
        "50%",
        "1.2.3",
        "1,2,3",
        "12,34,5",
        "--5",
        "(5",
        "$1,200/yr",
        "$5 €",
        "twelve",
        "5 apples",
        "1 2",
        "9" * 30,
        10**30,
        float("inf"),
        True,
        "1" * 1000,
    ],
)
def test_what_is_no_amount_is_refused(cell: object) -> None:
    with pytest.raises(CellError):
        money_reader(Conventions())(cell, "")


def test_the_columns_mark_decides_what_an_amount_leaves_open() -> None:
    assert money_reader(Conventions(decimals="point"))("1.234", "") == (123, "USD")
    assert money_reader(Conventions(decimals="comma"))("1.234", "") == (123400, "USD")
    assert money_reader(Conventions(decimals="comma"))("1,234", "") == (123, "USD")
    assert money_reader(Conventions(decimals="point"))("1,234", "") == (123400, "USD")
    assert money_reader(Conventions())("1,234", "") == (123400, "USD")
    assert "--decimals" in reason(MONEY, "1.234")


def test_a_cells_currency_agrees_with_its_rows() -> None:
    amount = money_reader(Conventions(currency="EUR"))
    assert amount("1200", "GBP") == (120000, "GBP")
    assert amount("£1200", "GBP") == (120000, "GBP")
    assert amount("$1200", "CAD") == (120000, "CAD")
    assert amount("¥1200", "CNY") == (120000, "CNY")
    assert amount("kr 1200", "SEK") == (120000, "SEK")
    assert amount("1200", "") == (120000, "EUR")
    assert amount("1200", "JPY") == (1200, "JPY")
    for cell, row in (("€1200", "USD"), ("1200 GBP", "EUR"), ("R$5", "USD")):
        with pytest.raises(CellError, match=f"but its row says {row}"):
            amount(cell, row)


@pytest.mark.parametrize("cell", ["$ -", " $-   ", "- USD", "USD –"])
def test_a_dash_beside_a_currency_is_the_nought_of_an_accounting_format(cell: str) -> None:
    assert money_reader(Conventions())(cell, "") == (0, "USD")
    assert money_reader(Conventions())("-", "") is None


@pytest.mark.parametrize("cell", ["2026年1月31日", "2026년 1월 31일", "2026年01月31日 10:22"])
def test_a_date_of_east_asia_is_read(cell: str) -> None:
    assert read(DATE, cell) == "2026-01-31"


def test_a_sign_of_several_currencies_is_that_of_the_default_where_it_can_be() -> None:
    assert money_reader(Conventions(currency="AUD"))("$5", "") == (500, "AUD")
    assert money_reader(Conventions(currency="EUR"))("$5", "") == (500, "USD")
    with pytest.raises(CellError, match="SEK, NOK, DKK"):
        money_reader(Conventions())("kr 5", "")


POINT = ("{:,.2f}", "{:.2f}", "${:,.2f}", "{:,.2f} USD", "USD {:.2f}")
COMMA = ("{:,.2f}", "{:.2f}", "{:,.2f} €", "EUR {:,.2f}")
SWAPPED = str.maketrans(",.", ".,")


@given(st.integers(-(10**14), 10**14), st.sampled_from(POINT), st.booleans())
def test_an_amount_written_with_a_point_is_read_back(minor: int, style: str, in_brackets: bool) -> None:  # noqa: FBT001
    shown = style.format(Decimal(abs(minor)) / 100)
    cell = f"({shown})" if minor < 0 and in_brackets else f"-{shown}" if minor < 0 else shown
    assert read(MONEY, cell) == minor


@given(st.integers(0, 10**14), st.sampled_from(COMMA), st.sampled_from([".", " ", "\u00a0", "\u202f", "'", "’", ""]))
def test_an_amount_written_with_a_comma_is_read_back(minor: int, style: str, group: str) -> None:
    number = style.format(Decimal(minor) / 100).translate(SWAPPED).replace(".", group)
    assert read(MONEY, number, Conventions(currency="EUR")) == minor


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(-(10**15), 10**15))
def test_money_as_people_see_it_is_read_back(currency: str, minor: int) -> None:
    assert money_reader(Conventions(decimals="point"))(str(Money(minor, currency)), "") == (minor, currency)


@given(st.floats(-1e12, 1e12))
def test_a_float_is_the_amount_that_it_prints(amount: float) -> None:
    read_back = read(MONEY, amount)
    assert isinstance(read_back, int)
    assert abs(Decimal(read_back) / 100 - Decimal(repr(amount))) <= Decimal("0.005")


@cases(
    ("cell", "code"),
    [
        ("eur", "EUR"),
        ("€", "EUR"),
        ("Euro", "EUR"),
        ("$", "USD"),
        ("USD - U.S. Dollar", "USD"),
        ("US Dollar", "USD"),
        ("Swiss Franc (CHF)", "CHF"),
    ],
)
def test_currencies_are_known_by_code_sign_and_name(cell: str, code: str) -> None:
    assert read(CURRENCY, cell) == code


@cases("cell", ["XXX", "kr", "bitcoin", "12", "EURO ZONE"])
def test_what_is_no_currency_is_refused(cell: str) -> None:
    assert "EUR" in reason(CURRENCY, cell)


@cases(
    ("cell", "count"),
    [
        ("1200", 1200),
        ("1,200", 1200),
        ("1 200", 1200),
        ("12.0", 12),
        ("12.00", 12),
        (12.0, 12),
        (0, 0),
        ("007", 7),
        ("1.2k", 1200),
    ],
)
def test_counts_are_whole_numbers(cell: object, count: int) -> None:
    assert read(COUNT, cell) == count


@cases("cell", ["12.5", 12.5, "-3", -3, "1e3", "$5", "5%", "Nan", "1_000", True, "5 seats", str(2**63), float("inf")])
def test_what_can_not_be_counted_is_refused(cell: object) -> None:
    reason(COUNT, cell)


@cases(
    ("cell", "days"),
    [
        ("30", 30),
        (30, 30),
        (30.0, 30),
        ("30.0", 30),
        ("30 days", 30),
        ("30d", 30),
        ("90-day", 90),
        ("2 weeks", 14),
        ("1 month", 30),
        ("3 Months", 90),
        ("1 year", 365),
        ("P30D", 30),
        ("0", 0),
        (timedelta(days=90), 90),  # an interval of PostgreSQL
    ],
)
def test_spans_are_days(cell: object, days: int) -> None:
    assert read(DAYS, cell) == days


@cases(
    ("days", "months"), [(365, 12), (30, 1), (330, 11), (365 + 180, 18), (0, None)]
)  # 365 days of a year, 30 of a month: so psycopg gives an interval
def test_an_interval_is_months(days: int, months: int | None) -> None:
    assert read_months(timedelta(days=days)) == months


def test_an_interval_of_odd_days_is_no_months() -> None:
    with pytest.raises(CellError, match="write 12 or 12 months"):
        read_months(timedelta(days=45))


@cases("cell", ["soon", "1.5", "-30", "30 moons", "1e2", True, 0.5, timedelta(hours=3), timedelta(days=-30)])
def test_what_is_no_span_is_refused(cell: object) -> None:
    reason(DAYS, cell)


@cases("cell", ["TRUE", "true", "Yes", "y", "1", "1.0", "t", "on", "✓", "x", True, 1, 1.0, Decimal(1)])
def test_yes(cell: object) -> None:
    assert read(FLAG, cell) is True


@cases("cell", ["FALSE", "False", "No", "n", "0", "0.0", "f", "off", "✗", False, 0, 0.0])
def test_no(cell: object) -> None:
    assert read(FLAG, cell) is False


@cases("cell", ["maybe", "2", 2, "yesno"])
def test_neither_yes_nor_no_is_refused(cell: object) -> None:
    assert "TRUE or FALSE" in reason(FLAG, cell)


@cases(
    ("cell", "value"),
    [
        ("paid", "paid"),
        ("PAID", "paid"),
        ("Past Due", "overdue"),
        ("past_due", "overdue"),
        ("all good!", "paid"),
        (" Late ", "overdue"),
    ],
)
def test_choices_are_known_by_their_words_whatever_their_case_and_punctuation(cell: str, value: str) -> None:
    assert read(CHOICE, cell) == value


def test_another_choice_is_refused_with_those_there_are() -> None:
    assert reason(CHOICE, "perhaps") == "is none of paid, overdue"


def test_one_and_true_are_remembered_apart() -> None:
    name = cell_reader(TEXT, Conventions())
    assert [name(cell) for cell in (1, True, 1.0, "1", 1.5, True)] == ["1", "TRUE", "1", "1", "1.5", "TRUE"]


def test_more_cells_than_are_remembered_are_read_all_the_same() -> None:
    count = cell_reader(COUNT, Conventions())
    assert [count(str(at)) for at in range(50_000)] == list(range(50_000))


def in_blocks(rows: Iterable[tuple[int, list[object]]]) -> Iterator[Rows]:
    """Rows as tables give them, each by itself."""
    return (Rows([place], [cells]) for place, cells in rows)


def observed(field: Field, *cells: object) -> tuple[Conventions, list[str]]:
    found = detect_conventions({0: field}, in_blocks((at, [cell]) for at, cell in enumerate(cells, start=2)))
    return found.conventions[0], [question.why for question in found.questions]


@cases(
    ("cells", "order"),
    [
        (["03/04/2026", "13/04/2026", "05/06/2026"], "day-first"),
        (["03/04/2026", "04/13/2026"], "month-first"),
        (["1.2.26", None, "", "n/a", "31.12.26 10:00"], "day-first"),
        (["2026-03-04", "3 Jan 2026", "04/04/2026", "45000", 45000], ""),
        ([], ""),
        (["rubbish", "99/99/2026", "40/40/40"], ""),
    ],
)
def test_the_order_of_dates_is_decided_over_the_column(cells: list[object], order: str) -> None:
    assert observed(DATE, *cells) == (Conventions(dates=order), [])  # type: ignore[arg-type]


def test_dates_that_fit_both_orders_are_asked_about() -> None:
    found = detect_conventions(
        {3: DATE},
        in_blocks([(2, [0, 0, 0, "05/05/2026"]), (7, [0, 0, 0, "03/04/2026"]), (9, [0, 0, 0, "05/06/2026"])]),
    )
    (question,) = found.questions
    assert (question.column, question.option, question.place) == (3, "--dates", 7)
    assert question.why == "“03/04/2026” is 3 April 2026 or 4 March 2026"
    assert question.answers == ("day-first", "month-first")


def test_dates_that_contradict_each_other_are_asked_about() -> None:
    assert observed(DATE, "13/04/2026", "04/14/2026")[1] == [
        "“13/04/2026” is day first and “04/14/2026” is month first"
    ]


def test_what_was_answered_is_not_asked_again() -> None:
    found = detect_conventions(
        {0: DATE, 1: MONEY},
        in_blocks([(2, ["03/04/2026", "1.234"])]),
        dates="day-first",
        decimals="comma",
        currency="EUR",
    )
    assert found.questions == ()
    assert found.conventions[1] == Conventions("day-first", "comma", "EUR", told=True)


def test_a_column_that_does_not_say_follows_the_others_of_its_file() -> None:
    found = detect_conventions(
        {0: DATE, 1: DATE}, in_blocks([(2, ["03/04/2026", "25/12/2026"]), (3, ["04/05/2026", ""])])
    )
    assert found.questions == ()
    assert {each.dates for each in found.conventions.values()} == {"day-first"}


@cases(
    ("cells", "mark"),
    [
        (["1.234", "999.50"], "point"),
        (["1,234", "1,234.50"], "point"),
        (["1.234,50 €", "1.234"], "comma"),
        (["0.125"], "point"),
        (["1234.567"], "point"),
        (["1.234.567", "1.234"], "comma"),
        (["12,5", "1.234"], "comma"),
        (["1250.5", "416.667"], "point"),
        (["8.500,50", "1041,667", "416,667"], "comma"),
        (["1,234", "5,678"], ""),
        (["1200", "$5", None, 12.5, "rubbish"], ""),
    ],
)
def test_the_mark_of_decimals_is_decided_over_the_column(
    cells: list[object], mark: Literal["", "point", "comma"]
) -> None:
    assert observed(MONEY, *cells) == (Conventions(decimals=mark), [])


def test_thousands_that_may_be_decimals_are_asked_about() -> None:
    assert observed(MONEY, "1.234", "2.500 €")[1] == [
        "“1.234” is 1234 with a point for thousands or 1.2340 with a decimal point"
    ]
    assert observed(MONEY, "12.50", "12,50")[1] == [
        "“12.50” is with a decimal point and “12,50” is with a decimal comma"
    ]


@cases(
    ("cells", "asked"),
    [
        (["8.500,50", "£4,000"], "“8.500,50” is with a decimal comma, by which “£4,000” has three decimals"),
        (["4.000", "8,500.50"], "“8,500.50” is with a decimal point, by which “4.000” has three decimals"),
        (["1.234.567", "4,000"], "“1.234.567” is with a decimal comma, by which “4,000” has three decimals"),
    ],
)
def test_thousands_of_another_country_than_the_other_amounts_are_asked_about(cells: list[object], asked: str) -> None:
    assert observed(MONEY, *cells)[1] == [asked]


def test_a_long_column_is_gone_through_only_until_it_is_clear() -> None:
    looked = 0

    def rows(cell: Callable[[int], object]) -> Iterator[Rows]:
        nonlocal looked
        for looked in range(1, 1_000_000):
            yield Rows([looked], [[cell(looked)]])

    detect_conventions({0: DATE}, rows(lambda at: f"{at % 28 + 1}/{at % 12 + 1}/{2000 + at % 50}"))
    assert looked < 20_000
    detect_conventions({0: DATE}, rows(lambda _: "2026-01-01"))
    assert looked <= 200_000
    detect_conventions({0: TEXT}, rows(lambda _: 1 / 0))


@given(st.lists(st.dates(date(1990, 1, 1), date(2100, 12, 31)), min_size=1, max_size=30), st.booleans())
def test_a_column_is_read_as_it_was_written_or_asked_about(days: list[date], day_first: bool) -> None:  # noqa: FBT001
    cells = [f"{d.day}/{d.month}/{d.year}" if day_first else f"{d.month}/{d.day}/{d.year}" for d in days]
    found = detect_conventions({0: DATE}, in_blocks((at, [cell]) for at, cell in enumerate(cells)))
    if found.questions:
        assert all(day.day <= 12 for day in days)
    else:
        assert [read(DATE, cell, found.conventions[0]) for cell in cells] == [day.isoformat() for day in days]


CELLS = st.one_of(
    st.text(),
    st.text(string.digits + ".,-/ :TZ$€kM()'+%", max_size=30),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=False),
    st.just(Decimal("NaN")),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([UTC, None])),
)
FIELDS = [field for kind in KINDS.values() for field in kind]


@given(
    CELLS,
    st.sampled_from(FIELDS),
    st.sampled_from(["", "day-first", "month-first"]),
    st.sampled_from(["", "point", "comma"]),
)
@example("1" * 5000, COUNT, "", "")
@example("(" * 5000, MONEY, "", "")
@example("a." * 5000, DOMAIN, "", "")
@example("1 " * 5000, DATE, "", "")
def test_any_cell_is_read_or_refused_in_words(
    cell: object, field: Field, dates: Dates, decimals: Literal["", "point", "comma"]
) -> None:
    conventions = Conventions(dates, decimals)
    try:
        value = read(field, cell, conventions)
    except CellError as fault:
        value = fault.reason
    assert value is None or isinstance(value, (str, int))
    if isinstance(value, str):
        assert value
        assert value == value.strip()
        assert not {unicodedata.category(char) for char in value} & {"Cc", "Cs", "Zl", "Zp"}
        value.encode()
    elif value is not None:
        assert abs(value) < 2**63
    detect_conventions({0: field}, in_blocks([(1, [cell])]))


@given(CELLS, st.sampled_from(["", "USD", "JPY", "KWD"]))
def test_any_amount_is_read_or_refused(cell: object, row: str) -> None:
    try:
        amount = money_reader(Conventions())(cell, row)
    except CellError:
        return
    assert amount is None or (amount[1] in CURRENCIES and abs(amount[0]) < 2**63 and row in ("", amount[1]))


def test_money_shows_as_it_does_everywhere_else() -> None:
    for code, sign in SIGNS.items():
        assert display.money(Decimal(5), code) == str(Money(5 * 10 ** exponent(code), code)) == f"{sign}5"
    assert str(Money(123450000, "USD")) == "$1,234,500"
    assert str(Money(120050, "EUR")) == "€1,200.50"
    assert str(Money(-50000, "CHF")) == display.money(Decimal(-500), "CHF") == "−CHF 500"
    assert str(Money(1, "KWD")) == "KWD 0.001"
    assert Money(120050, "EUR").decimal == Decimal("1200.50")


def test_a_long_text_that_is_no_email_address_is_told_at_once() -> None:
    with pytest.raises(CellError):
        email("x" * 1_000_000)
    assert email(f"{'x ' * 100_000}<dana@acme.example>") == "dana@acme.example"


@cases(
    "cell",
    ["0", "0.0", 0, 0.0, "00:00:00", "0:00", "12:00:00 AM", "1/0/1900", "1/1/1900 0:00", "1970-01-01", "30.12.1899",
     "1970-01-01T00:00:00Z", "0001-01-01T00:00:00", time(0, 0), date(1899, 12, 30)],
)  # fmt: skip
def test_a_zero_in_a_column_of_dates_is_nothing(cell: object) -> None:
    assert read(DATE, cell) is None


@cases("cell", ["1.23E+17", "1e+17", "1,23E+17", 1.23e17, float(2**53), "1.234567E+08"])
def test_an_id_that_has_lost_its_last_digits_is_refused(cell: object) -> None:
    assert "last digits are lost" in reason(Field("id", "key", ""), cell)


@cases("cell", ["1e5", "12E+", "A+1", 2**53, "9007199254740993", 123.0])
def test_an_id_that_only_looks_a_little_like_a_number_is_kept(cell: object) -> None:
    assert read(Field("id", "key", ""), cell) == str(cell).removesuffix(".0")


@cases(
    ("cell", "hours", "days"),
    [
        ("27:30", 28, 1),
        ("0:20:00", 0, 0),
        ("1 day, 3:10:00", 27, 1),
        (timedelta(hours=50), 50, 2),
        (time(3, 0), 3, 0),
        (datetime(1900, 1, 1, 2, tzinfo=UTC), 50, 2),
        ("27.4", 27, 27),
    ],
)
def test_a_span_of_time_in_a_column_of_hours_or_days_is_counted_in_them(cell: object, hours: int, days: int) -> None:
    assert read(Field("hours", "number", "", span=3_600), cell) == hours
    assert read(Field("days", "number", "", span=86_400), cell) == days
