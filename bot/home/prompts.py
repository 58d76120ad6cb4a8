"""Suggested prompts for the conversation with the bot, by role and by own accounts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.own_accounts import OwnAccounts, has_accounts, own_accounts
from bot.accounts.arguments import requester
from bot.context import Context
from bot.curation.people import is_curator
from curation.drafts import waiting_drafts
from curation.questions import open_questions

MOST = 4  # that Slack shows
DAYS = 60  # of the renewals ahead
LONGEST = 60  # characters of an account's name in a prompt
_PLAIN = re.compile(r"[\w .,&'’()/-]+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to ask at a tap: what stands on it, and what is then said to the bot."""

    title: str
    message: str


NRR = Prompt("What does NRR mean?", "what is NRR?")
FOR_EVERYBODY = (
    NRR,
    Prompt("NRR or GRR: what tells them apart?", "NRR vs GRR"),
    Prompt("Work out an NPS", "nps 40 10 50"),
    Prompt("What can I ask?", "help"),
)
"""What guests are shown, and everybody until the bot has said something else: the manifest has it too."""
LEARN = Prompt("Teach me five words a day", "learn start")
WITHOUT_ACCOUNTS = (NRR, LEARN, Prompt("How old is our account data?", "data"), FOR_EVERYBODY[-1])
"""For members of the team where nothing was imported."""
OWNING_NONE = (NRR, LEARN, Prompt("Which accounts are red?", "health red"), Prompt("Who owns what?", "owners"))
"""For members of the team who own no account, such as a new CSM."""
OF_WORDS = (NRR, LEARN, FOR_EVERYBODY[1], FOR_EVERYBODY[-1])
"""For members of the team who may not see account data."""


def prompts_of(member: Context, allowed: Context | None) -> tuple[Prompt, ...]:
    """What is suggested to a member of the team, `allowed` to see accounts or not. Raises what reading the store does.

    It reads the store.
    """
    if not member.workspace.exists:
        return WITHOUT_ACCOUNTS
    return (*_for_curator(member), *_usual(allowed))[:MOST]


def _for_curator(member: Context) -> Iterator[Prompt]:
    if not is_curator(member):
        return
    words = member.workspace.words
    waiting = len(waiting_drafts(words)) + len(open_questions(words))
    yield Prompt(f"What waits for me: {waiting:,}", "curate") if waiting else Prompt("What was missed?", "words missed")


def _usual(allowed: Context | None) -> tuple[Prompt, ...]:
    if allowed is None:
        return OF_WORDS
    if not has_accounts(allowed.store):
        return WITHOUT_ACCOUNTS
    own = own_accounts(allowed.store, requester(allowed), allowed.today, DAYS, 1)
    if own is None or not own.accounts:
        return OWNING_NONE
    allowed.record("home", "answered")
    return (*_of_owner(own), NRR)


def _of_owner(own: OwnAccounts) -> Iterator[Prompt]:
    """The renewals ahead, a brief of the account whose renewal is next, and how the accounts are."""
    if own.renewals:
        late = f", {own.past_due:,} past due" if own.past_due else ""
        yield Prompt(f"My renewals: {own.renewals:,} in {DAYS} days{late}", f"renewals {DAYS} mine")
        first = own.next_renewals[0]
        name = first.account if len(first.account) <= LONGEST and _PLAIN.fullmatch(first.account) else ""
        if name:
            yield Prompt(f"Prepare me for {name}", f"brief {name}")
    red = own.accounts_of("red")
    yield Prompt(f"My red accounts: {red:,}", "health red mine") if red else Prompt("How are mine?", "health mine")
