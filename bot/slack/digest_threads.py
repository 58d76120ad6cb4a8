"""Messages in the thread of a posted digest, as requests to that digest."""

from typing import TYPE_CHECKING

from bot.digests.questions import read_question

if TYPE_CHECKING:
    from store.database import Store


def digest_request(store: "Store", said: str, channel: str, thread: str) -> str:
    """The question as a request to the digest that begins a thread; empty for another thread, and where an account is
    named that isn't in it.
    """
    from accounts.digests.posted import find_posted
    from bot.digests.commands.asking import named_in_posted

    posted, question = find_posted(store, channel, thread), read_question(said)
    if posted is None or question is None:
        return ""
    if question.name and not named_in_posted(store, posted, question.name):
        return ""
    return f"digest ask {posted.subscription.id} {posted.occasion} {' '.join(said.split())}"


def digest_list(store: "Store", channel: str, thread: str) -> str:
    """The request for the whole list of the digest that begins a thread; empty for another thread."""
    from accounts.digests.posted import find_posted
    from bot.digests.commands.asking import whole_list

    posted = find_posted(store, channel, thread)
    return whole_list(posted) if posted else ""
