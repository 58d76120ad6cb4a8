"""What the store answers, as the plain objects of the JSON contract."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.money.amounts import Money

# Scores travel as decimal strings, as amounts do; other whole numbers count something.
SCORES = frozenset({"score", "score_before", "change", "direction", "points", "since_yesterday", "since_last_week"})


def plain(value: object) -> Any:  # noqa: ANN401  it is what JSON takes
    """The value as JSON takes it: amounts with their currency, dates as ISO text, no numbers but counts."""
    if isinstance(value, Money):
        return {"amount": str(value.decimal), "currency": value.currency}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _named(each.name, getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _named(name: str, value: object) -> Any:  # noqa: ANN401  it is what JSON takes
    return str(value) if name in SCORES and isinstance(value, int) else plain(value)
