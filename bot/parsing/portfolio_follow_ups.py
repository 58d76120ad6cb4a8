"""Follow-ups to a portfolio: another figure, other days, other accounts, or a list of the same ones."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from accounts.errors import PeriodError
from accounts.portfolio.periods import extract_period
from bot.accounts.paging import turned, without_page
from bot.parsing.follow_up_words import others_of, rest_of
from bot.parsing.list_follow_ups import asks_for_csv
from bot.parsing.list_requests import of_some, of_these
from bot.parsing.own_metrics import METRICS
from bot.parsing.portfolio_questions import OTHER_PERIOD
from bot.parsing.row_follow_ups import row_asked_for

_ANY_DAY: Final = date(9000, 1, 1)  # only which words name a period is asked, and every day has begun by then

_COMPARED: Final = re.compile(
    r"(?:(?:how (?:does|do|did) (?:it|that|this|they) )?compared?(?: (?:it|this|that|them))?(?: (?:to|with))?"
    rf"|vs\.?|versus|against|beside|and|what about|how about)? ?(?:in )?(?P<other>{OTHER_PERIOD})",
    re.IGNORECASE,
)
_COMPARES: Final = re.compile(r"\b(?:compare|vs|versus|against|beside|ago|same|before|earlier)", re.IGNORECASE)


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
        rest, joint, other = f" {without_page(rest)}".partition(" beside ")
        period, scope = _split(rest.strip())
        return cls(figure, scope, f"{period}{joint}{other}".strip())

    @property
    def request(self) -> str:
        """The request for it."""
        return " ".join(filter(None, ("portfolio", self.figure, self.scope, self.period)))

    def beside(self, other: str) -> str:
        """The request for the same beside that of another period: of `last quarter` this one, of a year the same days
        of it, unless whole years are asked for.
        """
        said = other.casefold().removeprefix("the ")
        period, unit = self.period, said.rpartition(" ")[2]
        if re.fullmatch(r"(?:last|previous|prior) (?:quarter|month|half|week)", said) and not period:
            period = f"this {unit}"
        elif re.fullmatch(r"(?:last|previous|prior) year|.*\bbefore|.*year (?:ago|earlier)|same .*", said):
            by_year = "year" in said and not self.period.casefold().endswith(("this year", "ytd"))
            other = "a year before" if by_year else "last year" if "year" in said else "the period before"
        return f"{replace(self, period=period).request} beside {other}"

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


def period_compared(said: str) -> str:
    """The period that a text compares with what was answered: `vs last year`; empty where it compares none."""
    found = _COMPARED.fullmatch(said) if _COMPARES.search(said) else None
    return found["other"] if found else ""


def asked_of_portfolio(said: str, text: str) -> str:
    """What a text asks of the portfolio before: another figure or days, a row, a list; empty where none of it."""
    asked, rest, words = Asked.of(text), others_of(said), rest_of(said)
    if asked.figure in {"lost", "leaving"} and (listed := of_names(words or said, text)):
        return listed
    if figure := METRICS.get(rest.casefold()):
        return asked.with_figure(figure)
    compared = period_compared(said)
    if other := asked.beside(compared) if compared else asked.with_period(rest):
        return other
    if re.fullmatch(r"(?:by|per) segments?", words, re.IGNORECASE):
        return " ".join(
            f"portfolio {'nps' if asked.figure == 'nps' else ''} by segment {asked.scope} {asked.period}".split()
        )
    if row := row_asked_for(words, f"portfolio {text}".strip()):
        return row
    of_list = of_these(words or said, "portfolio", asked.scope) or of_some(words, "portfolio", asked.scope)
    return asked.with_those_of(of_list) if of_list else ""


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
