"""The NPS of the surveys that were imported."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.portfolio.periods import Period, last_year
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection

MONTHS: Final = 12
"""Months that answers are counted for, unless a period is named."""
_ANSWERS: Final = """
    SELECT account_id, score, row_number() OVER (
        PARTITION BY account_id, coalesce(contact, key) ORDER BY answered_on DESC, id DESC
    ) AS newest
    FROM survey
    WHERE survey = 'nps' AND scale = 10 AND answered_on >= :since AND answered_on <= :until
"""
_COUNTS: Final = f"""
    SELECT count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score BETWEEN 7 AND 8),
        count(*) FILTER (WHERE score < 7)
    FROM ({_ANSWERS}) AS answer WHERE newest = 1
"""


@dataclass(frozen=True, slots=True)
class NpsAnswers:
    """How many people answered as promoters (9 and 10), passives (7 and 8) and detractors (0 to 6)."""

    promoters: int
    passives: int
    detractors: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.promoters + self.passives + self.detractors

    @property
    def request(self) -> str:
        """What works the NPS out, with its margin of error."""
        return f"nps promoters={self.promoters} passives={self.passives} detractors={self.detractors}"


def count_nps_answers(
    connection: Connection, today: date, scope: Scope = ALL, period: Period | None = None
) -> NpsAnswers:
    """The answers on the scale of 0 to 10 of a scope and a period, the newest of each person of an account; without a
    period those of the last 12 months until a day.

    Answers without a name are taken to be of a person each.
    """
    days = period or last_year(today)
    given: dict[str, object] = {"since": days.start.isoformat(), "until": days.end.isoformat()}
    if scope == ALL:
        return NpsAnswers(*connection.execute(_COUNTS, given).fetchone())
    of = f" AND account_id IN (SELECT a.id FROM account a WHERE {scope.named_where('a', 'id')})"
    return NpsAnswers(*connection.execute(f"{_COUNTS}{of}", given | scope.named_parameters()).fetchone())
