"""What people did lately about the accounts of a list, in their rows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from accounts.actions.model import Action
from accounts.actions.reading import actions_on
from bot.accounts.action_texts import latest_lines
from bot.context import Context
from bot.reply import Row

LATELY = timedelta(days=14)
MOST = 2  # lines of a row
_ACCOUNT = re.compile(r"account id (\d{1,18})")


def with_done(context: Context, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, those about an account with who owns it, snoozed it, is done or called since two weeks ago."""
    ids = [found for found in map(_account_of, rows) if found]
    done = actions_on(context.store.reading, ids, context.now - LATELY) if ids else {}
    return tuple(_with(context, row, done.get(_account_of(row), ())) for row in rows)


def _account_of(row: Row) -> int:
    found = _ACCOUNT.fullmatch(row.opens)
    return int(found[1]) if found else 0


def _with(context: Context, row: Row, done: Sequence[Action]) -> Row:
    today = context.today
    stands = (each for each in done if each.kind != "pulse" and (not each.until or each.until > today))
    lines = [f"↳ {line}" for line in latest_lines(stands, today, MOST)]
    return replace(row, detail="\n".join(filter(None, (row.detail, *lines)))) if lines else row
