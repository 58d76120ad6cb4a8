"""What people type about the team's words, each under a name of their own, as tests of decisions need it."""

from datetime import UTC, datetime, timedelta
from itertools import count

from bot.commands import respond
from bot.context import Context, Requester
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.terms.team_words import follow_words
from bot.workspace import Workspace
from glossary import Term
from tests.engines import Place

AUTHOR, CURATOR, OTHER = "U01", "U02", "U03"
START = datetime(2026, 6, 15, 9, tzinfo=UTC)
SKY = "Sky Score (SKS): How ready a customer is to expand, from 0 to 10."


class Team:
    """A workspace whose curators are two, and what its people type, each a minute after the one before."""

    def __init__(self, place: Place, curators: frozenset[str] = frozenset({CURATOR, OTHER})) -> None:
        self.workspace = Workspace(AccountSettings(cs_database=place, cs_curators=curators))
        self.glossary = follow_words(self.workspace).glossary
        self._minutes = count()
        self.later = timedelta()

    def context(self, who: str, place: str = "C01") -> Context:
        """What is answered from, for somebody."""
        now = START + self.later + timedelta(minutes=next(self._minutes))
        return Context(self.glossary, self.workspace, Requester(who), place, "T01", now=now)

    def typed(self, who: str, text: str, place: str = "C01") -> Reply:
        """The reply to what somebody types."""
        return respond(text, self.context(who, place))[1]

    def approved(self, text: str) -> None:
        """A term that is suggested and approved."""
        draft = self.typed(AUTHOR, f"add {text}").data["draft"]
        assert self.typed(CURATOR, f"curate approve {draft}").data["state"] == "approved"

    def term(self, name: str) -> Term | None:
        """The one term of a name, as it is answered now."""
        return next(iter(self.glossary.named(name)), None)
