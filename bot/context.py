"""The context of a question: what it is answered from, who asks it, and where."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.clock import local_now
from bot.workspace import Workspace
from glossary import Glossary

if TYPE_CHECKING:  # a definition needs none of it
    from accounts import Store
    from accounts.health import HealthConfig
    from accounts.money.rates import Rates
    from accounts.scopes.scope import UserGroup

TERMINAL = "terminal"
ASSISTANT = "assistant"  # where somebody asks through an assistant, which nobody else sees


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks: the id of a Slack user, or the operator's login; email, name and time zone as far as they are known."""

    id: str = ""
    email: str = ""
    name: str = ""
    zone: str = ""

    @property
    def words(self) -> str:
        """The person as others know them: name, else email, else id."""
        return self.name or self.email or self.id


@dataclass(frozen=True, slots=True)
class Context:
    """What every handler is given. The accounts behind `book` are opened when something is first asked of them.

    `place` is a channel's id, `terminal` or `assistant`, `team` the workspace it is in, and the bot is a `member` there
    or not. Where what is asked for will be posted there, `outsiders` says that not everybody there may see account
    data. `now` has a time zone, and its date is today. `groups` are the user groups of Slack that the request names.
    """

    glossary: Glossary
    workspace: Workspace = field(default_factory=Workspace)
    requester: Requester = Requester()
    place: str = TERMINAL
    team: str = ""
    member: bool = True
    outsiders: bool = False
    now: datetime = field(default_factory=local_now)
    groups: "tuple[UserGroup, ...]" = ()

    @property
    def today(self) -> date:
        """The day that the question is asked on."""
        return self.now.date()

    @property
    def currency(self) -> str:
        """The currency of amounts that name none."""
        return self.workspace.settings.cs_currency

    def record(self, verb: str, outcome: str) -> None:
        """Writes into the audit log that the asker looked at accounts, without what was asked or answered."""
        self.workspace.record(self.now, self.requester.id, self.place, verb, outcome)

    @property
    def store(self) -> "Store":
        """The account store. Raises `NoStoreError` before the first import, `StoreError` when it can't be opened."""
        return self.workspace.store

    @property
    def health(self) -> "HealthConfig":
        """The weights and bands. Raises `HealthConfigError`."""
        return self.workspace.health

    @property
    def rates(self) -> "Rates | None":
        """The exchange rates, if the operator gave any. Raises `RatesError`."""
        return self.workspace.rates
