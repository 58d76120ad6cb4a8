"""The reply to a text that may ask about accounts in words that aren't known: what comes near, in place of terms."""

from dataclasses import replace

from bot.parsing.grammar import Request
from bot.reply import Choice, Reply
from bot.terms.glossary_replies import brief


def is_unsure(request: Request, reply: Reply) -> bool:
    """Whether the glossary knows no term for sure, so that accounts may be meant."""
    return request.verb == "define" and reply.data["kind"] in {"choices", "not_found"}


def with_near_requests(request: Request, reply: Reply) -> Reply:
    """The reply of the glossary; where it is unsure and the text asks for accounts, what can be asked of those instead.

    It is for where there are accounts.
    """
    if not is_unsure(request, reply):
        return reply
    from bot.parsing.near_requests import how_accounts_are_asked, near_requests  # what is found needs none of it

    near = near_requests(request.text)
    if not near:
        how = how_accounts_are_asked(request.text) if reply.outcome == "nothing" else ""
        return replace(reply, paragraphs=(*reply.paragraphs, how)) if how else reply
    return Reply(
        title="That isn’t understood",
        data={**reply.data, "requests": [each for _, each in near]},
        paragraphs=(
            f"“{brief(request.text)}” reads like a question about accounts, in words that aren’t known. These come "
            "near; for all that can be asked there is help.",
        ),
        choices=tuple(Choice(label, each) for label, each in near),
        actions=(*reply.choices[:2], Choice("Help", "help")),
        outcome="nothing",
    )
