"""Revenue by month, which is no list of contracts: added up, every month would count at once."""

from collections.abc import Sequence

from accounts.columns import Recognised, normal
from accounts.errors import ImportFileError
from accounts.values.dates import is_period

_MONTHLY = frozenset(["month", "period", "snapshot", "months"])
_OF_CONTRACTS = frozenset(["key", "product", "ends_on", "cancelled_on"])


def refuse(source: str, found: Recognised, sample: Sequence[Sequence[object]]) -> None:
    """Raises `ImportFileError` for a file of subscriptions that has a row for each month of an account."""
    fields = found.fields
    starts, account = fields.get("starts_on"), fields.get("account")
    if starts is None or account is None or _OF_CONTRACTS & fields.keys():
        return
    header = found.columns[starts].header
    if not _MONTHLY & {*normal(header).split()} and not all(is_period(row[starts]) for row in sample):
        return
    if len({row[account] for row in sample}) < len(sample):
        raise ImportFileError(
            f"{source} has a row for each {header} of an account, and no contracts: added up, all of them would count "
            "at once. Import the rows of the last one as accounts, with their mrr: cs import accounts FILE"
        )
