"""Reading a wish: which digest, and then its time, days, zone, holidays and accounts in any order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from bot.digests.wishes.calendars import holidays
from bot.digests.wishes.days import days
from bot.digests.wishes.times import AT, clock, no_time
from bot.digests.wishes.wish import DIGESTS, NAMES, Wish, WishError
from bot.digests.wishes.words import Words
from bot.digests.wishes.zones import zone

_NAMES: tuple[Mapping[str, str], ...] = (
    NAMES,
    {"accounts": "health", "glossary": "term", "weekly": "portfolio"},  # where no digest is named
)
_SCOPES = frozenset({"mine", "me", "my", "all", "everything", "everyone", "segment"})
_LEADING = frozenset({"me", "us", "to", "the", "a", "for"})  # before the digest's name; behind it some name a scope
FILLERS = AT | frozenset(
    {"every", "on", "in", "the", "each", "for", "time", "and", "digest", "digests", "day", "please", "to", "here"}
    | {"morning", "mornings", ",", "&", "+"}
)
_CHANGES = frozenset(
    {"only-changes", "only-changed", "changes-only", "when-changed", "only-if-changed", "only-when-changed"}
    | {"if-changed", "on-changes", "only-on-changes", "when-something-changes", "when-something-changed"}
    | {"only-when-something-changes", "only-when-something-changed", "only-if-something-changed"}
)
_EMPTY = frozenset({"skip-empty", "skip-if-empty", "no-empty", "unless-empty", "silent", "quiet", "silent-if-empty"})


def read_wish(text: str) -> Wish:
    """The wish that a text expresses. Raises `WishError` for what it can't be."""
    words = Words(text.split())
    wish = Wish(_digest(words))
    while words.left:
        if not words.take_scope():
            wish = _next(words, wish)
    return replace(wish, scope=" ".join(words.scope))


def quoted(scope: str) -> str:
    """The scope as it stands in a wish: in quotes, where a part of it would be read as something else."""
    if not scope:
        return ""
    try:
        alone = read_wish(f"health {scope}") == Wish("health", scope=scope)
    except WishError:
        alone = False
    return scope if alone else f'"{scope}"'


def _digest(words: Words) -> str:
    """Takes the digest's name, wherever it stands."""
    for names in _NAMES:
        for at, word in enumerate(words.left):
            if word.startswith('"') or (at and words.plain(at - 1) == "segment"):
                break
            if name := names.get(words.plain(at)):
                words.left[: at + 1] = [each for each in words.left[:at] if each.casefold() not in _LEADING]
                return name
    raise _no_digest(words)


def _no_digest(words: Words) -> WishError:
    """What is said where no digest is named: of the first word, unless that says something else."""
    listed = ", ".join(DIGESTS)
    first = next((word for word in words.left if word.casefold() not in FILLERS), "")
    near = tuple(get_close_matches(first.casefold(), DIGESTS, n=1))
    scope = first.casefold() in _SCOPES or first.startswith("@")
    if near or (first and not scope and not _is_read(Words([first]))):
        return WishError(f"There is no digest “{first}”: {listed}.", "digest", first, near or tuple(DIGESTS))
    return WishError(f"Say which digest: {listed}.", "digest", "", tuple(DIGESTS))


def _next(words: Words, wish: Wish) -> Wish:
    """The wish with what comes next; what is nothing else is of the scope."""
    for reader in _READERS:
        if (read := reader(words, wish)) is not None:
            return read
    word = words.take()
    if word.casefold() in AT and words.left and not _is_read(words):
        raise no_time(words.left[0])
    if word.casefold() not in FILLERS:
        _refuse(word, wish)
        words.add(word)
    elif words.scope:
        words.between.append(word)
    return wish


def _refuse(word: str, wish: Wish) -> None:
    """Raises `WishError` for another digest, or another channel."""
    if word.casefold().rstrip(",") in DIGESTS:
        message = f"One digest at a time: {wish.digest}, and then {word}."
        raise WishError(message, "digest", word, ("",))
    if word.startswith("#") and len(word) > 1:
        message = f"A digest goes to the conversation in which it is asked for: type the same in {word}."
        raise WishError(message, "channel", word, ("",))


def _is_read(words: Words) -> bool:
    """Whether the next word is a part of a wish other than its scope."""
    there = Words([*words.left])
    return words.plain(0) in FILLERS or any(reader(there, Wish("")) is not None for reader in _READERS)


def _flag(words: Words, wish: Wish) -> Wish | None:
    for count, phrase in words.phrases(4):
        flag = phrase.replace(" ", "-").lstrip("-")
        if flag in _CHANGES:
            words.take(count)
            return replace(wish, only_changes=True)
        if flag in _EMPTY:
            words.take(count)
            return replace(wish, skip_empty=True)
    return None


_READERS: tuple[Callable[[Words, Wish], Wish | None], ...] = (_flag, holidays, clock, days, zone)
