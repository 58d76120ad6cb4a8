"""An action on an account, and who may undo it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from accounts.errors import AccountsError

Kind = Literal["own", "snooze", "done", "call", "pulse"]


class ActionError(AccountsError):
    """Something can't be done about an account, or can't be taken back; the message says why, and what can."""


class AccountGoneError(ActionError):
    """The account isn't there any more: the import that brought it was taken back."""


class ChangedMeanwhileError(ActionError):
    """Something was done about the account since whoever acts has seen it."""


class AlreadyOwnedError(ActionError):
    """Whoever wants to own an account does so already."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the id of a Slack user or the operator's login, the name that others know them by, and when, in the
    zone whose day counts. `email` links them to an owner. What they have `seen` of the account is as `state_of` says;
    empty where nobody asks.
    """

    id: str
    name: str
    at: datetime
    email: str = ""
    slack_user: str = ""
    seen: str = ""

    @property
    def day(self) -> date:
        """The day on which they act, where they are."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Action:
    """What was done: `until` is the day on which a snoozed account comes back, `owner` and `before` are the owners of
    an `own`, `score` is that of a pulse. One that is `undone` was taken back. The id of a pulse is that of the pulse.
    """

    id: int
    account_id: int
    kind: Kind
    who: str
    called: str
    at: datetime
    on: date
    note: str = ""
    until: date | None = None
    owner: str = ""
    before: str = ""
    score: int | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Snooze:
    """An account that digests leave out until a day."""

    account_id: int
    account: str
    until: date
    called: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ownership:
    """An owner that somebody set: by whom, on which day, and the owner that files state, empty where that is nobody."""

    by: str
    on: date
    stated: str
