"""Requests for a digest that can't be had as they stand, put right: misspelt words, and what was perhaps meant."""

from collections.abc import Iterable

from accounts.digests.subscription_parser import (
    Respelt,
    SubscriptionRequestError,
    parse_subscription,
    respell,
)
from bot.accounts.arguments import UnknownScopeError, parse_scope_argument
from bot.context import Context
from bot.digests.commands.scopes import scope_request
from bot.digests.commands.selection import read_id

MENDED = 4  # mistakes of one text that are put right at the most


def mended(context: Context, texts: Iterable[str]) -> list[str]:
    """The texts, each so that it can be had as it stands, whatever else was wrong with it; without those of which that
    isn't known.
    """
    return list(dict.fromkeys(filter(None, (_mended(context, text) for text in texts))))


def respelt(context: Context, text: str) -> Respelt | None:
    """The text with its misspelt words put right; None where there are none."""
    return respell(text, lambda word: _is_known(context, word))


def perhaps(spelt: Respelt | None, message: str) -> str:
    """What is said of a request, and first how its words were perhaps meant: `Perhaps “mondey” is monday.`"""
    if spelt is None:
        return message
    return f"Perhaps {', '.join(f'“{wrong}” is {right}' for wrong, right in spelt.words)}. {message}"


def _mended(context: Context, text: str) -> str:
    for _ in range(MENDED):
        if not text:
            break
        number, _, rest = text.partition(" ")
        changed = read_id(number) is not None
        try:
            asked = parse_subscription(f"health {rest}" if changed else text)
            scope_request(context, asked.digest, asked.scope)
        except SubscriptionRequestError as error:
            mendings = zip(error.meant, error.corrected(text), strict=False)
            text = _respelt_text(context, text) or next((mended for meant, mended in mendings if meant), "")
        except UnknownScopeError as unknown:
            near = next(iter(unknown.error.candidates), "")
            meant = text.replace(unknown.named, near, 1) if near and unknown.named in text else ""
            text = _respelt_text(context, text) or meant
        else:
            return text
    return ""


def _respelt_text(context: Context, text: str) -> str:
    spelt = respelt(context, text)
    return spelt.text if spelt else ""


def _is_known(context: Context, word: str) -> bool:
    """Whether a word names accounts, or a category of the glossary."""
    if word.casefold() in context.glossary.by_category():
        return True
    try:
        parse_scope_argument(context, word)
    except UnknownScopeError:
        return False
    return True
