"""The one rule of who may see account data and where: for questions, buttons, files, charts and digests alike."""

from dataclasses import dataclass
from typing import Literal

from bot.settings import DIRECT, AccountSettings
from bot.slack.directory import Conversation, Person

Denial = Literal["outsider", "unlisted person", "shared place", "unlisted place"]


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What the operator's lists, CS_PEOPLE and CS_CHANNELS, and Slack itself allow."""

    settings: AccountSettings

    def denial_of_person(self, person: Person) -> Denial | None:
        """Why somebody may see no account data; None when they may."""
        if person.outside:
            return "outsider"
        allowed = self.settings.cs_people
        if allowed and not {person.id, person.email.casefold()} & allowed:
            return "unlisted person"
        return None

    def denial_of_place(self, conversation: Conversation, *, shared: bool = False) -> Denial | None:
        """Why account data stays out of a conversation; None when it may go there. `shared` is what else says so."""
        if shared or conversation.shared:
            return "shared place"
        allowed = self.settings.cs_channels
        if allowed and conversation.id not in allowed and not (conversation.direct and DIRECT in allowed):
            return "unlisted place"
        return None

    @property
    def allow_direct_messages(self) -> bool:
        """Whether what was asked in a channel may be answered in direct messages."""
        return not self.settings.cs_channels or DIRECT in self.settings.cs_channels
