"""The TOML file of exchange rates, checked."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from accounts.errors import RatesError
from accounts.money.amounts import CURRENCIES
from accounts.money.rates import Rates

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LARGEST = Decimal(1_000_000_000)
EXAMPLE = """\
currency = "USD"
as_of = 2026-06-01

[rates]
EUR = "1.08"   # one EUR is 1.08 USD
"""


def _code(value: object) -> object:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise ValueError(f"{value!r} is no currency; write its three letters, such as EUR")
    return value


def _day(value: object) -> object:
    if not isinstance(value, date) or hasattr(value, "hour"):
        raise ValueError(f"{value!r} is no date; write it without quotes, such as 2026-06-01")
    return value


def _rate(value: object) -> object:
    """A rate written as text or as a whole number: a float isn't what was written."""
    if isinstance(value, float):  # pydantic reports a ValueError, not a TypeError
        raise ValueError(f'write it in quotes, "{value}", so that it is taken to the letter')  # noqa: TRY004
    try:
        rate = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
    except ArithmeticError:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 < rate <= LARGEST:
        raise ValueError(f'{value!r} is no rate; write a number above 0 in quotes, such as "1.08"')
    return rate


Code = Annotated[str, BeforeValidator(_code)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: Code
    as_of: Annotated[date, BeforeValidator(_day)]
    rates: dict[Code, Annotated[Decimal, BeforeValidator(_rate)]]


def load_rates(path: Path | None) -> Rates | None:
    """The rates in a TOML file; None where there is no path. Raises `RatesError` with a line for each fault."""
    if path is None:
        return None
    return read_rates_file(path)


def check_rates(path: Path | None) -> tuple[str, ...]:
    """What is wrong with the file of rates, a line for each fault; nothing when it is sound or there is none."""
    try:
        load_rates(path)
    except RatesError as error:
        return tuple(str(error).splitlines())
    return ()


def read_rates_file(path: Path) -> Rates:
    """The rates in the file. Raises `RatesError` with a line for each fault."""
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise RatesError(f"{path}: it can't be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise RatesError(f"{path}: it isn't UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise RatesError(f"{path}: it isn't TOML: {error}. For example:\n{EXAMPLE}") from None
    except ValidationError as error:
        raise RatesError("\n".join(f"{path}: {_fault(each)}" for each in error.errors())) from None
    if file.rates.get(file.currency, Decimal(1)) != 1:
        raise RatesError(f"{path}: rates.{file.currency}: the rate of the currency itself is 1; leave it out.")
    return Rates(file.currency, file.as_of, file.rates)


def _fault(error: "ErrorDetails") -> str:
    place = ".".join(str(part) for part in error["loc"] if part != "[key]")
    if error["type"] == "missing":
        return f"{place} is missing; for example {_example(place)}."
    if error["type"] == "extra_forbidden":
        return f"{place} isn't known; there are currency, as_of and [rates]."
    if error["type"] == "value_error":
        return f"{place}: {error['ctx']['error']}."
    return f"{place}: {error['msg']}."


def _example(place: str) -> str:
    return next(line for line in EXAMPLE.splitlines() if line.strip("[]").startswith(place))
