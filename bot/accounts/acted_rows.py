"""Recent actions on the accounts of a list, shown in their rows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from accounts.actions.model import Action
from accounts.actions.reading import actions_on
from bot.accounts.action_texts import latest_lines
from bot.accounts.lists import GridRows
from bot.context import Context
from bot.data_table import NOTHING, Cell
from bot.reply import Row

LATELY = timedelta(days=14)
MOST = 2  # lines of a row
_ACCOUNT = re.compile(r"account id (\d{1,18})")


def with_done(context: Context, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, those about an account with who owns it, snoozed it, is done or called since two weeks ago."""
    ids = [found for found in map(_account_of, rows) if found]
    done = actions_on(context.store.reading, ids, context.now - LATELY) if ids else {}
    return tuple(_with(context, row, done.get(_account_of(row), ())) for row in rows)


def with_lately(context: Context, found: GridRows) -> GridRows:
    """The rows of a table with what was done about their accounts, in a column of its own; as they are without any."""
    acted = with_done(context, [Row("", opens=opens) for opens in found.opens])
    told = [row.detail.replace("↳ ", "").replace("\n", "; ") for row in acted]
    if not any(told):
        return found
    rows = [(*cells, Cell(text or NOTHING)) for cells, text in zip(found.rows, told, strict=True)]
    return replace(found, columns=(*found.columns, "Lately"), rows=rows)


def _account_of(row: Row) -> int:
    found = _ACCOUNT.fullmatch(row.opens)
    return int(found[1]) if found else 0


def _with(context: Context, row: Row, done: Sequence[Action]) -> Row:
    today = context.today
    acted = (each for each in done if each.kind != "pulse")
    lines = [f"↳ {line}" for line in latest_lines(acted, today, MOST, stands=True)]
    return replace(row, detail="\n".join(filter(None, (row.detail, *lines)))) if lines else row
