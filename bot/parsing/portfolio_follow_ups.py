"""Follow-ups to a portfolio: another figure, other days, other accounts, or a list of the same ones."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from accounts.errors import PeriodError
from accounts.portfolio.periods import extract_period
from bot.accounts.paging import turned, without_page
from bot.parsing.account_questions import METRICS
from bot.parsing.list_follow_ups import asks_for_csv

_ANY_DAY: Final = date(9000, 1, 1)  # only which words name a period is asked, and every day has begun by then


@dataclass(frozen=True, slots=True)
class Asked:
    """What a portfolio was asked for: a figure before all else, of some accounts, over a period."""

    figure: str
    scope: str
    period: str

    @classmethod
    def of(cls, text: str) -> "Asked":
        """The parts of what follows the verb."""
        first, _, rest = text.partition(" ")
        figure, rest = (
            (first.casefold(), rest)
            if first.casefold() in {*METRICS.values(), "customers", "lost", "leaving"}
            else ("", text)
        )
        period, scope = _split(without_page(rest))
        return cls(figure, scope, period)

    @property
    def request(self) -> str:
        """The request for it."""
        return " ".join(filter(None, ("portfolio", self.figure, self.scope, self.period)))

    def with_figure(self, figure: str) -> str:
        """The request for another figure of the same."""
        return replace(self, figure=figure).request

    def with_period(self, text: str) -> str:
        """The request for the same over the period that a text is; empty where it is none."""
        period, rest = _split(text)
        return replace(self, period=period).request if period and not rest else ""

    def with_scope(self, scope: str) -> str:
        """The request for the same of other accounts; empty where none are named."""
        return replace(self, scope=scope).request if scope else ""

    def with_those_of(self, request: str) -> str:
        """A request that was made of the accounts: where it is for a portfolio, for the same figure and days."""
        verb, _, scope = request.partition(" ")
        return replace(self, scope=scope).request if verb == "portfolio" else request


def of_names(said: str, text: str) -> str:
    """Another page of the customers that were lost or leave, or all of them as a file."""
    request = f"portfolio {text}"
    return turned(said, request) or (f"{without_page(request)} as csv" if asks_for_csv(said) else "")


def _split(text: str) -> tuple[str, str]:
    """The words of a text that name a period, and the others."""
    words = text.split()
    try:
        rest = extract_period(text, _ANY_DAY)[1].split()
    except PeriodError:  # the answer says what is wrong with it
        return "", text
    named = len(words) - len(rest)
    at = next(n for n in range(len(rest) + 1) if words[:n] + words[n + named :] == rest)
    return " ".join(words[at : at + named]), " ".join(rest)
