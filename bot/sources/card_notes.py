"""Notes on an account's card about its sources: one that no longer lists it, or a contract of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.accounts.formatting import short_date

if TYPE_CHECKING:
    from bot.context import Context


def gone_notes(context: "Context", account_id: int) -> Iterator[str]:
    """`crm lists it no more since 28 Nov: whether it left isn't known.`"""
    if context.workspace.settings.cs_sources is None:
        return
    from sources import state
    from sources.gone import gone_of_account

    state.prepare(context.store)
    for name, kind, since in gone_of_account(context.store, account_id):
        what = "it" if kind == "accounts" else "a contract of it"
        day = short_date(since.date(), context.today)
        yield f"{name} lists {what} no more since {day}: whether that ended isn't known."
