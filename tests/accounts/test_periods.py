"""Periods of time as people write them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import PeriodError
from accounts.portfolio.periods import Period, extract_period, last_year, read_period
from tests.accounts.conftest import TODAY
from tests.cases import cases


@cases(
    ("text", "start", "end"),
    [
        ("", "2025-06-16", "2026-06-15"),
        ("since 2026-01-01", "2026-01-01", "2026-06-15"),
        ("from 2026-01-01", "2026-01-01", "2026-06-15"),
        ("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-01-01 to 2026-03-31", "2026-01-01", "2026-03-31"),
        ("from 2026/1/1 until 2026/3/31", "2026-01-01", "2026-03-31"),
        ("2026-01-01..2026-06-30", "2026-01-01", "2026-06-15"),
        ("90 days", "2026-03-18", "2026-06-15"),
        ("last 2 weeks", "2026-06-02", "2026-06-15"),
        ("3 months", "2026-03-16", "2026-06-15"),
        ("12m", "2025-06-16", "2026-06-15"),
        ("1 year", "2025-06-16", "2026-06-15"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("2025 Q4", "2025-10-01", "2025-12-31"),
        ("q2", "2026-04-01", "2026-06-15"),
        ("q3", "2025-07-01", "2025-09-30"),
        ("H1 2025", "2025-01-01", "2025-06-30"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("ytd", "2026-01-01", "2026-06-15"),
        ("last week", "2026-06-08", "2026-06-14"),
        ("this week", "2026-06-15", "2026-06-15"),
        ("last quarter", "2026-01-01", "2026-03-31"),
        ("this month", "2026-06-01", "2026-06-15"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("since january", "2026-01-01", "2026-06-15"),
        ("since September", "2025-09-01", "2026-06-15"),
        ("in may", "2026-05-01", "2026-05-31"),
        ("during June", "2026-06-01", "2026-06-15"),
        ("in october", "2025-10-01", "2025-10-31"),
        ("this half", "2026-01-01", "2026-06-15"),
        ("last half-year", "2025-07-01", "2025-12-31"),
    ],
)
def test_a_period_is_read_in_the_words_people_use(text: str, start: str, end: str) -> None:
    assert read_period(text, TODAY) == Period(date.fromisoformat(start), date.fromisoformat(end))


@cases(
    ("text", "said"),
    [
        ("enterprise", "is no period"),
        ("since 2026-02-30", "is no day"),
        ("2026-13", "is no month"),
        ("h3 2025", "no half"),
        ("2026-03-01..2026-01-01", "ends before it starts"),
        ("since 2027-01-01", "hasn't begun"),
        ("0 days", "a day at least"),
        ("99999 years", "too long ago"),
    ],
)
def test_what_is_no_period_is_said_with_examples(text: str, said: str) -> None:
    with pytest.raises(PeriodError, match=said):
        read_period(text, TODAY)


@cases(
    ("text", "rest"),
    [
        ("mine since 2026-01-01", "mine"),
        ("enterprise q1 2026 @dana", "enterprise @dana"),
        ("segment mid-market 90 days", "segment mid-market"),
        ("@dana", "@dana"),
        ("@dana of last month", "@dana"),
        ("for the last quarter in enterprise", "in enterprise"),
        ("during 2025", ""),
    ],
)
def test_a_period_is_taken_out_of_what_else_was_said(text: str, rest: str) -> None:
    assert extract_period(text, TODAY)[1] == rest


def test_a_period_reads_back_as_it_is_typed() -> None:
    period = last_year(TODAY)
    assert read_period(period.request, TODAY) == period
    assert period.before == date(2025, 6, 15)


@given(st.text(max_size=40) | st.from_regex(r"[0-9qhQ./ -]{1,20}( days| to |\.\.)?[0-9-]{0,10}", fullmatch=True))
def test_any_text_is_a_period_or_a_clear_mistake(text: str) -> None:
    with suppress(PeriodError):
        period = read_period(text, TODAY)
        assert period.start <= period.end <= TODAY
