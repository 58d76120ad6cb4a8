"""A change of score in a list says since when it is counted."""

from datetime import date
from typing import Any

import pytest

from accounts.health import HealthRow
from bot.accounts.health import HEADER, health_cells, health_grid, health_row

TODAY = date(2026, 6, 15)


def row(**values: Any) -> HealthRow:
    """A red account that was 14 points better on the last day scored before."""
    given = {"account_id": 1, "name": "Acme", "owner": "Dana", "arr": None, "score": 34, "known": 100, "band": "red"}
    moved = {"change": -14, "band_before": "yellow", "why": (), "advice": "", "since": date(2026, 6, 14)}
    return HealthRow(**{**given, **moved, **values})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "red 34 (−14 since yesterday) · was yellow"),
        ({"since": date(2026, 6, 12)}, "red 34 (−14 since 12 Jun) · was yellow"),
        ({"change": 0, "band_before": "red"}, "red 34"),
        ({"change": None, "band_before": "unknown", "came_back": True}, "red 34 · came back"),
    ],
)
def test_a_row_says_since_when_its_score_moved(values: dict[str, Any], said: str) -> None:
    assert health_row(row(**values), TODAY).text == f"{said} · ARR unknown · Dana"


def test_a_table_and_a_file_say_so_too() -> None:
    assert health_grid([row(), row(change=None)], None, TODAY).columns[-3] == "Change since yesterday"
    assert health_grid([row(), row(since=date(2026, 6, 12))], None, TODAY).columns[-3] == "Change"
    assert dict(zip(HEADER, health_cells(row()), strict=True))["change_since"] == date(2026, 6, 14)
