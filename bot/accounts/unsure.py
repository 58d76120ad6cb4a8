"""When a text names no account for sure: those it may mean, each to be asked about at a tap."""

from accounts.names.account_search import Candidate
from bot.accounts.wording import joined
from bot.reply import Choice, Reply

NEAR = 5  # candidates that are offered


def unsure(verb: str, text: str, candidates: tuple[Candidate, ...], rest: str = "") -> Reply:
    """The reply to a text that names no account for sure; `rest` follows the account in the requests offered."""
    near = candidates[:NEAR]
    return Reply(
        title=_question(near),
        data={
            "kind": "choices" if near else "not_found",
            "query": text,
            "suggestions": [{"id": each.key, "name": each.name, "score": str(each.score)} for each in near],
        },
        paragraphs=(_said(_brief(text), len(near)),),
        choices=tuple(Choice(_told_apart(each, near), f"{verb} id {each.id} {rest}".strip()) for each in near),
        actions=() if near else (Choice("All accounts by health", "health"),),
        outcome="answered" if near else "nothing",
    )


def _question(near: tuple[Candidate, ...]) -> str:
    if not near:
        return "No account like that"
    return "Which account do you mean?" if len(near) > 1 else "Did you mean this account?"


def _told_apart(one: Candidate, near: tuple[Candidate, ...]) -> str:
    """The name, with what tells it from the others where they are named alike."""
    alike = sum(each.name.casefold() == one.name.casefold() for each in near) > 1
    more = joined((one.domain, one.owner, one.key if not one.domain else ""), ", ") if alike else one.domain
    return f"{one.name} ({more})" if more else one.name


def _said(text: str, near: int) -> str:
    if near > 1:
        return f"“{text}” could be any of these."
    return f"The nearest to “{text}”:" if near else f"There is no account like “{text}”."


def _brief(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80].rstrip()}…"
